"""In which pile of an officer's desk a case lies today."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from bot.model.cases import Status


class Pile(StrEnum):
    """The piles, in the order in which they are worked off."""

    LATE = "late"
    NEW = "new"
    TODAY = "today"
    LATER = "later"
    WAITING = "waiting"


MOST_COUNTED = 999
"""A pile is counted no further: nobody works off a thousand cases by their number."""


def show_count(count: int) -> str:
    """Return how many cases a pile has, as people read it."""
    return f"{count}" if count <= MOST_COUNTED else f"มากกว่า {MOST_COUNTED}"


def count_piles(counted: Iterable[tuple[Status, date, int]], *, today: date) -> dict[Pile, int]:
    """Return how many open cases lie in each pile; given are states, promised days and counts."""
    counts = dict.fromkeys(Pile, 0)
    for status, day, count in counted:
        counts[pile_of(status, next_contact=day, today=today)] += count
    return counts


def pile_of(status: Status, *, next_contact: date | None, today: date) -> Pile:
    """Return where an open case lies: what its owner was promised by when decides first.

    A case that waits for its owner is nobody's to hurry.
    """
    if status is Status.WAITING_OWNER:
        return Pile.WAITING
    if next_contact is not None and next_contact < today:
        return Pile.LATE
    if status is Status.NEW:
        return Pile.NEW
    return Pile.TODAY if next_contact == today else Pile.LATER
