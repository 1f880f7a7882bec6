"""English messages: an ordered table of words beside the Thai understanding.

The model of the intents was trained on Thai and guesses wildly at English, so it is asked about
no message that is plainly English. The rows of `data/english.tsv` are read from above: every
signal that is met is raised, and the first intent that is met is the intent.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.errors import BotError
from bot.model.heard import INTENTS, NEEDS, SIGNALS
from bot.model.languages import has_thai
from bot.nlu.sieve import Sieve

MET = 0.9
"""Confidence in an intent whose words are met."""
MET_BESIDE = 0.86
"""The same where the words of another need are met as well."""
SECOND = 0.12
"""What that other need is worth: enough to be asked about, where the words tell of two."""
UNKNOWN = 0.58
"""What «not ours» is worth where no words are met: too little to act on, no less for the rest."""

_COLUMNS = ("kind", "sub_intent", "pattern")
_ASIDE = ("yes", "no", "correcting")
_LONGEST = 2000
_LETTERS = re.compile("[a-z]{2}")
_SPACES = re.compile(r"\s+")
_COMMON = re.compile(
    r"\b(?:i|i'm|i've|i'd|we|we're|my|our|me|us|you|your|it|it's|they|the|a|an|is|am|are|was|were|be|have|has"
    r"|had|do|does|did|don't|can|can't|could|would|want|need|how|what|when|where|which|who|why|to|for|of"
    r"|in|on|at|from|with|about|please|and|or|but|not|because|this|that)\b"
)
_PLAIN = 2
"""So many common words make a message English."""


class BadEnglish(BotError):
    """The table of English words cannot be used as it stands."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What is meant where a pattern is met."""

    kind: str
    """A signal, an intent, or one of `yes`, `no`, `correcting`."""
    sub_intent: str | None
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Found:
    """What an English message says; nothing of it where no words were met."""

    signals: tuple[str, ...] = ()
    intent: str | None = None
    sub_intent: str | None = None
    others: tuple[str, ...] = ()
    """Further needs whose words are met, in the order of the table."""
    assent: Literal["yes", "no"] | None = None
    correcting: bool = False


class English:
    """Hears English; built once, shared by all."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = tuple(rules)
        self._sieve = Sieve([rule.pattern for rule in rules])

    def hear(self, shown: str) -> Found | None:
        """Return what a normalised message says in English; None where it is no English."""
        begun = shown[:_LONGEST]
        if has_thai(begun):  # nearly every message: not worth preparing
            return None
        text = _prepared(begun)
        if not is_latin(text):
            return None
        met = [self.rules[number] for number in self._sieve.met(text)]
        if not met and len(_COMMON.findall(text)) < _PLAIN:
            return None
        kinds = {rule.kind for rule in met}
        intents = [rule for rule in met if rule.kind in INTENTS]
        first = intents[0] if intents else None
        needs = dict.fromkeys(rule.kind for rule in intents if rule.kind in NEEDS)
        return Found(
            signals=tuple(name for name in SIGNALS if name in kinds),
            intent=first.kind if first else None,
            sub_intent=first.sub_intent if first else None,
            others=tuple(name for name in needs if first and name != first.kind),
            assent="no" if "no" in kinds else "yes" if "yes" in kinds else None,
            correcting="correcting" in kinds,
        )


def worth(found: Found) -> dict[str, float]:
    """Return the ten intents with what each is worth; they sum to one."""
    weights: dict[str, float] = {found.intent or "out_of_scope": MET if found.intent else UNKNOWN}
    if found.others:
        weights = {str(found.intent): MET_BESIDE, found.others[0]: SECOND}
    left = [name for name in INTENTS if name not in weights]
    rest = (1 - sum(weights.values())) / len(left)
    return {name: weights.get(name, rest) for name in INTENTS}


def is_latin(shown: str) -> bool:
    """Say whether a message is written in Latin letters alone: English, or a name."""
    return not has_thai(shown) and _LETTERS.search(shown.casefold()) is not None


def _prepared(begun: str) -> str:
    text = begun.casefold().replace("\u2019", "'").replace("`", "'")
    return _SPACES.sub(" ", text).strip(" .!")


def read(text: str) -> English:
    """Read the table; raises `BadEnglish` naming every line that is wrong."""
    head, *lines = text.splitlines()
    mistakes: list[str] = []
    if tuple(head.split("\t")) != _COLUMNS:
        mistakes.append(f"line 1: the columns are {', '.join(_COLUMNS)}")
    rules = list(_rules(lines, mistakes))
    if mistakes:
        raise BadEnglish("english.tsv: " + "; ".join(mistakes))
    return English(rules)


def _rules(lines: Iterable[str], mistakes: list[str]) -> Iterator[Rule]:
    for number, line in enumerate(lines, start=2):
        kind, sub_intent, pattern = (*line.split("\t"), "", "")[:3]
        if kind not in (*SIGNALS, *INTENTS, *_ASIDE):
            mistakes.append(f"line {number}: '{kind}' is nothing that can be heard")
            continue
        try:
            compiled = re.compile(rf"(?<![a-z0-9])(?:{pattern})(?![a-z0-9])")
        except re.error as broken:
            mistakes.append(f"line {number}: {pattern!r} is not a pattern ({broken})")
            continue
        yield Rule(kind, sub_intent or None, compiled)
