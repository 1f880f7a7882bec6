"""A circuit for each kind of call: while LINE is plainly down, one call a second asks, no more.

Rows that are not tried keep their place and their short wait, so that all go out soon after LINE
is back. Pure: the caller brings the time.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.model.sending import Failure

OPENS_AFTER = 5
"""Failures in a row, whoever they concern; a few lost answers among many good ones are not it."""
PROBE_SECONDS = 1.0

_OF_LINE = frozenset(
    {
        Failure.LINE_BROKEN,
        Failure.UNKNOWN,
        Failure.UNREACHABLE,
        Failure.RATE_LIMITED,
        Failure.UNAUTHORISED,
    }
)


@dataclass(slots=True)
class Circuit:
    """Whether calls are worth making. Times in seconds on any clock that only goes forward."""

    failures: int = 0
    next_probe: float = 0.0

    @property
    def open(self) -> bool:
        """Whether LINE is taken to be down."""
        return self.failures >= OPENS_AFTER

    def lets_through(self, now: float) -> bool:
        """Tell whether a call may be tried now; while open, one in every PROBE_SECONDS."""
        if not self.open:
            return True
        if now < self.next_probe:
            return False
        self.next_probe = now + PROBE_SECONDS
        return True

    def note(self, failure: Failure | None, now: float) -> None:
        """Take note of a call's outcome; None for a success, or a refusal that shows LINE works."""
        if failure in _OF_LINE:
            self.failures += 1
            if self.failures == OPENS_AFTER:
                self.next_probe = now + PROBE_SECONDS
        else:
            self.failures = 0
