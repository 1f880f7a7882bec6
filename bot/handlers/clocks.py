"""The clock of one case: reminding, asking others to help, telling its owner. In office hours only.

What is due is `bot.cases.clocks`' to say. A province's office is never passed over: the case stays
with it, and the next office of the chain is asked to help.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from bot.cases.clocks import Limits, Standing, Step, due
from bot.cases.passing_on import without_holder
from bot.cases.record import CaseRecord
from bot.handlers import handoff, mentioning
from bot.handlers.deps import StaffDeps
from bot.handlers.languages import speaking_to
from bot.model.cases import Priority, Status
from bot.model.thai import BANGKOK
from bot.routing.centres import chain
from bot.routing.hours import (
    Calendar,
    add_working_days,
    is_working_day,
    next_contact,
    office_hours,
    working_days_between,
)
from bot.routing.map import Unit
from bot.storage import cases, conversations, mentions, referrals
from bot.storage import passing_on as stored_passing

LOOK_AGAIN = timedelta(hours=3)
LOOK_AGAIN_URGENT = timedelta(minutes=15)
_LONG_TODAY = timedelta(hours=2)


def office_is_open(deps: StaffDeps, *, now: datetime) -> bool:
    """Tell whether clocks are looked at: reminders at night help nobody."""
    return office_hours(deps.calendar, now).open_now


def wind(connection: Connection, deps: StaffDeps, number: str, *, now: datetime) -> str | None:
    """Do what is due about a case, and say when to look again.

    Returns its owner when there is something to send them.
    """
    record = cases.find_as_it_stands(connection, number)
    if record is None:
        return None
    soon = record.priority == Priority.URGENT and record.status is Status.NEW
    cases.set_clock(connection, number, at=now + (LOOK_AGAIN_URGENT if soon else LOOK_AGAIN))
    today = now.astimezone(BANGKOK).date()
    calendar = deps.calendar.at(record.centre_code)
    if not office_hours(calendar, now).open_now:
        return None
    told = [
        _DEEDS[step](connection, deps, record, calendar, now)
        for step in due(_standing(calendar, record, now=now), _limits(calendar, today))
    ]
    return next((person for person in told if person), None)


def _limits(calendar: Calendar, today: date) -> Limits:
    return Limits(
        remind=calendar.days("remind_after", today),
        region=calendar.days("region_after", today),
        first_contact=calendar.days("takeover_after", today),
        headquarters=calendar.days("headquarters_after", today),
        silent_days=calendar.days("silent_days", today),
        take_back=calendar.days("take_back_after", today),
        owner_wait=calendar.days("owner_wait", today),
    )


def _standing(calendar: Calendar, record: CaseRecord, *, now: datetime) -> Standing:
    today = now.astimezone(BANGKOK).date()
    received = office_hours(calendar, record.begun_at).next_opening
    opened_today = datetime.combine(today, calendar.opens(today), BANGKOK)
    lies_since = max(record.begun_at, opened_today)
    can_tell_next = add_working_days(calendar, today, 1)
    return Standing(
        status=record.status,
        working_days=working_days_between(calendar, received, today),
        waited_long_today=record.priority == Priority.URGENT and now - lies_since >= _LONG_TODAY,
        silent_days=(can_tell_next - last_told(record)).days,
        contacted=record.desk.first_contact_at is not None,
        reminded=_reminded(record),
        escalations=record.desk.escalations,
        slipped=_slipped(record, today),
        held=record.desk.assigned_to is not None,
        idle_working_days=working_days_between(calendar, idle_since(record), today),
        idle_days=(today - idle_since(record)).days,
    )


def last_told(record: CaseRecord) -> date:
    """Return the day on which the owner last heard of the case."""
    return (record.desk.owner_told_at or record.begun_at).astimezone(BANGKOK).date()


def idle_since(record: CaseRecord) -> date:
    """Return the day on which somebody last did something about the case."""
    return (record.desk.last_action_at or record.begun_at).astimezone(BANGKOK).date()


def offices_behind(deps: StaffDeps, record: CaseRecord, *, now: datetime) -> list[Unit]:
    """Return the offices that may be asked to help with a case, in their order."""
    offices = chain(deps.map, record.province, now.astimezone(BANGKOK).date())
    return [unit for unit in offices if unit.code != record.centre_code]


def _reminded(record: CaseRecord) -> bool:
    """Tell whether the office was reminded; of an owner who waits, since it began to wait."""
    reminded, since = record.desk.reminded_at, record.desk.last_action_at
    if record.status is Status.WAITING_OWNER and reminded is not None and since is not None:
        return reminded >= since
    return reminded is not None


def _slipped(record: CaseRecord, today: date) -> bool:
    promised, told = record.desk.next_contact, record.desk.owner_told_at
    unheard = told is None or told <= record.begun_at
    return promised is not None and promised < today and unheard


def _remind(
    connection: Connection, _deps: StaffDeps, record: CaseRecord, _calendar: Calendar, now: datetime
) -> None:
    cases.note_reminder(connection, record.number, now=now)


def _have_owner_called(
    connection: Connection, _deps: StaffDeps, record: CaseRecord, _calendar: Calendar, now: datetime
) -> None:
    cases.note_reminder(connection, record.number, now=now, what=Step.CALL_OWNER)
    mentioning.tell_the_unit(connection, record)


def _escalate(
    connection: Connection, deps: StaffDeps, record: CaseRecord, _calendar: Calendar, now: datetime
) -> None:
    others = offices_behind(deps, record, now=now)
    if not others:
        return  # headquarters' own: its list shows it as late
    asked = record.desk.escalations
    to = others[min(asked, len(others) - 1)].code
    why = "ยังไม่มีผู้รับเรื่อง" if record.status is Status.NEW else "ยังไม่ได้ติดต่อเจ้าของเรื่อง"
    cases.escalate(connection, record.number, to=to, why=why, count=asked + 1, now=now)
    _tell_holder(connection, record)


def _tell_holder(connection: Connection, record: CaseRecord) -> None:
    """Have whoever holds the case find in «ถึงฉัน» what its clock has just done."""
    if holder := record.desk.assigned_to:
        mentions.add(connection, record.number, {holder})


def _take_back(
    connection: Connection, _deps: StaffDeps, record: CaseRecord, _calendar: Calendar, now: datetime
) -> None:
    """Lay a case on its unit's pile that its holder has done nothing about, and tell all there."""
    holder, person = record.desk.assigned_to, record.line_user_id
    stored_passing.lay_back(
        connection,
        record.number,
        before=holder,
        status=without_holder(record.status),
        by="system",
        now=now,
        why="ผู้ดูแลไม่ได้ทำอะไรกับเรื่องนี้นานเกินกำหนด",
    )
    if person is not None and conversations.find(connection, person).held_by == holder:
        conversations.release(connection, person)
    there = {one.name for one in mentioning.at_the_unit(connection, record.centre_code)}
    mentions.add(connection, record.number, there)


def _tell_owner(
    connection: Connection, deps: StaffDeps, record: CaseRecord, calendar: Calendar, now: datetime
) -> str | None:
    """Tell the owner that it takes longer; who cannot be reached on LINE is for the officers."""
    today = now.astimezone(BANGKOK).date()
    within = today + timedelta(days=calendar.days("silent_days", today))
    promised = within if is_working_day(calendar, within) else _before(calendar, within)
    phrase = "still_new" if record.status is Status.NEW else "still_working"
    return _promise(connection, deps, record, phrase, promised, now=now)


def _restate(
    connection: Connection, deps: StaffDeps, record: CaseRecord, calendar: Calendar, now: datetime
) -> str | None:
    """Own up to a promise that slipped, and promise what the rule allows."""
    promised = next_contact(calendar, now, record.priority)
    return _promise(connection, deps, record, "slipped", promised, now=now)


def _promise(
    connection: Connection,
    deps: StaffDeps,
    record: CaseRecord,
    phrase: str,
    promised: date,
    *,
    now: datetime,
) -> str | None:
    cases.note_told(connection, record.number, promised=promised, now=now)
    _tell_holder(connection, record)
    person = record.line_user_id
    if person is None or not conversations.find(connection, person).following:
        return None
    agency = referrals.waited_for(connection, record.number)
    words = speaking_to(connection, deps, person).phrase(
        "still_referred" if agency else phrase,
        number=record.number,
        office=record.centre_name_th,
        date=promised,
        agency=agency or "",
    )
    cause = f"clock/{record.number}/{now.astimezone(BANGKOK).date().isoformat()}"
    handoff.answer(connection, deps, person, words, cause=cause, now=now)
    return person


def _before(calendar: Calendar, day: date) -> date:
    while not is_working_day(calendar, day):
        day -= timedelta(days=1)
    return day


_DEEDS: Mapping[Step, Callable[[Connection, StaffDeps, CaseRecord, Calendar, datetime], str | None]]
_DEEDS = {
    Step.REMIND: _remind,
    Step.ESCALATE: _escalate,
    Step.TELL_OWNER: _tell_owner,
    Step.RESTATE: _restate,
    Step.TAKE_BACK: _take_back,
    Step.CALL_OWNER: _have_owner_called,
}
"""What is done of each; those return the owner when there is something to send them."""
