"""What waits and what went wrong, as the database has it: small counts over partial indexes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select, text

from bot.storage import contents, outages, switches
from bot.storage.tables import inbox, outbox, process

LANES = ("live", "staff", "scheduled", "bulk")
LETTERS = ("dead", "presumed")

# Written out, not bound: SQLite takes a partial index only for the words it was made with.
_PENDING = text("status = 0")
_IN_DOUBT = text("status IN ('presumed', 'dead')")


@dataclass(frozen=True, slots=True)
class Queue:
    """How many wait, and since when the oldest does."""

    count: int = 0
    oldest: datetime | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """All counts of one look."""

    inbox: Queue
    outbox: Mapping[str, Queue]
    """By lane; every lane is there."""
    oldest_file: datetime | None
    """Since when a file waits to be fetched."""
    letters: Mapping[str, int]
    """Calls to LINE that are dead, or presumed to have arrived."""
    processes: int
    outages: int
    last_outage: datetime | None
    switched_on: frozenset[str]


def look(connection: Connection) -> Figures:
    """Count everything once."""
    oldest = func.min(outbox.c.created_at)
    lanes = select(outbox.c.lane, func.count(), oldest).where(outbox.c.finished_at.is_(None))
    by_lane = {row[0]: Queue(row[1], row[2]) for row in _by(connection, lanes, outbox.c.lane)}
    doubtful = select(outbox.c.status, func.count()).where(_IN_DOUBT)
    by_status = {row[0]: row[1] for row in _by(connection, doubtful, outbox.c.status)}
    arrived = select(func.count(), func.min(inbox.c.received_at)).where(_PENDING)
    ever, last = outages.latest(connection)
    return Figures(
        inbox=Queue(*connection.execute(arrived).one()),
        outbox={lane: by_lane.get(lane, Queue()) for lane in LANES},
        oldest_file=contents.oldest_waiting(connection),
        letters={status: by_status.get(status, 0) for status in LETTERS},
        processes=connection.scalar(select(func.count()).select_from(process)) or 0,
        outages=ever,
        last_outage=last,
        switched_on=frozenset(switches.those_on(connection)),
    )


def _by(connection: Connection, query: Any, column: Any) -> list[Any]:  # noqa: ANN401 -- SQLAlchemy's own
    return list(connection.execute(query.group_by(column)))
