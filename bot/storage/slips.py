"""Codes on receiving slips, by which a case from the counter finds its owner's LINE."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, insert, select, update

from bot.model.cases import CaseBrief
from bot.storage import cases
from bot.storage.prepared import Prepared
from bot.storage.tables import slip

LIFE = timedelta(days=30)

_LIVING = Prepared(
    select(slip.c.case_number).where(
        slip.c.code == bindparam("given"),
        slip.c.used_at.is_(None),
        slip.c.expires_at > bindparam("now"),
    )
)


def print_one(connection: Connection, number: str, *, fresh: str, now: datetime) -> str:
    """Return the code of a case's slip: the one that lives, or `fresh` from now on."""
    living = select(slip.c.code).where(
        slip.c.case_number == number, slip.c.used_at.is_(None), slip.c.expires_at > now
    )
    found: str | None = connection.execute(living).scalar()
    if found is not None:
        return found
    connection.execute(insert(slip).values(code=fresh, case_number=number, expires_at=now + LIFE))
    return fresh


def find(connection: Connection, code: str, *, now: datetime) -> CaseBrief | None:
    """Return the case of a code that may still be used."""
    row = _LIVING.first(connection, given=code, now=now)
    return cases.brief(connection, row.case_number) if row else None


def use(connection: Connection, code: str, person: str, *, now: datetime) -> str | None:
    """Make the case of a code this person's; return its number, None when another was first."""
    row = _LIVING.first(connection, given=code, now=now)
    if row is None:
        return None
    taken = connection.execute(
        update(slip).where(slip.c.code == code, slip.c.used_at.is_(None)).values(used_at=now)
    )
    if taken.rowcount != 1:
        return None
    number: str = row.case_number
    cases.give_to(connection, number, person, now=now)
    return number
