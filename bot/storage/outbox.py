"""The outbox: one row per call to LINE, its final messages and retry key fixed from the start."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, RowMapping, func, insert, select, update

from bot.storage.tables import outbox

LEASE = timedelta(seconds=30)
"""A row that has been «sending» for longer belongs to nobody: whoever sent it has died."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One call to LINE that is to be made."""

    id: int
    person: str
    messages: str
    reply_token: str | None
    token_expires_at: datetime | None
    retry_key: str
    attempts: int
    unknown_attempts: int
    first_attempt_at: datetime | None


@dataclass(frozen=True, slots=True)
class Ticket:
    """The one-minute right to answer for free."""

    token: str
    expires_at: datetime


def add(
    connection: Connection,
    person: str,
    messages: str,
    *,
    cause: str,
    retry_key: str,
    ticket: Ticket | None,
    now: datetime,
) -> int:
    """Put one LINE call into the outbox, in the transaction of what caused it; return its id."""
    result = connection.execute(
        insert(outbox)
        .values(
            cause=cause,
            person=person,
            messages=messages,
            retry_key=retry_key,
            reply_token=ticket.token if ticket else None,
            token_expires_at=ticket.expires_at if ticket else None,
            due_at=now,
            created_at=now,
        )
        .returning(outbox.c.id)
    )
    return int(result.scalar_one())


def claim_next(connection: Connection, person: str, *, now: datetime) -> Letter | None:
    """Claim the person's oldest unfinished row if it is due; its attempt is counted here.

    None while that row waits or is in other hands: later ones must not overtake it. The caller
    commits before calling LINE, so that a death in between leaves the attempt on record.
    """
    oldest = (
        select(outbox)
        .where(outbox.c.person == person, outbox.c.finished_at.is_(None))
        .order_by(outbox.c.person, outbox.c.id)
        .limit(1)
    )
    row = connection.execute(oldest).mappings().first()
    if row is None or not _claimable(row, now):
        return None
    dead_sender = row["status"] == "sending"
    claimed = connection.execute(
        update(outbox)
        .where(outbox.c.id == row["id"], outbox.c.attempts == row["attempts"])
        .where(outbox.c.finished_at.is_(None))
        .values(
            status="sending",
            attempts=row["attempts"] + 1,
            unknown_attempts=row["unknown_attempts"] + int(dead_sender),
            first_attempt_at=row["first_attempt_at"] or now,
            due_at=now + LEASE,
        )
    )
    return _letter(row, dead_sender=dead_sender, now=now) if claimed.rowcount == 1 else None


def _claimable(row: RowMapping, now: datetime) -> bool:
    due: datetime = row["due_at"]
    return row["status"] in {"due", "sending"} and due <= now


def _letter(row: RowMapping, *, dead_sender: bool, now: datetime) -> Letter:
    return Letter(
        id=row["id"],
        person=row["person"],
        messages=row["messages"] or "[]",
        reply_token=row["reply_token"],
        token_expires_at=row["token_expires_at"],
        retry_key=row["retry_key"],
        attempts=row["attempts"] + 1,
        unknown_attempts=row["unknown_attempts"] + int(dead_sender),
        first_attempt_at=row["first_attempt_at"] or now,
    )


def mark_sent(
    connection: Connection,
    letter: Letter,
    *,
    by: str,
    request_id: str | None,
    now: datetime,
    presumed: bool = False,
) -> None:
    """LINE took it; or, `presumed`, very probably did before its answer was lost."""
    _finish(
        connection,
        letter,
        status="presumed" if presumed else "sent",
        now=now,
        sent_by=by,
        request_id=request_id,
    )


def give_up(connection: Connection, letter: Letter, *, error: str, now: datetime) -> None:
    """Stop trying; the row stays visible as dead, with the reason."""
    _finish(connection, letter, status="dead", now=now, error=error[:300])


def _finish(
    connection: Connection, letter: Letter, *, status: str, now: datetime, **values: object
) -> None:
    connection.execute(
        update(outbox)
        .where(outbox.c.id == letter.id, outbox.c.finished_at.is_(None))
        .values(status=status, finished_at=now, **values)
    )


def put_back(
    connection: Connection, letter: Letter, *, due_at: datetime, unknown: bool, error: str
) -> None:
    """Try again later; `unknown` when LINE may have taken it without our hearing of it."""
    connection.execute(
        update(outbox)
        .where(outbox.c.id == letter.id, outbox.c.attempts == letter.attempts)
        .values(
            status="due",
            due_at=due_at,
            unknown_attempts=letter.unknown_attempts + int(unknown),
            error=error[:300],
        )
    )


def drop_token(connection: Connection, letter: Letter, *, now: datetime) -> None:
    """Its reply token is worthless: what is left is to push."""
    connection.execute(
        update(outbox)
        .where(outbox.c.id == letter.id)
        .values(
            status="due",
            due_at=now,
            reply_token=None,
            token_expires_at=None,
            # The push is a new request: its 24 hours and its attempts begin with it.
            attempts=0,
            unknown_attempts=0,
            first_attempt_at=None,
        )
    )


def overdue(connection: Connection, *, now: datetime, limit: int = 500) -> list[str]:
    """Return the people for whom something unfinished is due."""
    query = (
        select(outbox.c.person)
        .where(outbox.c.finished_at.is_(None), outbox.c.due_at <= now)
        .distinct()
        .limit(limit)
    )
    return list(connection.scalars(query))


def next_due(connection: Connection, person: str) -> datetime | None:
    """Return when the person's oldest unfinished row may be tried."""
    query = (
        select(outbox.c.due_at)
        .where(outbox.c.person == person, outbox.c.finished_at.is_(None))
        .order_by(outbox.c.person, outbox.c.id)
        .limit(1)
    )
    due: datetime | None = connection.execute(query).scalar()
    return due


def oldest_unfinished(connection: Connection) -> datetime | None:
    """Return when the row that waits longest was made."""
    query = select(func.min(outbox.c.created_at)).where(outbox.c.finished_at.is_(None))
    oldest: datetime | None = connection.execute(query).scalar()
    return oldest


def wipe(connection: Connection, person: str, *, before: datetime | None = None) -> None:
    """Forget what a person's answers said: all so far, or those made before a moment.

    Those not sent yet are not sent any more.
    """
    older = [outbox.c.person == person, outbox.c.messages.is_not(None)]
    if before is not None:
        older.append(outbox.c.created_at < before)
    connection.execute(
        update(outbox)
        .where(*older, outbox.c.status == "due")
        .values(status="dead", error="wiped at the person's wish", finished_at=outbox.c.created_at)
    )
    connection.execute(update(outbox).where(*older).values(messages=None, reply_token=None))
