"""Charts as drawings in the page, laid out here so that templates only write them down.

A table with the same numbers stands beside each. Lengths are units of the drawing, which is as
wide as the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.handlers.figures_report import Month, Report
from bot.model.thai import MONTHS, buddhist_year

WIDTH = 360
_ROW = 40
_HIGH = 120
_LABELS = 12


@dataclass(frozen=True, slots=True)
class Bar:
    """One category: what was received, and how much of that is completed."""

    label: str
    y: int
    received: int
    long: float
    filled: float


@dataclass(frozen=True, slots=True)
class Column:
    """One month; its label is empty where there is no room for it."""

    label: str
    x: float
    y: float
    wide: float
    high: float


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing of so many units."""

    high: int
    bars: tuple[Bar, ...] = ()
    columns: tuple[Column, ...] = ()


def bars(report: Report) -> Chart:
    """Lay out the seven categories below each other."""
    shares = report.figures.shares
    most = max(1, *(one.received for one in shares))
    laid = tuple(
        Bar(
            label=one.reporting.value,
            y=place * _ROW,
            received=one.received,
            long=_scaled(one.received, most, WIDTH),
            filled=_scaled(one.completed, most, WIDTH),
        )
        for place, one in enumerate(shares)
    )
    return Chart(high=_ROW * len(shares), bars=laid)


def columns(months: Sequence[Month]) -> Chart | None:
    """Lay out the months beside each other; None when there is nothing to compare."""
    if len(months) < 2:
        return None
    most = max(1, *(month.count for month in months))
    step = WIDTH / len(months)
    every = -(-len(months) // _LABELS)
    laid = tuple(
        Column(
            label=_label(month.first, len(months)) if place % every == 0 else "",
            x=round(place * step + step * 0.1, 1),
            y=round(_HIGH - _scaled(month.count, most, _HIGH), 1),
            wide=round(step * 0.8, 1),
            high=_scaled(month.count, most, _HIGH),
        )
        for place, month in enumerate(months)
    )
    return Chart(high=_HIGH + 18, columns=laid)


def _label(month: date, shown: int) -> str:
    name = MONTHS[month.month - 1]
    return name if shown <= _LABELS else f"{name}{buddhist_year(month) % 100}"


def _scaled(count: int, most: int, room: int) -> float:
    return round(count / most * room, 1)
