"""The chunks of announcements: whom each is meant for, to whom it goes, what became of it.

A chunk is one request to LINE under one retry key. Whom it is meant for is frozen when the
announcement is approved; to whom it goes is fixed, in the transaction that marks its first attempt,
by leaving out whoever may not be written to any more. From then on it is the same request until
LINE has answered, unless it is certain that LINE never took it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import takewhile
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Connection, Row, and_, func, insert, or_, select, update

from bot.broadcasts.audience import CHUNK
from bot.crashpoint import crashpoint
from bot.storage import audience, news
from bot.storage.audience import Rules
from bot.storage.broadcasts import SUBJECT
from bot.storage.processes import living
from bot.storage.tables import broadcast
from bot.storage.tables import broadcast_chunk as chunk

WAITING, SENDING, DUE = "waiting", "sending", "due"
SENT, DEAD, EMPTY = "sent", "dead", "empty"


@dataclass(frozen=True, slots=True)
class Chunk:
    """One request to LINE that is to be made."""

    broadcast: int
    n: int
    recipients: tuple[str, ...]
    retry_key: str
    attempts: int
    unknown_attempts: int
    first_attempt_at: datetime


@dataclass(frozen=True, slots=True)
class Taken:
    """One request that LINE took, by what name it knows it."""

    chunk: Chunk
    request_id: str | None


@dataclass(frozen=True, slots=True)
class Frozen:
    """Whom a chunk is meant for."""

    n: int
    people: Sequence[str]
    provinces: Sequence[str]
    retry_key: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an announcement has come, in people but for `chunks`."""

    sent: int
    under_way: int
    dead: int
    left_out: Mapping[str, int]
    """At the last moment, by reason."""
    chunks: int
    chunks_done: int

    @property
    def done(self) -> bool:
        """Whether nothing is left to send."""
        return self.chunks == self.chunks_done


@dataclass(frozen=True, slots=True)
class Announced:
    """How many were written to by announcements."""

    people: int
    urgently: int
    """Of these, by urgent ones."""


class TooDear(Exception):
    """The next chunk has more recipients than there are messages left."""


def add(connection: Connection, broadcast: int, frozen: Sequence[Frozen]) -> None:
    """Keep whom the next chunks are meant for."""
    rows = [
        {
            "broadcast_id": broadcast,
            "n": one.n,
            "people": orjson.dumps(list(one.people)).decode(),
            "provinces": orjson.dumps(list(one.provinces)).decode(),
            "retry_key": one.retry_key,
            "status": WAITING,
            "attempts": 0,
            "unknown_attempts": 0,
        }
        for one in frozen
    ]
    if rows:
        connection.execute(insert(chunk), rows)


def sent_to(connection: Connection, broadcast: int, *, after: int, most: int) -> list[Frozen]:
    """Return to whom an announcement went, chunk by chunk, beginning after a chunk's number.

    Those of which LINE never said whether it took them are among them.
    """
    query = (
        select(chunk.c.n, chunk.c.recipients, chunk.c.provinces)
        .where(chunk.c.broadcast_id == broadcast, chunk.c.n > after)
        .where(or_(chunk.c.status == SENT, chunk.c.unknown_attempts > 0))
        .order_by(chunk.c.n)
        .limit(most)
    )
    return [
        Frozen(row.n, orjson.loads(row.recipients), orjson.loads(row.provinces), "")
        for row in connection.execute(query)
    ]


def claim(
    connection: Connection,
    broadcast: int,
    rules: Rules,
    *,
    holder: str,
    most: int | None,
    at_once: int = 1,
    closed: Sequence[str] = (),
    only: str | None = None,
) -> list[Chunk]:
    """Claim the next chunks that are due, and fix to whom they go; none when none is due now.

    Nobody is left in some chunks: they are done at once, and those after are taken. `at_once` is
    how many are wanted, `most` how many people may still be written to: raises TooDear where the
    next chunk has more. Chunks for people of the `closed` provinces wait; with `only` all others
    do.
    """
    while rows := _next(
        connection, broadcast, rules.now, closed=closed, only=only, at_once=at_once
    ):
        fixed = _fixed(connection, rules, _together(rows, most))
        if most is not None and sum(len(recipients) for _, recipients, _ in fixed) > most:
            raise TooDear
        claimed = [
            one
            for row, recipients, left_out in fixed
            if (one := _mark(connection, row, recipients, left_out, holder=holder, now=rules.now))
        ]
        if claimed:
            crashpoint("chunk.before_claim_commit")
            return claimed
    return []


def all_due_now(connection: Connection, broadcast: int, *, now: datetime) -> None:
    """Forget every wait: somebody wants it to go on now."""
    connection.execute(
        update(chunk)
        .where(*_unfinished(broadcast), chunk.c.status == DUE, chunk.c.due_at > now)
        .values(due_at=now)
    )


def any_left(connection: Connection, broadcast: int, province: str) -> bool:
    """Tell whether something is still to be sent to this province alone."""
    query = select(chunk.c.n).where(*_unfinished(broadcast), chunk.c.provinces == _alone(province))
    return connection.execute(query.limit(1)).first() is not None


def mark_sent(connection: Connection, taken: Sequence[Taken], *, now: datetime) -> None:
    """LINE took them."""
    for one in taken:
        _finish(
            connection,
            one.chunk,
            status=SENT,
            finished_at=now,
            request_id=one.request_id,
            error=None,
        )
    crashpoint("chunk.before_record_commit")


def give_up(connection: Connection, one: Chunk, *, error: str, now: datetime) -> None:
    """Stop trying; it stays visible, with the reason."""
    _finish(connection, one, status=DEAD, finished_at=now, error=error[:300])


def put_back(
    connection: Connection, one: Chunk, *, due_at: datetime, unknown: bool, error: str
) -> None:
    """Try again later; `unknown` when LINE may have taken it without our hearing of it."""
    doubts = one.unknown_attempts + int(unknown)
    _finish(connection, one, status=DUE, due_at=due_at, unknown_attempts=doubts, error=error[:300])


def let_go(connection: Connection, claimed: Sequence[Chunk], *, now: datetime) -> None:
    """Give some back as if they had not been claimed: LINE was not called."""
    for one in claimed:
        _finish(connection, one, status=DUE, due_at=now, attempts=one.attempts - 1)


def progress(connection: Connection, broadcast: int) -> Progress:
    """Return how far an announcement has come."""
    query = (
        select(
            chunk.c.status,
            func.count().label("chunks"),
            func.coalesce(func.sum(chunk.c.count), 0).label("people"),
        )
        .where(chunk.c.broadcast_id == broadcast)
        .group_by(chunk.c.status)
    )
    rows = {row.status: row for row in connection.execute(query)}
    people = {status: int(row.people) for status, row in rows.items()}
    chunks = {status: int(row.chunks) for status, row in rows.items()}
    return Progress(
        sent=people.get(SENT, 0),
        under_way=people.get(SENDING, 0) + people.get(DUE, 0),
        dead=people.get(DEAD, 0),
        left_out=_left_out(connection, broadcast),
        chunks=sum(chunks.values()),
        chunks_done=sum(chunks.get(status, 0) for status in (SENT, DEAD, EMPTY)),
    )


def announced_since(connection: Connection, moment: datetime) -> Announced:
    """Return how many were written to by announcements since then, as far as LINE charges it."""
    people = func.coalesce(func.sum(chunk.c.count), 0)
    query = (
        select(broadcast.c.urgent, people)
        .join(broadcast, broadcast.c.id == chunk.c.broadcast_id)
        .where(chunk.c.first_attempt_at >= moment)
        .where(or_(chunk.c.status.in_([SENT, SENDING]), chunk.c.unknown_attempts > 0))
        .group_by(broadcast.c.urgent)
    )
    counted = {bool(row[0]): int(row[1]) for row in connection.execute(query)}
    return Announced(sum(counted.values()), counted.get(True, 0))


def received(connection: Connection, broadcast: int) -> int:
    """Return how many an announcement went to, as `sent_to` counts them."""
    query = select(func.coalesce(func.sum(chunk.c.count), 0)).where(
        chunk.c.broadcast_id == broadcast,
        or_(chunk.c.status == SENT, chunk.c.unknown_attempts > 0),
    )
    return int(connection.execute(query).scalar_one())


def sent_by_number(connection: Connection, numbers: Collection[int]) -> dict[int, int]:
    """Return how many people some announcements have reached, by their numbers."""
    query = (
        select(chunk.c.broadcast_id, func.sum(chunk.c.count))
        .where(chunk.c.broadcast_id.in_(numbers), chunk.c.status == SENT)
        .group_by(chunk.c.broadcast_id)
    )
    return {row[0]: int(row[1]) for row in connection.execute(query)}


def failures(connection: Connection, broadcast: int) -> dict[str, int]:
    """Return how many people some chunks that were given up were for, by reason."""
    query = (
        select(chunk.c.error, func.sum(chunk.c.count))
        .where(chunk.c.broadcast_id == broadcast, chunk.c.status == DEAD)
        .group_by(chunk.c.error)
    )
    return {row[0] or "-": int(row[1]) for row in connection.execute(query)}


def _next(
    connection: Connection,
    broadcast: int,
    now: datetime,
    *,
    closed: Sequence[str],
    only: str | None,
    at_once: int,
) -> Sequence[Row[Any]]:
    free = or_(
        chunk.c.status == WAITING,
        and_(chunk.c.status == DUE, chunk.c.due_at <= now),
        and_(chunk.c.status == SENDING, chunk.c.holder.not_in(living())),
    )
    query = select(chunk).where(*_unfinished(broadcast), free)
    for province in closed:
        query = query.where(chunk.c.provinces.not_like(f'%"{province}"%'))
    if only is not None:
        query = query.where(chunk.c.provinces == _alone(only))
    # Two who look at once take different chunks, not the same ones one after the other.
    taken = query.order_by(chunk.c.n).limit(at_once).with_for_update(skip_locked=True)
    return connection.execute(taken).all()


def _together(rows: Sequence[Row[Any]], most: int | None) -> Sequence[Row[Any]]:
    """Return the first of these chunks: many that are new, or one that was tried before."""
    fresh = list(takewhile(lambda row: row.status == WAITING, rows))
    if most is not None:
        fresh = fresh[: most // CHUNK]
    return fresh or rows[:1]


def _fixed(
    connection: Connection, rules: Rules, rows: Sequence[Row[Any]]
) -> list[tuple[Row[Any], list[str], dict[str, int]]]:
    """Return to whom each chunk goes and who is left out; what LINE may have taken stays as it is.

    That the others hear of it now is noted.
    """
    if _doubtful(rows[0]):
        return [(row, orjson.loads(row.recipients), orjson.loads(row.left_out)) for row in rows]
    again = rows[0].recipients is not None
    meant: list[list[str]] = [orjson.loads(row.recipients or row.people) for row in rows]
    # Those whom an earlier try that LINE refused had counted have not heard of it.
    asked = replace(rules, capped=rules.capped and not again)
    why = audience.announce_to(connection, asked, [one for people in meant for one in people])
    fixed = []
    for row, people in zip(rows, meant, strict=True):
        left_out = Counter(orjson.loads(row.left_out) if again else {})
        left_out.update(why[one] for one in people if one in why)
        fixed.append((row, [one for one in people if one not in why], dict(left_out)))
    return fixed


def _mark(
    connection: Connection,
    row: Row[Any],
    recipients: list[str],
    left_out: Mapping[str, int],
    *,
    holder: str,
    now: datetime,
) -> Chunk | None:
    """Write down an attempt that is about to be made; None where nobody is left to write to."""
    first: datetime = row.first_attempt_at if _doubtful(row) else now
    values: dict[str, Any] = {
        "recipients": orjson.dumps(recipients).decode(),
        "count": len(recipients),
        "left_out": orjson.dumps(left_out).decode(),
        "first_attempt_at": first,
    }
    if not recipients:
        _set(connection, row, values | {"status": EMPTY, "finished_at": now, "holder": None})
        return None
    attempts, unknown = row.attempts + 1, row.unknown_attempts + int(row.status == SENDING)
    _set(
        connection,
        row,
        values
        | {"status": SENDING, "holder": holder, "attempts": attempts, "unknown_attempts": unknown},
    )
    return Chunk(
        row.broadcast_id, row.n, tuple(recipients), row.retry_key, attempts, unknown, first
    )


def _doubtful(row: Row[Any]) -> bool:
    """Tell whether LINE may have taken a chunk already."""
    return bool(row.unknown_attempts > 0 or row.status == SENDING)


def _alone(province: str) -> str:
    return orjson.dumps([province]).decode()


def _unfinished(broadcast: int) -> tuple[ColumnElement[bool], ...]:
    return (chunk.c.broadcast_id == broadcast, chunk.c.finished_at.is_(None))


def _set(connection: Connection, row: Row[Any], values: Mapping[str, Any]) -> None:
    connection.execute(
        update(chunk)
        .where(chunk.c.broadcast_id == row.broadcast_id, chunk.c.n == row.n)
        .values(**values)
    )


def _finish(connection: Connection, one: Chunk, **values: object) -> None:
    """Write down what came of an attempt, unless somebody took the chunk over meanwhile."""
    connection.execute(
        update(chunk)
        .where(chunk.c.broadcast_id == one.broadcast, chunk.c.n == one.n)
        .where(chunk.c.attempts == one.attempts, chunk.c.finished_at.is_(None))
        .values(holder=None, **values)
    )
    news.note(connection, SUBJECT)


def _left_out(connection: Connection, broadcast: int) -> dict[str, int]:
    query = select(chunk.c.left_out).where(
        chunk.c.broadcast_id == broadcast, chunk.c.left_out.not_in(["{}"])
    )
    counted: Counter[str] = Counter()
    for told in connection.scalars(query):
        counted.update(orjson.loads(told))
    return dict(counted)
