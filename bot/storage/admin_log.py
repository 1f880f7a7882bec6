"""What was changed about accounts, the map and the calendar. Lines are only ever added."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import orjson
from sqlalchemy import Connection, insert, select

from bot.storage.tables import admin_log

PAGE = 50
COMMAND_LINE = "bot"
"""Whoever changed it at the operator's own prompt."""


@dataclass(frozen=True, slots=True)
class Change:
    """One line."""

    id: int
    at: datetime
    by: str
    what: str
    about: str
    detail: Mapping[str, object]


def note(
    connection: Connection,
    what: str,
    about: str,
    *,
    by: str,
    now: datetime,
    detail: Mapping[str, object] | None = None,
) -> None:
    """Write a line."""
    kept = orjson.dumps(detail or {}).decode()
    connection.execute(insert(admin_log).values(at=now, by=by, what=what, about=about, detail=kept))


def latest(connection: Connection, *, before: int | None = None) -> list[Change]:
    """Return a page of lines, the newest first."""
    query = select(admin_log).order_by(admin_log.c.id.desc()).limit(PAGE)
    if before is not None:
        query = query.where(admin_log.c.id < before)
    return [
        Change(row.id, row.at, row.by, row.what, row.about, orjson.loads(row.detail))
        for row in connection.execute(query)
    ]
