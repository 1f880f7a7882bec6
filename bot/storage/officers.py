"""Who is at work at each office."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, exists, func, select

from bot.model.staff import Role
from bot.storage.tables import staff, staff_leave

_AT_CASES = (Role.OFFICER, Role.UNIT_HEAD)


def at_work(connection: Connection, *, today: date) -> dict[str, int]:
    """Return how many officers of each unit may work on its cases and are not away today."""
    away = exists().where(
        staff_leave.c.staff_name == staff.c.name,
        staff_leave.c.first_day <= today,
        staff_leave.c.last_day >= today,
    )
    query = (
        select(staff.c.unit, func.count())
        .where(staff.c.role.in_(_AT_CASES), staff.c.disabled_at.is_(None), ~away)
        .where(staff.c.unit.is_not(None))
        .group_by(staff.c.unit)
    )
    return {row[0]: row[1] for row in connection.execute(query)}
