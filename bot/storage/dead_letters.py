"""Calls to LINE that somebody should look at: given up, presumed to have arrived, or waiting."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, RowMapping, Select, select, text, update

from bot.storage.tables import outbox

# Written out, not bound: SQLite takes a partial index only for the words it was made with.
_DOUBTFUL = "status IN ('presumed', 'dead')"
_DEAD = text(f"{_DOUBTFUL} AND status = 'dead'")
_PRESUMED = text(f"{_DOUBTFUL} AND status = 'presumed'")

# Not by id alone: SQLite would walk through the whole table for the order's sake.
_OLDEST_FIRST = (outbox.c.created_at, outbox.c.id)

_LINE_NEVER_TOLD = ("LINE never answered", "LINE answered with errors")
"""How `bot.delivery.retry` begins its reasons for giving up what may have arrived."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One call to LINE and how it stands, without its words."""

    id: int
    person: str
    lane: str
    status: str
    attempts: int
    created_at: datetime
    due_at: datetime
    error: str | None
    doubtful: bool
    """LINE may have taken it without our hearing of it."""
    wiped: bool
    """Its words are forgotten: it cannot be sent any more."""
    tells_number: bool
    """It told a case number that its reader has not been told again yet."""


def standings(connection: Connection, status: str, *, limit: int) -> list[Standing]:
    """Return rows that are `dead`, `presumed` or `due` (not finished), the oldest first."""
    wanted = {"dead": _DEAD, "presumed": _PRESUMED}.get(status, text("finished_at IS NULL"))
    return _read(connection, select(outbox).where(wanted).order_by(*_OLDEST_FIRST).limit(limit))


def dead(
    connection: Connection, ids: Sequence[int] | None, *, before: datetime | None = None
) -> list[Standing]:
    """Return the dead among these rows, or all that were made before a moment."""
    query = select(outbox).where(_DEAD).order_by(*_OLDEST_FIRST)
    if ids is not None:
        query = query.where(outbox.c.id.in_(ids))
    if before is not None:
        query = query.where(outbox.c.created_at < before)
    return _read(connection, query)


def revive(
    connection: Connection, ids: Sequence[int], *, new_key: Callable[[], str], now: datetime
) -> list[str]:
    """Make dead rows due again as new requests; return the people they are for.

    Each gets a new retry key, because LINE forgets keys after a day and would refuse nothing on
    the old one; its words and its place in the person's order stay.
    """
    people: list[str] = []
    for one in ids:
        revived = connection.execute(
            update(outbox)
            .where(outbox.c.id == one, outbox.c.status == "dead", outbox.c.messages.is_not(None))
            .values(
                status="due",
                retry_key=new_key(),
                reply_token=None,
                token_expires_at=None,
                attempts=0,
                unknown_attempts=0,
                first_attempt_at=None,
                due_at=now,
                finished_at=None,
                error=None,
            )
            .returning(outbox.c.person)
        )
        people.extend(revived.scalars())
    return people


def drop(
    connection: Connection,
    ids: Sequence[int],
    *,
    by: str,
    reason: str,
    now: datetime,
    waiting: bool = False,
) -> list[int]:
    """Let dead rows go for good, and with `waiting` those that are due; return which went."""
    statuses = ("dead", "due") if waiting else ("dead",)
    dropped = connection.execute(
        update(outbox)
        .where(outbox.c.id.in_(ids), outbox.c.status.in_(statuses))
        .values(status="dropped", finished_at=now, error=f"dropped by {by}: {reason}"[:300])
        .returning(outbox.c.id)
    )
    return sorted(dropped.scalars())


def _read(connection: Connection, query: Select[tuple[object, ...]]) -> list[Standing]:
    return [_standing(row) for row in connection.execute(query).mappings()]


def _standing(row: RowMapping) -> Standing:
    error: str | None = row["error"]
    never_told = row["status"] == "dead" and (error or "").startswith(_LINE_NEVER_TOLD)
    return Standing(
        id=row["id"],
        person=row["person"],
        lane=row["lane"],
        status=row["status"],
        attempts=row["attempts"],
        created_at=row["created_at"],
        due_at=row["due_at"],
        error=error,
        doubtful=row["unknown_attempts"] > 0 or never_told,
        wiped=row["messages"] is None,
        tells_number=row["case_number"] is not None,
    )
