"""A centre's LINE group: officers pull, on the group's own free token; the account seldom pushes.

Nothing personal is said here: a group has more eyes than its officers'. What is written there and
is no command is neither answered nor kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import orjson
from sqlalchemy import Connection

from bot.cases.closing import Outcome, outcomes_for
from bot.cases.desk import Pile, pile_of
from bot.cases.group_commands import Command, Verb, parse
from bot.cases.rights import Act
from bot.errors import BotError
from bot.handlers import casework, group_referral
from bot.handlers.casework import Work
from bot.handlers.deps import StaffDeps
from bot.handlers.inbound import Saved, Taken, tickets
from bot.model.effects import Say
from bot.model.events import GroupJoined, GroupLeft, GroupSaid
from bot.model.staff import Officer
from bot.model.thai import BANGKOK, show_date
from bot.render import messages as render_messages
from bot.storage import conversations, desk, groups, inbox, outbox, staff, tokens
from bot.storage.conversations import Conversation
from bot.storage.desk import Line, View
from bot.storage.outbox import NewLetter

_LISTED = 10
_HELLO = (
    "สวัสดีค่ะ ระบบประตูหน้าพร้อมช่วยงานศูนย์ เปิดหน้าเจ้าหน้าที่ เมนู “LINE ของศูนย์” ขอรหัส"
    " แล้วพิมพ์ในกลุ่มนี้ว่า /ลงทะเบียน ตามด้วยรหัส"
)
_NOT_BOUND = "กลุ่มนี้ยังไม่ได้ผูกกับศูนย์ใด ขอรหัสจากหน้าเจ้าหน้าที่ แล้วพิมพ์ /ลงทะเบียน ตามด้วยรหัส"
_FROM_A_PC = "LINE บนคอมพิวเตอร์ไม่บอกว่าใครพิมพ์ จึงทำรายการให้ไม่ได้ โปรดพิมพ์จากมือถือ หรือใช้หน้าเจ้าหน้าที่ในเว็บ"
_STRANGER = "ยังไม่รู้จักบัญชี LINE นี้ ขอรหัสของคุณจากหน้าเจ้าหน้าที่ แล้วพิมพ์ /ผูก ตามด้วยรหัส"
_WRONG_CODE = "รหัสนี้ใช้ไม่ได้ อาจหมดอายุหรือใช้ไปแล้ว ขอใหม่จากหน้าเจ้าหน้าที่"
_HELP = (
    "พิมพ์ในกลุ่มได้เลย\n"
    "งาน · ดูเรื่องที่ยังไม่ปิด\n"
    "รับ 12 · รับเรื่องและคุยเอง\n"
    "ตอบ 12 ข้อความ · ส่งถึงเจ้าของเรื่อง\n"
    "โน้ต 12 ข้อความ · บันทึกภายใน\n"
    "คืน 12 · ให้ผู้ช่วยอัตโนมัติตอบต่อ\n"
    "ปิด 12 · ปิดเรื่อง เลือกผลจากรายการ\n"
    "ส่งต่อ 12 · เลือกหน่วยงานที่จะส่งต่อ\n"
    "ตอบกลับการ์ดเรื่องใด ไม่ต้องพิมพ์เลขเรื่อง"
)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a command was given, and by whom."""

    deps: StaffDeps
    group: str
    sender: str
    cause: str
    now: datetime


def take(
    connection: Connection,
    deps: StaffDeps,
    conversation: Conversation,
    taken: Sequence[Taken],
    *,
    now: datetime,
    holder: str | None = None,
) -> Saved:
    """Do what was asked for in a group, and answer all of it with one message.

    Raises Overtaken when somebody else took this turn.
    """
    group = conversation.person
    conversations.advance(connection, conversation, state="", now=now)
    inbox.finish(connection, [one.seq for one in taken], unconsented=False)
    said = [words for one in taken if (words := _answer(connection, deps, group, one, now=now))]
    rights = tickets(taken, now=now)
    if not said or isinstance(taken[-1].event, GroupLeft):
        tokens.keep(connection, group, rights)
        return Saved(None, answered=False, forgotten=False)
    letter = NewLetter(
        person=group,
        messages=orjson.dumps(render_messages([Say("\n\n".join(said))])).decode(),
        cause=taken[-1].event_id,
        retry_key=deps.new_key(),
        ticket=rights.pop() if rights else None,
        lane="staff",
    )
    at_once = outbox.add(connection, letter, now=now, holder=holder)
    tokens.keep(connection, group, rights)
    return Saved(at_once, answered=True, forgotten=False)


def _answer(
    connection: Connection, deps: StaffDeps, group: str, one: Taken, *, now: datetime
) -> str | None:
    match one.event:
        case GroupJoined():
            return _HELLO
        case GroupLeft():
            groups.unbind(connection, group)
            return None
        case GroupSaid(text=text, sender=sender, quoted=quoted):
            card = groups.cases_in(connection, group, quoted) if quoted else ()
            command = parse(text, quoted=card)
            if command is None:
                return None
            place = _Place(deps, group, sender, one.event_id, now)
            try:
                with connection.begin_nested():
                    return _do(connection, place, command)
            except BotError as refused:
                return str(refused)
        case _:
            return None


def _do(connection: Connection, place: _Place, command: Command) -> str:
    if command.verb is Verb.BIND_GROUP:
        return _bind_group(connection, place, command.words)
    if not place.sender:
        return _FROM_A_PC
    if command.verb is Verb.BIND_OFFICER:
        return _bind_officer(connection, place, command.words)
    bound = groups.find(connection, place.group)
    account = staff.find_by_line(connection, place.sender)
    if bound is None or account is None:
        return _STRANGER if bound else _NOT_BOUND
    return _for_an_officer(connection, place, account.officer, bound.unit, command)


def _for_an_officer(
    connection: Connection, place: _Place, officer: Officer, unit: str, command: Command
) -> str:
    match command.verb:
        case Verb.HELP:
            return _HELP
        case Verb.LIST:
            return _list(connection, place, officer, unit)
        case _:
            if not command.which:
                raise BotError("การ์ดนี้มีหลายเรื่อง พิมพ์เลขเรื่องด้วย เช่น รับ 12")
            number = _one_case(connection, unit, command.which)
            return _on_case(connection, place, officer, number, command)


def _bind_group(connection: Connection, place: _Place, code: str) -> str:
    used = groups.use_code(connection, code.upper(), "group", now=place.now)
    if used is None:
        return _WRONG_CODE
    unit, by = used
    groups.bind(connection, place.group, unit=unit, by=by, now=place.now)
    centre = place.deps.map.centre(unit)
    return f"กลุ่มนี้เป็นกลุ่มของ{centre.name_th if centre else unit}แล้ว\n{_HELP}"


def _bind_officer(connection: Connection, place: _Place, code: str) -> str:
    used = groups.use_code(connection, code.upper(), "officer", now=place.now)
    if used is None:
        return _WRONG_CODE
    groups.bind_officer(connection, used[1], place.sender)
    return "ผูกบัญชี LINE ของคุณแล้ว พิมพ์ คำสั่ง เพื่อดูว่าทำอะไรได้บ้าง"


def _list(connection: Connection, place: _Place, officer: Officer, unit: str) -> str:
    if officer.unit != unit:
        return "รายการนี้สำหรับเจ้าหน้าที่ของศูนย์นี้เท่านั้น"
    lines = desk.open_cases(connection, View([unit], place.now.astimezone(BANGKOK).date()))
    if not lines:
        return "ไม่มีเรื่องค้าง"
    shown = "\n".join(_line(place, one) for one in lines[:_LISTED])
    more = f"\nและอีก {len(lines) - _LISTED} เรื่อง ดูในหน้าเจ้าหน้าที่" if len(lines) > _LISTED else ""
    return f"เรื่องที่ยังไม่ปิด\n{shown}{more}"


def _line(place: _Place, one: Line) -> str:
    today = place.now.astimezone(BANGKOK).date()
    late = pile_of(one.status, next_contact=one.next_contact, today=today) is Pile.LATE
    due = "เกินกำหนด" if late else f"ติดต่อภายใน {show_date(one.next_contact)}"
    whose = f"{one.assigned_to} ดูแล" if one.assigned_to else "ยังไม่มีผู้ดูแล"
    return (
        f"#{short(one.number)} {place.deps.topic(one.sub_intent, one.category)} · {due} · {whose}"
    )


def short(number: str) -> str:
    """Return what officers call a case: its running number."""
    return number.split("-")[2].lstrip("0") or "0"


def _one_case(connection: Connection, unit: str, which: str) -> str:
    found = groups.open_numbers(connection, unit, which)
    if not found:
        raise BotError(f"ไม่มีเรื่อง {which} ที่ยังไม่ปิดในศูนย์นี้ พิมพ์ งาน เพื่อดูรายการ")
    if len(found) > 1:
        raise BotError(f"มีหลายเรื่องที่ลงท้าย {which} พิมพ์เลขเต็ม: {', '.join(found)}")
    return found[0]


def _on_case(
    connection: Connection, place: _Place, officer: Officer, number: str, command: Command
) -> str:
    work = Work(place.deps, officer, number, place.now)
    name = f"#{short(number)}"
    match command.verb:
        case Verb.CLAIM:
            casework.claim(connection, work)
            return f"{officer.display_name} รับ {name} แล้ว ผู้ช่วยอัตโนมัติหยุดตอบ"
        case Verb.ANSWER:
            casework.answer(connection, work, command.words, cause=place.cause)
            return f"ส่งถึงเจ้าของเรื่อง {name} แล้ว"
        case Verb.NOTE:
            casework.note(connection, work, command.words)
            return f"บันทึกใน {name} แล้ว"
        case Verb.GIVE_BACK:
            casework.give_back(connection, work, cause=place.cause)
            return f"{name} ให้ผู้ช่วยอัตโนมัติตอบต่อแล้ว"
        case Verb.REFER:
            return group_referral.begin(connection, work, command.words, name=name)
        case _:
            return _close(connection, work, command.words, name=name, cause=place.cause)


def _asked(outcome: Outcome) -> str:
    told = outcome.amount or outcome.detail
    return f" (ตามด้วย{told.label})" if told and told.needed else ""


def _close(connection: Connection, work: Work, words: str, *, name: str, cause: str) -> str:
    record = work.access(connection, Act.CLOSE).record
    offered = outcomes_for(record.category)
    codes = list(offered)
    place, _, told = words.partition(" ")
    chosen = int(place) if place.isdecimal() and len(place) < 3 else 0
    if not 1 <= chosen <= len(codes):
        listed = "\n".join(
            f"{index} {one.wording}{_asked(one)}" for index, one in enumerate(offered.values(), 1)
        )
        return f"ปิด {name} ด้วยผลอะไร พิมพ์ ปิด {name[1:]} ตามด้วยเลข\n{listed}"
    # The one who types has one line: it is the sum where one is asked for, else the words.
    in_baht = offered[codes[chosen - 1]].amount is not None
    amount, detail = (told, "") if in_baht else ("", told)
    casework.close(connection, work, codes[chosen - 1], cause=cause, amount=amount, detail=detail)
    return f"ปิด {name} แล้ว ({offered[codes[chosen - 1]].wording}) แจ้งเจ้าของเรื่องให้แล้ว"
