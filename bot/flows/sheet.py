"""YAML with line numbers, read so that every mistake is noted and reading goes on.

What the keys mean is `loader`'s business; here are only mappings, lists, texts and numbers.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable
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


class BadFlows(BotError):
    """flows.yaml cannot be used; every mistake is listed with its line."""

    def __init__(self, name: str, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(sorted(set(mistakes)))
        count = len(self.mistakes)
        head = f"{name} has {count} mistake{'s' if count > 1 else ''}:"
        lines = [f"{name}:{m.line}: {m.sentence} {m.cure}" for m in self.mistakes]
        super().__init__("\n".join([head, *lines]))


class Sheet:
    """A YAML text under reading, and the mistakes found so far."""

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
            self.note(1, f"YAML cannot be read: {broken}.", "Save the file as UTF-8 text.")
            return None
        if root is None:
            self.note(1, "The file is empty.", "Put `version: 1` and the flows into it.")
        return root

    def mapping(
        self,
        node: yaml.Node,
        what: str,
        *,
        allowed: Collection[str] | None = None,
        required: Collection[str] = (),
    ) -> dict[str, yaml.Node]:
        """Return a mapping's values by key; unknown, doubled and missing keys are noted."""
        if not isinstance(node, yaml.MappingNode):
            self.note(line_of(node), f"{what} should be keys with values.", "Write `key: value`.")
            return {}
        found: dict[str, yaml.Node] = {}
        for key_node, value in node.value:
            key = str(key_node.value)
            line = line_of(key_node)
            if key in found:
                self.note(line, f"{what} has '{key}' twice.", "Keep one of them.")
            elif allowed is not None and key not in allowed:
                self.note(
                    line, f"{what} does not know the key '{key}'.", did_you_mean(key, allowed)
                )
            else:
                found[key] = value
        for key in required:
            if key not in found:
                self.note(line_of(node), f"{what} lacks '{key}'.", f"Add `{key}:`.")
        return found

    def items(self, node: yaml.Node, what: str) -> list[yaml.Node]:
        """Return a list's members."""
        if isinstance(node, yaml.SequenceNode):
            return list(node.value)
        self.note(line_of(node), f"{what} should be a list.", "Write `- …` lines or [a, b].")
        return []

    def text(self, node: yaml.Node, what: str) -> str:
        """Return a text; anything but a plain value is noted."""
        if isinstance(node, yaml.ScalarNode) and node.value.strip():
            return str(node.value).strip()
        self.note(line_of(node), f"{what} should be a text.", "Write some words after the colon.")
        return ""

    def texts(self, node: yaml.Node, what: str) -> tuple[str, ...]:
        """Return several texts; a single one counts as a list of one."""
        if isinstance(node, yaml.SequenceNode):
            return tuple(self.text(item, what) for item in node.value)
        return (self.text(node, what),)

    def number(self, node: yaml.Node, what: str) -> float:
        """Return a number."""
        try:
            return float(self.text(node, what))
        except ValueError:
            self.note(line_of(node), f"{what} should be a number.", "Write e.g. 24 or 0.8.")
            return 0.0

    def flag(self, node: yaml.Node, what: str) -> bool:
        """Return true or false."""
        word = self.text(node, what)
        if word not in {"true", "false"}:
            self.note(line_of(node), f"{what} should be true or false.", "Write true or false.")
        return word == "true"


def line_of(node: yaml.Node) -> int:
    """Return the line a node starts on, counted from 1."""
    return int(node.start_mark.line) + 1


def did_you_mean(word: str, known: Collection[str]) -> str:
    """Return the cure for an unknown word: the nearest known one, or all of them."""
    near = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    if near:
        return f"Did you mean '{near[0]}'?"
    return f"Known here: {', '.join(sorted(known))}."
