"""Times when nobody of ours lived, found from the last sign of life and the first one after.

The sign is a row of its own in `lease`, for a process that stops in order takes its heart-beat
off the list.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from bot.storage.processes import last_beat
from bot.storage.tables import lease, outage

GAP = timedelta(minutes=2)
"""A restart takes less; a silence that is longer is owned up to."""
OWNED_UP_FOR = timedelta(hours=24)
"""So long after its end people are told."""
_SIGN = "alive"


@dataclass(frozen=True, slots=True)
class Outage:
    """From when to when nobody was there."""

    began_at: datetime
    ended_at: datetime


def notice_at_start(connection: Connection, *, holder: str, now: datetime) -> Outage | None:
    """Give a sign of life; return the outage that ends with it, once however many start together.

    Call it before this process's first heart-beat.
    """
    signed, beaten = _last_sign(connection), last_beat(connection)
    last = max((one for one in (signed, beaten) if one is not None), default=None)
    return _sign(connection, signed, last=last, holder=holder, now=now)


def notice(
    connection: Connection, *, holder: str, now: datetime, silent_for: timedelta
) -> Outage | None:
    """Give a sign of life while running; return the outage during which none could be given.

    `silent_for` is how long this process gave none, by a clock that only goes forward: a wall
    clock that was put forward is no outage.
    """
    signed = _last_sign(connection)
    last = signed if silent_for > GAP else None
    return _sign(connection, signed, last=last, holder=holder, now=now)


def recent(connection: Connection, *, now: datetime) -> tuple[Outage, ...]:
    """Return the outages that people are still told of, the latest first."""
    rows = connection.execute(
        select(outage.c.began_at, outage.c.ended_at)
        .where(outage.c.ended_at > now - OWNED_UP_FOR)
        .order_by(outage.c.ended_at.desc())
    )
    return tuple(Outage(row.began_at, row.ended_at) for row in rows)


def latest(connection: Connection) -> tuple[int, datetime | None]:
    """Return how many there ever were, and when the last one ended."""
    row = connection.execute(select(func.count(), func.max(outage.c.ended_at))).one()
    return row[0], row[1]


def _last_sign(connection: Connection) -> datetime | None:
    signed: datetime | None = connection.scalar(
        select(lease.c.expires_at).where(lease.c.name == _SIGN)
    )
    return signed


def _sign(
    connection: Connection,
    signed: datetime | None,
    *,
    last: datetime | None,
    holder: str,
    now: datetime,
) -> Outage | None:
    """Move the sign on from where it was read; only who succeeds may tell of an outage."""
    first_to_see = _move(connection, signed, holder=holder, now=now)
    if not first_to_see or last is None or now - last <= GAP:
        return None
    connection.execute(insert(outage).values(began_at=last, ended_at=now))
    return Outage(last, now)


def _move(connection: Connection, signed: datetime | None, *, holder: str, now: datetime) -> bool:
    if signed is not None:
        moved = connection.execute(
            update(lease)
            .where(lease.c.name == _SIGN, lease.c.expires_at == signed)
            .values(holder=holder, expires_at=now)
        )
        return moved.rowcount == 1
    try:
        with connection.begin_nested():
            connection.execute(insert(lease).values(name=_SIGN, holder=holder, expires_at=now))
    except IntegrityError:
        return False
    return True
