"""The processes that live, told by counts that go up; no clock is compared with another.

Who holds something (a call to LINE under way, a lease) is named by process. A process whose count
stands still is taken off the list by whoever notices, and what it held is free.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, ScalarSelect, delete, func, insert, select, update

from bot.storage.tables import process


def beat(connection: Connection, name: str, *, now: datetime) -> None:
    """Count up one's own row; begin it when it is new, or when others took this one for dead."""
    counted = connection.execute(
        update(process).where(process.c.id == name).values(beats=process.c.beats + 1, beat_at=now)
    )
    if counted.rowcount == 0:
        connection.execute(insert(process).values(id=name, beats=1, beat_at=now, started_at=now))


def beats(connection: Connection) -> dict[str, int]:
    """Return the count of every process on the list."""
    return {row.id: row.beats for row in connection.execute(select(process.c.id, process.c.beats))}


def take_off(connection: Connection, dead: Mapping[str, int]) -> None:
    """Take processes off the list, unless their count has moved on since it was read."""
    for name, counted in dead.items():
        connection.execute(delete(process).where(process.c.id == name, process.c.beats == counted))


def leave(connection: Connection, name: str) -> None:
    """Take oneself off the list: what is still held is free."""
    connection.execute(delete(process).where(process.c.id == name))


def last_beat(connection: Connection) -> datetime | None:
    """Return when any process was last alive; None when none ever was, or all left in order."""
    last: datetime | None = connection.execute(select(func.max(process.c.beat_at))).scalar()
    return last


def living() -> ScalarSelect[str]:
    """Return the ids on the list, to be used within a query."""
    return select(process.c.id).scalar_subquery()
