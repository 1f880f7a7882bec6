"""How many more people of a province may be told today: as many as its office can bear.

An announcement brings questions. An office has so many officers, each of whom can look at some new
cases a day; of that the cases nobody has looked at yet, and those still to be expected from people
who were told lately, are taken up already.
"""

from __future__ import annotations

from dataclasses import dataclass

CASES_A_DAY = 10
"""So many new cases one officer can look at in a working day, beside those they have."""
LEAST = 30
"""So many any office can bear, also one whose officers have no accounts yet."""
USUAL_RATE = 0.002
"""Cases for each person who is told, while too little is known: two among a thousand."""
_LOWEST_RATE = 0.0002
_ENOUGH_TOLD = 5_000
"""People; of fewer nothing is learned."""


@dataclass(frozen=True, slots=True)
class Load:
    """What an office can bear, and what of that is taken up; in cases."""

    officers: int
    """Who are at work today."""
    new: int
    """Cases that nobody has looked at yet."""
    expected: float
    """Cases that are still to come from people who were told lately."""

    @property
    def capacity(self) -> int:
        """How many new cases it can bear."""
        return max(self.officers * CASES_A_DAY, LEAST)

    @property
    def free(self) -> float:
        """How many more it can bear; negative when it has too many."""
        return self.capacity - self.new - self.expected

    @property
    def full(self) -> bool:
        """Whether nobody more is told in its provinces for now."""
        return self.free <= 0


def learned_rate(told: int, cases: int) -> float:
    """Return how many cases come of each person who is told, from what earlier ones brought."""
    if told < _ENOUGH_TOLD:
        return USUAL_RATE
    return max(cases / told, _LOWEST_RATE)
