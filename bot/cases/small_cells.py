"""Counts for the public in which nobody can be found: small cells hidden, and what betrays them.

A table has rows, and in each row counts that exclude each other (completed, not completed). A
count from 1 to 4 would point at somebody, so its row is hidden. What is hidden can be told as a
sum: the total less what is shown. So rows are hidden, the smallest first, until at least two are,
and no column's hidden sum is itself from 1 to 4. Each hidden count may then be anything from 0 to
that sum, which is either 0 or at least 5.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.cases.periods import Period

LEAST = 5
"""The smallest count, but for none at all, that is shown."""


@dataclass(frozen=True, slots=True)
class Published:
    """A table as the public may have it."""

    rows: Mapping[str, tuple[int, ...] | None]
    """In the order they were given; None where hidden."""
    total: tuple[int, ...] | None
    """None when even the totals are small: then every row is hidden too."""


def publish(rows: Mapping[str, tuple[int, ...]]) -> Published:
    """Hide what must be hidden. The rows are not empty, and all have as many counts."""
    total = tuple(sum(column) for column in zip(*rows.values(), strict=True))
    if any(map(is_small, total)):
        return Published(dict.fromkeys(rows), None)
    hidden = {name for name, counts in rows.items() if any(map(is_small, counts))}
    others = sorted((sum(counts), name) for name, counts in rows.items() if name not in hidden)
    rest = [name for size, name in others if size]
    while hidden and _betrays({name: rows[name] for name in hidden}):
        hidden.add(rest.pop(0))
    return Published({name: None if name in hidden else rows[name] for name in rows}, total)


def is_small(count: int) -> bool:
    """Tell whether a count is too small to be shown."""
    return 0 < count < LEAST


def may_be_published(period: Period, *, today: date) -> bool:
    """Tell whether a period has a public version: only a quarter, and only once it is over.

    Of periods that overlap, or of one that grows day by day, the difference would show what each
    of them hides.
    """
    return period.kind == "quarter" and period.last < today


def _betrays(hidden: Mapping[str, tuple[int, ...]]) -> bool:
    sums = (sum(column) for column in zip(*hidden.values(), strict=True))
    return len(hidden) < 2 or any(map(is_small, sums))
