"""Our messages against LINE's own OpenAPI description, where a copy of it is at hand."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.model.buttons import Button
from bot.model.effects import Bubble, Card, Carousel, Choice, Row, Say
from bot.render import messages

# Only a developer's machine may have a copy; the suite does not need one.
FOLDER = os.environ.get("LINE_OPENAPI_DIR")

pytestmark = pytest.mark.skipif(
    FOLDER is None,
    reason="set LINE_OPENAPI_DIR to a folder with github.com/line/line-openapi to run this",
)

GO = Button("financing", "fix", 7, "ไป")
CHOICES = (Choice("ตกลง", GO), Choice("แผนที่", None, "location"))
EVERYTHING = Card(
    "summary", "สรุป", (Row("จังหวัด", "น่าน", GO), Row("อีเมล", "")), CHOICES, CHOICES, "หมายเหตุ"
)
BUBBLES: tuple[Bubble, ...] = (
    Say("สวัสดีค่ะ", CHOICES),
    EVERYTHING,
    Carousel((EVERYTHING, EVERYTHING), CHOICES),
)


@cache
def _schemas() -> Mapping[str, Any]:
    text = (Path(FOLDER or "") / "messaging-api.yml").read_text(encoding="utf-8")
    content = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 -- both are safe
    schemas: Mapping[str, Any] = content["components"]["schemas"]
    return schemas


def _resolve(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    return _schemas()[schema["$ref"].rsplit("/", 1)[1]] if "$ref" in schema else schema


def _whole(schema: Mapping[str, Any], value: object) -> dict[str, Any]:
    """Merge a schema with its parents, after choosing the child that the value's type names."""
    found = _resolve(schema)
    choice = found.get("discriminator")
    if choice and isinstance(value, dict) and "mapping" in choice:
        child = choice["mapping"].get(value.get(choice["propertyName"]))
        if child is None:
            return {"enum": [f"a known {choice['propertyName']}"]}
        found = _resolve({"$ref": child})
    return _merged(found)


def _merged(schema: Mapping[str, Any]) -> dict[str, Any]:
    properties = dict(schema.get("properties", {}))
    required = list(schema.get("required", []))
    for parent in schema.get("allOf", []):
        inherited = _merged(_resolve(parent))
        properties |= inherited["properties"]
        required += inherited["required"]
    return {**schema, "properties": properties, "required": required}


def mistakes(schema: Mapping[str, Any], value: object, where: str) -> Iterator[str]:
    """Name each place that the description forbids, unknown properties included."""
    rule = _whole(schema, value)
    if "enum" in rule and value not in rule["enum"]:
        yield f"{where}: {value!r} is none of {rule['enum']}"
    yield from _size_mistakes(rule, value, where)
    if isinstance(value, dict):
        yield from _object_mistakes(rule, value, where)
    if isinstance(value, list):
        for index, one in enumerate(value):
            yield from mistakes(rule.get("items", {}), one, f"{where}[{index}]")


def _size_mistakes(rule: Mapping[str, Any], value: object, where: str) -> Iterator[str]:
    if not isinstance(value, Sequence):
        return
    least = rule.get("minLength", rule.get("minItems", 0))
    most = rule.get("maxLength", rule.get("maxItems", len(value)))
    if not least <= len(value) <= most:
        yield f"{where}: {len(value)} is not between {least} and {most}"


def _object_mistakes(
    rule: Mapping[str, Any], value: Mapping[str, Any], where: str
) -> Iterator[str]:
    if not rule.get("properties"):
        return
    yield from (f"{where}: no {name}" for name in rule["required"] if name not in value)
    for name, inner in value.items():
        if name in rule["properties"]:
            yield from mistakes(rule["properties"][name], inner, f"{where}.{name}")
        else:
            yield f"{where}: {name} is unknown"


@pytest.mark.parametrize("bubble", BUBBLES, ids=lambda bubble: type(bubble).__name__)
def test_lines_description_of_its_api_takes_our_messages(bubble: Bubble) -> None:
    request = {"to": "U1", "messages": messages([bubble])}

    found = list(mistakes({"$ref": "#/components/schemas/PushMessageRequest"}, request, "push"))

    assert found == []


@pytest.mark.parametrize(
    "message",
    [
        {"type": "text"},
        {"type": "hologram", "text": "x"},
        {"type": "text", "text": "x", "colour": "red"},
        {"type": "flex", "altText": "x", "contents": {"type": "bubble", "size": "enormous"}},
    ],
)
def test_lines_description_of_its_api_refuses_what_is_wrong(message: dict[str, object]) -> None:
    request = {"to": "U1", "messages": [message]}

    found = list(mistakes({"$ref": "#/components/schemas/PushMessageRequest"}, request, "push"))

    assert found != []
