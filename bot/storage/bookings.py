"""Technical bookings: one row each, of one case, whichever units count it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, func, insert, or_, select, update

from bot.cases.booking import Kind, Plan, State
from bot.model.thai import BANGKOK
from bot.storage.figures_results import Areas
from bot.storage.tables import booking, case

LISTED = 100


@dataclass(frozen=True, slots=True)
class Booking:
    """One booking."""

    id: int
    case_number: str
    unit: str
    """Which gives the help."""
    kind: Kind
    at: datetime
    place: str
    expert: str
    state: State
    result: str | None
    by: str


def add(
    connection: Connection,
    number: str,
    plan: Plan,
    *,
    unit: str,
    by: str,
    cause: str,
    now: datetime,
) -> None:
    """Write a booking down. Raises IntegrityError when the same form has done so already."""
    connection.execute(
        insert(booking).values(
            cause=cause,
            case_number=number,
            unit=unit,
            kind=plan.kind,
            at=plan.at,
            place=plan.place,
            expert=plan.expert,
            state=State.PLANNED,
            by=by,
            created_at=now,
            changed_at=now,
        )
    )


def find(connection: Connection, number: str, booking_id: int) -> Booking | None:
    """Return a booking of this case, if it is one."""
    query = _BOOKINGS.where(booking.c.case_number == number, booking.c.id == booking_id)
    return next(iter(_read(connection, query)), None)


def of_case(connection: Connection, number: str) -> list[Booking]:
    """Return all bookings of a case, the latest first."""
    query = _BOOKINGS.where(booking.c.case_number == number)
    return _read(connection, query.order_by(booking.c.at.desc(), booking.c.id.desc()))


def change(connection: Connection, booking_id: int, plan: Plan, *, by: str, now: datetime) -> None:
    """Put another plan in the place of the old one."""
    values = {"kind": plan.kind, "at": plan.at, "place": plan.place, "expert": plan.expert}
    _update(connection, booking_id, values, by=by, now=now)


def set_state(
    connection: Connection,
    booking_id: int,
    state: State,
    *,
    by: str,
    now: datetime,
    result: str | None = None,
) -> None:
    """Note that it was done, with what came of it, or that it is off."""
    _update(connection, booking_id, {"state": state, "result": result}, by=by, now=now)


def planned(
    connection: Connection, units: Collection[str] | None, *, until: datetime
) -> list[Booking]:
    """Return what is planned before a moment: what these units give, and on cases of theirs.

    None for all units. What is past and has no result yet is among it. The earliest first.
    """
    query = _BOOKINGS.where(booking.c.state == State.PLANNED, booking.c.at < until)
    if units is not None:
        query = query.join(case, case.c.number == booking.c.case_number).where(
            or_(booking.c.unit.in_(units), case.c.centre_code.in_(units))
        )
    return _read(connection, query.order_by(booking.c.at, booking.c.id).limit(LISTED))


def counts(
    connection: Connection, areas: Areas, first: datetime, before: datetime
) -> Mapping[Kind, Mapping[State, int]]:
    """Count the bookings of these days on cases of these areas, each once."""
    query = (
        select(booking.c.kind, booking.c.state, func.count())
        .where(booking.c.at >= first, booking.c.at < before)
        .group_by(booking.c.kind, booking.c.state)
    )
    found: dict[Kind, dict[State, int]] = {kind: {} for kind in Kind}
    for kind, state, count in connection.execute(_in_areas(query, areas)):
        found[Kind(kind)][State(state)] = count
    return found


def of_days(
    connection: Connection, areas: Areas, days: tuple[datetime, datetime], kind: Kind, state: State
) -> list[Booking]:
    """Return the bookings behind a count, the earliest first."""
    query = _BOOKINGS.where(
        booking.c.at >= days[0],
        booking.c.at < days[1],
        booking.c.kind == kind,
        booking.c.state == state,
    )
    return _read(connection, _in_areas(query.order_by(booking.c.at, booking.c.id), areas))


def _in_areas(query: Select[Any], areas: Areas) -> Select[Any]:
    if areas is None:
        return query
    area = func.coalesce(case.c.province, "-")
    return query.join(case, case.c.number == booking.c.case_number).where(area.in_(areas))


_BOOKINGS = select(
    booking.c.id,
    booking.c.case_number,
    booking.c.unit,
    booking.c.kind,
    booking.c.at,
    booking.c.place,
    booking.c.expert,
    booking.c.state,
    booking.c.result,
    booking.c.by,
)


def _update(
    connection: Connection, booking_id: int, values: Mapping[str, Any], *, by: str, now: datetime
) -> None:
    connection.execute(
        update(booking).where(booking.c.id == booking_id).values(by=by, changed_at=now, **values)
    )


def _read(connection: Connection, query: Select[Any]) -> list[Booking]:
    return [
        Booking(
            **{
                **row,
                "kind": Kind(row["kind"]),
                "state": State(row["state"]),
                "at": row["at"].astimezone(BANGKOK),
            }
        )
        for row in connection.execute(query).mappings()
    ]
