"""Owners who want to be called, and how often that was tried."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Select, insert, select, update

from bot.cases.callbacks import CallStatus, Part, Tried
from bot.storage.offices import lies_at
from bot.storage.tables import call_request, case


@dataclass(frozen=True, slots=True)
class Call:
    """A wish to be called that waits."""

    id: int
    case_number: str
    day: date
    part: Part
    asked_at: datetime
    tries: int


def ask(connection: Connection, number: str, *, day: date, part: Part, now: datetime) -> None:
    """Note that a case's owner wants to be called, in place of what they wanted before."""
    connection.execute(
        update(call_request)
        .where(call_request.c.case_number == number, call_request.c.finished_at.is_(None))
        .values(status=CallStatus.REPLACED, finished_at=now)
    )
    connection.execute(
        insert(call_request).values(
            case_number=number,
            day=day,
            part=part,
            asked_at=now,
            tries=0,
            status=CallStatus.WAITING,
        )
    )


def of_case(connection: Connection, number: str) -> Call | None:
    """Return the wish of a case that waits."""
    found = _calls(connection, _WAITING.where(call_request.c.case_number == number))
    return found[0] if found else None


def due(connection: Connection, units: Collection[str] | None, *, until: date) -> list[Call]:
    """Return the wishes for a day until `until` in open cases of these units (None: of all)."""
    query = (
        _WAITING.join(case, case.c.number == call_request.c.case_number)
        .where(call_request.c.day <= until, case.c.ended_at.is_(None))
        .limit(50)
    )
    if units is not None:
        query = query.where(lies_at(units))
    return _calls(connection, query)


def note_try(
    connection: Connection, call: Call, tried: Tried, *, again_on: date, now: datetime
) -> bool:
    """Note a try, and on which day the next one is; False when it was noted before."""
    changed = connection.execute(
        update(call_request)
        .where(call_request.c.id == call.id, call_request.c.tries == call.tries)
        .where(call_request.c.finished_at.is_(None))
        .values(
            tries=tried.tries,
            tried_at=now,
            status=tried.status,
            day=call.day if tried.over else again_on,
            finished_at=now if tried.over else None,
        )
    )
    return changed.rowcount == 1


_WAITING = (
    select(
        call_request.c.id,
        call_request.c.case_number,
        call_request.c.day,
        call_request.c.part,
        call_request.c.asked_at,
        call_request.c.tries,
    )
    .where(call_request.c.finished_at.is_(None))
    .order_by(call_request.c.day, call_request.c.id)
)


def _calls(connection: Connection, query: Select[Any]) -> list[Call]:
    rows = connection.execute(query).mappings()
    return [Call(**{**row, "part": Part(row["part"])}) for row in rows]
