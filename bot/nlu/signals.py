"""What must be heard before any intent: despair, danger, fraud, one's data, news, a factory.

The patterns are data (`signals.yaml`); recall comes before precision for crisis and danger.
What follows from a signal is the conversation's business.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import yaml

from bot.errors import BotError
from bot.model.heard import SIGNALS
from bot.nlu.sieve import Sieve

FIELDS = frozenset({"meet", "erase", "veto", "insist"})
NEVER = re.compile(r"(?!)")


class BadSignals(BotError):
    """The table of signals cannot be used as it stands."""


@dataclass(frozen=True, slots=True)
class Rule:
    """When one signal is raised; see the head of `signals.yaml`."""

    signal: str
    meet: tuple[re.Pattern[str], ...]
    erase: re.Pattern[str]
    veto: re.Pattern[str]
    insist: re.Pattern[str]

    def stands(self, squeezed: str) -> bool:
        """Return whether text that has met the rule raises its signal after all."""
        erased = self.erase.sub("·", squeezed)
        if not any(pattern.search(erased) for pattern in self.meet):
            return False
        return not self.veto.search(squeezed) or self.insist.search(squeezed) is not None


class Watch:
    """All signals at once; built once, then safe to share."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._owners = [rule for rule in rules for _ in rule.meet]
        self._sieve = Sieve([pattern for rule in rules for pattern in rule.meet])

    def hear(self, squeezed: str) -> tuple[str, ...]:
        """Return the signals that squeezed text raises, in the order of SIGNALS."""
        met = dict.fromkeys(self._owners[number] for number in self._sieve.met(squeezed))
        return tuple(rule.signal for rule in met if rule.stands(squeezed))


def read(text: str) -> Watch:
    """Read the table of signals; raises BadSignals naming every mistake in it."""
    table = yaml.safe_load(text)
    mistakes = [f"«{name}» is missing" for name in SIGNALS if name not in table]
    mistakes += [f"«{name}» is not a signal" for name in table if name not in SIGNALS]
    for name, fields in table.items():
        mistakes += [f"{name}: «{field}» is unknown" for field in fields if field not in FIELDS]
        mistakes += [problem for field in fields for problem in _broken(name, fields[field])]
    if mistakes:
        raise BadSignals("signals.yaml: " + "; ".join(mistakes))
    return Watch([_rule(name, table[name]) for name in SIGNALS])


def _broken(name: str, patterns: list[str]) -> list[str]:
    problems: list[str] = []
    for pattern in patterns:
        try:
            re.compile(pattern)
        except re.error as error:
            problems.append(f"{name}: {pattern!r} is not a pattern ({error})")
    return problems


def _rule(name: str, fields: Mapping[str, list[str]]) -> Rule:
    erase, veto, insist = (
        re.compile("|".join(fields[field])) if fields.get(field) else NEVER
        for field in ("erase", "veto", "insist")
    )
    return Rule(name, tuple(map(re.compile, fields.get("meet", ()))), erase, veto, insist)
