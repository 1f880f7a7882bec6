"""A case changes hands: given to a colleague, laid back, passed on to another office, advised on.

Each is one deed in the caller's transaction, through `bot.handlers.access`. The owner's clocks are
never set back by it; only the office that has the case now is reminded anew.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from bot.cases import passing_on as rules
from bot.cases.record import CaseRecord
from bot.cases.rights import Act
from bot.cases.states import ENDED
from bot.errors import BotError
from bot.handlers import handoff, mentioning
from bot.handlers.access import Access
from bot.handlers.casework import NothingToSay, Work
from bot.handlers.languages import speaking_to
from bot.model.centres import Centre
from bot.model.staff import Officer, Role
from bot.model.thai import BANGKOK, show_date
from bot.routing.hours import next_contact
from bot.routing.table import in_force
from bot.storage import cases, conversations, leave, mentions, staff
from bot.storage import passing_on as stored

_HEADS = frozenset({Role.UNIT_HEAD, Role.HEADQUARTERS})
_ASKED_HEADQUARTERS = 2


class ColleagueIsAway(BotError):
    """A case is given to somebody who is on leave, and nobody said that this is meant."""


def assign(connection: Connection, work: Work, to: str, *, why: str, anyway: bool) -> None:
    """Put a case into a colleague's hands, and with it the word in its owner's chat.

    Raises StillTheirs, NoReason, ColleagueIsAway.
    """
    access = work.access(connection, Act.ASSIGN)
    record, holder, today = _still_open(access), access.record.desk.assigned_to, _today(work)
    colleague = _colleague(connection, record.centre_code, to)
    if to == holder:
        raise BotError(f"เรื่องนี้อยู่กับ{colleague.display_name}แล้ว")
    _check_taking(connection, access, to=to, today=today)
    if holder not in {None, *_hands(access)} and not _heads(access):
        why = rules.check_reason(why)
    gone = leave.away(connection, today=today).get(to)
    if gone is not None and to != access.officer.name and not anyway:
        instead = staff.display_names(connection).get(gone.substitute, gone.substitute)
        raise ColleagueIsAway(
            f"{colleague.display_name}ลาถึง {show_date(gone.last_day)} {instead}ทำงานแทน"
            " มอบให้ผู้ทำงานแทน หรือทำเครื่องหมาย “มอบแม้ลาอยู่”"
        )
    _give(connection, work, record, to=to, why=why.strip())


def assign_left(connection: Connection, work: Work, to: str, *, why: str) -> None:
    """Put a case into a colleague's hands whose holder's account has ended: anybody may."""
    access = work.access(connection, Act.ASSIGN)
    record = _still_open(access)
    _colleague(connection, record.centre_code, to)
    _give(connection, work, record, to=to, why=why)


def _give(connection: Connection, work: Work, record: CaseRecord, *, to: str, why: str) -> None:
    holder, name = record.desk.assigned_to, work.officer.name
    stored.assign(connection, record.number, before=holder, to=to, why=why, by=name, now=work.now)
    mentions.add(connection, record.number, {one for one in (to, holder) if one} - {name})
    if record.line_user_id and _spoken_in_by(connection, record, {holder, name}):
        handoff.claim(connection, record.line_user_id, by=to, now=work.now)


def lay_back(connection: Connection, work: Work, *, cause: str) -> None:
    """Lay a case back on the pile of its unit; where it was spoken in, the bot speaks again."""
    access = work.access(connection, Act.ASSIGN)
    record, holder = _still_open(access), access.record.desk.assigned_to
    if holder is None:
        raise BotError("เรื่องนี้ยังไม่มีผู้ดูแล อยู่ในกองของหน่วยงานแล้ว")
    _check_taking(connection, access, to="", today=_today(work))
    stored.lay_back(
        connection,
        record.number,
        before=holder,
        status=rules.without_holder(record.status),
        by=access.officer.name,
        now=work.now,
    )
    if record.line_user_id and _spoken_in_by(connection, record, {holder, access.officer.name}):
        speaking = speaking_to(connection, work.deps, record.line_user_id)
        line = speaking.phrase("given_back", number=record.number)
        _tell_owner(connection, work, record, line, cause=cause)
        handoff.release(connection, record.line_user_id)


def transfer(
    connection: Connection, work: Work, to: str, *, why: str, fresh: str, cause: str
) -> None:
    """Pass a case on to another office, and tell its owner in one line who has it now.

    After three times headquarters is asked to decide; it alone may then pass it on. Raises
    NoReason, GoesInCircles.
    """
    access = work.access(connection, Act.TRANSFER)
    record, reason = _still_open(access), rules.check_reason(why)
    passed = rules.passings(record.history)
    if rules.goes_to_headquarters(passed) and access.officer.role is not Role.HEADQUARTERS:
        _ask_headquarters(connection, work, record, reason)
        return
    rules.check_transfer(passed, owner=record.centre_code, to=to, fresh=fresh)
    office, today = _office(work, to), _today(work)
    promised = record.desk.next_contact
    if promised is None or promised < today:
        promised = next_contact(work.deps.calendar.at(to), work.now, record.priority)
    detail = {"before": record.centre_code, "after": to, "text": reason, "fresh": fresh.strip()}
    stored.transfer(
        connection,
        record.number,
        to=office,
        status=rules.without_holder(record.status),
        promised=promised,
        detail=detail,
        by=access.officer.name,
        now=work.now,
    )
    if record.line_user_id:
        line = speaking_to(connection, work.deps, record.line_user_id).phrase(
            "transferred", number=record.number, office=office.name_th, date=promised
        )
        _tell_owner(connection, work, record, line, cause=cause)
        handoff.release(connection, record.line_user_id)


def advise(connection: Connection, work: Work, words: str) -> None:
    """Write to whoever holds a case, without taking it over; they find it under «ถึงฉัน»."""
    access = work.access(connection, Act.ADVISE)
    said = words.strip()
    if not said:
        raise NothingToSay("พิมพ์คำแนะนำก่อน แล้วกดส่ง")
    work.write(connection, "advice", text=said)
    mentioning.tell_the_unit(connection, access.record)


def _ask_headquarters(connection: Connection, work: Work, record: CaseRecord, why: str) -> None:
    desk = work.deps.map.intake_desk.code
    reason = f"ส่งต่อครบ {rules.MOST_TRANSFERS} ครั้ง ขอให้ส่วนกลางตัดสิน: {why}"
    cases.escalate(
        connection, record.number, to=desk, why=reason, count=_ASKED_HEADQUARTERS, now=work.now
    )


def _check_taking(connection: Connection, access: Access, *, to: str, today: date) -> None:
    holder, promised = access.record.desk.assigned_to, access.record.desk.next_contact
    rules.check_taking(
        giver=holder if holder and holder in _hands(access) else access.officer.name,
        heads=_heads(access),
        holder=holder,
        to=to,
        free=_is_away(connection, holder, today=today)
        or (promised is not None and promised < today),
    )


def _is_away(connection: Connection, holder: str | None, *, today: date) -> bool:
    account = staff.find(connection, holder) if holder else None
    ended = account is None or account.disabled_at is not None
    return ended or holder in leave.away(connection, today=today)


def _heads(access: Access) -> bool:
    return access.officer.role in _HEADS


def _hands(access: Access) -> set[str]:
    return {access.officer.name, *access.stands_in_for}


def _colleague(connection: Connection, unit: str, name: str) -> Officer:
    for one in mentioning.at_the_unit(connection, unit):
        if one.name == name:
            return one
    raise BotError("เลือกเพื่อนร่วมงานของหน่วยงานจากรายการ")


def _office(work: Work, code: str) -> Centre:
    unit = in_force(work.deps.map.units.get(code, ()), _today(work))
    if unit is None:
        raise BotError("เลือกหน่วยงานจากรายการ")
    return unit.centre


def _still_open(access: Access) -> CaseRecord:
    if access.record.status in ENDED:
        raise BotError("เรื่องนี้ปิดแล้ว เปิดเรื่องอีกครั้งก่อน")
    return access.record


def _spoken_in_by(connection: Connection, record: CaseRecord, names: set[str | None]) -> bool:
    """Tell whether one of these officers has the word in the owner's chat."""
    person = record.line_user_id
    held_by = conversations.find(connection, person).held_by if person else None
    return held_by is not None and held_by in names


def _tell_owner(
    connection: Connection, work: Work, record: CaseRecord, line: str, *, cause: str
) -> None:
    person = record.line_user_id
    if person is not None and conversations.find(connection, person).following:
        handoff.answer(connection, work.deps, person, line, cause=f"staff/{cause}", now=work.now)


def _today(work: Work) -> date:
    return work.now.astimezone(BANGKOK).date()
