"""The inbox: one row per LINE event, committed before LINE is answered 200."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import orjson
from sqlalchemy import (
    Connection,
    bindparam,
    case,
    false,
    func,
    literal_column,
    null,
    or_,
    select,
    update,
)
from sqlalchemy.exc import DBAPIError

from bot.storage.prepared import Prepared
from bot.storage.tables import DONE, PENDING, inbox


class Arrival(NamedTuple):
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
    is_redelivery: bool


AT_ONCE = 50
_CLOCK_SET_BACK = timedelta(minutes=1)
_NAMES = ", ".join(Arrival._fields)

# A double is known by its event id or by its message id, in the inbox or, a day later, beside it.
_INSERT_SQLITE = f"""
    INSERT INTO inbox ({_NAMES}, status, attempts, unconsented)
    SELECT {", ".join("?" * len(Arrival._fields))}, {PENDING}, 0, true
    WHERE NOT EXISTS (SELECT 1 FROM inbox_done WHERE event_id = ?)
    ON CONFLICT DO NOTHING
"""  # noqa: S608 -- only our own column names are put in

# One statement, so that it may commit by itself, with one parameter, because a list for each
# column costs several times more to write and to read. PostgreSQL numbers rows when they are
# inserted, not when they are committed, so two web processes could show one person's events in
# the wrong order. The advisory locks, taken in sorted order before any number is drawn, make
# commit order and number agree for each person.
_TYPES = {"occurred_at_ms": "bigint", "received_at": "timestamptz", "is_redelivery": "boolean"}
INSERT_POSTGRESQL = f"""
    WITH event AS MATERIALIZED (
        SELECT * FROM ROWS FROM (json_to_recordset(CAST(%s AS json)) AS (
            {", ".join(f"{name} {_TYPES.get(name, 'text')}" for name in Arrival._fields)}
        )) WITH ORDINALITY AS event ({_NAMES}, place)
    ), locks AS MATERIALIZED (
        SELECT count(pg_advisory_xact_lock(77, lock)) AS taken
        FROM (SELECT DISTINCT hashtext(person) AS lock FROM event ORDER BY 1) AS sorted
    )
    INSERT INTO inbox ({_NAMES}, status, attempts, unconsented)
    SELECT {", ".join(f"event.{name}" for name in Arrival._fields)}, {PENDING}, 0, true
    FROM locks, event
    WHERE locks.taken >= 0
    AND NOT EXISTS (SELECT 1 FROM inbox_done WHERE inbox_done.event_id = event.event_id)
    ORDER BY event.place
    ON CONFLICT DO NOTHING
    RETURNING event_id
"""  # noqa: S608 -- only our own column names are put in


def record(connection: Connection, arrivals: Sequence[Arrival]) -> int:
    """Insert the events and return how many were new.

    Those already known by their event or message id are swallowed. The caller commits, and only
    then may LINE be answered 200.
    """
    if not arrivals:
        return 0
    if connection.dialect.name == "postgresql":
        return len(connection.exec_driver_sql(INSERT_POSTGRESQL, (as_json(arrivals),)).all())
    driver: Any = connection.connection.dbapi_connection  # SQLAlchemy would cost half as much again
    try:
        inserted: int = driver.executemany(_INSERT_SQLITE, _rows(arrivals)).rowcount
    except sqlite3.Error as error:
        raise DBAPIError(_INSERT_SQLITE, None, error) from error
    return inserted


def as_json(arrivals: Iterable[Arrival]) -> str:
    """Return the only parameter of `INSERT_POSTGRESQL`."""
    return orjson.dumps([arrival._asdict() for arrival in arrivals]).decode()


def _rows(arrivals: Iterable[Arrival]) -> list[tuple[object, ...]]:
    return [(*one[:4], _moment(one.received_at), *one[5:], one.event_id) for one in arrivals]


def _moment(value: datetime) -> str:
    """Return a moment as `bot.storage.tables.Moment` reads it."""
    utc = value.astimezone(UTC).replace(tzinfo=None)
    return utc.isoformat(" ", "microseconds")


_PENDING = Prepared(
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
_FINISH_AND_WIPE = Prepared(_FINISH.values(raw=null()))
_FINISH_AND_KEEP = Prepared(_FINISH)
_KEPT_WORDS = (
    inbox.c.person == bindparam("who"),
    inbox.c.status == literal_column(str(DONE)),
    inbox.c.raw.is_not(None),
)
_UNCONSENTED = Prepared(
    select(inbox.c.seq, inbox.c.raw, inbox.c.received_at)
    .where(*_KEPT_WORDS, inbox.c.unconsented)
    .order_by(inbox.c.seq)
)
_RELEASE = Prepared(update(inbox).where(*_KEPT_WORDS).values(raw=null(), unconsented=false()))


_WAITING = select(inbox.c.seq).where(inbox.c.status == literal_column(str(PENDING)))


def pending(connection: Connection, person: str) -> list[Pending]:
    """Return the events of one person that wait, AT_ONCE at most, in the order of arrival."""
    return [_pending(row) for row in _PENDING.all(connection, who=person)]


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


def count_pending(connection: Connection, *, most: int) -> int:
    """Count the events that wait for their turn, no further than `most`."""
    some = _WAITING.limit(most).subquery()
    return connection.scalar(select(func.count()).select_from(some)) or 0


def finish(connection: Connection, seqs: Sequence[int], *, unconsented: bool) -> None:
    """Mark events as done.

    Words whose author has not acknowledged the notice stay here, marked; the words of others
    live in `message` from now on and leave the inbox.
    """
    done = _FINISH_AND_KEEP if unconsented else _FINISH_AND_WIPE
    done.run_for_each(connection, [{"which": seq, "unconsented": unconsented} for seq in seqs])


def set_aside_unanswered(connection: Connection, seqs: Sequence[int]) -> None:
    """Mark events as done that need no answer; only unknown ones keep their raw form."""
    done = update(inbox).where(inbox.c.seq.in_(seqs)).values(status=DONE, unconsented=False)
    connection.execute(done.values(raw=case((inbox.c.kind.startswith("unknown:"), inbox.c.raw))))


def count_attempt(connection: Connection, seqs: Sequence[int]) -> None:
    """Note that taking these events has failed once more."""
    connection.execute(
        update(inbox).where(inbox.c.seq.in_(seqs)).values(attempts=inbox.c.attempts + 1)
    )


def unconsented_words(connection: Connection, person: str) -> list[Any]:
    """Return the done events of a person that were kept here until consent (raw, received_at)."""
    return _UNCONSENTED.all(connection, who=person)


def release_words(connection: Connection, person: str) -> None:
    """Let go of words that were kept here until consent and now live in `message`."""
    _RELEASE.run(connection, who=person)


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


def _pending(row: Any) -> Pending:  # noqa: ANN401 -- a row of `_PENDING`
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
        is_redelivery=row.is_redelivery,
    )
