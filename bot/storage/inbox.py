"""The inbox: one row per LINE event, committed before LINE is answered 200."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    RowMapping,
    bindparam,
    case,
    func,
    literal_column,
    or_,
    select,
    text,
    update,
)

from bot.storage.tables import DONE, PENDING, inbox


@dataclass(frozen=True, slots=True)
class Arrival:
    """One event as it goes into the inbox."""

    event_id: str
    person: str
    kind: str
    occurred_at_ms: int
    received_at: datetime
    raw: str
    message_id: str | None = None
    reply_token: str | None = None
    is_redelivery: bool = False


@dataclass(frozen=True, slots=True)
class Pending:
    """One event that waits for its turn."""

    seq: int
    event_id: str
    kind: str
    message_id: str | None
    reply_token: str | None
    occurred_at: datetime
    received_at: datetime
    attempts: int
    raw: str


AT_ONCE = 50
_CLOCK_SET_BACK = timedelta(minutes=1)
_COLUMNS = tuple(field.name for field in fields(Arrival))
_NAMES = ", ".join(_COLUMNS)

# A double is known by its event id or by its message id, in the inbox or, a day later, beside it.
_INSERT_SQLITE = f"""
    INSERT INTO inbox ({_NAMES}, status, attempts, unconsented)
    SELECT {", ".join("?" * len(_COLUMNS))}, {PENDING}, 0, true
    WHERE NOT EXISTS (SELECT 1 FROM inbox_done WHERE event_id = ?)
    ON CONFLICT DO NOTHING
"""  # noqa: S608 -- only our own column names are put in

# One statement, so that it may commit by itself. PostgreSQL numbers rows when they are inserted,
# not when they are committed, so two web processes could show one person's events in the wrong
# order. The advisory locks, taken in sorted order before any number is drawn, make commit order
# and number agree for each person.
_TYPES = {"occurred_at_ms": "bigint", "received_at": "timestamptz", "is_redelivery": "boolean"}
_INSERT_POSTGRESQL = text(f"""
    INSERT INTO inbox ({_NAMES}, status, attempts, unconsented)
    SELECT {", ".join(f"event.{name}" for name in _COLUMNS)}, {PENDING}, 0, true
    FROM (
        SELECT count(pg_advisory_xact_lock(77, hashtext(person))) AS taken
        FROM (SELECT DISTINCT unnest(CAST(:person AS text[])) AS person ORDER BY 1) AS sorted
    ) AS locks,
    unnest({", ".join(f"CAST(:{n} AS {_TYPES.get(n, 'text')}[])" for n in _COLUMNS)})
        WITH ORDINALITY AS event ({_NAMES}, place)
    WHERE locks.taken > 0
    AND NOT EXISTS (SELECT 1 FROM inbox_done WHERE inbox_done.event_id = event.event_id)
    ORDER BY event.place
    ON CONFLICT DO NOTHING
""")  # noqa: S608 -- only our own column names are put in


def record(connection: Connection, arrivals: Sequence[Arrival]) -> None:
    """Insert the events; those already known by their event or message id are swallowed.

    The caller commits, and only then may LINE be answered 200.
    """
    if not arrivals:
        return
    if connection.dialect.name == "postgresql":
        columns = {name: [getattr(one, name) for one in arrivals] for name in _COLUMNS}
        connection.execute(_INSERT_POSTGRESQL, columns)
        return
    rows = [(*(_plain(getattr(one, name)) for name in _COLUMNS), one.event_id) for one in arrivals]
    connection.exec_driver_sql(_INSERT_SQLITE, rows)


def _plain(value: object) -> object:
    """Return the value as SQLite keeps it; a moment as `bot.storage.tables.Moment` reads it."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    return value


# Every message runs these. To build a statement costs several times what to run it does.
_PENDING = (
    select(inbox)
    .where(inbox.c.person == bindparam("who"), inbox.c.status == literal_column(str(PENDING)))
    .order_by(inbox.c.person, inbox.c.seq)
    .limit(AT_ONCE)
)
_FINISH = (
    update(inbox)
    .where(inbox.c.seq == bindparam("which"))
    .values(status=DONE, unconsented=bindparam("unconsented"))
)
_FINISH_AND_WIPE = _FINISH.values(raw=None)


def pending(connection: Connection, person: str) -> list[Pending]:
    """Return the events of one person that wait, AT_ONCE at most, in the order of arrival."""
    return [_pending(row) for row in connection.execute(_PENDING, {"who": person})]


def overdue(connection: Connection, *, before: datetime, limit: int = 500) -> list[str]:
    """Return the people who have an event waiting since before the given moment.

    Also those whose event seems to come from the future: the clock has been set back since.
    """
    late = inbox.c.received_at < before
    early = inbox.c.received_at > before + _CLOCK_SET_BACK
    query = (
        select(inbox.c.person)
        .where(inbox.c.status == PENDING, or_(late, early))
        .distinct()
        .limit(limit)
    )
    return list(connection.scalars(query))


def oldest_pending(connection: Connection) -> datetime | None:
    """Return when the event that waits longest came in."""
    query = select(func.min(inbox.c.received_at)).where(inbox.c.status == PENDING)
    oldest: datetime | None = connection.execute(query).scalar()
    return oldest


def finish(connection: Connection, seqs: Sequence[int], *, unconsented: bool) -> None:
    """Mark events as done.

    Words whose author has not acknowledged the notice stay here, marked; the words of others
    live in `message` from now on and leave the inbox.
    """
    finish = _FINISH if unconsented else _FINISH_AND_WIPE
    rows = [{"which": seq, "unconsented": unconsented} for seq in seqs]
    connection.execute(finish, rows)


def set_aside_unanswered(connection: Connection, seqs: Sequence[int]) -> None:
    """Mark events as done that need no answer; only unknown ones keep their raw form."""
    done = update(inbox).where(inbox.c.seq.in_(seqs)).values(status=DONE, unconsented=False)
    connection.execute(done.values(raw=case((inbox.c.kind.startswith("unknown:"), inbox.c.raw))))


def count_attempt(connection: Connection, seqs: Sequence[int]) -> None:
    """Note that taking these events has failed once more."""
    connection.execute(
        update(inbox).where(inbox.c.seq.in_(seqs)).values(attempts=inbox.c.attempts + 1)
    )


def unconsented_words(connection: Connection, person: str) -> list[RowMapping]:
    """Return the done events of a person that were kept here until consent (raw, received_at)."""
    query = (
        select(inbox.c.seq, inbox.c.raw, inbox.c.received_at)
        .where(
            inbox.c.person == person,
            inbox.c.status == DONE,
            inbox.c.unconsented,
            inbox.c.raw.is_not(None),
        )
        .order_by(inbox.c.seq)
    )
    return list(connection.execute(query).mappings())


def release_words(connection: Connection, person: str) -> None:
    """Let go of words that were kept here until consent and now live in `message`."""
    connection.execute(
        update(inbox)
        .where(inbox.c.person == person, inbox.c.status == DONE, inbox.c.raw.is_not(None))
        .values(raw=None, unconsented=False)
    )


def wipe(connection: Connection, person: str, *, before: datetime | None = None) -> None:
    """Forget a person's words that the inbox still holds: all, or those older than a moment.

    The ids stay, because they stop doubles.
    """
    query = update(inbox).where(
        inbox.c.person == person, inbox.c.status == DONE, inbox.c.raw.is_not(None)
    )
    if before is not None:
        query = query.where(inbox.c.received_at < before)
    connection.execute(query.values(raw=None, reply_token=None))


def wipe_message(connection: Connection, person: str, message_id: str) -> None:
    """Forget one message that its author took back, whether or not its turn has come."""
    connection.execute(
        update(inbox)
        .where(inbox.c.message_id == message_id, inbox.c.person == person)
        .values(raw=None, status=DONE)
    )


def people_unconsented_before(connection: Connection, before: datetime) -> list[str]:
    """Return the people whose words wait for consent since before the given moment."""
    query = (
        select(inbox.c.person)
        .where(inbox.c.unconsented, inbox.c.raw.is_not(None), inbox.c.status == DONE)
        .where(inbox.c.received_at < before)
        .distinct()
    )
    return list(connection.scalars(query))


def _pending(row: Row[Any]) -> Pending:
    # LINE leaves the time out of nothing we know; without it the arrival has to do.
    happened = row.occurred_at_ms
    return Pending(
        seq=row.seq,
        event_id=row.event_id,
        kind=row.kind,
        message_id=row.message_id,
        reply_token=row.reply_token,
        occurred_at=datetime.fromtimestamp(happened / 1000, UTC) if happened else row.received_at,
        received_at=row.received_at,
        attempts=row.attempts,
        raw=row.raw or "{}",
    )
