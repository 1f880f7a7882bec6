"""`bot nlu`: what the understanding makes of a text, and training it anew."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Any

import click
import orjson

from bot import clock
from bot.cli.nlu_review import review
from bot.model.heard import Entities, Heard
from bot.model.thai import BANGKOK
from bot.nlu import pipeline


@click.group()
def nlu() -> None:
    """Understand Thai: predict, train, review what was unclear."""


nlu.add_command(review)


@nlu.command()
def predict() -> None:
    """Read lines of text, or of JSON {"text": …, "asking": …}; print one JSON object per line."""
    from bot.app import packaged  # noqa: PLC0415 -- loads the language only here

    understanding = pipeline.load(packaged("nlu"))
    today = clock.now().astimezone(BANGKOK).date()
    for line in sys.stdin.buffer:
        _write(_predict(understanding, line, today))


def _predict(understanding: pipeline.Understanding, line: bytes, today: date) -> dict[str, Any]:
    asked = _read(line)
    if isinstance(asked, str):
        return {"error": asked}
    text, asking = asked
    return {"text": text, **shown(understanding.understand(text, asking=asking, today=today))}


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


@nlu.command()
@click.option(
    "--out", type=click.Path(path_type=Path), help="Where to write; default: the shipped model."
)
def train(out: Path | None) -> None:
    """Train the intents from the examples in the repository (needs the development extra)."""
    try:
        from bot.nlu.training import train_and_save  # noqa: PLC0415 -- a development extra
    except ModuleNotFoundError as error:
        raise click.UsageError(f"Training needs {error.name}: run `uv sync --group dev`.") from None
    written = train_and_save(out)
    click.echo(f"{written} is trained.")


def _write(answer: dict[str, Any]) -> None:
    sys.stdout.buffer.write(orjson.dumps(answer) + b"\n")
    sys.stdout.buffer.flush()
