"""The month's messages that cost, parted into lanes: answers about cases come before news.

Announcements have their share of the month. What is kept for answers is theirs until the month
ends, however little of it they have used; what is kept for urgent announcements (a flood) only
those may use.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

LOW_PERCENT = 80
"""From here on it is said that the month's messages run low."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The shares of the month that ordinary announcements never use, in percent."""

    cases: int
    urgent: int = 0


@dataclass(frozen=True, slots=True)
class Budget:
    """The month so far, in messages: one for each person who is written to."""

    most: int | None
    """LINE's limit; None for a plan without one."""
    used: int
    """All that were used, as LINE counts them."""
    announced: int
    """Of these, by announcements."""
    shares: Kept
    announced_urgently: int = 0
    """Of what was announced, by urgent announcements."""
    urgent: bool = False
    """Whether it is an urgent announcement that asks."""

    @property
    def kept(self) -> int:
        """What of the kept shares is still there, and must be after this announcement."""
        return self.kept_for_cases + (0 if self.urgent else self.kept_for_urgent)

    @property
    def kept_for_cases(self) -> int:
        """What is still kept for answers about cases."""
        return self._rest(self.shares.cases, used=self.used - self.announced)

    @property
    def kept_for_urgent(self) -> int:
        """What is still kept for urgent announcements."""
        return self._rest(self.shares.urgent, used=self.announced_urgently)

    @property
    def left(self) -> int | None:
        """How many may still be announced to this month; None for any number."""
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

    def seen_by(self, *, urgent: bool) -> Budget:
        """Return the budget as an urgent announcement, or an ordinary one, may use it."""
        return replace(self, urgent=urgent)

    def after(self, recipients: int) -> Budget:
        """Return the budget once so many more were announced to."""
        urgently = recipients if self.urgent else 0
        return replace(
            self,
            used=self.used + recipients,
            announced=self.announced + recipients,
            announced_urgently=self.announced_urgently + urgently,
        )

    def _rest(self, percent: int, *, used: int) -> int:
        return max((self.most or 0) * percent // 100 - max(used, 0), 0)
