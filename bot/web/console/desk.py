"""«งานวันนี้»: what is new, due, late, or waits, of the officer's own unit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from bot.cases import rights
from bot.cases.desk import Pile, pile_of
from bot.errors import BotError
from bot.model.staff import Officer, Role
from bot.storage import desk as stored
from bot.storage import staff
from bot.storage.db import reading
from bot.storage.desk import PAGE, Line, Place
from bot.web.console.context import Console, officer

_EVERYWHERE = frozenset({Role.HEADQUARTERS, Role.DPO})
_NOWHERE = frozenset({Role.BROADCAST, Role.ADMIN})


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
        units = units_of(me)
        with reading(console.app.engine) as connection:
            lines = stored.open_cases(connection, units, after=_place(request.args.get("after")))
            counted = stored.count_open(connection, units)
            alerts = stored.asking_for_staff(connection, units)
            asked = stored.asked_to_help(connection, rights.units_of(me))
            names = staff.display_names(connection)
        counts = Counter[Pile]()
        for status, day, count in counted:
            counts[pile_of(status, next_contact=day, today=today)] += count

        def row(line: Line) -> Row:
            pile = pile_of(line.status, next_contact=line.next_contact, today=today)
            return Row(line, pile, alerts.get(line.number))

        return render_template(
            "console/desk.html",
            rows=[row(line) for line in lines],
            asked=[row(line) for line in asked],
            counts=counts,
            alerts=alerts,
            names=names,
            more=_more(lines),
            everywhere=units is None,
        )


def units_of(me: Officer) -> tuple[str, ...] | None:
    """Return whose desks an officer looks at: their own; None for all of them."""
    if me.role in _EVERYWHERE:
        return None
    if me.role in _NOWHERE or me.unit is None:
        return ()
    return (me.unit,)


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
