"""«งานวันนี้»: what is new, due, late, or waits, of the officer's own unit."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from bot.cases import filters, rights
from bot.cases.desk import Pile, pile_of
from bot.cases.filters import Filters
from bot.cases.rights import Act, Relation
from bot.model.staff import Officer
from bot.storage import desk as stored
from bot.storage import leave, staff, views
from bot.storage.db import reading
from bot.storage.desk import PAGE, Line, Place, View
from bot.web.console import tasks
from bot.web.console.context import Console, officer
from bot.web.console.paging import place_after, place_in_link


@dataclass(frozen=True, slots=True)
class Row:
    """A case on the list, in its pile."""

    line: Line
    pile: Pile
    alert: str | None = None
    covered: bool = False
    """Whether a search found it by what is covered."""


def add(routes: Blueprint, console: Console) -> None:
    """Put the page on the blueprint."""

    @routes.get("/", endpoint="desk")
    def show() -> ResponseReturnValue:
        me, today = officer(), console.today()
        with reading(console.app.engine) as connection:
            saved = views.of_officer(connection, me.id)
            first = next((view for view in saved if view.first), None)
            if first is not None and not request.args:
                return redirect(f"{url_for('console.desk')}?{first.query}")
            chosen = _filters(console, request.args)
            view = View(desks_of(me), today, chosen, me.name)
            place = place_after(date.fromisoformat, back="หน้างานวันนี้")
            lines = stored.open_cases(connection, view, after=Place(*place) if place else None)
            asked = stored.asked_to_help(connection, asked_units(me)) if not chosen.query() else []
            return render_template(
                "console/desk.html",
                rows=rows_of(connection, lines, today=today),
                asked=rows_of(connection, asked, today=today),
                counts=stored.count_piles(connection, view),
                names=staff.display_names(connection),
                tasks=tasks.look(connection, console.app.staff_deps, view.units, today=today),
                stood_in_for=leave.stands_in_for(connection, me.name, today=today),
                more=_more(lines, chosen),
                everywhere=view.units is None,
                chosen=chosen,
                query=urlencode(chosen.query()),
                pile_links=_pile_links(chosen),
                saved=saved,
                provinces=console.app.map.province_names,
            )


def rows_of(
    connection: Connection,
    lines: Sequence[Line],
    *,
    today: date,
    covered: Collection[str] = (),
) -> list[Row]:
    """Return cases as the list shows them, those first whose owner asks for a person as alerts."""
    alerts = stored.asking_for_staff(connection, [line.number for line in lines])
    return [
        Row(
            line,
            pile_of(line.status, next_contact=line.next_contact, today=today),
            alerts.get(line.number),
            line.number in covered,
        )
        for line in lines
    ]


def desks_of(me: Officer) -> frozenset[str] | None:
    """Return whose desks an officer looks at: their own; None for all of them."""
    if rights.sees_everything(me.role):
        return None
    return rights.units_of(me) if rights.works_on_cases(me.role) else frozenset()


def asked_units(me: Officer) -> frozenset[str]:
    """Return the offices for which an officer is shown what they were asked to help with."""
    may = rights.acts(me.role, Relation.ASKED)
    return rights.units_of(me) if Act.VIEW in may else frozenset()


def _filters(console: Console, fields: Mapping[str, str]) -> Filters:
    return filters.read(fields, provinces=console.app.map.province_names)


def _pile_links(chosen: Filters) -> dict[Pile, str]:
    """Return where each pile leads; the one that is looked at leads back to all of them."""
    others = {
        pile: replace(chosen, pile=None if pile is chosen.pile else pile).query() for pile in Pile
    }
    return {pile: desk_address(fields) for pile, fields in others.items()}


def desk_address(fields: Mapping[str, str]) -> str:
    """Return the desk's address with these fields; without any it says that all is wanted."""
    return f"{url_for('console.desk')}?{urlencode(fields or {'all': '1'})}"


def _more(lines: Sequence[Line], chosen: Filters) -> str | None:
    if len(lines) < PAGE:
        return None
    after = place_in_link(lines[-1].next_contact, lines[-1].number)
    return desk_address({**chosen.query(), "after": after})
