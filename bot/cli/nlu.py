"""`bot nlu`: what the understanding makes of a text, and training it anew."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
import orjson

from bot import clock
from bot.cli import nlu_teaching
from bot.cli.nlu_review import review
from bot.learning import lines as labelled
from bot.learning.guessing import foreign, guesser
from bot.model.heard import Entities, Heard
from bot.model.thai import BANGKOK
from bot.nlu import pipeline

Saying = Callable[[str, str | None], dict[str, Any]]
"""Tells in public form what was made of a text, which may answer a question."""


@click.group()
def nlu() -> None:
    """Understand Thai: predict, train, evaluate, promote, review what was unclear."""


for command in (
    nlu_teaching.train,
    nlu_teaching.evaluate,
    nlu_teaching.promote,
    nlu_teaching.rollback,
    nlu_teaching.models,
    review,
):
    nlu.add_command(command)


@nlu.command()
@click.argument("file", type=nlu_teaching.FILE, required=False)
@click.option("--model", type=nlu_teaching.FILE, help="Model to ask; default: the one that serves.")
@click.option("--split", help="Of FILE, only lines of this split; default: test, if it has it.")
def predict(file: Path | None, model: Path | None, split: str | None) -> None:
    """Print one JSON object for each line of text: what was understood.

    Reads lines from the standard input, of text or of JSON {"text": …, "asking": …}; or FILE, with
    columns «text» and «label», whose labels are printed beside.
    """
    understanding = nlu_teaching.understanding_with(model)
    say = _guessing(understanding) if foreign(understanding) else _understanding(understanding)
    if file is not None:
        for line in labelled.of_split(labelled.read_file(file), split):
            _write({"text": line.text, "label": line.intent, **say(line.text, None)})
        return
    for raw in sys.stdin.buffer:
        _write(_answer(say, raw))


def _understanding(understanding: pipeline.Understanding) -> Saying:
    today = clock.now().astimezone(BANGKOK).date()
    return lambda text, asking: shown(understanding.understand(text, asking=asking, today=today))


def _guessing(understanding: pipeline.Understanding) -> Saying:
    guess = guesser(understanding)
    return lambda text, _: asdict(guess(text))


def _answer(say: Saying, line: bytes) -> dict[str, Any]:
    asked = _read(line)
    if isinstance(asked, str):
        return {"error": asked}
    text, asking = asked
    return {"text": text, **say(text, asking)}


def _read(line: bytes) -> tuple[str, str | None] | str:
    """Return the text and the question it answers; or a sentence saying what is wrong."""
    plain = line.decode("utf-8", errors="replace").rstrip("\r\n")
    if not plain.lstrip().startswith("{"):
        return plain, None
    try:
        given = orjson.loads(plain)
    except orjson.JSONDecodeError as error:
        return f"This line begins like JSON but is not: {error}."
    text, asking = given.get("text"), given.get("asking")
    if not isinstance(text, str) or not isinstance(asking, str | None):
        return 'Write {"text": "…"} and, if it answers a question, "asking": "province".'
    return text, asking


def shown(heard: Heard) -> dict[str, Any]:
    """Return an understanding in its public form."""
    return {
        "intent": heard.intent,
        "sub_intent": heard.sub_intent,
        "confidence": heard.confidence,
        "alternatives": [
            {"intent": guess.intent, "confidence": guess.confidence} for guess in heard.alternatives
        ],
        "scores": heard.scores,
        "signals": list(heard.signals),
        "entities": _entities(heard.entities),
    }


def _entities(entities: Entities) -> dict[str, Any]:
    amount = entities.amount_baht
    return {
        "province": entities.province,
        "district": entities.district,
        "amount_baht": {"min": amount.min, "max": amount.max} if amount else None,
        "phone": entities.phone,
        "juristic_id": entities.juristic_id,
        "email": entities.email,
    }


def _write(answer: dict[str, Any]) -> None:
    sys.stdout.buffer.write(orjson.dumps(answer) + b"\n")
    sys.stdout.buffer.flush()
