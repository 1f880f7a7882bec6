"""What a case is about, for the desk it lies on, for the ministry's report, and how soon.

One table from the first part of a sub-intent (``fin.invest`` -> ``fin``) to everything else.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from bot.model.cases import Category, Priority

TRACKS = ("partner", "jv", "invest", "export", "coop")
LEGAL_URGENT_WITHIN_DAYS = 14


class Reporting(StrEnum):
    """The seven categories in which the centres have reported since 2560."""

    FINANCE = "การเงิน"
    MARKETING = "การตลาด"
    LEGAL = "คดีความ"
    MANAGEMENT = "การบริหารจัดการ"
    PRODUCTION = "การผลิต"
    STANDARDS = "มาตรฐาน"
    OTHER = "อื่นๆ"


_FAMILIES: Mapping[str, tuple[Category, Reporting]] = {
    "fin": (Category.FINANCING, Reporting.FINANCE),
    "prod": (Category.TECHNOLOGY, Reporting.PRODUCTION),
    "std": (Category.TECHNOLOGY, Reporting.STANDARDS),
    "mkt": (Category.MARKET, Reporting.MARKETING),
    "intl": (Category.MARKET, Reporting.MARKETING),
    "rescue": (Category.RESCUE, Reporting.FINANCE),
    "disaster": (Category.RESCUE, Reporting.OTHER),
    "legal": (Category.RESCUE, Reporting.LEGAL),
    "mgmt": (Category.OTHER, Reporting.MANAGEMENT),
    "start": (Category.OTHER, Reporting.OTHER),
}
_SINGLE: Mapping[str, tuple[Category, Reporting]] = {
    "mgmt.digital": (Category.TECHNOLOGY, Reporting.MANAGEMENT),
    "other": (Category.OTHER, Reporting.OTHER),
    "centre_info": (Category.OTHER, Reporting.OTHER),
    "complaint": (Category.OTHER, Reporting.OTHER),
    "programme_info": (Category.OTHER, Reporting.OTHER),
}
_WHEN_UNKNOWN: Mapping[str, Reporting] = {
    Category.FINANCING: Reporting.FINANCE,
    Category.TECHNOLOGY: Reporting.PRODUCTION,
    Category.MARKET: Reporting.MARKETING,
    Category.RESCUE: Reporting.FINANCE,
}
_RANK = (Priority.NORMAL, Priority.HIGH, Priority.URGENT)


def category_of(sub_intent: str | None) -> Category | None:
    """Return the case category of a sub-intent; None for one that makes no case."""
    known = _known(sub_intent)
    return known[0] if known else None


def reporting_category(category: str, sub_intent: str | None) -> Reporting:
    """Return the official category under which the case is counted."""
    known = _known(sub_intent)
    return known[1] if known else _WHEN_UNKNOWN.get(category, Reporting.OTHER)


def track_of(sub_intent: str | None) -> str | None:
    """Return which of the five international tracks a sub-intent names.

    None for everything else, import among it, which gets advice only.
    """
    family, _, rest = (sub_intent or "").partition(".")
    return rest if family == "intl" and rest in TRACKS else None


def track_after(track: str | None, *, category: str, sub_intent: str | None) -> str | None:
    """Return the track of a case that is put right: to this sub-intent, or only to this category.

    A matter at home has none, whatever the bot took it for.
    """
    if sub_intent:
        return track_of(sub_intent)
    return track if category == Category.MARKET else None


def priority_of(
    category: str, sub_intent: str | None, *, today: date, deadline: date | None = None
) -> Priority:
    """Return how soon a case must be looked at.

    A disaster is urgent; a legal matter is high, and urgent once its deadline is within fourteen
    days or past; other rescue matters are high; the rest is normal.
    """
    family = (sub_intent or "").partition(".")[0]
    if family == "disaster":
        return Priority.URGENT
    if family == "legal" and deadline is not None:
        near = (deadline - today).days <= LEGAL_URGENT_WITHIN_DAYS
        return Priority.URGENT if near else Priority.HIGH
    return Priority.HIGH if category == Category.RESCUE else Priority.NORMAL


def more_urgent(one: Priority, other: Priority) -> Priority:
    """Return the more urgent of two priorities."""
    return max(one, other, key=_RANK.index)


def _known(sub_intent: str | None) -> tuple[Category, Reporting] | None:
    if not sub_intent:
        return None
    return _SINGLE.get(sub_intent) or _FAMILIES.get(sub_intent.partition(".")[0])
