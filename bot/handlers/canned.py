"""Canned replies: offered for a case with its own words filled in, and changed by who may."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from bot.cases import canned as rules
from bot.cases.canned import EVERYWHERE, Canned, WrongCanned
from bot.cases.canned_shipped import SHIPPED
from bot.cases.record import CaseRecord
from bot.cases.rights import Act
from bot.errors import BotError
from bot.handlers.casework import Work
from bot.model.cases import Category
from bot.model.staff import Officer
from bot.model.thai import BANGKOK, show_date
from bot.routing.hours import add_working_days
from bot.storage import canned as stored

_NAMELESS = "ผู้ประกอบการ"


@dataclass(frozen=True, slots=True)
class Change:
    """What an officer wants one reply to be; `key` is new for a new one."""

    key: str
    category: str
    title: str
    words: str


def of_unit(connection: Connection, unit: str | None) -> list[Canned]:
    """Return the replies an office has, those that it took off its list among them."""
    units = {EVERYWHERE, unit or EVERYWHERE}
    return rules.in_force(SHIPPED, stored.changed(connection, units), unit)


def offered(connection: Connection, unit: str | None, category: str) -> list[Canned]:
    """Return what an officer is offered for a case."""
    return rules.fitting(of_unit(connection, unit), category)


def fill(connection: Connection, work: Work, key: str) -> str:
    """Return a reply's words for one case; nothing is sent."""
    record = work.access(connection, Act.ANSWER).record
    found = {one.key: one for one in offered(connection, work.officer.unit, record.category)}
    if key not in found:
        raise BotError("ข้อความนี้ถูกซ่อนแล้ว โหลดหน้านี้ใหม่แล้วเลือกอีกครั้ง")
    return rules.fill(found[key].words, _values(work, record))


def change(connection: Connection, officer: Officer, wanted: Change, *, now: datetime) -> None:
    """Keep a reply for the officer's unit, or for all; raises WrongCanned."""
    unit = _unit(officer)
    asked = Canned(wanted.key, wanted.category, wanted.title, wanted.words, unit)
    stored.keep(connection, rules.check(asked, [*Category]), by=officer.name, now=now)


def hide(connection: Connection, officer: Officer, key: str, *, now: datetime) -> None:
    """Take a reply off the list of the officer's unit, or of all."""
    unit = _unit(officer)
    for one in of_unit(connection, unit):
        if one.key == key:
            stored.keep(connection, replace(one, unit=unit, hidden=True), by=officer.name, now=now)


def restore(connection: Connection, officer: Officer, key: str) -> None:
    """Have a reply as it was before the officer's unit, or headquarters, changed it."""
    stored.forget(connection, _unit(officer), key)


def _unit(officer: Officer) -> str:
    unit = rules.may_change_for(officer)
    if unit is None:
        raise WrongCanned("หัวหน้าหน่วยแก้ข้อความของหน่วยงานได้ ส่วนกลางแก้ให้ทุกหน่วยงานได้")
    return unit


def _values(work: Work, record: CaseRecord) -> dict[str, str]:
    deps, today = work.deps, work.now.astimezone(BANGKOK).date()
    centre = deps.map.centre(record.centre_code)
    promised = record.desk.next_contact
    # A day that has passed is no promise any more.
    calendar = deps.calendar.at(record.centre_code)
    due = promised if promised and promised >= today else add_working_days(calendar, today, 1)
    name = (record.contact.name or _NAMELESS).removeprefix("คุณ").strip()
    return {
        "number": record.number,
        "name": name,
        "topic": deps.topic(record.sub_intent, record.category),
        "office": record.centre_name_th,
        "office_phone": centre.public_phone if centre else "",
        "officer": work.officer.display_name,
        "due": show_date(due),
    }
