"""What is counted of a case, and how counts become the director-general's page.

A case is a `Fact`. What it adds to the daily totals are `contributions`; when it changes, what it
added before is taken off again. So the totals are the sum over the facts at all times.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum
from typing import NamedTuple

from bot.cases.categories import Reporting
from bot.model.cases import Status

COUNTRY = "*"
"""The area that is everywhere."""
UNKNOWN = "-"
"""The area of cases whose province is not known."""
_COMMUNITY = "วิสาหกิจชุมชน"
_COMPANY = ("บริษัท", "บจก", "บมจ", "หจก", "ห้างหุ้นส่วนจำกัด", "สหกรณ์")


class Petitioner(IntEnum):
    """Who asks, as far as is known; of several matters the highest stands."""

    NATURAL = 0
    """A natural person, or nobody has said."""
    COMMUNITY = 1
    JURISTIC = 2


class Measure(StrEnum):
    """What is counted day by day; the keys stand beside."""

    MATTERS = "matters"
    """By `all`."""
    COMPLETED_ALL = "completed_all"
    """By `all`."""
    RECEIVED = "received"
    """By reporting category."""
    COMPLETED = "completed"
    """Of those received that day, by reporting category."""
    CONTACT = "contact"
    """By days to the first contact."""
    CLOSE = "close"
    """By days to completion."""
    STATUS = "status"
    TRACK = "track"
    """By international track."""
    PROMISED = "promised"
    """Open and not waiting for the owner, by the ISO day that was promised."""
    ENDED = "ended"
    """By state, on the day they ended."""
    LOANS = "loans"
    """Approved, on the day they ended, by `all`; so is the next."""
    BAHT = "baht"


ALL = "all"


@dataclass(frozen=True, slots=True)
class Fact:
    """What is counted of one case. Days are Bangkok's."""

    number: str
    day: date
    """On which it was received."""
    area: str
    """A province, or UNKNOWN."""
    petitioner: int
    """The same for the same petitioner, and nothing else can be told from it."""
    kind: Petitioner
    reporting: Reporting
    status: Status
    track: str | None
    promised: date | None
    """By when the owner was promised to hear, while it is open and nobody waits for them."""
    contact_days: int | None
    close_days: int | None
    """Calendar days; the latter of completed ones only."""
    ended_day: date | None
    loan_baht: int | None
    """What was approved; None when no loan was, 0 when the sum is not known."""


class Cell(NamedTuple):
    """One number of the daily totals."""

    day: date
    area: str
    measure: Measure
    key: str


def petitioner_kind(juristic_id: str | None, business: str, sub_intent: str | None) -> Petitioner:
    """Tell who asks from what was told: a number, the firm's name, or what it is about."""
    if juristic_id or business.strip().startswith(_COMPANY):
        return Petitioner.JURISTIC
    if _COMMUNITY in business or sub_intent == "start.community":
        return Petitioner.COMMUNITY
    return Petitioner.NATURAL


def contributions(fact: Fact) -> Counter[Cell]:
    """Return what a case adds to the totals of its province, and of the country."""
    added: Counter[Cell] = Counter()
    for measure, key, day, count in _counted(fact):
        for area in (fact.area, COUNTRY):
            added[Cell(day, area, measure, key)] += count
    return added


def difference(before: Iterable[Fact], after: Iterable[Fact]) -> dict[Cell, int]:
    """Return by how much the totals change when these facts become those."""
    change: Counter[Cell] = Counter()
    for fact in after:
        change.update(contributions(fact))
    for fact in before:
        change.subtract(contributions(fact))
    return {cell: count for cell, count in change.items() if count}


def _counted(fact: Fact) -> list[tuple[Measure, str, date, int]]:
    found = [
        (Measure.MATTERS, ALL, fact.day, 1),
        (Measure.RECEIVED, fact.reporting.value, fact.day, 1),
        (Measure.STATUS, fact.status.value, fact.day, 1),
    ]
    if fact.status is Status.CLOSED:
        found += [
            (Measure.COMPLETED_ALL, ALL, fact.day, 1),
            (Measure.COMPLETED, fact.reporting.value, fact.day, 1),
        ]
    of_the_day = (
        (Measure.TRACK, fact.track),
        (Measure.PROMISED, fact.promised.isoformat() if fact.promised else None),
        (Measure.CONTACT, _text(fact.contact_days)),
        (Measure.CLOSE, _text(fact.close_days)),
    )
    found += [(measure, key, fact.day, 1) for measure, key in of_the_day if key is not None]
    if fact.ended_day is not None:
        found.append((Measure.ENDED, fact.status.value, fact.ended_day, 1))
        if fact.loan_baht is not None:
            found.append((Measure.LOANS, ALL, fact.ended_day, 1))
            found.append((Measure.BAHT, ALL, fact.ended_day, fact.loan_baht))
    return found


def _text(days: int | None) -> str | None:
    return None if days is None else str(days)


@dataclass(frozen=True, slots=True)
class Share:
    """One of the seven categories."""

    reporting: Reporting
    received: int
    completed: int


Sums = Mapping[Measure, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Figures:
    """The page of one period and area."""

    petitioners: Mapping[Petitioner, int]
    matters: int
    completed: int
    """Of the matters received in the period, those completed by now."""
    shares: tuple[Share, ...]
    median_contact: float | None
    median_close: float | None
    """Calendar days."""
    statuses: Mapping[str, int]
    tracks: Mapping[str, int]
    ended: int
    """Completed in the period, whenever they were received."""
    loans: int
    baht: int

    @property
    def asked(self) -> int:
        """How many petitioners there are."""
        return sum(self.petitioners.values())


def figures_of(sums: Sums, petitioners: Mapping[Petitioner, int]) -> Figures:
    """Put a page together from the totals of its days."""

    def of(measure: Measure) -> Mapping[str, int]:
        return sums.get(measure, {})

    received, completed = of(Measure.RECEIVED), of(Measure.COMPLETED)
    return Figures(
        petitioners={kind: petitioners.get(kind, 0) for kind in reversed(Petitioner)},
        matters=of(Measure.MATTERS).get(ALL, 0),
        completed=of(Measure.COMPLETED_ALL).get(ALL, 0),
        shares=tuple(Share(one, received.get(one, 0), completed.get(one, 0)) for one in Reporting),
        median_contact=median(of(Measure.CONTACT)),
        median_close=median(of(Measure.CLOSE)),
        statuses=of(Measure.STATUS),
        tracks=of(Measure.TRACK),
        ended=of(Measure.ENDED).get(Status.CLOSED, 0),
        loans=of(Measure.LOANS).get(ALL, 0),
        baht=of(Measure.BAHT).get(ALL, 0),
    )


def late(promised: Mapping[str, int], *, today: date) -> int:
    """Count open matters whose promised day is past, whenever they were received."""
    return sum(count for day, count in promised.items() if date.fromisoformat(day) < today)


def median(counts: Mapping[str, int]) -> float | None:
    """Return the median of numbers that are given as how often each occurs; None without any."""
    total = sum(counts.values())
    if total == 0:
        return None
    ordered = sorted((int(value), count) for value, count in counts.items())
    return (_at(ordered, (total - 1) // 2) + _at(ordered, total // 2)) / 2


def _at(ordered: list[tuple[int, int]], place: int) -> int:
    """Return what stands at a place, counted from 0, when each is written as often as it occurs."""
    passed = 0
    for value, count in ordered[:-1]:
        passed += count
        if place < passed:
            return value
    return ordered[-1][0]


def percent(part: int, whole: int) -> int:
    """Return a share as a whole number of hundredths, halves up; 0 of nothing."""
    return (200 * part + whole) // (2 * whole) if whole else 0
