"""What people are told of the maintenance: whom, once, and not after its end."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, exists, select, text, update

from bot.storage.switches import MAINTENANCE, Standing
from bot.storage.tables import PENDING, Moment, inbox, outbox, outbox_done

_ANSWERED_FREE_FOR = timedelta(seconds=45)
"""Who wrote longer ago could be told for money only; they are answered when it is over."""
_NEWEST = 5000

_UNTOLD = text(f"""
    SELECT DISTINCT person FROM inbox
    WHERE seq > (SELECT max(seq) FROM inbox) - {_NEWEST} AND status = {PENDING}
    AND reply_token IS NOT NULL AND received_at BETWEEN :oldest AND :newest
    AND NOT EXISTS (SELECT 1 FROM outbox WHERE cause = :prefix || inbox.person)
""").bindparams(  # noqa: S608 -- only our own constants are put in
    bindparam("oldest", type_=Moment), bindparam("newest", type_=Moment)
)


def cause(maintenance: Standing, person: str) -> str:
    """Return what makes a person be told of this maintenance once and only once."""
    return f"{_prefix(maintenance)}{person}"


def told(connection: Connection, maintenance: Standing, person: str) -> bool:
    """Tell whether this person has been told, however long the maintenance lasts."""
    one = cause(maintenance, person)
    in_hand = exists().where(outbox.c.cause == one)
    moved = exists().where(outbox_done.c.person == person, outbox_done.c.cause == one)
    return bool(connection.scalar(select(in_hand | moved)))


def untold(connection: Connection, maintenance: Standing, *, before: datetime) -> list[str]:
    """Return who wrote before this moment, can still be told for free, and has not been."""
    found = connection.execute(
        _UNTOLD,
        {
            "oldest": before - _ANSWERED_FREE_FOR,
            "newest": before,
            "prefix": _prefix(maintenance),
        },
    )
    return list(found.scalars())


def use_token(connection: Connection, seq: int) -> None:
    """Note that an event's right to a free answer is used; the event itself goes on waiting."""
    connection.execute(update(inbox).where(inbox.c.seq == seq).values(reply_token=None))


def drop_unsent(connection: Connection, maintenance: Standing, *, now: datetime) -> None:
    """Drop notices that never went out: it is over, and what they say is no longer true."""
    connection.execute(
        update(outbox)
        .where(outbox.c.finished_at.is_(None), outbox.c.status == "due", outbox.c.attempts == 0)
        .where(outbox.c.cause.startswith(_prefix(maintenance), autoescape=True))
        .values(status="dropped", finished_at=now, error="the maintenance was over")
    )


def _prefix(maintenance: Standing) -> str:
    return f"{MAINTENANCE}-{int(maintenance.since.timestamp())}/"
