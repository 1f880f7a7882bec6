"""By when an owner is promised to hear: from what their centre really did lately."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from bot.cases.promise import LOOKS_BACK_DAYS, Counted, count, promised_days
from bot.handlers.deps import StaffDeps
from bot.model.thai import BANGKOK
from bot.routing.hours import Calendar, contact_day, office_hours, working_days_between
from bot.storage import promises


def day(
    connection: Connection, deps: StaffDeps, centre: str, priority: str, *, now: datetime
) -> date:
    """Return the day by which this centre contacts the owner of a case that it receives now."""
    calendar = deps.calendar.at(centre)
    received = office_hours(calendar, now).next_opening
    days = promised_days(
        calendar.contact_within(priority, received),
        promises.find(connection, centre),
        at_least=calendar.days("promise_contacts", received),
    )
    return contact_day(calendar, now, days)


def is_counted(connection: Connection, *, now: datetime) -> bool:
    """Tell whether what the centres did lately has been counted today."""
    return promises.counted_on(connection) == now.astimezone(BANGKOK).date()


def lately(connection: Connection, calendar: Calendar, *, now: datetime) -> Mapping[str, Counted]:
    """Count what each centre did in the last thirty days."""
    days: dict[str, list[int]] = {}
    since = now - timedelta(days=LOOKS_BACK_DAYS)
    for centre, opened_at, reached_at in promises.first_contacts(connection, since=since):
        received = office_hours(calendar, opened_at).next_opening
        reached = reached_at.astimezone(BANGKOK).date()
        took = working_days_between(calendar, received, reached)
        days.setdefault(centre, []).append(max(0, took))
    return {centre: count(found) for centre, found in days.items()}
