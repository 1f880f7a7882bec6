"""Canned replies as a unit, or headquarters for all, has changed them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from bot.cases.canned import Canned
from bot.storage.tables import canned_reply


def changed(connection: Connection, units: Collection[str]) -> list[Canned]:
    """Return what these units have changed, oldest first."""
    query = (
        select(canned_reply)
        .where(canned_reply.c.unit.in_(units))
        .order_by(canned_reply.c.at, canned_reply.c.key)
    )
    return [
        Canned(row.key, row.category, row.title, row.words, row.unit, row.hidden)
        for row in connection.execute(query)
    ]


def keep(connection: Connection, canned: Canned, *, by: str, now: datetime) -> None:
    """Keep a reply as a unit wants it, in place of what it kept before."""
    insert_ = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    values = {
        "category": canned.category,
        "title": canned.title,
        "words": canned.words,
        "hidden": canned.hidden,
        "by": by,
        "at": now,
    }
    row = insert_(canned_reply).values(unit=canned.unit, key=canned.key, **values)
    connection.execute(row.on_conflict_do_update(index_elements=["unit", "key"], set_=values))


def forget(connection: Connection, unit: str, key: str) -> None:
    """Take back what a unit has changed of a reply."""
    connection.execute(
        delete(canned_reply).where(canned_reply.c.unit == unit, canned_reply.c.key == key)
    )
