"""When offices are open, which days are working days, and by when somebody answers.

The usual public holidays come from the `holidays` package; what the cabinet adds or takes away,
the opening hours and the promised days come from the routing files. All times are Bangkok's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import cast

import holidays

from bot.model.cases import Priority
from bot.model.centres import OfficeHours
from bot.model.thai import BANGKOK
from bot.routing.map import Clock, Map
from bot.routing.table import grouped, in_force

_YEARS = range(2017, 2061)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The offices' holidays with their Thai names, and their dated clocks."""

    holidays: Mapping[date, str]
    clocks: Mapping[str, tuple[Clock, ...]]
    units: Mapping[str, Calendar] = field(default_factory=dict)
    """Those of offices that differ from all others, by code."""

    def at(self, unit: str) -> Calendar:
        """Return the calendar of one office."""
        return self.units.get(unit, self)

    @classmethod
    def of(cls, map_: Map) -> Calendar:
        """Make the calendar of a map; the years 2560-2603 have holidays."""
        usual = holidays.country_holidays(
            "TH", years=_YEARS, categories=("public",), language="th", expand=False
        )
        general = _with(cls(dict(usual.items()), {}), map_, "")
        own = {change.unit for change in map_.holiday_changes} | {
            clock.unit for clock in map_.clocks
        }
        return replace(general, units={unit: _with(general, map_, unit) for unit in own - {""}})

    def opens(self, day: date) -> time:
        """Return when offices open on a working day."""
        return cast("time", self._value("office_opens", day))

    def closes(self, day: date) -> time:
        """Return when offices close on a working day."""
        return cast("time", self._value("office_closes", day))

    def contact_within(self, priority: str, day: date) -> int:
        """Return the working days after the day of receiving within which somebody answers."""
        return cast("int", self._value(f"contact_{Priority(priority)}", day))

    def days(self, what: str, day: date) -> int:
        """Return a number of days that a clock runs, e.g. `remind_after`."""
        return cast("int", self._value(what, day))

    def _value(self, what: str, day: date) -> time | int:
        # The loader has seen to it that each name has rows, and values of its own type.
        rows = self.clocks[what]
        return (in_force(rows, day) or rows[0]).value


def _with(calendar: Calendar, map_: Map, unit: str) -> Calendar:
    """Return a calendar with what is said of one office, or of all."""
    days = dict(calendar.holidays)
    for change in map_.holiday_changes:
        if change.unit == unit and change.holiday:
            days[change.day] = change.name_th
        elif change.unit == unit:
            days.pop(change.day, None)
    clocks = [clock for clock in map_.clocks if clock.unit == unit]
    # An office's own rows come first: the first that holds on a day counts.
    own = grouped(clocks, lambda clock: clock.what)
    merged = {what: rows + calendar.clocks.get(what, ()) for what, rows in own.items()}
    return Calendar(days, {**calendar.clocks, **merged})


@dataclass(frozen=True, slots=True)
class Offices:
    """Who looks after whom, and when they are there."""

    map: Map
    calendar: Calendar


def is_working_day(calendar: Calendar, day: date) -> bool:
    """Tell whether the offices work on a day: Monday to Friday without holidays."""
    return day.weekday() < 5 and day not in calendar.holidays


def office_hours(calendar: Calendar, now: datetime) -> OfficeHours:
    """Tell whether the offices are open at a moment, and the day on which somebody next looks.

    That day is today until the offices close, also before they open.
    """
    local = now.astimezone(BANGKOK)
    today = local.date()
    if not is_working_day(calendar, today) or local.time() >= calendar.closes(today):
        return OfficeHours(open_now=False, next_opening=add_working_days(calendar, today, 1))
    return OfficeHours(open_now=local.time() >= calendar.opens(today), next_opening=today)


def next_contact(calendar: Calendar, now: datetime, priority: str) -> date:
    """Return the day by which the owner of a case received now is contacted for the first time.

    The clock begins on the day somebody next looks: what comes in at night, or on a holiday,
    counts as received on the next working day.
    """
    received = office_hours(calendar, now).next_opening
    return contact_day(calendar, now, calendar.contact_within(priority, received))


def contact_day(calendar: Calendar, now: datetime, days: int) -> date:
    """Return the day so many working days after the one on which somebody next looks."""
    return add_working_days(calendar, office_hours(calendar, now).next_opening, days)


def add_working_days(calendar: Calendar, day: date, count: int) -> date:
    """Return the working day `count` working days after a day; with 0 the day itself."""
    while count > 0:
        day += _DAY
        count -= is_working_day(calendar, day)
    return day


def working_days_ago(calendar: Calendar, day: date, count: int) -> date:
    """Return the last day since which `count` working days have come, up to and with `day`."""
    while count > 0:
        count -= is_working_day(calendar, day)
        day -= _DAY
    return day


def working_age(calendar: Calendar, since: datetime, now: datetime) -> tuple[int, int]:
    """Return how old something is in office time: whole working days, and hours besides.

    A working day is as long as the offices are open today.
    """
    start, end = since.astimezone(BANGKOK), max(since, now).astimezone(BANGKOK)
    today = end.date()
    length = _open_minutes(calendar, today, time.min, time.max)
    if start.date() == today:
        minutes = _worked(calendar, today, start.time(), end.time())
    else:
        between = working_days_between(calendar, start.date(), today - _DAY)
        minutes = between * length
        minutes += _worked(calendar, start.date(), start.time(), time.max)
        minutes += _worked(calendar, today, time.min, end.time())
    return minutes // length, minutes % length // 60


def _worked(calendar: Calendar, day: date, start: time, end: time) -> int:
    return _open_minutes(calendar, day, start, end) if is_working_day(calendar, day) else 0


def _open_minutes(calendar: Calendar, day: date, start: time, end: time) -> int:
    """Return for how many minutes between two times of a day the offices are open."""
    opens, closes = max(start, calendar.opens(day)), min(end, calendar.closes(day))
    return max(0, (closes.hour - opens.hour) * 60 + closes.minute - opens.minute)


def working_days_between(calendar: Calendar, start: date, end: date) -> int:
    """Count the working days after `start` up to and with `end`; negative when `end` is earlier."""
    if end < start:
        return -working_days_between(calendar, end, start)
    days = (start + _DAY * step for step in range(1, (end - start).days + 1))
    return sum(is_working_day(calendar, day) for day in days)
