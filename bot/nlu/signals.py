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
    meet: re.Pattern[str]
    erase: re.Pattern[str]
    veto: re.Pattern[str]
    insist: re.Pattern[str]

    def met(self, squeezed: str) -> bool:
        """Return whether squeezed text raises the signal."""
        if not self.meet.search(squeezed) or not self.meet.search(self.erase.sub("·", squeezed)):
            return False
        return not self.veto.search(squeezed) or self.insist.search(squeezed) is not None


class Watch:
    """All signals at once; built once, then safe to share."""

    def __init__(self, rules: Sequence[Rule], meet: Mapping[str, Sequence[str]]) -> None:
        """`meet` are the patterns of each signal one by one: most messages have none of them."""
        self.rules = tuple(rules)
        self._owners = [name for name, patterns in meet.items() for _ in patterns]
        self._sieve = Sieve([re.compile(one) for patterns in meet.values() for one in patterns])

    def hear(self, squeezed: str) -> tuple[str, ...]:
        """Return the signals that squeezed text raises, in the order of SIGNALS."""
        met = self._sieve.met(squeezed)
        if not met:
            return ()
        near = {self._owners[number] for number in met}
        return tuple(
            rule.signal for rule in self.rules if rule.signal in near and rule.met(squeezed)
        )


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
    meet = {name: fields.get("meet", []) for name, fields in table.items()}
    return Watch([_rule(name, table[name]) for name in SIGNALS], meet)


def _broken(name: str, patterns: list[str]) -> list[str]:
    problems: list[str] = []
    for pattern in patterns:
        try:
            re.compile(pattern)
        except re.error as error:
            problems.append(f"{name}: {pattern!r} is not a pattern ({error})")
    return problems


def _rule(name: str, fields: Mapping[str, list[str]]) -> Rule:
    meet, erase, veto, insist = (
        re.compile("|".join(fields[field])) if fields.get(field) else NEVER
        for field in ("meet", "erase", "veto", "insist")
    )
    return Rule(name, meet, erase, veto, insist)
