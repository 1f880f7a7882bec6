"""An owner wants to be called: noted from the chat, tried by officers, three times at the most."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Connection

from bot.cases import callbacks as rules
from bot.cases.callbacks import Part
from bot.cases.rights import Act
from bot.errors import BotError
from bot.handlers import casework, filing
from bot.handlers.casework import Work
from bot.handlers.deps import StaffDeps
from bot.model.effects import AskCall, ChangeCase
from bot.model.thai import BANGKOK
from bot.routing.hours import Calendar, add_working_days, is_working_day
from bot.storage import callbacks as stored
from bot.storage import cases, endings


class NoCallWanted(BotError):
    """Nobody waits to be called, or somebody else has just noted that call."""


def ask(
    connection: Connection, deps: StaffDeps, person: str, wanted: AskCall, *, now: datetime
) -> None:
    """Note the wish at the owner's case, and the number at which to call."""
    record = cases.find_record(connection, wanted.number)
    if record is None or record.line_user_id != person:
        return
    if wanted.phone and wanted.phone != record.contact.phone:
        change = ChangeCase(wanted.number, {"phone": wanted.phone})
        filing.change_case(connection, deps, person, change, now=now)
    part = Part(wanted.part)
    day = first_day(deps.calendar.at(record.centre_code), part, now=now)
    stored.ask(connection, wanted.number, day=day, part=part, now=now)
    detail = {"part": part, "day": day.isoformat()}
    cases.add_history(
        connection, wanted.number, what="call_wanted", by="owner", now=now, detail=detail
    )


def first_day(calendar: Calendar, part: Part, *, now: datetime) -> date:
    """Return the first working day on which there is still time for a call in this part."""
    local = now.astimezone(BANGKOK)
    today = local.date()
    if is_working_day(calendar, today) and rules.still_today(part, local.time()):
        return today
    return add_working_days(calendar, today, 1)


def note_try(connection: Connection, work: Work, *, reached: bool) -> None:
    """Note a call; not reached, the owner is called again on the next working day.

    Raises NoCallWanted when there is none to note.
    """
    record = work.access(connection, Act.ANSWER).record
    call = stored.of_case(connection, work.number)
    if call is None:
        raise NoCallWanted("ไม่มีคำขอให้โทรกลับที่ค้างอยู่ โหลดหน้านี้ใหม่")
    tried = rules.after_try(call.tries, reached=reached)
    today = work.now.astimezone(BANGKOK).date()
    again_on = add_working_days(work.deps.calendar.at(record.centre_code), today, 1)
    if not stored.note_try(connection, call, tried, again_on=again_on, now=work.now):
        raise NoCallWanted("เพื่อนร่วมงานเพิ่งบันทึกการโทรครั้งนี้ โหลดหน้านี้ใหม่")
    name = work.officer.name
    work.write(connection, "call_done" if reached else "call_missed", **{"try": tried.tries})
    if reached:
        casework.note_answered(connection, record, by=name, now=work.now)
    else:  # it counts towards the three days without which no owner is out of reach
        endings.add_attempt(connection, work.number, by=name, note="", now=work.now)
