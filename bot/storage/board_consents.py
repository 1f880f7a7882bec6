"""What owners agreed to beyond the help itself. Lines are only added."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import orjson
from sqlalchemy import Connection, insert, select

from bot.storage.tables import case, case_history, consent

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


def last_open(connection: Connection, person: str) -> tuple[str, str] | None:
    """Return purpose and case number of what this person was asked last and has not answered."""
    asked = connection.execute(
        select(case_history.c.case_number, case_history.c.at, case_history.c.detail)
        .join(case, case.c.number == case_history.c.case_number)
        .where(case.c.person == person, case_history.c.what == "consent_asked")
        .order_by(case_history.c.id.desc())
        .limit(1)
    ).first()
    if asked is None:
        return None
    purpose: Purpose = orjson.loads(asked.detail)["purpose"]
    answer = latest(connection, asked.case_number, purpose)
    return None if answer and answer.at >= asked.at else (purpose, asked.case_number)


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
