"""Referring a case to an agency: drafting, sending, the letter's number, the agency's answer.

Each is one deed in the caller's transaction, and asks `bot.handlers.access` first. Whether its
owner agrees is `bot.handlers.permission`' business.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from bot.cases import disclosure, referral
from bot.cases.record import CaseRecord
from bot.cases.referral import Earlier, Kind, NotReferable, State
from bot.cases.rights import Act
from bot.cases.states import ENDED
from bot.errors import BotError
from bot.handlers import directory, handoff, permission
from bot.handlers.casework import Work
from bot.handlers.deps import StaffDeps
from bot.handlers.going_out import fields_of
from bot.handlers.telling_owner import tell_owner
from bot.model.agencies import Agency
from bot.model.cases import Status
from bot.model.thai import BANGKOK
from bot.routing.hours import add_working_days
from bot.storage import cases, conversations, referrals
from bot.storage.referrals import NewReferral, Referral

LONGEST_WORDS = 1000


class NoSuchReferral(BotError):
    """The case has no referral of this number."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to go to the agency, and why."""

    kind: Kind
    fields: Sequence[str]
    """Names of the fields that are ticked; the necessary ones go in any case."""
    request: str = ""


def draft(
    connection: Connection, work: Work, agency: str, *, reason: str = "", kind: Kind = Kind.FORWARD
) -> int:
    """Begin a referral with what usually goes out, and return its id; nothing leaves yet."""
    record = work.access(connection, Act.REFER).record
    if record.status in ENDED:
        raise NotReferable("เรื่องนี้ปิดแล้ว เปิดเรื่องอีกครั้งก่อนส่งต่อ")
    found = directory.find(connection, agency, now=work.now)
    if found.retired:
        raise NotReferable("หน่วยงานนี้เลิกใช้ในทะเบียนแล้ว เลือกหน่วยงานอื่น")
    why = _words(reason)
    referral.check_way(agency, _earlier(connection, work.number), reason=why)
    new = NewReferral(
        case_number=work.number,
        agency=agency,
        agency_name=found.name_in(_province(work.deps, record)),
        kind=kind,
        reason=why,
        fields=disclosure.usual(fields_of(work.deps, record)),
    )
    made = referrals.add(connection, new, by=work.officer.name, now=work.now)
    work.write(connection, "refer_drafted", text=new.agency_name)
    return made


def came_from(connection: Connection, work: Work, agency: str) -> None:
    """Note that an agency sent us this case, so that it is never sent back there."""
    record = work.access(connection, Act.REFER).record
    found = directory.find(connection, agency, now=work.now)
    name = found.name_in(_province(work.deps, record))
    if any(one.agency == agency for one in referrals.of_case(connection, work.number)):
        raise NotReferable("เรื่องนี้มีรายการของหน่วยงานนี้อยู่แล้ว")
    new = NewReferral(work.number, agency, name, Kind.FORWARD, state=State.RECEIVED)
    referrals.add(connection, new, by=work.officer.name, now=work.now)
    work.write(connection, "refer_received", text=name)


def change(connection: Connection, work: Work, which: int, wish: Wish) -> None:
    """Say anew what goes out and how; only while nothing has left."""
    record, one = _at(connection, work, which)
    _only(one, State.DRAFT)
    going = disclosure.chosen(fields_of(work.deps, record), wish.fields)
    names = [field.name for field in going]
    request = _words(wish.request)
    referrals.change(connection, one, kind=wish.kind, fields=names, request=request)


def cancel(connection: Connection, work: Work, which: int) -> None:
    """Drop a draft."""
    _, one = _at(connection, work, which)
    _only(one, State.DRAFT)
    referrals.change(connection, one, state=State.CANCELLED)
    work.write(connection, "refer_cancelled", text=one.agency_name)


def send(connection: Connection, work: Work, which: int, *, cause: str) -> None:
    """Note that the letter has gone; what it told is kept word for word, its owner hears of it.

    Raises NotReferable while its owner has not agreed, and for a case that nobody has taken.
    """
    record, one = _at(connection, work, which)
    _only(one, State.DRAFT)
    if record.status in ENDED | {Status.NEW}:
        raise NotReferable("รับเรื่องก่อน แล้วจึงส่งต่อ")
    permission.check(connection, one, _agency(connection, work, one))
    going = disclosure.chosen(fields_of(work.deps, record), one.fields)
    today = work.now.astimezone(BANGKOK).date()
    calendar = work.deps.calendar.at(record.centre_code)
    due = add_working_days(calendar, today, calendar.days("refer_remind", today))
    referrals.change(
        connection,
        one,
        state=State.SENT,
        told=[(field.label, field.value) for field in going],
        sent_at=work.now,
        sent_by=work.officer.name,
        remind_on=due,
    )
    work.write(connection, "refer_sent", text=one.agency_name)
    if one.kind is Kind.FORWARD and record.status is not Status.REFERRED:
        _move(connection, work, Status.REFERRED)
    cases.promise(connection, work.number, due)
    phrase = f"refer_sent_{one.kind}"
    tell_owner(connection, work, phrase, cause=cause, agency=one.agency_name, date=due)


def number_letter(
    connection: Connection, work: Work, which: int, *, number: str, dated: date
) -> None:
    """Note the number and date that the e-saraban system gave the letter."""
    _, one = _at(connection, work, which)
    if one.state in {State.CANCELLED, State.RECEIVED}:
        raise NotReferable("รายการนี้ไม่มีหนังสือส่ง")
    given = _words(number)
    if not given:
        raise BotError("ใส่เลขที่หนังสือ เช่น อก 0001/123")
    referrals.change(connection, one, letter_number=given, letter_date=dated)
    work.write(connection, "refer_numbered", text=given)


def answer(
    connection: Connection, work: Work, which: int, said: State, words: str, *, cause: str
) -> None:
    """Note what the agency said: it takes it, it does not, or what came of it; its owner hears.

    A case that was forwarded ends once the agency takes it, and comes back when it does not.
    """
    record, one = _at(connection, work, which)
    if said not in referral.ANSWERS.get(one.state, frozenset()):
        raise NotReferable("บันทึกคำตอบนี้ไม่ได้ โหลดหน้าใหม่ แล้วเลือกจากรายการ")
    told = _words(words)
    if said is not State.ACCEPTED and not told:
        raise BotError("บอกเหตุผลหรือผลที่หน่วยงานแจ้งด้วย เจ้าของเรื่องจะได้อ่าน")
    referrals.change(connection, one, state=said, answer=told, answered_at=work.now, remind_on=None)
    text = f"{one.agency_name}: {told}" if told else one.agency_name
    work.write(connection, f"refer_{said}", text=text)
    if said is State.DECLINED:
        _comes_back(connection, work, record, one, told, cause=cause)
    elif one.state is State.SENT and said is State.ACCEPTED:
        _taken(connection, work, record, one, told, cause=cause)
    else:
        if one.kind is Kind.FORWARD:
            _end(connection, work, record)
        tell_owner(
            connection, work, "refer_result", cause=cause, agency=one.agency_name, result=told
        )


def _comes_back(
    connection: Connection, work: Work, record: CaseRecord, one: Referral, why: str, *, cause: str
) -> None:
    today = work.now.astimezone(BANGKOK).date()
    calendar = work.deps.calendar.at(record.centre_code)
    within = calendar.contact_within(record.priority, today)
    promised = add_working_days(calendar, today, max(within, 1))
    if one.kind is Kind.FORWARD and record.status is Status.REFERRED:
        _move(connection, work, Status.ADVISING)
        cases.promise(connection, work.number, promised)
    tell_owner(
        connection,
        work,
        "refer_declined",
        cause=cause,
        agency=one.agency_name,
        reason=why,
        date=promised,
    )


def _taken(
    connection: Connection, work: Work, record: CaseRecord, one: Referral, told: str, *, cause: str
) -> None:
    if one.kind is Kind.FORWARD:
        _end(connection, work, record)
    agency = _agency(connection, work, one)
    contact = " ".join(filter(None, (agency.phone, agency.website))) or "1358"
    tell_owner(
        connection,
        work,
        f"refer_accepted_{one.kind}",
        cause=cause,
        agency=one.agency_name,
        contact=contact,
        result=told,
    )


def _end(connection: Connection, work: Work, record: CaseRecord) -> None:
    """End a case that waited for this agency alone; one that went on otherwise is left alone."""
    if record.status is Status.REFERRED:
        _move(connection, work, Status.CLOSED)
        cases.set_outcome(connection, work.number, "referred")
        person = record.line_user_id
        if person and conversations.find(connection, person).held_by == work.officer.name:
            handoff.release(connection, person)


def _move(connection: Connection, work: Work, status: Status) -> None:
    cases.set_status(connection, work.number, status, by=work.officer.name, now=work.now)


def _at(connection: Connection, work: Work, which: int) -> tuple[CaseRecord, Referral]:
    record = work.access(connection, Act.REFER).record
    return record, find(connection, work.number, which)


def find(connection: Connection, number: str, which: int) -> Referral:
    """Return a referral of a case; raises NoSuchReferral."""
    one = referrals.find(connection, number, which)
    if one is None:
        raise NoSuchReferral("ไม่พบรายการส่งต่อนี้ กลับไปดูที่หน้าเรื่อง")
    return one


def _agency(connection: Connection, work: Work, one: Referral) -> Agency:
    return directory.find(connection, one.agency, now=work.now)


def _earlier(connection: Connection, number: str) -> list[Earlier]:
    found = referrals.of_case(connection, number)
    return [Earlier(one.agency, one.state, one.reason) for one in found]


def _only(one: Referral, state: State) -> None:
    if one.state is not state:
        raise NotReferable("รายการนี้ส่งหรือยกเลิกไปแล้ว แก้ไม่ได้")


def _province(deps: StaffDeps, record: CaseRecord) -> str | None:
    return deps.province(record.province) if record.province else None


def _words(given: str) -> str:
    said = given.replace("\0", "").strip()
    if len(said) > LONGEST_WORDS:
        raise BotError(f"ข้อความยาวเกิน {LONGEST_WORDS:,} ตัวอักษร เขียนให้สั้นลง")
    return said
