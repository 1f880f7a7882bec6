"""A golden dialogue as a file: read with every slip of the pen told, written so as to read well."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml
from pydantic import ValidationError
from yaml.constructor import SafeConstructor

from bot.rehearsal.forms import Script
from bot.sheet import BadSheet, Mistake, Reading, line_of

_WIDTH = 1000


class BadDialogue(BadSheet):
    """A dialogue cannot be played; every mistake is listed with its line."""


@dataclass(frozen=True)
class Dialogue:
    """A conversation as it is written down: what a person does, and what the bot answers."""

    name: str
    about: str
    world: Mapping[str, Any]
    talk: Sequence[Mapping[str, Any]]
    """Lines; `bot` and `asking` are what is expected, absent in a line that is new."""


class _Reading(Reading):
    when_empty = "Write `about:` and `talk:` into it."


def read(text: str, *, name: str) -> Dialogue:
    """Return the dialogue of a file; raise BadDialogue with every mistake of its form."""
    reading = _Reading()
    root = reading.compose(text)
    if root is None:
        raise BadDialogue(name, reading.mistakes)
    plain = SafeConstructor().construct_document(root)
    try:
        Script.model_validate(plain)
    except ValidationError as wrong:
        raise BadDialogue(name, _mistakes(root, wrong)) from None
    return Dialogue(name, plain["about"], plain.get("world") or {}, plain["talk"])


def _mistakes(root: yaml.Node, wrong: ValidationError) -> Iterator[Mistake]:
    for error in wrong.errors():
        where = ".".join(str(part) for part in error["loc"]) or "the file"
        yield Mistake(
            _line(root, error["loc"]), f"{where}: {error['msg']}.", "See the flows reference."
        )


def _line(node: yaml.Node, path: Sequence[int | str]) -> int:
    """Return the line of the innermost part of a path that the file has."""
    found = node
    for part in path:
        inner = _inside(found, part)
        if inner is None:
            break
        found = inner
    return line_of(found)


def _inside(node: yaml.Node, part: int | str) -> yaml.Node | None:
    match node:
        case yaml.SequenceNode() if isinstance(part, int) and part < len(node.value):
            return node.value[part]  # type: ignore[no-any-return]  # PyYAML's nodes are untyped
        case yaml.MappingNode():
            return next((value for key, value in node.value if key.value == part), None)
        case _:
            return None


def write(dialogue: Dialogue) -> str:
    """Return the text of a dialogue's file."""
    world = {"world": dict(dialogue.world)} if dialogue.world else {}
    script = {"about": dialogue.about, **world, "talk": [dict(line) for line in dialogue.talk]}
    return yaml.dump(script, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=_WIDTH)


class _Dumper(yaml.SafeDumper):
    """Block texts for several lines, one line for what was understood."""


def _text(dumper: _Dumper, text: str) -> yaml.Node:
    return dumper.represent_scalar(
        "tag:yaml.org,2002:str", text, style="|" if "\n" in text else None
    )


def _mapping(dumper: _Dumper, mapping: dict[str, Any]) -> yaml.Node:
    flat = not {"talk", "bot", "heard"} & mapping.keys()
    return dumper.represent_mapping("tag:yaml.org,2002:map", mapping.items(), flow_style=flat)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(dict, _mapping)
