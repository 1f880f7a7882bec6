"""YAML files that people keep: read with line numbers, all mistakes told at once.

What the keys of a file mean is the business of the room that reads it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import yaml

from bot.errors import BotError

try:
    from yaml import CSafeLoader as Loader
except ImportError:  # pragma: no cover - PyYAML built without libyaml; slower, the same result
    from yaml import SafeLoader as Loader  # type: ignore[assignment]


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    """One thing to put right, where, and how."""

    line: int
    sentence: str
    cure: str


class BadSheet(BotError):
    """A file that people keep cannot be used; every mistake is listed with its line."""

    def __init__(self, name: str, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(sorted(set(mistakes)))
        count = len(self.mistakes)
        head = f"{name} has {count} mistake{'s' if count > 1 else ''}:"
        lines = [f"{name}:{m.line}: {m.sentence} {m.cure}" for m in self.mistakes]
        super().__init__("\n".join([head, *lines]))


class Reading:
    """A YAML text under reading, and the mistakes found so far."""

    when_empty: str
    """What to put into an empty file."""

    def __init__(self) -> None:
        self.mistakes: list[Mistake] = []

    def note(self, line: int, sentence: str, cure: str) -> None:
        """Note one mistake and go on."""
        self.mistakes.append(Mistake(line, sentence, cure))

    def compose(self, text: str) -> yaml.Node | None:
        """Return the root node; a syntax error is noted with its line, giving None."""
        try:
            root = yaml.compose(text, Loader=Loader)
        except yaml.MarkedYAMLError as broken:
            mark = broken.problem_mark or broken.context_mark
            line = mark.line + 1 if mark else 1
            self.note(line, f"YAML cannot be read: {broken.problem}.", "Check quotes and indents.")
            return None
        except yaml.YAMLError as broken:
            reason = str(broken).splitlines()[0]
            self.note(1, f"YAML cannot be read: {reason}.", "Save the file as UTF-8 text.")
            return None
        if root is None:
            self.note(1, "The file is empty.", self.when_empty)
        return root


def line_of(node: yaml.Node) -> int:
    """Return the line a node starts on, counted from 1."""
    return int(node.start_mark.line) + 1
