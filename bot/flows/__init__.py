"""The dialogue engine; pure: no clock, database, network or random number is read here.

Callers use `load`, `respond`, `asking`, `DialogueState`, and the inputs of `bot.flows.inputs`.
"""

from __future__ import annotations

from bot.flows.book import Book
from bot.flows.engine import asking, respond
from bot.flows.inputs import (
    Arrived,
    Facts,
    Input,
    Media,
    Pin,
    Pressed,
    Sticker,
    TimedOut,
    Turn,
    Words,
)
from bot.flows.loader import load
from bot.flows.sheet import BadFlows
from bot.flows.state import DialogueState

__all__ = [
    "Arrived",
    "BadFlows",
    "Book",
    "DialogueState",
    "Facts",
    "Input",
    "Media",
    "Pin",
    "Pressed",
    "Sticker",
    "TimedOut",
    "Turn",
    "Words",
    "asking",
    "load",
    "respond",
]
