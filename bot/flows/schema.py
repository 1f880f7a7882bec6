"""The shape of flows.yaml as a JSON Schema (draft 7), for editors that complete and underline.

Made of the very lists the loader reads by, so it cannot know another language than the loader.
What only the loader can judge (links, consent, lengths, particles) stays with `bot flows check`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any

from bot.flows import loader, vocabulary
from bot.flows.actions import ACTIONS
from bot.flows.book import Policy, Slot
from bot.flows.steps import ALLOWED, BRANCH, NO_GO, OPTION, ROW
from bot.model.cases import Status
from bot.model.heard import INTENTS
from bot.model.languages import LANGUAGES

Schema = dict[str, Any]

_TEXT: Schema = {"$ref": "#/definitions/text"}
_WORDS: Schema = {"$ref": "#/definitions/words"}
_SPOKEN: Schema = {"$ref": "#/definitions/spoken"}
_ALL_SPOKEN: Schema = {"$ref": "#/definitions/all_spoken"}
_OPTIONS: Schema = {"$ref": "#/definitions/options"}
_FLAG: Schema = {"type": "boolean"}
_LANGUAGES: Schema = {
    "type": "array", "items": {"enum": list(LANGUAGES)}, "contains": {"const": "th"},
}  # fmt: skip
_BY_TYPE: Mapping[str, Schema] = {
    "str": _TEXT,
    "str | None": _TEXT,
    "tuple[str, ...]": _WORDS,
    "tuple[Option, ...]": _OPTIONS,
    "Mapping[str, str]": {"type": "object", "additionalProperties": _TEXT},
    "bool": _FLAG,
    "int": {"type": "integer"},
    "float": {"type": "number"},
}
"""A field of `book` -> what stands for it in the file."""
_SPOKEN_BY_NAME: Schema = {"type": "object", "additionalProperties": _SPOKEN}
_SPOKEN_OF_SLOTS: Mapping[str, Schema] = {
    **dict.fromkeys(("label", "ask", "skip_label", "echo", "unsaid"), _SPOKEN),
    "again": _ALL_SPOKEN,
    "problems": _SPOKEN_BY_NAME,
}


def schema() -> Schema:
    """Return the schema as JSON values."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "flows.yaml",
        "description": "docs/flows-reference.md tells of every key.",
        **_object(_sections(), required=loader.SECTIONS),
        "definitions": {
            "text": {"type": ["string", "number", "boolean"]},
            "words": {"anyOf": [_TEXT, {"type": "array", "items": _TEXT}]},
            "spoken": {
                "description": "What people read: {th: …, en: …}",
                "anyOf": [_TEXT, _object(dict.fromkeys(LANGUAGES, _TEXT), required=("th",))],
            },
            "all_spoken": {"anyOf": [_SPOKEN, {"type": "array", "items": _SPOKEN}]},
            "option": _object(_options(), required=("label", "value")),
            "options": {"type": "array", "items": {"$ref": "#/definitions/option"}},
            "condition": {
                "type": "string",
                "description": f"Every slot, and: {', '.join(vocabulary.CONDITION_NAMES)}",
            },
            "slot": _object(_slot(), required=("type", "label")),
            "flow": {**_object(_flow()), "oneOf": [{"required": ["say"]}, {"required": ["steps"]}]},
            "step": {"oneOf": [_step(verb) for verb in ALLOWED]},
        },
    }


def _object(properties: Mapping[str, Schema], required: Iterable[str] = ()) -> Schema:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(required),
        "additionalProperties": False,
    }


def _known(names: Iterable[str]) -> Schema:
    """Complete these names, and take others too: a file may have its own."""
    return {"anyOf": [{"enum": list(names)}, _TEXT]}


def _sections() -> dict[str, Schema]:
    flow: Schema = {"$ref": "#/definitions/flow"}
    slot: Schema = {"$ref": "#/definitions/slot"}
    every = {
        "version": {"enum": [1, "1"]},
        "languages": _LANGUAGES,
        "notice_version": _TEXT,
        "policy": _object(_typed(Policy, loader.POLICY), required=loader.POLICY),
        "menu": _OPTIONS,
        "menu_while_open": _OPTIONS,
        "topics": _SPOKEN_BY_NAME,
        "slots": _named(vocabulary.NEEDED_SLOTS, slot),
        "flows": {"type": "object", "additionalProperties": flow},
        "patterns": _named(vocabulary.REQUIRED_PATTERNS, flow),
        "phrases": _object(
            {name: _phrase(name) for name in vocabulary.PHRASES}, required=vocabulary.PHRASES
        ),
        "statuses": _object(dict.fromkeys(Status, _SPOKEN), required=Status),
        "renamed": _BY_TYPE["Mapping[str, str]"],
    }
    return {name: every[name] for name in (*loader.SECTIONS, *loader.MAY_BE_THERE)}


def _named(needed: tuple[str, ...], each: Schema) -> Schema:
    """Return a section of things with names, some of which must be there."""
    known = dict.fromkeys(needed, each)
    return {**_object(known, required=needed), "additionalProperties": each}


def _typed(kind: type[Policy | Slot], keys: Iterable[str]) -> dict[str, Schema]:
    by_name = {
        field.name: _BY_TYPE[str(field.type)] for field in fields(kind) if field.name in keys
    }
    return {key: by_name[key] for key in keys}


def _phrase(name: str) -> Schema:
    holds = " ".join(f"{{{part}}}" for part in vocabulary.PHRASE_PLACEHOLDERS.get(name, ()))
    return {**_SPOKEN, "description": f"May hold {holds}"} if holds else _SPOKEN


def _slot() -> dict[str, Schema]:
    typed = {**_typed(Slot, loader.SLOT), "type": {"enum": list(vocabulary.SLOT_TYPES)}}
    return {**typed, **_SPOKEN_OF_SLOTS}


def _flow() -> dict[str, Schema]:
    every = {
        "title": _TEXT,
        "starts_on": {"anyOf": [_known(INTENTS), {"type": "array", "items": _known(INTENTS)}]},
        "words": _WORDS,
        "about": _WORDS,
        "forgets": _WORDS,
        "steps": {"type": "array", "items": {"$ref": "#/definitions/step"}, "minItems": 1},
        "say": _SPOKEN,
        "end": {"enum": list(vocabulary.ENDINGS)},
        "menu": _FLAG,
    }
    return {key: every[key] for key in loader.FLOW}


def _options() -> dict[str, Schema]:
    every = {**dict.fromkeys(OPTION, _TEXT), "label": _SPOKEN, "words": _WORDS}
    return {**every, "start": {"enum": list(vocabulary.STARTS)}}


def _step(verb: str) -> Schema:
    needed = ("id", verb) if verb in NO_GO else ("id", verb, "go")
    keys = {key: _KEYS[key] for key in ("id", verb, *ALLOWED[verb])}
    if verb == "choose":
        keys |= {"choose": _TEXT, "rows": _WORDS}
        return {**_object(keys, (*needed, "text")), "oneOf": _OPTIONS_OR_FROM}
    return _object(keys, needed)


_OPTIONS_OR_FROM = [{"required": ["options"]}, {"required": ["from"]}]
_BRANCH: Mapping[str, Schema] = {
    **dict.fromkeys(BRANCH, _TEXT),
    "if": {"$ref": "#/definitions/condition"},
}
_RULE: Mapping[str, Schema] = {
    "if": {"$ref": "#/definitions/condition"},
    "is": {"enum": list(vocabulary.PRIORITIES)},
}
_SLOTS = _known((*vocabulary.NEEDED_SLOTS, "the_line"))
_KEYS: Mapping[str, Schema] = {
    "id": _TEXT,
    "go": _TEXT,
    "give_up": _TEXT,
    "text": _SPOKEN,
    "note": _SPOKEN,
    "again": _ALL_SPOKEN,
    "menu": _FLAG,
    "card": {"enum": list(vocabulary.CARDS)},
    "rows": {"type": "array", "items": _object(dict.fromkeys(ROW, _SPOKEN), required=ROW)},
    "options": _OPTIONS,
    "from": {"enum": list(vocabulary.SOURCES)},
    "priority": {"type": "array", "items": _object(_RULE, required=("is",))},
    "say": _SPOKEN,
    "ask": {"anyOf": [_SLOTS, {"type": "array", "items": _SLOTS}]},
    "choose": _TEXT,
    "when": {"type": "array", "items": _object(_BRANCH)},
    "set": {"type": "object", "additionalProperties": _TEXT},
    "do": {"enum": list(ACTIONS)},
    "open_case": {"enum": list(vocabulary.CATEGORIES)},
    "hand_off": _TEXT,
    "call": _known(vocabulary.REQUIRED_PATTERNS),
    "end": {"enum": list(vocabulary.ENDINGS)},
}
"""A key of a step -> what stands for it; `rows` and `choose` of a choice are names."""
