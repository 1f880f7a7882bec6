"""Who looked at whose data, when, and by what right. Lines are only ever added."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Select, exists, insert, select

from bot.storage.tables import access_log

SEARCH = "search"
SITTING = timedelta(minutes=15)
"""A page that stays open and is refreshed is one look."""


PAGE = 100


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines are looked for; what is None does not matter."""

    case_number: str | None = None
    staff_name: str | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One line, as whoever watches over all of them sees it."""

    id: int
    at: datetime
    staff_name: str
    act: str
    case_number: str


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


def page(connection: Connection, wanted: Wanted, *, before: int | None = None) -> list[Entry]:
    """Return a page of lines, the newest first."""
    query = _matching(wanted).order_by(access_log.c.id.desc()).limit(PAGE)
    if before is not None:
        query = query.where(access_log.c.id < before)
    return [Entry(*row) for row in connection.execute(query)]


def everything(connection: Connection, wanted: Wanted, *, most: int) -> list[Entry]:
    """Return so many lines at the most, oldest first."""
    query = _matching(wanted).order_by(access_log.c.id).limit(most)
    return [Entry(*row) for row in connection.execute(query)]


def _matching(wanted: Wanted) -> Select[tuple[int, datetime, str, str, str]]:
    query = select(
        access_log.c.id,
        access_log.c.at,
        access_log.c.staff_name,
        access_log.c.act,
        access_log.c.case_number,
    )
    if wanted.case_number:
        query = query.where(access_log.c.case_number == wanted.case_number)
    if wanted.staff_name:
        query = query.where(access_log.c.staff_name == wanted.staff_name)
    if wanted.since:
        query = query.where(access_log.c.at >= wanted.since)
    if wanted.until:
        query = query.where(access_log.c.at < wanted.until)
    return query
