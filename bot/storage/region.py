"""The open cases of provinces, for who looks on: how many, how old, which of them need help."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Select, func, or_, select

from bot.model.cases import Status
from bot.storage.desk import PAGE
from bot.storage.tables import case

_HELPED = 30
_MOVING = tuple(status for status in Status if status is not Status.WAITING_OWNER)


@dataclass(frozen=True, slots=True)
class Counted:
    """Open cases of one province that share a state and a promised day."""

    province: str
    status: Status
    next_contact: date | None
    count: int


@dataclass(frozen=True, slots=True)
class Watched:
    """One open case of a province; nothing personal."""

    number: str
    status: Status
    category: str
    sub_intent: str | None
    priority: str
    province: str
    centre_name: str
    opened_at: datetime
    next_contact: date | None
    assigned_to: str | None
    escalated_to: str | None


_WATCHED = select(
    case.c.number,
    case.c.status,
    case.c.category,
    case.c.sub_intent,
    case.c.priority,
    case.c.province,
    case.c.centre_name,
    case.c.opened_at,
    case.c.next_contact,
    case.c.assigned_to,
    case.c.escalated_to,
).where(case.c.ended_at.is_(None))


def count(connection: Connection, provinces: Collection[str]) -> list[Counted]:
    """Count the open cases of these provinces."""
    query = (
        select(case.c.province, case.c.status, case.c.next_contact, func.count())
        .where(case.c.ended_at.is_(None), case.c.province.in_(provinces))
        .group_by(case.c.province, case.c.next_contact, case.c.status)
    )
    return [
        Counted(province, Status(status), day, number)
        for province, status, day, number in connection.execute(query)
    ]


def median_opening(connection: Connection, open_cases: Mapping[str, int]) -> dict[str, datetime]:
    """Return when the middle one of each province's open cases was opened; given are their counts.

    Of an even number the older one of the two in the middle.
    """
    found: dict[str, datetime] = {}
    for province, number in open_cases.items():
        if number == 0:
            continue
        middle = (
            select(case.c.opened_at)
            .where(case.c.ended_at.is_(None), case.c.province == province)
            .order_by(case.c.opened_at)
            .offset((number - 1) // 2)
            .limit(1)
        )
        moment = connection.scalar(middle)
        if moment is not None:
            found[province] = moment
    return found


def need_help(
    connection: Connection, provinces: Collection[str], *, unit: str, today: date
) -> list[Watched]:
    """Return cases that lie too long: those with which the unit was asked to help come first."""
    others = _WATCHED.where(case.c.centre_code != unit)
    order = (case.c.next_contact, case.c.number)
    asked = others.where(case.c.escalated_to == unit, case.c.province.in_(provinces))
    found = _watched(connection, asked.order_by(*order).limit(_HELPED))
    late = others.where(
        case.c.next_contact < today,
        case.c.status.in_(_MOVING),
        or_(case.c.escalated_to.is_(None), case.c.escalated_to != unit),
    )
    # Each province's own index tells its oldest at once; all of them together would be sorted.
    lying = [
        one
        for province in provinces
        for one in _watched(
            connection,
            late.where(case.c.province == province).order_by(*order).limit(_HELPED),
        )
    ]
    lying.sort(key=lambda one: (one.next_contact or today, one.number))
    return [*found, *lying][:_HELPED]


def of_province(
    connection: Connection, province: str, *, after: tuple[datetime, str] | None
) -> list[Watched]:
    """Return a page of a province's open cases, the oldest first."""
    query = _WATCHED.where(case.c.province == province)
    if after is not None:
        opened, number = after
        query = query.where(
            or_(case.c.opened_at > opened, (case.c.opened_at == opened) & (case.c.number > number))
        )
    query = query.order_by(case.c.opened_at, case.c.number).limit(PAGE)
    return _watched(connection, query)


def _watched(connection: Connection, query: Select[Any]) -> list[Watched]:
    rows = connection.execute(query).mappings()
    return [Watched(**{**row, "status": Status(row["status"])}) for row in rows]
