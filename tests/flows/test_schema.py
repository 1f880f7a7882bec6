"""The JSON Schema of flows.yaml: up to date, true of our own file, and strict about the shape."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from bot.flows import loader, steps
from bot.flows.schema import schema
from tests.flows.flows_stage import ROOT

TEXT = (ROOT / "flows.yaml").read_text(encoding="utf-8")
MISTAKES: dict[str, dict[str, str]] = yaml.safe_load(
    (Path(__file__).parent / "mistakes.yaml").read_text(encoding="utf-8")
)
OF_SHAPE = (
    "unknown key", "unknown section", "wrong version", "no number", "no flag", "no text",
    "no mapping", "slot type", "missing slot", "unknown ending", "unknown phrase", "unknown action",
    "unknown category", "unknown priority", "unknown card", "unknown source", "two verbs",
    "no verb", "nothing but a name", "no id", "options and source", "choice without text",
    "flow without steps", "missing pattern", "missing status", "missing Thai", "a third language",
    "languages that cannot be spoken",
)  # fmt: skip
"""The mistakes that an editor underlines by the schema; the others `bot flows check` tells."""


def wrong(text: str) -> list[str]:
    found = Draft7Validator(schema()).iter_errors(yaml.safe_load(text))
    return [error.message for error in found]


def test_the_schema_that_editors_read_is_what_the_code_says() -> None:
    kept = json.loads((ROOT / "flows.schema.json").read_text(encoding="utf-8"))

    assert kept == json.loads(json.dumps(schema())), "bot flows schema > flows.schema.json"


def test_the_schema_is_one() -> None:
    Draft7Validator.check_schema(schema())


def test_the_conversations_of_the_project_are_of_this_shape() -> None:
    assert wrong(TEXT) == []


def test_editors_find_the_schema_by_the_first_line() -> None:
    assert TEXT.startswith("# yaml-language-server: $schema=flows.schema.json\n")


@pytest.mark.parametrize("name", OF_SHAPE)
def test_a_mistake_of_shape_is_underlined(name: str) -> None:
    mistake = MISTAKES[name]
    assert mistake["old"] in TEXT

    assert wrong(TEXT.replace(mistake["old"], mistake["new"], 1)) != []


@pytest.mark.parametrize("verb", steps.ALLOWED)
def test_every_key_of_every_step_is_known(verb: str) -> None:
    (step,) = [one for one in schema()["definitions"]["step"]["oneOf"] if verb in one["required"]]

    assert set(step["properties"]) == {"id", verb, *steps.ALLOWED[verb]}


def test_every_section_and_its_keys_are_known() -> None:
    made: dict[str, Any] = schema()

    assert tuple(made["properties"]) == (*loader.SECTIONS, *loader.MAY_BE_THERE)
    assert tuple(made["properties"]["policy"]["properties"]) == loader.POLICY
    assert set(made["definitions"]["slot"]["properties"]) == set(loader.SLOT)
    assert tuple(made["definitions"]["flow"]["properties"]) == loader.FLOW
