"""Having colleagues find what is said to them: «ถึงฉัน»."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from bot.cases.mentions import named
from bot.cases.record import CaseRecord
from bot.cases.rights import Act, units_of, works_on_cases
from bot.handlers.access import acts_on
from bot.handlers.deps import StaffDeps
from bot.model.staff import Officer
from bot.storage import mentions, staff


def who_see(
    connection: Connection, deps: StaffDeps, record: CaseRecord, *, now: datetime
) -> list[Officer]:
    """Return the officers who may open a case, and so may be spoken to in it."""
    return [
        one.officer
        for one in staff.everybody(connection)
        if one.disabled_at is None and Act.VIEW in acts_on(deps, one.officer, record, now=now)
    ]


def at_the_unit(connection: Connection, unit: str) -> list[Officer]:
    """Return who works on the cases of a unit."""
    return [
        one.officer
        for one in staff.everybody(connection)
        if one.disabled_at is None
        and works_on_cases(one.officer.role)
        and unit in units_of(one.officer)
    ]


def tell_named(
    connection: Connection,
    deps: StaffDeps,
    officer: Officer,
    record: CaseRecord,
    words: str,
    *,
    now: datetime,
) -> None:
    """Have the colleagues whom the newest line of a case's history names find it."""
    people = who_see(connection, deps, record, now=now)
    spoken_to = named(words, {one.name: one.display_name for one in people})
    mentions.add(connection, record.number, spoken_to - {officer.name})


def tell_the_unit(connection: Connection, record: CaseRecord) -> None:
    """Have whoever holds a case find the newest line of its history; else everybody at its unit."""
    there = {one.name for one in at_the_unit(connection, record.centre_code)}
    holder = record.desk.assigned_to
    mentions.add(connection, record.number, {holder} if holder in there else there)
