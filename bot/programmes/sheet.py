"""What may stand in a YAML file of programmes: keys, lists, texts and days."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date

import yaml

from bot.sheet import BadSheet, Reading, line_of

__all__ = ["BadProgrammes", "Sheet", "line_of"]

_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_BUDDHIST_FROM = 2400


class BadProgrammes(BadSheet):
    """The programme records cannot be used; every mistake is listed with its line."""


class Sheet(Reading):
    """The programme records under reading, and the mistakes found so far."""

    when_empty = "Put a list under `programmes:` into it."

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
