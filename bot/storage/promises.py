"""How soon each centre reached its owners lately: counted once a day, read at each filing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from sqlalchemy import Connection, bindparam, delete, insert, select

from bot.cases.promise import Counted
from bot.storage.prepared import Prepared
from bot.storage.tables import case, centre_promise

_NOTE = ""
"""Stands for a centre in the row that says when all were counted."""
_FIND = Prepared(select(centre_promise).where(centre_promise.c.centre_code == bindparam("which")))


def find(connection: Connection, centre: str) -> Counted | None:
    """Return what a centre did lately; None when it reached nobody."""
    row = _FIND.first(connection, which=centre)
    return Counted(row.days, row.contacts) if row else None


def counted_on(connection: Connection) -> date | None:
    """Return the day on which all centres were counted last."""
    row = _FIND.first(connection, which=_NOTE)
    return row.counted_on if row else None


def first_contacts(
    connection: Connection, *, since: datetime
) -> Iterator[tuple[str, datetime, datetime]]:
    """Yield the first contacts since a moment: the centre, when received, when reached."""
    query = select(case.c.centre_code, case.c.opened_at, case.c.first_contact_at).where(
        case.c.first_contact_at >= since
    )
    for row in connection.execute(query):
        yield row.centre_code, row.opened_at, row.first_contact_at


def replace(connection: Connection, counts: Mapping[str, Counted], *, on: date) -> None:
    """Keep a new count in place of the old one."""
    connection.execute(delete(centre_promise))
    rows = {_NOTE: Counted(0, 0), **counts}
    connection.execute(
        insert(centre_promise),
        [
            {"centre_code": code, "days": one.days, "contacts": one.contacts, "counted_on": on}
            for code, one in rows.items()
        ],
    )
