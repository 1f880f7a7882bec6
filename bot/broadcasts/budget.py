"""The month's messages that cost, parted into lanes: answers about cases come before news.

Announcements have their share of the month. What is kept for answers and for what is urgent is
theirs until the month ends, however little of it they have used.
"""

from __future__ import annotations

from dataclasses import dataclass

LOW_PERCENT = 80
"""From here on it is said that the month's messages run low."""


@dataclass(frozen=True, slots=True)
class Budget:
    """The month so far, in messages: one for each person who is written to."""

    most: int | None
    """LINE's limit; None for a plan without one."""
    used: int
    """All that were used, as LINE counts them."""
    announced: int
    """Of these, by announcements."""
    kept_percent: int
    """The share of the month that is kept for cases and for what is urgent."""

    @property
    def kept(self) -> int:
        """What of the kept share is still there, and must be after any announcement."""
        if self.most is None:
            return 0
        used_otherwise = max(self.used - self.announced, 0)
        return max(self.most * self.kept_percent // 100 - used_otherwise, 0)

    @property
    def left(self) -> int | None:
        """How many announcements may still be sent this month; None for any number."""
        if self.most is None:
            return None
        return max(self.most - self.used - self.kept, 0)

    def allows(self, recipients: int) -> bool:
        """Tell whether so many may be written to."""
        return self.left is None or recipients <= self.left

    def percent(self, recipients: int) -> float | None:
        """Return which share of the month so many recipients are; None without a limit."""
        return 100 * recipients / self.most if self.most else None

    @property
    def low(self) -> bool:
        """Whether the month runs low."""
        return bool(self.most) and 100 * self.used >= LOW_PERCENT * (self.most or 0)

    def after(self, recipients: int) -> Budget:
        """Return the budget once so many more were announced to."""
        return Budget(
            self.most, self.used + recipients, self.announced + recipients, self.kept_percent
        )
