"""The ledger of reply tokens: rights to answer for free that nobody has used yet.

Whatever is to be sent to a person, by the bot or by an officer, looks here first. A token that is
taken is gone from the ledger in the same transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, select, text

from bot.storage.prepared import Prepared
from bot.storage.tables import Moment, reply_token

ENOUGH = timedelta(seconds=2)
"""A token with less left than this would be refused on the way."""


_KEEP = text(
    "INSERT INTO reply_token (token, person, expires_at) VALUES (:token, :person, :expires_at)"
    " ON CONFLICT DO NOTHING"
).bindparams(bindparam("expires_at", type_=Moment))


@dataclass(frozen=True, slots=True)
class Ticket:
    """The one-minute right to answer for free."""

    token: str
    expires_at: datetime


def keep(connection: Connection, person: str, tickets: Sequence[Ticket]) -> None:
    """Enter rights that this turn did not use."""
    if tickets:
        connection.execute(
            _KEEP,
            [
                {"token": one.token, "person": person, "expires_at": one.expires_at}
                for one in tickets
            ],
        )


_BEST = Prepared(
    select(reply_token.c.token, reply_token.c.expires_at)
    .where(reply_token.c.person == bindparam("who"), reply_token.c.expires_at > bindparam("after"))
    .order_by(reply_token.c.expires_at.desc())
    .limit(1)
)
_TAKE = Prepared(delete(reply_token).where(reply_token.c.token == bindparam("which")))


def take(connection: Connection, person: str, *, now: datetime) -> Ticket | None:
    """Take the right that lives longest; None when there is none with enough time left."""
    best = _BEST.first(connection, who=person, after=now + ENOUGH)
    if best is None:
        return None
    taken = _TAKE.run(connection, which=best.token)
    return Ticket(best.token, best.expires_at) if taken == 1 else None


def longest(connection: Connection, person: str, *, now: datetime) -> datetime | None:
    """Return until when this person can be answered for free; None when it would cost."""
    return connection.execute(
        select(reply_token.c.expires_at)
        .where(reply_token.c.person == person, reply_token.c.expires_at > now + ENOUGH)
        .order_by(reply_token.c.expires_at.desc())
        .limit(1)
    ).scalar()


def forget_expired(connection: Connection, *, now: datetime) -> None:
    """Clear the ledger of what has run out."""
    connection.execute(delete(reply_token).where(reply_token.c.expires_at < now))
