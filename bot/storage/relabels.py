"""Where officers put right what the bot took a case to be about: the queue for those who teach it.

Nothing an owner said is here; who may read a case finds their words there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Row, func, insert, select, update

from bot.cases.guessed import Label
from bot.storage.tables import relabel

PAGE = 50


@dataclass(frozen=True, slots=True)
class Relabel:
    """One case that was put right."""

    case_number: str
    at: datetime
    by: str
    before: Label
    after: Label
    sure: float | None
    """How sure the bot was; None where its owner had chosen the need."""
    id: int = 0
    """0 while it is not stored."""


def add(connection: Connection, one: Relabel) -> None:
    """Note that a case was put right."""
    connection.execute(
        insert(relabel).values(
            case_number=one.case_number,
            at=one.at,
            by=one.by,
            category_before=one.before.category,
            sub_intent_before=one.before.sub_intent,
            category=one.after.category,
            sub_intent=one.after.sub_intent,
            sure=one.sure,
        )
    )


def latest(connection: Connection) -> list[Relabel]:
    """Return the last that were put right, the newest first."""
    rows = connection.execute(select(relabel).order_by(relabel.c.id.desc()).limit(PAGE))
    return [_relabel(row) for row in rows]


def to_learn_from(connection: Connection, *, since: datetime, most: int) -> list[Relabel]:
    """Return the oldest whose case nobody has looked at for words to learn from.

    Only those that the bot had guessed from words, put right since a moment.
    """
    query = (
        select(relabel)
        .where(relabel.c.queued_at.is_(None), relabel.c.sure.is_not(None), relabel.c.at >= since)
        .order_by(relabel.c.id)
        .limit(most)
    )
    return [_relabel(row) for row in connection.execute(query)]


def note_learnt(connection: Connection, number: int, *, now: datetime) -> bool:
    """Note that one was looked at for words to learn from; False when it was before."""
    wanted = update(relabel).where(relabel.c.id == number, relabel.c.queued_at.is_(None))
    return connection.execute(wanted.values(queued_at=now)).rowcount > 0


def mistaken(connection: Connection) -> list[tuple[str, str, int]]:
    """Return how often which need was taken for which: before, after, how often; most first."""
    count = func.count()
    query = (
        select(relabel.c.category_before, relabel.c.category, count)
        .where(relabel.c.category_before != relabel.c.category)
        .group_by(relabel.c.category_before, relabel.c.category)
        .order_by(count.desc(), relabel.c.category_before, relabel.c.category)
    )
    return [(before, after, times) for before, after, times in connection.execute(query)]


def _relabel(row: Row[tuple[object, ...]]) -> Relabel:
    return Relabel(
        case_number=row.case_number,
        at=row.at,
        by=row.by,
        before=Label(row.category_before, row.sub_intent_before),
        after=Label(row.category, row.sub_intent),
        sure=row.sure,
        id=row.id,
    )
