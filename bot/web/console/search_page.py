"""«ค้นหา»: cases by number, telephone, name, or by what was said."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.handlers import finding
from bot.handlers.finding import Found, NothingAsked
from bot.nlu.findable import findable
from bot.storage import staff
from bot.storage.db import reading
from bot.web.console.context import Console, officer
from bot.web.console.desk import desks_of, rows_of

_LONGEST = 200


def add(routes: Blueprint, console: Console) -> None:
    """Put the page on the blueprint."""

    @routes.get("/search", endpoint="search")
    def show() -> ResponseReturnValue:
        me, now, app = officer(), console.now(), console.app
        asked = request.args.get("q", "").strip()[:_LONGEST]
        with reading(app.engine) as connection:
            number = finding.by_number(connection, app.staff_deps, me, asked, now=now)
        if number is not None:
            return redirect(url_for("console.case", number=number))
        found, why = Found((), None), None
        if asked:
            words, before = findable(app.words, asked), request.args.get("before", type=int)
            try:
                # In a transaction of its own: whoever is found by what is covered goes on record.
                found = console.run(
                    lambda connection: finding.search(
                        connection, app.staff_deps, me, words, before=before, now=now
                    )
                )
            except NothingAsked as refused:
                why = str(refused)
        lines = [hit.line for hit in found.hits]
        covered = {hit.line.number for hit in found.hits if hit.covered}
        with reading(app.engine) as connection:
            return render_template(
                "console/search.html",
                asked=asked,
                rows=rows_of(connection, lines, today=console.today(), covered=covered),
                names=staff.display_names(connection),
                everywhere=desks_of(me) is None,
                more=found.more,
                why=why,
            )
