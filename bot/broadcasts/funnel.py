"""From being told to being helped: what is counted of announcements, and how it is added up.

Everything is counted by announcement and province, so that sums outlive the people behind them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, TypeVar, assert_never

T = TypeVar("T")

NOWHERE = ""
"""The province of those of whom none is known."""
STOP = "stop"
"""The answer of somebody who pressed the button that ends news."""
OPEN = "open"
"""What a case ends with that has not ended."""


class Measure(StrEnum):
    """What is counted; the keys stand beside."""

    TOLD = "told"
    """People to whom LINE took it."""
    RODE = "rode"
    """People who were told with a free answer."""
    ANSWERED = "answered"
    """People who pressed a button, by the conversation it opens, or STOP."""
    INTERESTED = "interested"
    """Of those, people who then said that they want the programme."""
    CASES = "cases"
    """Cases that came of answers, by what they ended with, or OPEN."""


class Sum(NamedTuple):
    """How many there are of one kind, of one announcement, in one province."""

    broadcast: int
    province: str
    """An ISO code, or NOWHERE."""
    measure: Measure
    key: str
    counted: int


class End(StrEnum):
    """How a case ended, as far as the report asks."""

    SUCCESS = "success"
    OTHER = "other"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Steps:
    """One row of the report. People, but for what is said of cases."""

    told: int = 0
    answered: int = 0
    interested: int = 0
    success: int = 0
    """Cases, and so are the next two."""
    other: int = 0
    open: int = 0

    @property
    def cases(self) -> int:
        """Cases that came of it."""
        return self.success + self.other + self.open

    @property
    def answered_percent(self) -> float | None:
        """Of those who were told, how many answered."""
        return percent(self.answered, self.told)

    @property
    def interested_percent(self) -> float | None:
        """Of those who answered, how many want the programme."""
        return percent(self.interested, self.answered)

    @property
    def cases_percent(self) -> float | None:
        """Cases for a hundred answers."""
        return percent(self.cases, self.answered)

    @property
    def success_percent(self) -> float | None:
        """Of the cases, how many ended well."""
        return percent(self.success, self.cases)

    def as_json(self) -> dict[str, object]:
        """Return what operators and tests read."""
        ends = {"success": self.success, "other": self.other, "open": self.open}
        return {
            "sent": self.told,
            "answered": self.answered,
            "interested": self.interested,
            "cases": self.cases,
            "outcomes": ends,
        }


@dataclass(frozen=True, slots=True)
class Followed:
    """What followed announcements, all provinces together."""

    answered: int
    by_flow: Mapping[str, int]
    opted_out: int
    cases: int
    outcomes: Mapping[str, int]
    """Of those cases, by what they ended with, or OPEN."""


def percent(part: int, whole: int) -> float | None:
    """Return a share with one decimal; None of nothing."""
    return round(100 * part / whole, 1) if whole else None


def rows(
    sums: Iterable[Sum], row_of: Callable[[Sum], T], end_of: Callable[[str], End]
) -> dict[T, Steps]:
    """Add sums up, row by row, those that were told most first; `end_of` sorts outcomes."""
    counted: dict[T, dict[str, int]] = {}
    for one in sums:
        column = _column(one, end_of)
        if column is not None:
            row = counted.setdefault(row_of(one), {})
            row[column] = row.get(column, 0) + one.counted
    made = {row: Steps(**columns) for row, columns in counted.items()}
    return dict(sorted(made.items(), key=lambda item: (-item[1].told, str(item[0]))))


def total(sums: Iterable[Sum], end_of: Callable[[str], End]) -> Steps:
    """Add all sums up."""
    return rows(sums, lambda _sum: "", end_of).get("", Steps())


def followed(sums: Iterable[Sum]) -> Followed:
    """Return what followed, by conversation and by outcome, the most frequent first."""
    known = list(sums)
    by_flow, outcomes = _by_key(known, Measure.ANSWERED), _by_key(known, Measure.CASES)
    opted_out = by_flow.pop(STOP, 0)
    return Followed(sum(by_flow.values()), by_flow, opted_out, sum(outcomes.values()), outcomes)


def _column(one: Sum, end_of: Callable[[str], End]) -> str | None:
    match one.measure:
        case Measure.TOLD | Measure.RODE:
            return "told"
        case Measure.ANSWERED:
            return None if one.key == STOP else "answered"
        case Measure.INTERESTED:
            return "interested"
        case Measure.CASES:
            return end_of(one.key).value
        case _:
            assert_never(one.measure)


def _by_key(sums: Iterable[Sum], measure: Measure) -> dict[str, int]:
    found: dict[str, int] = {}
    for one in sums:
        if one.measure is measure:
            found[one.key] = found.get(one.key, 0) + one.counted
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))
