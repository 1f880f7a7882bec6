"""«รอหน่วยงาน»: the referrals whose agencies have not answered, of the officer's unit, by agency."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from bot.handlers import directory
from bot.storage import referrals
from bot.storage.db import reading
from bot.web.console.context import Console, officer
from bot.web.console.desk import desks_of


def add(routes: Blueprint, console: Console) -> None:
    """Put the page on the blueprint."""

    @routes.get("/referrals", endpoint="referrals")
    def show() -> ResponseReturnValue:
        agency, units = request.args.get("agency"), desks_of(officer())
        with reading(console.app.engine) as connection:
            counts = referrals.count_waiting(connection, units)
            rows = referrals.waiting(connection, units, agency=agency or None)
            agencies = directory.all_of_them(connection, now=console.now())
        return render_template(
            "console/referrals.html",
            rows=rows,
            counts=sorted(counts.items(), key=lambda pair: -pair[1]),
            total=sum(counts.values()),
            shorts={code: one.short for code, one in agencies.items()},
            agency=agency,
            everywhere=units is None,
        )
