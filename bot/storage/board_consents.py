"""What owners agreed to beyond the help itself, as officers were told it. Lines are only added."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, insert, select

from bot.storage.tables import case, consent

Purpose = Literal["committee", "international"]


@dataclass(frozen=True, slots=True)
class Standing:
    """The owner's latest word for one purpose."""

    given: bool
    at: datetime


def latest(connection: Connection, number: str, purpose: Purpose) -> Standing | None:
    """Return what the owner of a case last said; None when they were never asked."""
    row = connection.execute(
        select(consent.c.given, consent.c.at)
        .join(case, case.c.person == consent.c.person)
        .where(case.c.number == number, consent.c.purpose == purpose)
        .order_by(consent.c.id.desc())
        .limit(1)
    ).first()
    return Standing(row.given, row.at) if row else None


def stands(connection: Connection, number: str, purpose: Purpose) -> bool:
    """Tell whether the owner agreed, and has not taken it back."""
    found = latest(connection, number, purpose)
    return found is not None and found.given


def record(
    connection: Connection, number: str, purpose: Purpose, *, given: bool, now: datetime
) -> None:
    """Write down what the owner said."""
    person = select(case.c.person).where(case.c.number == number).scalar_subquery()
    connection.execute(insert(consent).values(person=person, purpose=purpose, given=given, at=now))
