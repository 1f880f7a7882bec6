"""«นัดหมาย»: what the unit has booked for the coming week, and what still wants its result."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from bot.cases.booking import COMING_DAYS
from bot.model.thai import BANGKOK
from bot.storage import bookings
from bot.storage.bookings import LISTED
from bot.storage.db import reading
from bot.web.console.booking_panel import WORDS
from bot.web.console.context import Console, officer
from bot.web.console.desk import desks_of


def add(routes: Blueprint, console: Console) -> None:
    """Put the page on the blueprint."""

    @routes.app_context_processor
    def words() -> dict[str, object]:
        return dict(WORDS)

    @routes.app_template_filter("unit_name")
    def unit_name(code: str) -> str:
        centre = console.app.map.centre(code)
        return centre.name_th if centre else code

    @routes.get("/bookings", endpoint="bookings")
    def show() -> ResponseReturnValue:
        now, today = console.now(), console.today()
        until = datetime.combine(today + timedelta(days=COMING_DAYS), time(), BANGKOK)
        with reading(console.app.engine) as connection:
            found = bookings.planned(connection, desks_of(officer()), until=until)
        return render_template(
            "console/bookings.html",
            past=[one for one in found if one.at <= now],
            coming=[one for one in found if one.at > now],
            last=today + timedelta(days=COMING_DAYS - 1),
            more=len(found) == LISTED,
        )
