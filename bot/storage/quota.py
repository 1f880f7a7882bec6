"""The month's messages that cost, as LINE counted them when it was last asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, insert, select, update

from bot.storage.tables import line_quota

_ONLY = 1
FRESH = timedelta(hours=1)
"""LINE is asked every ten minutes; what is older tells nothing any more."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many have been used, and how many may be; `most` is None without a limit."""

    used: int
    most: int | None

    @property
    def left(self) -> int | None:
        """How many may still be sent; None without a limit."""
        return None if self.most is None else max(self.most - self.used, 0)


def note(connection: Connection, count: Count, *, now: datetime) -> None:
    """Remember what LINE said."""
    values = {"used": count.used, "most": count.most, "at": now}
    changed = connection.execute(
        update(line_quota).where(line_quota.c.id == _ONLY).values(values)
    ).rowcount
    if not changed:
        connection.execute(insert(line_quota).values(id=_ONLY, **values))


def latest(connection: Connection, *, now: datetime) -> Count | None:
    """Return what LINE said last; None when that is long ago, or it was never asked."""
    row = connection.execute(select(line_quota).where(line_quota.c.at > now - FRESH)).first()
    return Count(row.used, row.most) if row else None


def told_at(connection: Connection) -> datetime | None:
    """Return when LINE said it; None when it was never asked."""
    at: datetime | None = connection.scalar(select(line_quota.c.at))
    return at
