"""Who is away on which days, and who stands in. What is over ends by itself: days decide."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, delete, insert, select

from bot.storage.tables import staff_leave


@dataclass(frozen=True, slots=True)
class Leave:
    """One officer's days away, the first and the last counted."""

    id: int
    staff_name: str
    substitute: str
    first_day: date
    last_day: date


def add(
    connection: Connection,
    staff_name: str,
    substitute: str,
    *,
    first_day: date,
    last_day: date,
    by: str,
    now: datetime,
) -> None:
    """Note that somebody will be away."""
    connection.execute(
        insert(staff_leave).values(
            staff_name=staff_name,
            substitute=substitute,
            first_day=first_day,
            last_day=last_day,
            made_by=by,
            made_at=now,
        )
    )


def remove(connection: Connection, leave_id: int) -> None:
    """Take days away back."""
    connection.execute(delete(staff_leave).where(staff_leave.c.id == leave_id))


def find(connection: Connection, leave_id: int) -> Leave | None:
    """Return one entry."""
    row = connection.execute(_LEAVE.where(staff_leave.c.id == leave_id)).first()
    return Leave(*row) if row else None


def not_over(
    connection: Connection, *, today: date, names: Collection[str] | None = None
) -> list[Leave]:
    """Return who is away now or will be (of `names`, or of all), the next first."""
    query = _LEAVE.where(staff_leave.c.last_day >= today)
    if names is not None:
        query = query.where(staff_leave.c.staff_name.in_(names))
    return [Leave(*row) for row in connection.execute(query.order_by(staff_leave.c.first_day))]


def away(connection: Connection, *, today: date) -> dict[str, Leave]:
    """Return who is away today, by name."""
    current = [one for one in not_over(connection, today=today) if one.first_day <= today]
    return {one.staff_name: one for one in current}


def stands_in_for(connection: Connection, substitute: str, *, today: date) -> frozenset[str]:
    """Return for whom somebody stands in today."""
    query = select(staff_leave.c.staff_name).where(
        staff_leave.c.last_day >= today,
        staff_leave.c.first_day <= today,
        staff_leave.c.substitute == substitute,
    )
    return frozenset(connection.scalars(query))


_LEAVE = select(
    staff_leave.c.id,
    staff_leave.c.staff_name,
    staff_leave.c.substitute,
    staff_leave.c.first_day,
    staff_leave.c.last_day,
)
