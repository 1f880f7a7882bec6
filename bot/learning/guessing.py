"""What a model makes of a text: the project's own with the whole understanding around it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.model.heard import INTENTS
from bot.nlu.normalise import squeeze
from bot.nlu.pipeline import Understanding


@dataclass(frozen=True, slots=True)
class Guessed:
    """What was made of one text."""

    intent: str
    confidence: float
    scores: Mapping[str, float]
    """Probability of each intent."""
    sub_intent: str | None = None


Guesser = Callable[[str], Guessed]


def guesser(understanding: Understanding) -> Guesser:
    """Return what guesses the intent of a text, by the model that the understanding has."""
    return _alone(understanding) if foreign(understanding) else _whole(understanding)


def foreign(understanding: Understanding) -> bool:
    """Whether the model was taught other labels than the bot's intents."""
    return understanding.model.intents != INTENTS


def _whole(understanding: Understanding) -> Guesser:
    """Guess as the bot does: control words, English and patterns beside the model."""

    def guess(text: str) -> Guessed:
        heard = understanding.understand(text)
        return Guessed(heard.intent, heard.confidence, heard.scores, heard.sub_intent)

    return guess


def _alone(understanding: Understanding) -> Guesser:
    """Guess by the model alone: nothing else of the bot applies to other labels."""

    def guess(text: str) -> Guessed:
        judged = understanding.model.judge(understanding.sight.see(squeeze(text)))
        return Guessed(judged.intent, judged.confidence, judged.scores, judged.sub_intent)

    return guess
