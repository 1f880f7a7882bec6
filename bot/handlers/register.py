"""Taking an office's old register into the system: what is open lies on its desk again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time

from sqlalchemy import Connection

from bot.cases import rights
from bot.cases.closing import outcome_of
from bot.cases.register import Entry, Lists
from bot.errors import BotError
from bot.handlers import filing
from bot.handlers.deps import StaffDeps
from bot.model.cases import Category, Status
from bot.model.effects import OpenCase
from bot.model.staff import Officer
from bot.model.thai import BANGKOK
from bot.routing.centres import public_centres
from bot.storage import cases
from bot.storage.cases import Past

_OPENING = time(8, 30, tzinfo=BANGKOK)
_WITHOUT_OUTCOME = "advised"
_OTHER_WORDS = ("อื่น", "ทั่วไป")


class NotTheirs(BotError):
    """Somebody whose account opens no cases."""


def lists_for(deps: StaffDeps, officer: Officer, *, today: date) -> Lists:
    """Return what a register of this officer's unit may say: its own provinces, all topics.

    Raises NotTheirs.
    """
    if not rights.works_on_cases(officer.role):
        raise NotTheirs("บัญชีนี้นำเข้าทะเบียนเรื่องไม่ได้")
    everywhere = rights.sees_everything(officer.role)
    units = rights.units_of(officer)
    centres = public_centres(deps.map, on=today)
    names = deps.map.province_names
    own = [code for code in names if code in centres and centres[code].code in units]
    topics = {
        word: Category(option.value)
        for option in deps.book.menu
        if option.value in {*Category}
        for word in (*option.words, *option.label.split())
    }
    return Lists(
        topics=topics | dict.fromkeys(_OTHER_WORDS, Category.OTHER),
        provinces={names[code]: code for code in (names if everywhere else own)},
        own_province=own[0] if len(own) == 1 else None,
        today=today,
    )


def known(connection: Connection, officer: Officer, entries: Iterable[Entry]) -> frozenset[int]:
    """Return the rows that are in the system from an earlier import."""
    return frozenset(
        entry.row for entry in entries if cases.briefs(connection, _person(officer, entry))
    )


def take_in(
    connection: Connection, deps: StaffDeps, officer: Officer, entry: Entry, *, now: datetime
) -> bool:
    """Take one matter in; False when it is there already.

    What is open is the unit's to go on with: it was received, and spoken about, long ago.
    """
    person = _person(officer, entry)
    if cases.briefs(connection, person):
        return False
    slots: dict[str, object] = {
        "name": entry.name,
        "phone": entry.phone,
        "province": entry.province,
        "summary": entry.summary,
    }
    wanted = OpenCase(entry.category, None, "normal", slots)
    opened = filing.open_case(connection, deps, person, wanted, now=now)
    cases.set_past(connection, opened.number, _past(entry))
    detail = {"old_number": entry.old_number, "notice": deps.book.notice_version}
    cases.add_history(
        connection, opened.number, what="imported", by=officer.name, now=now, detail=detail
    )
    return True


def _past(entry: Entry) -> Past:
    received = datetime.combine(entry.opened_on, _OPENING)
    if entry.closed_on is None:
        return Past(Status.ACCEPTED, received)
    outcome = entry.outcome or _WITHOUT_OUTCOME
    ended = datetime.combine(entry.closed_on, _OPENING)
    return Past(outcome_of(outcome, entry.category).status, received, ended, outcome)


def _person(officer: Officer, entry: Entry) -> str:
    return f"{cases.AT_THE_DESK}{officer.unit or 'HQ'}/{entry.key}"
