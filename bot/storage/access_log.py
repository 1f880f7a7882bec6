"""Who looked at whose data, when, and by what right. Lines are only ever added."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, exists, insert, select

from bot.storage.tables import access_log

SEARCH = "search"
SITTING = timedelta(minutes=15)
"""A page that stays open and is refreshed is one look."""


@dataclass(frozen=True, slots=True)
class Look:
    """One line."""

    at: datetime
    staff_name: str
    act: str


def note(
    connection: Connection, case_number: str, *, staff_name: str, act: str, now: datetime
) -> None:
    """Write a line, unless the last quarter of an hour has the same one."""
    same = exists().where(
        access_log.c.case_number == case_number,
        access_log.c.staff_name == staff_name,
        access_log.c.act == act,
        access_log.c.at > now - SITTING,
    )
    if connection.scalar(select(same)):
        return
    connection.execute(
        insert(access_log).values(at=now, staff_name=staff_name, act=act, case_number=case_number)
    )


def note_search(
    connection: Connection, numbers: Collection[str], *, staff_name: str, now: datetime
) -> None:
    """Write a line for each case that a search found by what is covered; as above, once."""
    query = select(access_log.c.case_number).where(
        access_log.c.case_number.in_(numbers),
        access_log.c.staff_name == staff_name,
        access_log.c.act == SEARCH,
        access_log.c.at > now - SITTING,
    )
    known = set(connection.scalars(query)) if numbers else set()
    rows = [
        {"at": now, "staff_name": staff_name, "act": SEARCH, "case_number": number}
        for number in numbers
        if number not in known
    ]
    if rows:
        connection.execute(insert(access_log), rows)


def of_case(connection: Connection, case_number: str) -> list[Look]:
    """Return every look at a case, oldest first."""
    query = (
        select(access_log.c.at, access_log.c.staff_name, access_log.c.act)
        .where(access_log.c.case_number == case_number)
        .order_by(access_log.c.id)
    )
    return [Look(*row) for row in connection.execute(query)]
