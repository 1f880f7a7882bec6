"""«งานวันนี้»: what is new, due, late, or waits, of the officer's own unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from bot.cases import rights
from bot.cases.desk import Pile, count_piles, pile_of
from bot.cases.rights import Act, Relation
from bot.errors import BotError
from bot.model.staff import Officer
from bot.storage import desk as stored
from bot.storage import leave, staff
from bot.storage.db import reading
from bot.storage.desk import PAGE, Line, Place
from bot.web.console import tasks
from bot.web.console.context import Console, officer


class WrongPage(BotError):
    """A link that this page did not make."""


@dataclass(frozen=True, slots=True)
class Row:
    """A case on the list, in its pile."""

    line: Line
    pile: Pile
    alert: str | None


def add(routes: Blueprint, console: Console) -> None:
    """Put the page on the blueprint."""

    @routes.get("/", endpoint="desk")
    def show() -> ResponseReturnValue:
        me, today = officer(), console.today()
        units = desks_of(me)
        with reading(console.app.engine) as connection:
            lines = stored.open_cases(connection, units, after=_place(request.args.get("after")))
            counted = stored.count_open(connection, units)
            alerts = stored.asking_for_staff(connection, units)
            asked = stored.asked_to_help(connection, asked_units(me))
            names = staff.display_names(connection)
            todo = tasks.look(connection, console.app.staff_deps, units, today=today)
            stood_in_for = leave.stands_in_for(connection, me.name, today=today)

        def row(line: Line) -> Row:
            pile = pile_of(line.status, next_contact=line.next_contact, today=today)
            return Row(line, pile, alerts.get(line.number))

        return render_template(
            "console/desk.html",
            rows=[row(line) for line in lines],
            asked=[row(line) for line in asked],
            counts=count_piles(counted, today=today),
            alerts=alerts,
            names=names,
            tasks=todo,
            stood_in_for=stood_in_for,
            more=_more(lines),
            everywhere=units is None,
        )


def desks_of(me: Officer) -> frozenset[str] | None:
    """Return whose desks an officer looks at: their own; None for all of them."""
    if rights.sees_everything(me.role):
        return None
    return rights.units_of(me) if rights.works_on_cases(me.role) else frozenset()


def asked_units(me: Officer) -> frozenset[str]:
    """Return the offices for which an officer is shown what they were asked to help with."""
    may = rights.acts(me.role, Relation.ASKED)
    return rights.units_of(me) if Act.VIEW in may else frozenset()


def _more(lines: Sequence[Line]) -> str | None:
    if len(lines) < PAGE:
        return None
    return f"{lines[-1].next_contact.isoformat()}_{lines[-1].number}"


def _place(after: str | None) -> Place | None:
    if not after:
        return None
    day, _, number = after.partition("_")
    try:
        return Place(date.fromisoformat(day), number)
    except ValueError:
        raise WrongPage("ลิงก์หน้านี้ไม่ถูกต้อง กลับไปหน้างานวันนี้") from None
