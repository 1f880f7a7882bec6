"""Failed tries to sign in, counted for all processes; what is too old to count is cleared away."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from bot.storage.tables import sign_in_try


def note(connection: Connection, keys: Iterable[str], *, now: datetime) -> None:
    """Count a failed try under each of these keys."""
    connection.execute(insert(sign_in_try), [{"key": key, "at": now} for key in keys])


def nth_latest(connection: Connection, key: str, place: int, *, since: datetime) -> datetime | None:
    """Return when the `place`-th latest try of a key was; None when there were fewer since then."""
    query = (
        select(sign_in_try.c.at)
        .where(sign_in_try.c.key == key, sign_in_try.c.at > since)
        .order_by(sign_in_try.c.at.desc())
        .offset(place - 1)
        .limit(1)
    )
    return connection.scalar(query)


def forget(connection: Connection, key: str) -> None:
    """Forget a key's tries."""
    connection.execute(delete(sign_in_try).where(sign_in_try.c.key == key))


def forget_old(connection: Connection, *, before: datetime) -> None:
    """Clear away what counts no longer."""
    connection.execute(delete(sign_in_try).where(sign_in_try.c.at < before))
