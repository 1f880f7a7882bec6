"""«วันหยุดและเวลาทำการ»: the year's holidays, of all offices or of one, and an office's own hours."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.cases.duties import Duty
from bot.handlers import map_editing
from bot.model.thai import buddhist_year
from bot.routing.hours import Calendar
from bot.routing.map import HolidayChange
from bot.storage.db import reading
from bot.web.console.context import Console
from bot.web.console.form_days import day
from bot.web.console.map_page import editor


class CalendarPage:
    """The list of a year, and its forms."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def put_on(self, routes: Blueprint) -> None:
        """Give the page its addresses."""
        routes.add_url_rule("/calendar", "calendar", self.show)
        routes.add_url_rule("/calendar/holiday", "set_holiday", self.holiday, methods=["POST"])
        routes.add_url_rule("/calendar/hours", "set_hours", self.hours, methods=["POST"])

    def show(self) -> ResponseReturnValue:
        """Show a year."""
        by, today = editor(self._console, Duty.CALENDAR), self._console.today()
        with reading(self._console.app.engine) as connection:
            map_ = by.map(connection)
        unit = request.args.get("unit", "")
        unit = unit if map_.unit(unit) else ""
        year = _year(request.args.get("year"), today)
        everybody = Calendar.of(map_)
        calendar = everybody.at(unit)
        days = {**everybody.holidays, **calendar.holidays}
        return render_template(
            "console/calendar.html",
            unit=unit,
            units=[rows[-1] for rows in map_.units.values()],
            year=year,
            thai_year=buddhist_year(date(year, 1, 1)),
            days=sorted((one, name) for one, name in days.items() if one.year == year),
            off=calendar.holidays,
            everybody=everybody.holidays,
            changed={change.day for change in map_.holiday_changes if change.unit == unit},
            opens=calendar.opens(today),
            closes=calendar.closes(today),
            own_hours=[clock for clock in map_.clocks if clock.unit == unit != ""],
            today=today,
        )

    def holiday(self) -> ResponseReturnValue:
        """Make a day a holiday, or a working day."""
        form, by = request.form, editor(self._console, Duty.CALENDAR)
        when, unit = day(form.get("day"), "วันที่"), form.get("unit", "")
        name = form.get("name", "").strip()[:120]
        change = HolidayChange(when, form.get("change") == "add", name, unit)
        self._console.run(lambda connection: map_editing.set_holiday(connection, by, change))
        return redirect(url_for("console.calendar", year=when.year, unit=unit or None))

    def hours(self) -> ResponseReturnValue:
        """Give an office hours of its own, or those of all."""
        form, by = request.form, editor(self._console, Duty.CALENDAR)
        unit, first = form.get("unit", ""), day(form.get("first"), "วันเริ่ม")
        opens, closes = form.get("opens", "")[:5], form.get("closes", "")[:5]
        self._console.run(
            lambda connection: map_editing.set_hours(
                connection, by, unit, opens=opens, closes=closes, first=first
            )
        )
        return redirect(url_for("console.calendar", unit=unit))


def _year(given: str | None, today: date) -> int:
    """Return a year of which there is a calendar."""
    if given is None or not given.isdecimal() or not 2017 <= int(given) <= 2060:
        return today.year
    return int(given)
