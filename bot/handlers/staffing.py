"""An officer leaves: out at once, and nobody waits for them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from bot.storage import cases, conversations, staff


def leave(connection: Connection, name: str, *, now: datetime) -> list[str]:
    """End an account, let the bot speak where its owner did, and return the cases they leave.

    Raises NoSuchAccount.
    """
    staff.disable(connection, name, now=now)
    conversations.release_all_of(connection, name)
    return cases.open_of_officer(connection, name)
