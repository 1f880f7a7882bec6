"""«งานวันนี้»: what is new, due, late, or waits, of the officer's own unit."""

from __future__ import annotations

import hashlib
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
from bot.web.console.context import Console, number_in_link, officer
from bot.web.console.paging import place_after, place_in_link


@dataclass(frozen=True, slots=True)
class Row:
    """A case on the list, in its pile."""

    line: Line
    pile: Pile
    alert: str | None = None
    covered: bool = False
    """Whether a search found it by what is covered."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A page of the list."""

    rows: Sequence[Row]
    asked: Sequence[Row]
    counts: Mapping[Pile, int]

    @property
    def mark(self) -> str:
        """A mark that changes with what the list says."""
        rows = [
            (row.line.number, row.line.status, row.line.assigned_to, row.line.held_by, row.alert)
            for row in (*self.asked, *self.rows)
        ]
        said = repr((rows, sorted(self.counts.items())))
        return hashlib.sha256(said.encode()).hexdigest()[:16]


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
            view = view_of(console, me)
            chosen = view.filters
            shown = _look(connection, me, view)
            return render_template(
                "console/desk.html",
                rows=shown.rows,
                asked=shown.asked,
                counts=shown.counts,
                fresh_link=_fresh_link(shown.mark, shown.counts[Pile.NEW]),
                names=staff.display_names(connection),
                tasks=tasks.look(connection, console.app.staff_deps, view.units, today=today),
                stood_in_for=leave.stands_in_for(connection, me.name, today=today),
                more=_more(shown.rows, chosen),
                everywhere=view.units is None,
                chosen=chosen,
                query=urlencode(chosen.query()),
                pile_links=_pile_links(chosen),
                saved=saved,
                provinces=console.app.map.province_names,
            )

    @routes.get("/fresh", endpoint="fresh")
    def fresh() -> ResponseReturnValue:
        """Tell a list that is open what has come since it was made."""
        mark, before = request.args.get("mark", ""), number_in_link("new", 0)
        with reading(console.app.engine) as connection:
            shown = _look(connection, officer(), view_of(console, officer()))
        if shown.mark == mark:
            return "", 204
        return render_template(
            "console/_fresh.html",
            came=max(shown.counts[Pile.NEW] - before, 0),
            changed=True,
            fresh_link=_fresh_link(mark, before),
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


def view_of(console: Console, me: Officer) -> View:
    """Return what of the desks the request's address asks for."""
    chosen = filters.read(request.args, provinces=console.app.map.province_names)
    return View(desks_of(me), console.today(), chosen, me.name)


def _look(connection: Connection, me: Officer, view: View) -> Shown:
    place = place_after(date.fromisoformat, back="หน้างานวันนี้")
    lines = stored.open_cases(connection, view, after=Place(*place) if place else None)
    asks = not view.filters.query()
    asked = stored.asked_to_help(connection, asked_units(me)) if asks else []
    return Shown(
        rows=rows_of(connection, lines, today=view.today),
        asked=rows_of(connection, asked, today=view.today),
        counts=stored.count_piles(connection, view),
    )


def _fresh_link(mark: str, new: int) -> str:
    """Return where a list asks what has come since it was made."""
    fields = request.args.to_dict() | {"mark": mark, "new": str(new)}
    return f"{url_for('console.fresh')}?{urlencode(fields)}"


def asked_units(me: Officer) -> frozenset[str]:
    """Return the offices for which an officer is shown what they were asked to help with."""
    may = rights.acts(me.role, Relation.ASKED)
    return rights.units_of(me) if Act.VIEW in may else frozenset()


def _pile_links(chosen: Filters) -> dict[Pile, str]:
    """Return where each pile leads; the one that is looked at leads back to all of them."""
    others = {
        pile: replace(chosen, pile=None if pile is chosen.pile else pile).query() for pile in Pile
    }
    return {pile: desk_address(fields) for pile, fields in others.items()}


def desk_address(fields: Mapping[str, str]) -> str:
    """Return the desk's address with these fields; without any it says that all is wanted."""
    return f"{url_for('console.desk')}?{urlencode(fields or {'all': '1'})}"


def _more(rows: Sequence[Row], chosen: Filters) -> str | None:
    if len(rows) < PAGE:
        return None
    last = rows[-1].line
    after = place_in_link(last.next_contact, last.number)
    return desk_address({**chosen.query(), "after": after})
