"""What officers do with a case: take it, speak with its owner, sort it, end it, take it up again.

Each is one function in the caller's transaction, and asks `bot.handlers.access` first. What is
said to an owner goes into the outbox, as everything does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.cases import guessed
from bot.cases.categories import track_after
from bot.cases.closing import check_tries, result_of
from bot.cases.record import CaseRecord
from bot.cases.rights import Act
from bot.cases.states import Actor, check_move
from bot.errors import BotError
from bot.handlers import ending, handoff, mentioning
from bot.handlers.access import Access, access_case, acts_on
from bot.handlers.deps import StaffDeps
from bot.handlers.languages import speaking_to
from bot.model.cases import Priority, Status
from bot.model.staff import Officer
from bot.model.thai import BANGKOK
from bot.render.preview import preview
from bot.storage import alerts, cases, conversations, endings, merges, presence, relabels, staff
from bot.storage.relabels import Relabel

LONGEST_NOTE = 2000
_TRIAGE = (None, 1, 2, 3)
_BY_HAND = frozenset({"entered", "imported"})
_NOT_YET_ADVISED = frozenset({Status.ACCEPTED, Status.WAITING_OWNER, Status.REFERRED})


class SomebodyElseSpeaks(BotError):
    """Another officer is speaking with this owner."""


class NothingToSay(BotError):
    """An answer, or a note, without words, or with too many."""


class OwnerAway(BotError):
    """The owner has blocked the account, so that an answer would probably not arrive."""


class SaidMeanwhile(BotError):
    """A colleague has answered since the officer last saw the conversation."""


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

    def write(self, connection: Connection, what: str, **detail: object) -> None:
        """Write a line of the case's history in the officer's name."""
        name = self.officer.name
        cases.add_history(connection, self.number, what=what, by=name, now=self.now, detail=detail)

    def sees(self, connection: Connection) -> bool:
        """Tell whether the officer may open the case: not any more, once it was passed on."""
        record = cases.find_record(connection, self.number)
        return record is not None and Act.VIEW in acts_on(
            self.deps, self.officer, record, now=self.now
        )


def claim(connection: Connection, work: Work) -> None:
    """Take a case, and the word in its owner's conversation: the bot is silent from now on."""
    access = work.access(connection, Act.CLAIM)
    record, name = access.record, work.officer.name
    if record.status is Status.NEW:
        cases.set_status(connection, work.number, Status.ACCEPTED, by=name, now=work.now)
    if record.desk.assigned_to != name:
        cases.take_up(connection, work.number, by=name, now=work.now)
        work.write(connection, "claimed")
    if record.line_user_id:
        check_free(connection, access, record.line_user_id)
        handoff.claim(connection, record.line_user_id, by=name, now=work.now)
        alerts.see(connection, record.line_user_id, now=work.now)


def answer(
    connection: Connection,
    work: Work,
    words: str,
    *,
    cause: str,
    seen: datetime | None = None,
    anyway: bool = False,
) -> None:
    """Say something to the owner: free while one of their reply tokens lives, else a push.

    `cause` makes it be said once, however often a browser sends it. Raises SomebodyElseSpeaks
    while another officer has the word; and, unless it is to be said `anyway`, OwnerAway when the
    owner has blocked the account, SaidMeanwhile when a colleague answered after the conversation
    was `seen`.
    """
    access = work.access(connection, Act.ANSWER)
    said, person = spoken(words), owner(access)
    check_free(connection, access, person)
    if not anyway:
        _warn(connection, work, person, seen)
    handoff.claim(connection, person, by=work.officer.name, now=work.now)
    handoff.speak(connection, work.deps, person, said, cause=f"staff/{cause}", now=work.now)
    presence.note_answer(connection, work.number, work.officer.name, now=work.now)
    note_answered(connection, access.record, by=work.officer.name, now=work.now)


def note_answered(connection: Connection, record: CaseRecord, *, by: str, now: datetime) -> None:
    """Note that the owner has heard from an officer; from then on the case is being advised on.

    What lies with the committee or the international desk goes on lying there.
    """
    cases.note_contact(connection, record.number, now=now)
    if record.status in _NOT_YET_ADVISED:
        cases.set_status(connection, record.number, Status.ADVISING, by=by, now=now)
    elif record.desk.first_contact_at is None:
        cases.add_history(connection, record.number, what="contacted", by=by, now=now)


def give_back(connection: Connection, work: Work, *, cause: str) -> None:
    """Let the bot speak again, and tell the owner so."""
    access = work.access(connection, Act.ANSWER)
    person = owner(access)
    if not conversations.find(connection, person).held_by_staff:
        return
    line = speaking_to(connection, work.deps, person).phrase("given_back", number=work.number)
    handoff.answer(connection, work.deps, person, line, cause=f"staff/{cause}", now=work.now)
    handoff.release(connection, person)
    work.write(connection, "given_back")


def note(connection: Connection, work: Work, words: str) -> None:
    """Write something down for colleagues, who find it when named; its owner never sees it."""
    record = work.access(connection, Act.NOTE).record
    work.write(connection, "internal_note", text=_noted(words))
    mentioning.tell_named(connection, work.deps, work.officer, record, words, now=work.now)


def sort(
    connection: Connection,
    work: Work,
    *,
    topic: str,
    triage: int | None,
    priority: Priority,
) -> None:
    """Say what a case is about (a category, a sub-intent, or "" for open) and how it is handled."""
    record = work.access(connection, Act.SORT).record
    if triage not in _TRIAGE:
        raise BotError("เลือกกลุ่มได้ 1, 2 หรือ 3")
    _put(connection, work, record, topic, {"triage": triage, "priority": str(priority)})


def relabel(connection: Connection, work: Work, topic: str) -> None:
    """Put right what the bot took a case to be about, in one tap."""
    _put(connection, work, work.access(connection, Act.SORT).record, topic, {})


def _put(
    connection: Connection, work: Work, record: CaseRecord, topic: str, handled: dict[str, object]
) -> None:
    label = guessed.label(topic, record, known=work.deps.book.topics)
    was = guessed.Label(record.category, record.sub_intent)
    before: dict[str, object] = {
        "category": was.category,
        "sub_intent": was.sub_intent,
        "track": record.track,
        "triage": record.desk.triage,
        "priority": record.priority,
    }
    category, sub_intent, track = label.category, label.sub_intent, record.track
    if label != was:
        track = track_after(track, category=category, sub_intent=sub_intent)
    said: dict[str, object] = {"category": category, "sub_intent": sub_intent, "track": track}
    now_so = {**said, **handled}
    changed = {name: value for name, value in now_so.items() if value != before[name]}
    if not changed:
        return
    cases.sort(
        connection,
        work.number,
        before={name: before[name] for name in changed},
        after=changed,
        by=work.officer.name,
        now=work.now,
    )
    by_hand = any(entry.what in _BY_HAND for entry in record.history)
    if label != was and not by_hand:  # else it was an officer's own label
        guess = guessed.guess_of(record)
        sure = guess.sure if guess else None
        relabels.add(
            connection, Relabel(work.number, work.now, work.officer.name, was, label, sure)
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


def close(
    connection: Connection,
    work: Work,
    outcome: str,
    *,
    cause: str,
    amount: str = "",
    detail: str = "",
) -> None:
    """End a case with an outcome from the list, ask its owner, and let the bot speak again.

    `amount` (baht) and `detail` are what some outcomes are told with, as typed. Raises
    WrongOutcome, WrongResult, NotTriedEnough.
    """
    record = work.access(connection, Act.CLOSE).record
    name, person = work.officer.name, record.line_user_id
    result = result_of(outcome, record.category, amount=amount, detail=detail)
    check_move(record.status, result.outcome.status, by=Actor.STAFF)
    if result.outcome.status is Status.UNREACHABLE:
        calls = endings.attempts(connection, work.number, since=record.begun_at)
        check_tries(one.at.astimezone(BANGKOK).date() for one in calls)
    ending.end(connection, work.deps, record, result, by=name, cause=cause, now=work.now)
    if person and conversations.find(connection, person).held_by == name:
        handoff.release(connection, person)


def note_attempt(connection: Connection, work: Work, words: str) -> None:
    """Note a call that the owner did not take."""
    work.access(connection, Act.ANSWER)
    said = words.strip()[:LONGEST_NOTE]
    name = work.officer.name
    endings.add_attempt(connection, work.number, by=name, note=said, now=work.now)
    cases.touch(connection, work.number, now=work.now)


def reopen(connection: Connection, work: Work) -> None:
    """Take an ended case up again, within thirty days of its end; it lies on the desk as new."""
    record = work.access(connection, Act.REOPEN).record
    if merged := merges.find(connection, work.number):
        raise BotError(f"เรื่องนี้รวมกับเรื่อง {merged.into} แล้ว ทำงานต่อที่เรื่องนั้น หรือแยกเรื่องก่อน")
    ended = record.desk.ended_at
    check_move(
        record.status,
        Status.NEW,
        by=Actor.STAFF,
        ended=ended.astimezone(BANGKOK).date() if ended else None,
        today=work.now.astimezone(BANGKOK).date(),
    )
    ending.reopen(connection, work.deps, record, by=work.officer.name, now=work.now)


def check_free(connection: Connection, access: Access, person: str) -> None:
    """Raise SomebodyElseSpeaks while another officer has the word in this conversation."""
    held_by = conversations.find(connection, person).held_by
    if held_by not in {None, access.officer.name} | access.stands_in_for:
        raise SomebodyElseSpeaks("เพื่อนร่วมงานกำลังคุยกับเจ้าของเรื่องอยู่ ให้เขาส่งคืนก่อน หรือฝากไว้ในบันทึกภายใน")


def owner(access: Access) -> str:
    """Return the LINE user whose case it is; raises when it did not come by LINE."""
    if access.record.line_user_id is None:
        raise BotError("เรื่องนี้ไม่ได้มาทาง LINE โปรดโทรหาเจ้าของเรื่อง")
    return access.record.line_user_id


def spoken(words: str) -> str:
    """Return what is to be said, as LINE takes it in one message; raises NothingToSay."""
    said = preview(words)
    if not said.length:
        raise NothingToSay("พิมพ์ข้อความก่อน แล้วกดส่ง")
    if said.too_long:
        raise NothingToSay(f"ข้อความยาวเกิน {said.most:,} ตัวอักษร แบ่งเป็นสองข้อความ")
    return "".join(piece.words for piece in said.pieces)


def _warn(connection: Connection, work: Work, person: str, seen: datetime | None) -> None:
    if not conversations.find(connection, person).following:
        raise OwnerAway("เจ้าของเรื่องบล็อกบัญชีนี้ ข้อความจะไปไม่ถึง โปรดโทรหา")
    me = work.officer.name
    spoke = seen and presence.answered_since(connection, work.number, seen, but=me)
    if spoke:
        name = staff.display_names(connection).get(spoke, spoke)
        raise SaidMeanwhile(f"{name}เพิ่งตอบเจ้าของเรื่องไป อ่านก่อน แล้วส่งอีกครั้งถ้ายังต้องการ")


def _noted(words: str) -> str:
    noted = words.replace("\r\n", "\n").strip()
    if not noted:
        raise NothingToSay("พิมพ์ข้อความก่อน แล้วกดบันทึก")
    if len(noted) > LONGEST_NOTE:
        raise NothingToSay(f"ข้อความยาวเกิน {LONGEST_NOTE:,} ตัวอักษร แบ่งเป็นสองข้อความ")
    return noted
