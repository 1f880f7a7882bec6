"""Rows of the routing files as they were edited in the console."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import orjson
from sqlalchemy import Connection, delete, insert, select

from bot.routing.overlay import Cells, Edited
from bot.storage.tables import map_row


def read(connection: Connection) -> Edited:
    """Return all that were edited."""
    query = select(map_row.c.file, map_row.c.about, map_row.c.rows)
    return {
        (file, about): tuple(orjson.loads(rows)) for file, about, rows in connection.execute(query)
    }


def put(
    connection: Connection,
    file: str,
    about: str,
    rows: Iterable[Cells],
    *,
    by: str,
    now: datetime,
) -> None:
    """Let these rows stand in place of all about the same thing."""
    connection.execute(delete(map_row).where(map_row.c.file == file, map_row.c.about == about))
    connection.execute(
        insert(map_row).values(
            file=file,
            about=about,
            rows=orjson.dumps(list(rows)).decode(),
            changed_by=by,
            changed_at=now,
        )
    )
