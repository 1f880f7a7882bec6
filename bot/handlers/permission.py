"""Whether the owner of a case agrees that its data go to an agency: asking, noting, checking.

Nothing goes out without it. The agency and every field are named each time, and the answer is kept
with the version of the words that were put (PDPA, section 19).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from sqlalchemy import Connection

from bot.cases import disclosure
from bot.cases.record import CaseRecord
from bot.cases.referral import NotReferable, State, permission_for
from bot.cases.rights import Act
from bot.handlers import directory, handoff
from bot.handlers.casework import Work
from bot.handlers.deps import StaffDeps
from bot.handlers.going_out import fields_of
from bot.handlers.languages import speaking_to
from bot.handlers.settling import button
from bot.model.agencies import Agency
from bot.model.effects import Card, Choice, Row
from bot.storage import cases, permissions, referrals
from bot.storage.permissions import NewQuestion, Question
from bot.storage.referrals import Referral

WAYS = {"phone": "โทรศัพท์", "in_person": "บอกด้วยตนเอง", "paper": "หนังสือยินยอม"}
"""How an owner may agree other than on LINE."""
_QUESTION = ("refer_ask", "refer_ask_fields", "refer_ask_forward", "refer_ask_join")


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the owner's agreement to one referral stands."""

    asked: Question | None
    """What they were asked last about just these fields."""
    withdrawn: bool

    @property
    def given(self) -> bool:
        """Whether the data may go."""
        return self.asked is not None and self.asked.given is True and not self.withdrawn

    @property
    def refused(self) -> bool:
        """Whether they said no."""
        return self.withdrawn or (self.asked is not None and self.asked.given is False)


def standing(connection: Connection, one: Referral, agency: Agency) -> Standing:
    """Return where the owner's agreement stands."""
    asked = permissions.of_referral(connection, one.id)
    last = permission_for(one.kind, one.fields, [question.permission() for question in asked])
    found = next((each for each in reversed(asked) if each.permission() == last), None)
    person = permissions.person_of(connection, one.case_number)
    gone = permissions.withdrawn(connection, person, purpose(agency))
    return Standing(found, withdrawn=gone)


def check(connection: Connection, one: Referral, agency: Agency) -> None:
    """Raise NotReferable unless the owner has agreed to all that is to go out."""
    if not standing(connection, one, agency).given:
        raise NotReferable("เจ้าของเรื่องยังไม่ได้ยินยอมให้ส่งข้อมูลชุดนี้ ถามเจ้าของเรื่องก่อนส่ง")


def ask(connection: Connection, work: Work, which: int, *, cause: str) -> None:
    """Ask the owner on LINE, by two buttons; `cause` makes it be asked once."""
    record, one = _draft(connection, work, which)
    if record.line_user_id is None:
        raise NotReferable("เรื่องนี้ไม่ได้มาทาง LINE ถามทางโทรศัพท์หรือที่ศูนย์ แล้วบันทึกคำตอบ")
    agency = directory.find(connection, one.agency, now=work.now)
    before = standing(connection, one, agency)
    if before.asked is not None and (before.given or not before.asked.given):
        raise NotReferable("ถามเรื่องนี้กับเจ้าของเรื่องไปแล้ว รอคำตอบ หรือโทรถามแล้วบันทึกคำตอบ")
    person = record.line_user_id
    speaking = speaking_to(connection, work.deps, person)
    card = _card(speaking, record, one)
    made = _keep_question(connection, work, one, card)
    buttons = (
        Choice(speaking.phrase("refer_yes"), button(made, given=True)),
        Choice(speaking.phrase("refer_no"), button(made, given=False)),
    )
    shown = replace(card, buttons=buttons)
    handoff.show(connection, work.deps, person, shown, cause=f"staff/{cause}", now=work.now)
    cases.note_contact(connection, work.number, now=work.now)
    _note(connection, one, "refer_asked", by=work.officer.name, now=work.now)


def record_answer(connection: Connection, work: Work, which: int, *, given: bool, how: str) -> None:
    """Note what the owner said by telephone, at the counter or on paper."""
    if how not in WAYS:
        raise NotReferable("เลือกว่าเจ้าของเรื่องตอบทางไหน")
    record, one = _draft(connection, work, which)
    agency = directory.find(connection, one.agency, now=work.now)
    asked = standing(connection, one, agency).asked
    made = (
        asked.id if asked else _keep_question(connection, work, one, _card(work.deps, record, one))
    )
    by = work.officer.name
    _settle(
        connection,
        permissions.get(connection, made),
        one,
        given=given,
        how=how,
        by=by,
        now=work.now,
    )


def settle(
    connection: Connection, deps: StaffDeps, person: str, which: int, *, given: bool, now: datetime
) -> str | None:
    """Keep what the owner answered on LINE; return what to tell them, None for a strange button."""
    question = permissions.find(connection, which)
    if question is None or question.person != person:
        return None
    one = referrals.get(connection, question.referral_id)
    record = cases.find_record(connection, one.case_number)
    if record is None:
        return None
    if one.state is State.CANCELLED:
        phrase = "refer_gone"
    else:
        _settle(connection, question, one, given=given, how="line", by="owner", now=now)
        late = not given and one.state is not State.DRAFT
        phrase = "refer_too_late" if late else "refer_agreed" if given else "refer_refused"
    return deps.phrase(phrase, **_words(record, one))


def purpose(agency: Agency) -> str:
    """Return under what an agreement is kept: each agency is a purpose of its own."""
    return f"refer_{'private' if agency.private else 'state'}/{agency.code}"


def _draft(connection: Connection, work: Work, which: int) -> tuple[CaseRecord, Referral]:
    record = work.access(connection, Act.REFER).record
    one = referrals.find(connection, work.number, which)
    if one is None or one.state is not State.DRAFT:
        raise NotReferable("รายการนี้ส่งหรือยกเลิกไปแล้ว ไม่ต้องถามอีก")
    return record, one


def _settle(
    connection: Connection,
    question: Question,
    one: Referral,
    *,
    given: bool,
    how: str,
    by: str,
    now: datetime,
) -> None:
    agency = directory.find(connection, one.agency, now=now)
    permissions.settle(connection, question, purpose=purpose(agency), given=given, how=how, now=now)
    _note(connection, one, "refer_agreed" if given else "refer_refused", by=by, now=now)


def _note(connection: Connection, one: Referral, what: str, *, by: str, now: datetime) -> None:
    detail = {"text": one.agency_name}
    cases.add_history(connection, one.case_number, what=what, by=by, now=now, detail=detail)


def _card(deps: StaffDeps, record: CaseRecord, one: Referral) -> Card:
    words = _words(record, one)
    going = disclosure.chosen(fields_of(deps, record), one.fields)
    labels = "\n".join(f"• {field.label}" for field in going)
    return Card(
        kind="case",
        title=deps.phrase("refer_ask", **words),
        rows=(Row(deps.phrase("refer_ask_fields"), labels),),
        note=deps.phrase(f"refer_ask_{one.kind}", **words),
    )


def _keep_question(connection: Connection, work: Work, one: Referral, card: Card) -> int:
    new = NewQuestion(
        referral_id=one.id,
        person=permissions.person_of(connection, one.case_number),
        kind=one.kind,
        fields=one.fields,
        words="\n".join([card.title, *(row.value for row in card.rows), card.note or ""]),
        version=_version(work.deps),
    )
    return permissions.ask(connection, new, by=work.officer.name, now=work.now)


def _version(deps: StaffDeps) -> str:
    """Return the version of the words: another one as soon as anybody changes a letter of them."""
    words = "\n".join(deps.book.phrases[name] for name in _QUESTION)
    return f"{deps.book.notice_version}/{sha256(words.encode()).hexdigest()[:8]}"


def _words(record: CaseRecord, one: Referral) -> dict[str, str]:
    return {
        "number": record.number,
        "office": record.centre_name_th,
        "agency": one.agency_name,
    }
