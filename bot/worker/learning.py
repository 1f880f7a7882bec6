"""Keeping the queue of words to learn from: what officers put right joins it, what is old goes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection

from bot.app import App
from bot.handlers import learning
from bot.model.lessons import Lesson
from bot.storage import cases, nlu_review, relabels
from bot.storage.db import forget_for_good, reading

_AT_ONCE = 20


def learn(app: App) -> None:
    """Queue the words of cases that officers put right, and erase what was kept long enough."""
    now = app.now()
    since = now - timedelta(days=app.settings.nlu_review_days)
    with reading(app.engine) as connection:
        found = relabels.to_learn_from(connection, since=since, most=_AT_ONCE)
        records = {one.id: cases.find_record(connection, one.case_number) for one in found}
    for one in found:
        record = records[one.id]
        understanding = app.deps.understanding
        lessons = learning.of_relabel(understanding, one, record) if record else ()
        app.writer.run(partial(_queue, number=one.id, lessons=lessons, now=now))
    if app.writer.run(partial(nlu_review.forget_old, before=since)):
        forget_for_good(app.engine)


def _queue(connection: Connection, number: int, lessons: Sequence[Lesson], now: datetime) -> None:
    if relabels.note_learnt(connection, number, now=now):
        nlu_review.add(connection, lessons, now=now)
