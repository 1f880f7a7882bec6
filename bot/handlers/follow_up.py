"""What owners of ended cases are asked later: once more whether all is well, and did it help.

Each ask is a scheduled job. It leaves in office hours only, takes a reply token if one lives, and
waits while officers speak with the owner.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from sqlalchemy import Connection

from bot.cases.states import ENDED
from bot.flows.book import Book
from bot.handlers import handoff
from bot.handlers.deps import StaffDeps
from bot.handlers.languages import speaking_to
from bot.model.buttons import after_end
from bot.model.effects import Choice
from bot.model.thai import BANGKOK
from bot.routing.hours import Calendar, add_working_days, is_working_day, office_hours
from bot.storage import cases, conversations, endings, jobs
from bot.storage.endings import MOST_ASKS, Ending

_ALL_WELL = "all_well"
_HELPED = "helped"
_AT = time(10)
"""In the morning, when an owner who answers still finds somebody at the office."""


def all_well(book: Book, number: str) -> tuple[Choice, ...]:
    """Return the answers to whether all is well."""
    return _choices(book, number, "end_helped", "end_not_done")


def plan(
    connection: Connection, calendar: Calendar, person: str, number: str, *, now: datetime
) -> None:
    """Plan what is asked later about a case that has just been closed and asked about once."""
    if last := endings.last(connection, number):
        endings.note_ask(connection, last)
    today = now.astimezone(BANGKOK).date()
    again = add_working_days(calendar, today, calendar.days("ask_again_after", today))
    month = today + timedelta(days=calendar.days("helped_after", today))
    helped = month if is_working_day(calendar, month) else add_working_days(calendar, month, 1)
    for what, day in ((_ALL_WELL, again), (_HELPED, helped)):
        jobs.schedule(connection, person, _kind(what, number), due_at=_morning(day))


def drop(connection: Connection, person: str, number: str) -> None:
    """Ask nothing more: the case was taken up again."""
    for what in (_ALL_WELL, _HELPED):
        jobs.cancel(connection, person, _kind(what, number))


def drop_ask(connection: Connection, person: str, number: str) -> None:
    """Ask no more whether all is well: the owner has said so."""
    jobs.cancel(connection, person, _kind(_ALL_WELL, number))


def is_ask(kind: str) -> bool:
    """Tell whether a scheduled job is one of these."""
    return kind.startswith((f"{_ALL_WELL}/", f"{_HELPED}/"))


def ask(connection: Connection, deps: StaffDeps, person: str, kind: str, *, now: datetime) -> None:
    """Ask what a job that came due is about, or put it off.

    Outside office hours it waits until the offices open, while officers speak until the next
    working day. Nothing is asked about a case that is open again, nor of whom it cannot reach.
    """
    what, _, number = kind.partition("/")
    hours = office_hours(deps.calendar, now)
    conversation = conversations.find(connection, person)
    if not hours.open_now or conversation.held_by_staff:
        today = now.astimezone(BANGKOK).date()
        day = add_working_days(deps.calendar, today, 1) if hours.open_now else hours.next_opening
        jobs.schedule(connection, person, kind, due_at=_morning(day))
        return
    record, last = cases.find_record(connection, number), endings.last(connection, number)
    if record is None or last is None or record.status not in ENDED or not conversation.following:
        return
    if what == _ALL_WELL:
        _ask_again(connection, deps, person, last, now=now)
    else:
        _ask_whether_it_helped(connection, deps, person, last, now=now)


def _ask_again(
    connection: Connection, deps: StaffDeps, person: str, last: Ending, *, now: datetime
) -> None:
    if last.confirmed is None and last.asks < MOST_ASKS:
        endings.note_ask(connection, last)
        deps = speaking_to(connection, deps, person)
        choices = all_well(deps.book, last.case_number)
        _say(connection, deps, (person, "ask_again", choices), last, now=now)


def _ask_whether_it_helped(
    connection: Connection, deps: StaffDeps, person: str, last: Ending, *, now: datetime
) -> None:
    if last.helped_asked_at is None:
        endings.note_helped_ask(connection, last, now=now)
        deps = speaking_to(connection, deps, person)
        names = ("helped_yes", "helped_partly", "helped_no")
        choices = _choices(deps.book, last.case_number, *names)
        _say(connection, deps, (person, "ask_helped", choices), last, now=now)


def _say(
    connection: Connection,
    deps: StaffDeps,
    asked: tuple[str, str, tuple[Choice, ...]],
    last: Ending,
    *,
    now: datetime,
) -> None:
    person, phrase, choices = asked
    words = deps.phrase(phrase, number=last.case_number)
    cause = f"{phrase}/{last.case_number}/{last.id}"
    handoff.answer(connection, deps, person, words, cause=cause, now=now, choices=choices)
    cases.add_history(connection, last.case_number, what=phrase, by="system", now=now)


def _choices(book: Book, number: str, *patterns: str) -> tuple[Choice, ...]:
    return tuple(Choice(book.phrases[name], after_end(name, number)) for name in patterns)


def _kind(what: str, number: str) -> str:
    return f"{what}/{number}"


def _morning(day: date) -> datetime:
    return datetime.combine(day, _AT, BANGKOK)
