"""Days reckoned from what was said of them, in whichever language."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Sequence
from datetime import date, timedelta

Reader = tuple[re.Pattern[str], Callable[[re.Match[str], date], date | None]]
"""What is looked for, and the day that it means; None for no day at all."""

_BUDDHIST_FROM = 2400
_LAST_YEAR = 9998


def first_ahead(text: str, readers: Sequence[Reader], today: date) -> str | None:
    """Return the ISO date of the first day that is said and not past; earlier readers first."""
    for pattern, reader in readers:
        for match in pattern.finditer(text):
            found = reader(match, today)
            if found is not None and found >= today:
                return found.isoformat()
    return None


def written(day: int, month: int, year: int | None, today: date) -> date | None:
    """Return a day of the calendar, None for one that there is not.

    A year from 2400 on is of the Buddhist era; without a year it is the next such day.
    """
    if year is None:
        this = _made(today.year, month, day)
        return this if this is None or this >= today else _made(today.year + 1, month, day)
    return _made(year - 543 if year >= _BUDDHIST_FROM else year, month, day)


def months_later(today: date, count: int) -> date | None:
    """Return the same day so many months later, or that month's last; None beyond the calendar."""
    months = today.month - 1 + count
    year, month = today.year + months // 12, months % 12 + 1
    last = monthrange(year, month)[1]
    return date(year, month, min(today.day, last)) if year <= _LAST_YEAR else None


def weekday(wanted: int, today: date, *, of_next_week: bool) -> date:
    """Return the next such day of the week (Monday is 0), or that of the week after this."""
    if of_next_week:
        monday = today - timedelta(days=today.weekday())
        return monday + timedelta(days=7 + wanted)
    return today + timedelta(days=(wanted - today.weekday()) % 7)


def end_of_month(day: date) -> date:
    """Return the last day of the month that this day is in."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
