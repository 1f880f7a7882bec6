"""What was understood of the words in a dialogue, as people write it down and back again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from bot.model.heard import Amount, Entities, Guess, Heard, Place

_ENTITIES = tuple(field.name for field in fields(Entities))
_WORTH_TELLING = 0.05


def heard(text: str, form: Mapping[str, Any]) -> Heard:
    """Return words with their understanding; what the form leaves out was not understood."""
    return Heard(
        text=text,
        intent=form.get("intent", "out_of_scope"),
        confidence=form.get("sure", 0.3),
        sub_intent=form.get("sub"),
        alternatives=tuple(Guess(*guess) for guess in form.get("or", ())),
        signals=tuple(form.get("signals", ())),
        entities=Entities(**{name: _read(name, form[name]) for name in _ENTITIES if name in form}),
        assent=form.get("assent"),
        correcting=form.get("correcting", False),
    )


def _read(name: str, value: Any) -> Any:  # noqa: ANN401 -- as each entity is
    match name:
        case "amount_baht":
            return Amount(*value)
        case "place_doubts":
            return tuple(Place(*place) for place in value)
        case "problems":
            return tuple(value)
        case _:
            return value


def written(found: Heard) -> dict[str, Any]:
    """Return the form that `heard` reads, with only what was understood in it."""
    form: dict[str, Any] = {
        "intent": found.intent,
        "sure": round(found.confidence, 2),
        "sub": found.sub_intent,
        "or": [
            [guess.intent, round(guess.confidence, 2)]
            for guess in found.alternatives
            if guess.confidence >= _WORTH_TELLING
        ],
        "signals": list(found.signals),
        "assent": found.assent,
        "correcting": found.correcting,
    }
    form |= {name: _write(getattr(found.entities, name)) for name in _ENTITIES}
    return {key: value for key, value in form.items() if value not in (None, [], False)}


def _write(value: object) -> object:
    match value:
        case Amount(low, high):
            return [low, high]
        case tuple():
            return [[p.province, p.district] if isinstance(p, Place) else p for p in value]
        case _:
            return value
