"""YAML files that people keep: read with line numbers, all mistakes told at once.

What the keys of a file mean is the business of the room that reads it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml
from yaml.constructor import SafeConstructor

from bot.errors import BotError

try:
    from yaml import CSafeLoader as Loader
except ImportError:  # pragma: no cover - PyYAML built without libyaml; slower, the same result
    from yaml import SafeLoader as Loader  # type: ignore[assignment]


_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_BUDDHIST_FROM = 2400


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


class Records(Reading):
    """A YAML text of records: keys, lists, texts and days."""

    def mapping(
        self, node: yaml.Node, what: str, *, required: Collection[str], optional: Collection[str]
    ) -> dict[str, yaml.Node]:
        """Return a mapping's values by key; unknown, doubled and missing keys are noted."""
        if not isinstance(node, yaml.MappingNode):
            self.note(line_of(node), f"{what} is no mapping.", "Write `key: value` lines.")
            return {}
        found: dict[str, yaml.Node] = {}
        for key_node, value in node.value:
            key, line = str(key_node.value), line_of(key_node)
            if key in found:
                self.note(line, f"{what} has '{key}' twice.", "Keep one of them.")
            elif key in required or key in optional:
                found[key] = value
            else:
                known = ", ".join([*required, *optional])
                self.note(line, f"{what} has no key '{key}'.", f"It has: {known}.")
        for key in required:
            if key not in found:
                self.note(line_of(node), f"{what} lacks '{key}'.", f"Add `{key}:`.")
        return found

    def items(self, node: yaml.Node | None, what: str) -> list[yaml.Node]:
        """Return a list's members; none where the key was left out."""
        if node is None:
            return []
        if isinstance(node, yaml.SequenceNode):
            return list(node.value)
        self.note(line_of(node), f"{what} is no list.", "Write `- …` lines or [a, b].")
        return []

    def plain(self, node: yaml.Node) -> Any:  # noqa: ANN401 -- whatever was written
        """Return what a node holds, as YAML reads it."""
        return SafeConstructor().construct_document(node)

    def text(self, node: yaml.Node | None, what: str) -> str:
        """Return a text; "" where the key was left out, or after noting that it is none."""
        if node is None:
            return ""
        if isinstance(node, yaml.ScalarNode) and node.value.strip():
            return " ".join(node.value.split())
        self.note(line_of(node), f"{what} is no text.", "Write some words after the colon.")
        return ""

    def shaped(self, node: yaml.Node | None, what: str, shape: str, *, example: str) -> str:
        """Return a text of a given shape (a regular expression)."""
        value = self.text(node, what)
        if node is not None and value and not re.fullmatch(shape, value):
            self.note(line_of(node), f"{what} is '{value}'.", f"Write it as {example}.")
        return value

    def day(self, node: yaml.Node | None, what: str) -> date | None:
        """Return a day; None where the key was left out, or after noting that it is none."""
        value = self.text(node, what)
        if node is None or not value:
            return None
        try:
            day = date.fromisoformat(value) if _ISO.fullmatch(value) else None
        except ValueError:
            day = None
        if day is None:
            self.note(line_of(node), f"{what} is '{value}', no day.", "Write it as 2026-11-25.")
        elif day.year >= _BUDDHIST_FROM:
            cure = f"Write {day.year - 543}{value[4:]}."
            self.note(line_of(node), f"{what} is '{value}', a year of the Buddhist era.", cure)
        return day


def line_of(node: yaml.Node) -> int:
    """Return the line a node starts on, counted from 1."""
    return int(node.start_mark.line) + 1
