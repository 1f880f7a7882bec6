"""YAML with line numbers, read so that every mistake is noted and reading goes on.

What the keys mean is `loader`'s business; here are only mappings, lists, texts and numbers.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection
from dataclasses import dataclass

import yaml

from bot.model.languages import LANGUAGES, Language
from bot.sheet import BadSheet, Mistake, Reading, line_of

__all__ = ["BadFlows", "Mistake", "Sheet", "Wording", "did_you_mean", "line_of"]


class BadFlows(BadSheet):
    """flows.yaml cannot be used; every mistake is listed with its line."""


@dataclass(frozen=True, slots=True)
class Wording:
    """A text that people read, as it stands in the file in either language."""

    line: int
    what: str
    thai: str
    english: str | None
    """None where the file has no English of it."""


class Sheet(Reading):
    """flows.yaml under reading in one of its languages, and the mistakes found so far."""

    when_empty = "Put `version: 1` and the flows into it."

    def __init__(self, language: Language = "th") -> None:
        super().__init__()
        self._language = language
        self.wordings: list[Wording] = []
        """Every text that people read, in the order of reading."""

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

    def spoken(self, node: yaml.Node, what: str) -> str:
        """Return a text that people read: a plain one, or of {th: …, en: …} the one meant.

        Where it has no English, the Thai stands for it.
        """
        thai, english = self._both(node, what)
        self.wordings.append(Wording(line_of(node), what, thai, english))
        return english if english and self._language == "en" else thai

    def all_spoken(self, node: yaml.Node, what: str) -> tuple[str, ...]:
        """Return several texts that people read; a single one counts as a list of one."""
        items = node.value if isinstance(node, yaml.SequenceNode) else [node]
        return tuple(self.spoken(item, what) for item in items)

    def said_either_way(self, node: yaml.Node, what: str) -> tuple[str, ...]:
        """Return a text that people read in all languages that it has, the one meant first."""
        every = dict.fromkeys((self.spoken(node, what), *filter(None, self._both(node, what))))
        return tuple(every)

    def _both(self, node: yaml.Node, what: str) -> tuple[str, str | None]:
        if not isinstance(node, yaml.MappingNode):
            return self.text(node, what), None
        keys = self.mapping(node, what, allowed=LANGUAGES, required=("th",))
        texts = {key: self.text(value, what) for key, value in keys.items()}
        return texts.get("th", ""), texts.get("en")

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


def did_you_mean(word: str, known: Collection[str]) -> str:
    """Return the cure for an unknown word: the nearest known one, or all of them."""
    near = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    if near:
        return f"Did you mean '{near[0]}'?"
    return f"Known here: {', '.join(sorted(known))}."
