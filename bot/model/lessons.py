"""What the understanding may learn from: words it was unsure of, or took for something else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Reason = Literal["unclear", "corrected", "relabelled"]
"""The bot had to ask what was meant; its owner put the guess right; an officer did."""
LETTERS = 600
"""As much of a message is kept: the model reads no more."""
REASONS: tuple[Reason, ...] = get_args(Reason)


@dataclass(frozen=True, slots=True)
class Lesson:
    """One message worth learning from. Topics are written ``intent`` or ``intent/sub_intent``."""

    reason: Reason
    text: str
    """As it was said; it is masked (`bot.nlu.masking`) before it is queued."""
    guess: str
    """The topic that it was taken for."""
    confidence: float
    """How likely that was right, 0 to 1, as calibrated."""
    second: str | None = None
    """The intent that came next."""
    became: str | None = None
    """What its owner or an officer said it was; None while nobody has."""
    counted: bool = False
    """Whether it is in the queue already, so that only what it became is news."""


def topic(intent: str, sub_intent: str | None) -> str:
    """Return a topic as it is written here: ``market/mkt.buyer``, or ``market``."""
    return f"{intent}/{sub_intent}" if sub_intent else intent
