"""What the clocks of a case will do next, by which rule and when, as its page shows it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.cases.clocks import IN_HAND, WITH_OTHERS
from bot.cases.record import CaseRecord
from bot.cases.states import ENDED
from bot.handlers.clocks import idle_since, last_told, offices_behind
from bot.handlers.deps import StaffDeps
from bot.model.cases import Status
from bot.model.thai import BANGKOK
from bot.routing.hours import Calendar, add_working_days, office_hours, working_days_between


@dataclass(frozen=True, slots=True)
class Countdown:
    """One rule that runs. `rule` is its name in `clocks.csv`, or `contact`, the promised day."""

    rule: str
    what: str
    day: date
    working_days: int
    """Until that day; 0 today, negative when it has passed."""


@dataclass(frozen=True, slots=True)
class Clock:
    """The clocks of a case."""

    stands: str | None
    """Why those of the office stand still; None while they run."""
    next: tuple[Countdown, ...]
    """What comes, the soonest first."""


def clock(deps: StaffDeps, record: CaseRecord, *, now: datetime) -> Clock | None:
    """Return the clocks of an open case; None for one that has ended."""
    if record.status in ENDED:
        return None
    calendar, today = deps.calendar.at(record.centre_code), now.astimezone(BANGKOK).date()
    others = [unit.centre.name_th for unit in offices_behind(deps, record, now=now)]
    found = [
        Countdown(rule, what, day, working_days_between(calendar, today, day))
        for rule, what, day in _rules(calendar, record, others, today)
    ]
    stands = None
    if record.status is Status.WAITING_OWNER:
        stands = "รอข้อมูลจากเจ้าของเรื่อง"
    elif record.status in WITH_OTHERS:
        stands = "หน่วยงานอื่นกำลังดูเรื่อง"
    return Clock(stands, tuple(sorted(found, key=lambda one: one.day)))


def _rules(
    calendar: Calendar, record: CaseRecord, others: list[str], today: date
) -> Iterator[tuple[str, str, date]]:
    desk = record.desk
    if record.status is Status.WAITING_OWNER:
        waited = idle_since(record) + timedelta(days=calendar.days("owner_wait", today))
        yield "owner_wait", "เตือนให้โทรตามเจ้าของเรื่อง", waited
        return
    if record.status not in WITH_OTHERS:
        yield from _at_the_unit(calendar, record, others, today)
    if record.status in IN_HAND and desk.assigned_to is not None:
        back = add_working_days(
            calendar, idle_since(record), calendar.days("take_back_after", today)
        )
        yield "take_back_after", "คืนเรื่องเข้ากอง ถ้าผู้ดูแลไม่ได้ทำอะไรกับเรื่อง", back
    silent = last_told(record) + timedelta(days=calendar.days("silent_days", today))
    yield "silent_days", "แจ้งเจ้าของเรื่องว่ายังดำเนินการอยู่ ถ้ายังไม่ได้ข่าว", silent


def _at_the_unit(
    calendar: Calendar, record: CaseRecord, others: list[str], today: date
) -> Iterator[tuple[str, str, date]]:
    desk, received = record.desk, office_hours(calendar, record.begun_at).next_opening

    def after(rule: str, more: int = 0) -> date:
        return add_working_days(calendar, received, calendar.days(rule, today) + more)

    untaken, unheard = record.status is Status.NEW, desk.first_contact_at is None
    if unheard and desk.next_contact is not None:
        yield "contact", "ติดต่อเจ้าของเรื่อง ตามวันที่สัญญาไว้", desk.next_contact
    if untaken and desk.reminded_at is None:
        yield "remind_after", "เตือนหน่วยงาน ถ้ายังไม่มีผู้รับ", after("remind_after")
    if desk.escalations == 0 and others:
        if untaken:
            yield "region_after", f"ขอให้{others[0]}ช่วย ถ้ายังไม่มีผู้รับ", after("region_after")
        elif unheard:
            what = f"ขอให้{others[0]}ช่วย ถ้ายังไม่ได้ติดต่อเจ้าของเรื่อง"
            yield "takeover_after", what, after("takeover_after", more=1)
    if desk.escalations == 1 and unheard and len(others) > 1:
        what = f"ขอให้{others[1]}ช่วย ถ้ายังไม่ได้ติดต่อเจ้าของเรื่อง"
        yield "headquarters_after", what, after("headquarters_after")
