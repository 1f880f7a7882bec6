"""What the bot guessed about a case when it opened it, and how surely; for the officers' card."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.cases.categories import category_of
from bot.cases.record import CaseRecord
from bot.errors import BotError
from bot.model.cases import Category
from bot.model.heard import NEEDS


@dataclass(frozen=True, slots=True)
class Guess:
    """The bot's understanding of the words with which a matter began."""

    intent: str
    sub_intent: str | None
    sure: float
    """How likely it is right, 0 to 1, as calibrated."""
    others: Sequence[tuple[str, float]]
    """Other needs that it may have been, the likeliest first."""


@dataclass(frozen=True, slots=True)
class Label:
    """What a case is about: its category, and more closely if that is known."""

    category: str
    sub_intent: str | None


def guess_of(record: CaseRecord) -> Guess | None:
    """Return what the bot made of the owner's words; None where the owner chose, or an officer."""
    found: Any = _opening(record).get("understood")
    if not found:
        return None
    others = tuple((str(name), float(sure)) for name, sure in found["others"])
    return Guess(found["intent"], found["sub_intent"], float(found["sure"]), others)


def read_slots(record: CaseRecord) -> frozenset[str]:
    """Return the slots that the bot read out of free words, and the owner has not changed since."""
    found: Any = _opening(record).get("read", ())
    changed = [entry.detail.get("after", {}) for entry in record.history if entry.what == "changed"]
    put_right = {name for after in changed if isinstance(after, Mapping) for name in after}
    return frozenset(found) - put_right


def other_needs(record: CaseRecord, guess: Guess) -> list[str]:
    """Return the needs that a case may be about instead, the likeliest first."""
    ranked = dict.fromkeys([guess.intent, *(name for name, _ in guess.others), *sorted(NEEDS)])
    return [name for name in ranked if name != record.category]


def label(topic: str, record: CaseRecord, *, known: Mapping[str, str]) -> Label:
    """Read what an officer says that a case is about: a category or a sub-intent, "" to leave open.

    Raises BotError.
    """
    if not topic:
        return Label(record.category, None)
    if topic in set(Category):
        return Label(topic, None)
    category = category_of(topic)
    if topic not in known or category is None:
        raise BotError("เลือกประเภทเรื่องจากรายการ")
    return Label(category, topic)


def _opening(record: CaseRecord) -> Mapping[str, object]:
    return next((entry.detail for entry in record.history if entry.what == "opened"), {})
