"""Booking technical help on a case. Its owner hears of the date, and of every change of it.

What is written down afterwards is told to nobody: it has been.
"""

from __future__ import annotations

from sqlalchemy import Connection

from bot.cases import booking
from bot.cases.booking import KINDS, KINDS_IN_ENGLISH, Plan, State, WrongBooking
from bot.cases.rights import Act
from bot.handlers import handoff
from bot.handlers.access import Access
from bot.handlers.casework import Work
from bot.handlers.languages import speaking_to
from bot.model.thai import BANGKOK, show_day
from bot.storage import bookings, cases
from bot.storage.bookings import Booking


def book(connection: Connection, work: Work, plan: Plan, *, cause: str) -> None:
    """Write a booking down and tell the owner; `cause` makes it be one, however often it is sent.

    Raises IntegrityError for a form that has been.
    """
    access = work.access(connection, Act.BOOK)
    unit = work.officer.unit or work.deps.map.intake_desk.code
    name = work.officer.name
    bookings.add(connection, work.number, plan, unit=unit, by=name, cause=cause, now=work.now)
    _note(connection, work, "booked", plan)
    _tell(connection, work, access, "booking_made", plan, cause=cause)


def change(connection: Connection, work: Work, booking_id: int, plan: Plan, *, cause: str) -> None:
    """Put another plan in the place of one; who is told of nothing new is told nothing."""
    access, old = _planned(connection, work, booking_id)
    if plan == Plan(old.kind, old.at, old.place, old.expert):
        return
    bookings.change(connection, booking_id, plan, by=work.officer.name, now=work.now)
    _note(connection, work, "booking_changed", plan)
    _tell(connection, work, access, "booking_changed", plan, cause=cause)


def cancel(connection: Connection, work: Work, booking_id: int, *, cause: str) -> None:
    """Call a booking off, and tell the owner."""
    access, old = _planned(connection, work, booking_id)
    name, plan = work.officer.name, Plan(old.kind, old.at, old.place, old.expert)
    bookings.set_state(connection, booking_id, State.CANCELLED, by=name, now=work.now)
    _note(connection, work, "booking_cancelled", plan)
    _tell(connection, work, access, "booking_cancelled", plan, cause=cause)


def record_result(connection: Connection, work: Work, booking_id: int, result: str) -> None:
    """Write down what came of it; colleagues of both units see it, and both count it as done."""
    _, old = _planned(connection, work, booking_id)
    if old.at > work.now:
        raise WrongBooking("นัดนี้ยังไม่ถึงเวลา ลงผลได้หลังวันนัด หรือเลื่อนนัดก่อน")
    name = work.officer.name
    bookings.set_state(connection, booking_id, State.DONE, by=name, now=work.now, result=result)
    work.write(connection, "booking_done", text=f"{KINDS[old.kind]}: {result}")
    cases.touch(connection, work.number, now=work.now)


def _planned(connection: Connection, work: Work, booking_id: int) -> tuple[Access, Booking]:
    access = work.access(connection, Act.BOOK)
    found = bookings.find(connection, work.number, booking_id)
    if found is None:
        raise WrongBooking("ไม่พบนัดนี้ในเรื่องนี้ โหลดหน้าใหม่ แล้วลองอีกครั้ง")
    booking.check_planned(found.state)
    return access, found


def _note(connection: Connection, work: Work, what: str, plan: Plan) -> None:
    work.write(connection, what, text=f"{KINDS[plan.kind]} · {_when(plan)} · {plan.place}")
    cases.touch(connection, work.number, now=work.now)


def _tell(
    connection: Connection, work: Work, access: Access, phrase: str, plan: Plan, *, cause: str
) -> None:
    person = access.record.line_user_id
    if person is None or plan.at <= work.now:
        return
    speaking = speaking_to(connection, work.deps, person)
    english = speaking.book.language == "en"
    by = " by " if english else " โดย"
    words = speaking.phrase(
        phrase,
        number=work.number,
        what=KINDS_IN_ENGLISH[plan.kind] if english else KINDS[plan.kind],
        when=speaking.showing.day_and_time(plan.at),
        place=plan.place,
        expert=f"{by}{plan.expert}" if plan.expert else "",
    )
    handoff.answer(connection, work.deps, person, words, cause=f"staff/{cause}", now=work.now)
    cases.note_contact(connection, work.number, now=work.now)


def _when(plan: Plan) -> str:
    local = plan.at.astimezone(BANGKOK)
    return f"{show_day(local.date())} เวลา {local:%H:%M} น."
