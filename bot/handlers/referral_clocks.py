"""Reminding offices of agencies that have not answered: after 7 and after 15 working days.

How many days is `routing/data/clocks.csv`'s to say; what is counted is `bot.cases.referral`'s.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from bot.cases.referral import next_reminder
from bot.handlers.deps import StaffDeps
from bot.model.thai import BANGKOK
from bot.routing.hours import add_working_days
from bot.storage import cases, referrals
from bot.storage.referrals import Referral

_AT_ONCE = 100


def due(connection: Connection, *, now: datetime) -> list[Referral]:
    """Return referrals of open cases whose agency has not answered in time."""
    return referrals.due(connection, today=now.astimezone(BANGKOK).date(), most=_AT_ONCE)


def remind(connection: Connection, deps: StaffDeps, late: Referral, *, now: datetime) -> None:
    """Write into the case's history that the agency owes an answer, and when to look again.

    The list of referrals and the group's morning digest show it from then on.
    """
    today, sent = now.astimezone(BANGKOK).date(), (late.sent_at or now).astimezone(BANGKOK).date()
    calendar, count = deps.calendar, late.reminders + 1
    first, last = calendar.days("refer_remind", today), calendar.days("refer_overdue", today)
    days = next_reminder(count, first=first, last=last)
    next_on = None if days is None else add_working_days(calendar, sent, days)
    referrals.change(connection, late, reminders=count, remind_on=next_on)
    what = "refer_reminded" if count == 1 else "refer_overdue"
    detail = {"text": late.agency_name}
    cases.add_history(connection, late.case_number, what=what, by="system", now=now, detail=detail)
