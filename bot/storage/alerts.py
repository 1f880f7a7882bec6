"""Notes that somebody must look at a conversation: despair, danger, a wish for a person."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, update

from bot.storage.tables import alert


def see(connection: Connection, person: str, *, now: datetime) -> None:
    """Note that an officer has this person's notes before them."""
    connection.execute(
        update(alert).where(alert.c.person == person, alert.c.seen_at.is_(None)).values(seen_at=now)
    )
