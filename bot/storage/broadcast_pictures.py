"""Pictures that were uploaded for announcements: what kind each is, and who brought it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, insert, select

from bot.storage.tables import broadcast_picture


def add(connection: Connection, key: str, kind: str, *, by: str, now: datetime) -> None:
    """Note a picture before its files are written, so that none is without its row."""
    values = {"key": key, "kind": kind, "made_by": by, "made_at": now}
    connection.execute(insert(broadcast_picture).values(values))


def kind(connection: Connection, key: str) -> str | None:
    """Return the media type of a picture; None where there is none of that key."""
    query = select(broadcast_picture.c.kind).where(broadcast_picture.c.key == key)
    found: str | None = connection.scalar(query)
    return found
