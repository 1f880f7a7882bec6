"""Answers that wait for their owner's next message, with which they go out for free."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Select, bindparam, func, insert, select, update

from bot.storage import news
from bot.storage.offices import lies_at
from bot.storage.prepared import Prepared
from bot.storage.tables import case, held_answer

_WAITING = Prepared(
    select(held_answer.c.id, held_answer.c.case_number, held_answer.c.words, held_answer.c.by)
    .where(held_answer.c.person == bindparam("who"), held_answer.c.finished_at.is_(None))
    .order_by(held_answer.c.id)
    .limit(bindparam("most"))
)


@dataclass(frozen=True, slots=True)
class Held:
    """An answer that waits."""

    id: int
    case_number: str
    words: str
    by: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Next:
    """One that goes out with the turn that is being saved."""

    id: int
    case_number: str
    words: str
    by: str


def add(
    connection: Connection,
    number: str,
    person: str,
    words: str,
    *,
    by: str,
    cause: str,
    now: datetime,
) -> None:
    """Let an answer wait. Raises IntegrityError when the same `cause` was before."""
    connection.execute(
        insert(held_answer).values(
            case_number=number,
            person=person,
            words=words,
            by=by,
            cause=cause,
            created_at=now,
            status="waiting",
        )
    )
    news.note(connection, number)


def count_waiting(connection: Connection, person: str) -> int:
    """Return how many wait for this person."""
    query = select(func.count()).where(
        held_answer.c.person == person, held_answer.c.finished_at.is_(None)
    )
    return connection.scalar(query) or 0


def next_for(connection: Connection, person: str, *, most: int) -> Sequence[Next]:
    """Return the oldest that wait for this person. Every turn asks."""
    rows = _WAITING.all(connection, who=person, most=most)
    return [Next(row.id, row.case_number, row.words, row.by) for row in rows]


def of_case(connection: Connection, number: str) -> list[Held]:
    """Return what waits to be said in a case, oldest first."""
    return _held(connection, _LIST.where(held_answer.c.case_number == number))


def older_than(
    connection: Connection, moment: datetime, units: Collection[str] | None
) -> list[Held]:
    """Return what has waited since before then in the open cases of these units (None: of all)."""
    query = (
        _LIST.join(case, case.c.number == held_answer.c.case_number)
        .where(held_answer.c.created_at < moment, case.c.ended_at.is_(None))
        .limit(50)
    )
    return _held(connection, query if units is None else query.where(lies_at(units)))


def finish(
    connection: Connection, held_id: int, status: Literal["sent", "withdrawn"], *, now: datetime
) -> bool:
    """Note what became of one; False when it does not wait any more.

    Its words go: what was said is in the conversation, what was withdrawn nobody needs.
    """
    changed = connection.execute(
        update(held_answer)
        .where(held_answer.c.id == held_id, held_answer.c.finished_at.is_(None))
        .values(status=status, finished_at=now, words=None)
    )
    return changed.rowcount == 1


_LIST = (
    select(
        held_answer.c.id,
        held_answer.c.case_number,
        held_answer.c.words,
        held_answer.c.by,
        held_answer.c.created_at,
    )
    .where(held_answer.c.finished_at.is_(None))
    .order_by(held_answer.c.id)
)


def _held(connection: Connection, query: Select[Any]) -> list[Held]:
    return [Held(*row) for row in connection.execute(query)]
