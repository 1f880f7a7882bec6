"""How a case ends and begins again: its owner is told, asked, heard, and asked again a month later.

A case stays closed when its owner says that all is well, or has left two asks unanswered.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from bot.cases.closing import IN_ENGLISH, Result
from bot.cases.record import CaseRecord
from bot.cases.states import ENDED
from bot.handlers import filing, follow_up, handoff, promises
from bot.handlers.deps import StaffDeps
from bot.handlers.languages import speaking_to
from bot.model.buttons import after_end
from bot.model.cases import CaseBrief, Status
from bot.model.effects import Choice, Feedback, OpenCase, ReopenCase
from bot.model.thai import BANGKOK
from bot.routing.centres import chain
from bot.storage import cases, endings

RATINGS = frozenset({"1", "2", "3", "4", "5"})


def end(
    connection: Connection,
    deps: StaffDeps,
    record: CaseRecord,
    result: Result,
    *,
    by: str,
    cause: str,
    now: datetime,
) -> None:
    """End a case, tell its owner and ask them whether all is well.

    Who withdrew, or could not be reached, is told only that the case can be taken up again.
    """
    number, person = record.number, record.line_user_id
    closed = result.outcome.status is Status.CLOSED
    cases.set_status(connection, number, result.outcome.status, by=by, now=now)
    cases.set_outcome(connection, number, result.code)
    endings.add(connection, number, result, centre=record.centre_code, by=by, now=now)
    if person is None:
        return
    phrase = "closed_by_staff" if closed else "ended_by_staff"
    speaking = speaking_to(connection, deps, person)
    english = speaking.book.language == "en"
    outcome = IN_ENGLISH[result.code] if english else result.outcome.wording
    words = speaking.phrase(phrase, number=number, outcome=outcome)
    again = Choice(speaking.phrase("end_reopen"), after_end("reopen", number))
    choices = follow_up.all_well(speaking.book, number) if closed else (again,)
    handoff.answer(
        connection, deps, person, words, cause=f"staff/{cause}", now=now, choices=choices
    )
    if closed:
        follow_up.plan(connection, deps.calendar, person, number, now=now)


def reopen(
    connection: Connection, deps: StaffDeps, record: CaseRecord, *, by: str, now: datetime
) -> None:
    """Take an ended case up again at its office; whether it may be, the caller has asked."""
    promised = promises.day(connection, deps, record.centre_code, record.priority, now=now)
    cases.begin_again(connection, record.number, next_contact=promised, by=by, now=now)
    if last := endings.last(connection, record.number):
        endings.reopen(connection, last, now=now)
    if record.line_user_id:
        follow_up.drop(connection, record.line_user_id, record.number)


def take_up_again(
    connection: Connection, deps: StaffDeps, person: str, wanted: ReopenCase, *, now: datetime
) -> CaseBrief | None:
    """Take up an ended case at its owner's wish; after thirty days a new one follows the old.

    Returns what its owner is told; None when the case is not theirs. One that is open already
    stays as it is.
    """
    record = cases.find_record(connection, wanted.number)
    brief = _brief(connection, person, wanted.number)
    if record is None or brief is None or record.status not in ENDED:
        return brief
    if last := endings.last(connection, record.number):
        endings.confirm(connection, last, done=False, now=now)
    today = now.astimezone(BANGKOK).date()
    number = record.number
    if brief.reopen_until is not None and today <= brief.reopen_until:
        reopen(connection, deps, record, by="owner", now=now)
    else:
        number = _follow(connection, deps, person, record, now=now)
    if wanted.at_region:
        _move_to_region(connection, deps, record, number, now=now)
    return _brief(connection, person, number)


def hear(connection: Connection, person: str, said: Feedback, *, now: datetime) -> None:
    """Write down what an owner says of the end of their case; of somebody else's nothing."""
    last = endings.last(connection, said.number)
    if last is None or _brief(connection, person, said.number) is None:
        return
    match said.about:
        case "confirmed":
            endings.confirm(connection, last, done=True, now=now)
            follow_up.drop_ask(connection, person, said.number)
        case "rating" if said.value in RATINGS:
            endings.rate(connection, last, int(said.value))
        case "words":
            endings.note_words(connection, last, said.value)
        case "helped":
            endings.note_helped(connection, last, said.value)
        case _:
            pass


def _follow(
    connection: Connection, deps: StaffDeps, person: str, old: CaseRecord, *, now: datetime
) -> str:
    """Open a case that goes on where an old one ended; each names the other in its history."""
    contact, amount = old.contact, old.details.amount_baht
    slots: dict[str, object] = {
        **old.details.more,
        "name": contact.name,
        "phone": contact.phone,
        "email": contact.email,
        "juristic_id": contact.juristic_id,
        "province": old.province,
        "district": old.district,
        "track": old.track,
        "business": old.details.business,
        "amount_baht": {"min": amount.min, "max": amount.max} if amount else None,
        "summary": old.summary,
    }
    wanted = OpenCase(old.category, old.sub_intent, "normal", slots)
    new = filing.open_case(connection, deps, person, wanted, now=now)
    for number, what, other in ((new.number, "follows", old), (old.number, "followed", new)):
        detail = {"number": other.number}
        cases.add_history(connection, number, what=what, by="owner", now=now, detail=detail)
    return new.number


def _move_to_region(
    connection: Connection, deps: StaffDeps, record: CaseRecord, number: str, *, now: datetime
) -> None:
    offices = chain(deps.map, record.province, now.astimezone(BANGKOK).date())
    region = next((unit for unit in offices if unit.kind == "ipc"), None)
    if region is None or region.code == record.centre_code:
        return
    cases.move(
        connection,
        number,
        before=record.centre_code,
        to=region.code,
        name=region.centre.name_th,
        by="owner",
        now=now,
    )


def _brief(connection: Connection, person: str, number: str) -> CaseBrief | None:
    found = cases.briefs(connection, person)
    return next((brief for brief in found if brief.number == number), None)
