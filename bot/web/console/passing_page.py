"""The section «มอบและส่งต่อ» of a case: to a colleague, back to the pile, to another office."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from flask import request
from sqlalchemy import Connection

from bot.cases import passing_on as rules
from bot.cases.rights import Act
from bot.cases.states import ENDED
from bot.handlers import mentioning, passing_on
from bot.handlers.access import Access
from bot.handlers.casework import Work
from bot.model.staff import Officer, Role
from bot.model.thai import BANGKOK, show_date
from bot.routing.map import Map
from bot.routing.table import in_force
from bot.storage import leave, mentions
from bot.web.console.context import form_cause
from bot.web.console.panel import Deed, Panel

_KINDS: Mapping[str, str] = {
    "ssrc": "ศูนย์ประจำจังหวัด",
    "ipc": "ศูนย์ภาค",
    "bkk_desk": "ส่วนกลาง",
    "intl_desk": "ส่วนกลาง",
}


@dataclass(frozen=True, slots=True)
class Passing:
    """What the section shows."""

    number: str
    holder: str | None
    acts: frozenset[str]
    colleagues: list[tuple[Officer, str]]
    """With a word about those who are away."""
    offices: Mapping[str, list[tuple[str, str]]]
    """By kind: code and name."""
    passed: tuple[rules.Passing, ...]
    headquarters_decides: bool
    from_outside: bool
    """Whether the officer's unit only looks on, and so may advise."""

    @property
    def somebody_away(self) -> bool:
        """Whether a colleague on the list is on leave."""
        return any(word for _, word in self.colleagues)


def _look(connection: Connection, work: Work, access: Access) -> Passing | None:
    read_by = {access.officer.name, *access.stands_in_for}
    mentions.see(connection, access.record.number, read_by, now=work.now)
    offered = access.acts & {Act.ASSIGN, Act.TRANSFER, Act.ADVISE}
    if not offered or access.record.status in ENDED:
        return None
    today = work.now.astimezone(BANGKOK).date()
    record, passed = access.record, rules.passings(access.record.history)
    full = rules.goes_to_headquarters(passed)
    return Passing(
        number=record.number,
        holder=record.desk.assigned_to,
        acts=frozenset(act.value for act in offered),
        colleagues=_colleagues(connection, record.centre_code, today=today),
        offices=_offices(work.deps.map, without=record.centre_code, today=today),
        passed=passed,
        headquarters_decides=full and access.officer.role is not Role.HEADQUARTERS,
        from_outside=Act.CLAIM not in access.acts,
    )


def _colleagues(connection: Connection, unit: str, *, today: date) -> list[tuple[Officer, str]]:
    away = leave.away(connection, today=today)

    def word(one: Officer) -> str:
        gone = away.get(one.name)
        return f" (ลาถึง {show_date(gone.last_day)})" if gone else ""

    return [(one, word(one)) for one in mentioning.at_the_unit(connection, unit)]


def _offices(map_: Map, *, without: str, today: date) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for code, rows in map_.units.items():
        unit = in_force(rows, today)
        if unit is not None and code != without:
            found.setdefault(_KINDS[unit.kind], []).append((code, unit.centre.name_th))
    return found


def _assign() -> Deed:
    form = request.form
    return partial(
        passing_on.assign,
        to=form.get("to", ""),
        why=form.get("why", ""),
        anyway=form.get("anyway") == "yes",
    )


def _lay_back() -> Deed:
    return partial(passing_on.lay_back, cause=form_cause())


def _transfer() -> Deed:
    form = request.form
    return partial(
        passing_on.transfer,
        to=form.get("to", ""),
        why=form.get("why", ""),
        fresh=form.get("fresh", ""),
        cause=form_cause(),
    )


def _advise() -> Deed:
    return partial(passing_on.advise, words=request.form.get("words", ""))


PANEL = Panel(
    "passing",
    _look,
    {"assign": _assign, "lay_back": _lay_back, "transfer": _transfer, "advise": _advise},
)
