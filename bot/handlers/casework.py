"""What officers do with a case: take it, speak with its owner, sort it, end it, take it up again.

Each is one function in the caller's transaction, and asks `bot.handlers.access` first. What is
said to an owner goes into the outbox, as everything does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.cases.closing import outcome_of
from bot.cases.rights import Act
from bot.cases.states import Actor, check_move, may_move
from bot.errors import BotError
from bot.handlers import handoff
from bot.handlers.access import Access, access_case
from bot.handlers.deps import StaffDeps
from bot.model.cases import Priority, Status
from bot.model.staff import Officer
from bot.model.thai import BANGKOK
from bot.storage import alerts, cases, conversations

LONGEST_ANSWER = 2000
_TRIAGE = (None, 1, 2, 3)


class SomebodyElseSpeaks(BotError):
    """Another officer is speaking with this owner."""


class NothingToSay(BotError):
    """An answer, or a note, without words, or with too many."""


@dataclass(frozen=True, slots=True)
class Work:
    """One officer at one case, at one moment."""

    deps: StaffDeps
    officer: Officer
    number: str
    now: datetime

    def access(self, connection: Connection, act: Act) -> Access:
        """Go through the door."""
        return access_case(connection, self.deps, self.officer, self.number, act, now=self.now)


def claim(connection: Connection, work: Work) -> None:
    """Take a case, and the word in its owner's conversation: the bot is silent from now on."""
    access = work.access(connection, Act.CLAIM)
    record, name = access.record, work.officer.name
    if record.status is Status.NEW:
        cases.set_status(connection, work.number, Status.ACCEPTED, by=name, now=work.now)
    if record.desk.assigned_to != name:
        cases.take_up(connection, work.number, by=name, now=work.now)
        cases.add_history(connection, work.number, what="claimed", by=name, now=work.now)
    if record.line_user_id:
        _take_the_word(connection, work, record.line_user_id)
        alerts.see(connection, record.line_user_id, now=work.now)


def answer(connection: Connection, work: Work, words: str, *, cause: str) -> None:
    """Say something to the owner: free while one of their reply tokens lives, else a push.

    `cause` makes it be said once, however often a browser sends it. Raises SomebodyElseSpeaks
    while another officer has the word.
    """
    access = work.access(connection, Act.ANSWER)
    said, person = _words(words), _owner(access)
    _take_the_word(connection, work, person)
    handoff.answer(connection, work.deps, person, said, cause=f"staff/{cause}", now=work.now)
    cases.note_contact(connection, work.number, now=work.now)
    status = access.record.status
    if status is not Status.ADVISING and may_move(status, Status.ADVISING):
        name = work.officer.name
        cases.set_status(connection, work.number, Status.ADVISING, by=name, now=work.now)
    elif access.record.desk.first_contact_at is None:
        name = work.officer.name
        cases.add_history(connection, work.number, what="contacted", by=name, now=work.now)


def give_back(connection: Connection, work: Work, *, cause: str) -> None:
    """Let the bot speak again, and tell the owner so."""
    access = work.access(connection, Act.ANSWER)
    person = _owner(access)
    if not conversations.find(connection, person).held_by_staff:
        return
    line = work.deps.book.phrases["given_back"].replace("{number}", work.number)
    handoff.answer(connection, work.deps, person, line, cause=f"staff/{cause}", now=work.now)
    handoff.release(connection, person)
    cases.add_history(
        connection, work.number, what="given_back", by=work.officer.name, now=work.now
    )


def note(connection: Connection, work: Work, words: str) -> None:
    """Write something down for colleagues; its owner never sees it."""
    work.access(connection, Act.NOTE)
    detail = {"text": _words(words)}
    cases.add_history(
        connection,
        work.number,
        what="internal_note",
        by=work.officer.name,
        now=work.now,
        detail=detail,
    )


def sort(
    connection: Connection,
    work: Work,
    *,
    sub_intent: str | None,
    triage: int | None,
    priority: Priority,
) -> None:
    """Put right what the bot guessed, and say how the case is to be handled."""
    record = work.access(connection, Act.SORT).record
    if triage not in _TRIAGE:
        raise BotError("เลือกกลุ่มได้ 1, 2 หรือ 3")
    if sub_intent and sub_intent not in work.deps.book.topics:
        raise BotError("เลือกประเภทเรื่องจากรายการ")
    now_so = {"sub_intent": sub_intent or None, "triage": triage, "priority": str(priority)}
    before = {
        "sub_intent": record.sub_intent,
        "triage": record.desk.triage,
        "priority": record.priority,
    }
    changed = {name: value for name, value in now_so.items() if value != before[name]}
    if changed:
        cases.sort(
            connection,
            work.number,
            before={name: before[name] for name in changed},
            after=changed,
            by=work.officer.name,
            now=work.now,
        )


def take_over(connection: Connection, work: Work) -> None:
    """Make a case one's own that lay too long at another office, and that one was asked about."""
    record = work.access(connection, Act.TAKE_OVER).record
    unit = record.desk.escalated_to or record.centre_code
    centre = work.deps.map.centre(unit)
    cases.move(
        connection,
        work.number,
        before=record.centre_code,
        to=unit,
        name=centre.name_th if centre else unit,
        by=work.officer.name,
        now=work.now,
    )


def close(connection: Connection, work: Work, outcome: str, *, cause: str) -> None:
    """End a case with an outcome from the list, tell its owner, and let the bot speak again."""
    access = work.access(connection, Act.CLOSE)
    record, name = access.record, work.officer.name
    chosen = outcome_of(outcome, record.category)
    check_move(record.status, chosen.status, by=Actor.STAFF)
    cases.set_status(connection, work.number, chosen.status, by=name, now=work.now)
    cases.set_outcome(connection, work.number, outcome)
    person = record.line_user_id
    if person is None:
        return
    line = work.deps.book.phrases["closed_by_staff"]
    line = line.replace("{number}", work.number).replace("{outcome}", chosen.wording)
    handoff.answer(connection, work.deps, person, line, cause=f"staff/{cause}", now=work.now)
    if conversations.find(connection, person).held_by == name:
        handoff.release(connection, person)


def reopen(connection: Connection, work: Work) -> None:
    """Take an ended case up again, within thirty days of its end; it lies on the desk as new."""
    record = work.access(connection, Act.REOPEN).record
    ended = record.desk.ended_at
    check_move(
        record.status,
        Status.NEW,
        by=Actor.STAFF,
        ended=ended.astimezone(BANGKOK).date() if ended else None,
        today=work.now.astimezone(BANGKOK).date(),
    )
    name = work.officer.name
    cases.set_status(connection, work.number, Status.NEW, by=name, now=work.now)
    cases.set_outcome(connection, work.number, None)


def _take_the_word(connection: Connection, work: Work, person: str) -> None:
    """Have the bot silent in the officer's name; their silence is counted from now."""
    held_by = conversations.find(connection, person).held_by
    if held_by not in {None, work.officer.name}:
        raise SomebodyElseSpeaks("เพื่อนร่วมงานกำลังคุยกับเจ้าของเรื่องอยู่ ให้เขาส่งคืนก่อน หรือฝากไว้ในบันทึกภายใน")
    handoff.claim(connection, person, by=work.officer.name, now=work.now)


def _owner(access: Access) -> str:
    if access.record.line_user_id is None:
        raise BotError("เรื่องนี้ไม่ได้มาทาง LINE โปรดโทรหาเจ้าของเรื่อง")
    return access.record.line_user_id


def _words(words: str) -> str:
    said = words.strip()
    if not said:
        raise NothingToSay("พิมพ์ข้อความก่อน แล้วกดส่ง")
    if len(said) > LONGEST_ANSWER:
        raise NothingToSay(f"ข้อความยาวเกิน {LONGEST_ANSWER:,} ตัวอักษร แบ่งเป็นสองข้อความ")
    return said
