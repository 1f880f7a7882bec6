"""What an announcement would cost now, and what would be cheaper when that is too much."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from bot.broadcasts.audience import requests
from bot.broadcasts.budget import Budget, Kept
from bot.handlers import broadcast_month, broadcasts
from bot.handlers.broadcasts import Reach
from bot.handlers.deps import StaffDeps
from bot.storage import audience
from bot.storage.broadcasts import Broadcast

_LATELY = (180, 90, 30)
"""Days within which somebody wrote; the first that is cheap enough is offered."""
_PROVINCES = 3


@dataclass(frozen=True, slots=True)
class Cheaper:
    """A smaller audience for which the month's messages would last."""

    words: str
    recipients: int


@dataclass(frozen=True, slots=True)
class Cost:
    """Whom an announcement reaches now, and what that is of the month."""

    reach: Reach
    budget: Budget | None
    """None while nothing is known of the month."""
    free: bool
    """Whether it travels on answers that cost nothing."""

    @property
    def requests(self) -> int:
        """How many requests to LINE it takes."""
        return requests(self.reach.recipients)

    @property
    def percent(self) -> float | None:
        """Which share of the month it is; None without a limit."""
        return self.budget.percent(self.reach.recipients) if self.budget else None

    @property
    def too_much(self) -> bool:
        """Whether the month's messages would not last for the cases."""
        if self.free or self.budget is None:
            return False
        return not self.budget.allows(self.reach.recipients)

    @property
    def unknown(self) -> bool:
        """Whether nobody can say what it costs, so that it cannot be approved."""
        return self.budget is None and not self.free

    @property
    def next_month(self) -> bool:
        """Whether a month of which nothing is used yet would last for it."""
        if self.budget is None:
            return False
        return replace(self.budget, used=0, announced=0, announced_urgently=0).allows(
            self.reach.recipients
        )


def look(
    connection: Connection, deps: StaffDeps, one: Broadcast, *, now: datetime, kept: Kept
) -> Cost:
    """Count whom a draft would reach now."""
    reach = broadcasts.reach_of(connection, deps, one, now, capped=True)
    budget = broadcast_month.as_told(connection, now, kept=kept, urgent=one.draft.urgent)
    return Cost(reach, budget, one.draft.free)


def cheaper(
    connection: Connection, deps: StaffDeps, one: Broadcast, *, now: datetime, kept: Kept
) -> list[Cheaper]:
    """Look for smaller audiences that the month's messages would last for; counts several times."""
    budget = broadcast_month.as_told(connection, now, kept=kept, urgent=one.draft.urgent)
    most = budget.left if budget else None
    if not most or one.corrects is not None:
        return []
    lately = _lately(connection, deps, one, most, now)
    rules = broadcasts.rules(deps, one.draft, now, capped=True)
    there = audience.count_by_province(connection, rules)
    largest = sorted(there.items(), key=lambda one: (-one[1], one[0]))
    fitting = [(code, count) for code, count in largest if code and count <= most]
    single = [Cheaper(f"เฉพาะ{deps.province(code)}", count) for code, count in fitting]
    return [*lately, *single[:_PROVINCES]]


def _lately(
    connection: Connection, deps: StaffDeps, one: Broadcast, most: int, now: datetime
) -> list[Cheaper]:
    wished = one.draft.audience
    for days in _LATELY:
        if wished.contact_days is None or days < wished.contact_days:
            written = replace(one.draft, audience=replace(wished, contact_days=days))
            rules = broadcasts.rules(deps, written, now, capped=True)
            found = broadcasts.reach(connection, rules).recipients
            if 0 < found <= most:
                return [Cheaper(f"เฉพาะคนที่ติดต่อมาใน {days} วัน", found)]
    return []
