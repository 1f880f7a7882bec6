"""What other parts of the work know and the page tells: the one place where they are joined.

Each returns None, or nothing, while that part keeps no table; the page then leaves its row out.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import Connection, func, select

from bot.storage.tables import case

BAHT_NOTE = " (ตามวงเงินที่ขอ)"
"""What the sum of loans is: the sums asked for. Empty once approved sums are read below."""

Areas = Collection[str] | None
"""Provinces, and «-» for the unknown one; None for the whole country."""


def approved_baht(connection: Connection, numbers: Collection[str]) -> Mapping[str, int]:
    """Return the sum of each of these cases in which a loan was approved, where it is known."""
    asked = func.coalesce(case.c.amount_max, case.c.amount_min)
    query = select(case.c.number, asked).where(case.c.number.in_(numbers), asked.is_not(None))
    return dict(connection.execute(query).tuples().all())


def referrals_by_agency(
    _connection: Connection, _areas: Areas, _first: date, _last: date
) -> Mapping[str, int] | None:
    """Return how many matters were referred in the period, by the agency's name."""
    return None


def committee_pipeline(
    _connection: Connection, _areas: Areas, _first: date, _last: date
) -> Mapping[str, int] | None:
    """Return how many matters stand at each step of the governors' committees, by its name."""
    return None
