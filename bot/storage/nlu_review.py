"""The queue of masked words to learn from, for those who teach the bot: `bot nlu review`.

Nobody's id stands here, so nothing in it can be traced to a person or to a case.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Row, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.model.lessons import Lesson, Reason
from bot.storage.tables import nlu_review


@dataclass(frozen=True, slots=True)
class Entry:
    """One text of the queue."""

    id: int
    at: datetime
    """When it was said last."""
    times: int
    """How often it was said."""
    lesson: Lesson
    label: str | None
    """What an operator says it means, `intent` or `intent/sub_intent`."""
    labelled_at: datetime | None


def add(connection: Connection, lessons: Iterable[Lesson], *, now: datetime) -> None:
    """Queue masked lessons; a text that is there is counted, and keeps its label.

    Of a lesson that is counted already only what it became is news, if the text is still there.
    """
    for lesson in sorted(lessons, key=lambda one: one.text):  # two turns never wait for each other
        if lesson.counted:
            _settle(connection, lesson)
        else:
            _count(connection, lesson, now)


def _count(connection: Connection, lesson: Lesson, now: datetime) -> None:
    insert_ = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    values = {
        "at": now,
        "reason": lesson.reason,
        "guess": lesson.guess,
        "confidence": lesson.confidence,
        "second": lesson.second,
    }
    row = insert_(nlu_review).values(
        text=lesson.text, times=1, corrected_to=lesson.became, **values
    )
    again = {
        **values,
        "reason": _stronger(lesson),
        "times": nlu_review.c.times + 1,
        "corrected_to": func.coalesce(row.excluded.corrected_to, nlu_review.c.corrected_to),
    }
    connection.execute(row.on_conflict_do_update(index_elements=["text"], set_=again))


def _settle(connection: Connection, lesson: Lesson) -> None:
    values = {"corrected_to": lesson.became, "reason": _stronger(lesson)}
    connection.execute(update(nlu_review).where(nlu_review.c.text == lesson.text).values(**values))


def _stronger(lesson: Lesson) -> object:
    """Return the reason that stays: that words were only unclear says least."""
    return nlu_review.c.reason if lesson.reason == "unclear" else lesson.reason


def latest(
    connection: Connection,
    *,
    reason: Reason | None = None,
    labelled: bool | None = None,
    most: int | None = None,
) -> list[Entry]:
    """Return entries, the newest first: all, or those of a reason, with or without a label."""
    query = select(nlu_review).order_by(nlu_review.c.at.desc(), nlu_review.c.id.desc()).limit(most)
    if reason is not None:
        query = query.where(nlu_review.c.reason == reason)
    if labelled is not None:
        label = nlu_review.c.label
        query = query.where(label.is_not(None) if labelled else label.is_(None))
    return [_entry(row) for row in connection.execute(query)]


def count(connection: Connection) -> tuple[int, int]:
    """Return how many texts are in the queue, and how many of them have a label."""
    query = select(func.count(), func.count(nlu_review.c.label)).select_from(nlu_review)
    texts, labelled = connection.execute(query).one()
    return texts, labelled


def label(connection: Connection, number: int, topic: str, *, now: datetime) -> bool:
    """Say what a text means; False when there is none of this id."""
    wanted = update(nlu_review).where(nlu_review.c.id == number)
    return connection.execute(wanted.values(label=topic, labelled_at=now)).rowcount > 0


def drop(connection: Connection, number: int) -> bool:
    """Erase a text; False when there is none of this id."""
    return connection.execute(delete(nlu_review).where(nlu_review.c.id == number)).rowcount > 0


def forget_old(connection: Connection, *, before: datetime) -> int:
    """Erase what was last said before this moment, label or none; return how many texts."""
    return connection.execute(delete(nlu_review).where(nlu_review.c.at < before)).rowcount


def _entry(row: Row[tuple[object, ...]]) -> Entry:
    return Entry(
        id=row.id,
        at=row.at,
        times=row.times,
        lesson=Lesson(
            row.reason, row.text, row.guess, row.confidence, row.second, row.corrected_to
        ),
        label=row.label,
        labelled_at=row.labelled_at,
    )
