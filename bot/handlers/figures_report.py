"""The director-general's page: everything that is told of a period and an area, read at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import Connection

from bot.cases.booking import Kind, State
from bot.cases.figures import UNKNOWN, Figures, Measure, figures_of, late
from bot.cases.figures_lists import Listing, What
from bot.cases.figures_words import paragraph
from bot.cases.periods import Period
from bot.handlers.deps import StaffDeps
from bot.handlers.figures import Scope
from bot.model.thai import BANGKOK
from bot.storage import bookings, figures_days, figures_lists, figures_results
from bot.storage.figures_lists import Line, Range

TOP_PROVINCES = 10
LATEST_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Province:
    """What one province received, and completed of it."""

    code: str
    name: str
    matters: int
    completed: int


@dataclass(frozen=True, slots=True)
class Month:
    """What was received in a calendar month, or in the days of it that are in the period."""

    first: date
    last: date
    count: int


@dataclass(frozen=True, slots=True)
class Report:
    """The page."""

    scope: Scope
    period: Period
    today: date
    figures: Figures
    paragraph: str
    provinces: Sequence[Province]
    """All that have any, the most first."""
    months: Sequence[Month]
    late: int
    longest: Sequence[Line]
    bookings: Mapping[Kind, Mapping[State, int]]
    referrals: Mapping[str, int]
    """Sent in the period, by agency."""
    committee: Mapping[str, int]
    """Proposed in the period, by step."""
    counting: bool
    """Whether the daily totals are still catching up."""


def look(
    connection: Connection, deps: StaffDeps, scope: Scope, period: Period, *, now: datetime
) -> Report:
    """Read the page."""
    today = now.astimezone(BANGKOK).date()
    areas, first, last = scope.areas, period.first, period.last
    sums = figures_days.sums(connection, areas, first, last)
    found = figures_of(sums, figures_days.petitioners(connection, areas, first, last))
    of = Range(areas, first, last, today)
    return Report(
        scope=scope,
        period=period,
        today=today,
        figures=found,
        paragraph=paragraph(found, period, place=scope.name),
        provinces=_provinces(connection, deps, scope, period),
        months=_months(figures_days.by_day(connection, areas, first, last), period),
        late=late(figures_days.promised(connection, areas), today=today),
        longest=figures_lists.lines(connection, Listing(What.LATE), of)[:LATEST_SHOWN],
        bookings=bookings.counts(connection, areas, *moments(period)),
        referrals=figures_results.referrals_by_agency(connection, areas, *moments(period)),
        committee=figures_results.committee_pipeline(connection, areas, *moments(period)),
        counting=figures_days.far_behind(connection, now=now),
    )


def moments(period: Period) -> tuple[datetime, datetime]:
    """Return when a period begins, and when it is over."""
    after = period.last + timedelta(days=1)
    return (
        datetime.combine(period.first, time(), BANGKOK),
        datetime.combine(after, time(), BANGKOK),
    )


def _provinces(
    connection: Connection, deps: StaffDeps, scope: Scope, period: Period
) -> list[Province]:
    areas = scope.areas or {*deps.map.provinces, UNKNOWN}
    matters, completed = (
        figures_days.by_province(connection, areas, period.first, period.last, measure)
        for measure in (Measure.MATTERS, Measure.COMPLETED_ALL)
    )
    found = [
        Province(code, deps.province(code), count, completed.get(code, 0))
        for code, count in matters.items()
    ]
    return sorted(found, key=lambda one: (-one.matters, one.code))


def _months(by_day: Mapping[date, int], period: Period) -> list[Month]:
    """Count by month, those without any among them, up to the last that has."""
    found, first = list[Month](), period.first
    while by_day and first <= max(by_day):
        after = (first.replace(day=1) + timedelta(days=31)).replace(day=1)
        count = sum(count for day, count in by_day.items() if first <= day < after)
        found.append(Month(first, min(after - timedelta(days=1), period.last), count))
        first = after
    return found
