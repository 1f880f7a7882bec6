"""Telling a person that somebody needs one. The staff side reads what is written here."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, insert

from bot.storage.tables import alert


def hand_off(connection: Connection, person: str, reason: str, *, now: datetime) -> None:
    """Note that this person asked for staff; the bot goes on until somebody claims."""
    raise_alert(connection, person, "hand_off", reason=reason, now=now)


def raise_alert(
    connection: Connection, person: str, kind: str, *, now: datetime, reason: str | None = None
) -> None:
    """Note that somebody must look at this conversation at once."""
    connection.execute(insert(alert).values(person=person, kind=kind, reason=reason, at=now))
