"""A turn is one LINE request: five bubbles at the most, none of them empty or too long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.model.effects import Card, Carousel, Effect, Say
from bot.model.limits import BUBBLES_PER_REQUEST, TEXT


def within_limits(effects: Sequence[Effect]) -> list[Effect]:
    """Return the effects with texts clipped, and joined where there are too many bubbles."""
    found = _one_choice([_clipped(effect) for effect in effects])
    while sum(isinstance(e, Say | Card | Carousel) for e in found) > BUBBLES_PER_REQUEST:
        joined = _join_first_pair(found)
        if joined is None:
            return _newest(found)
        found = joined
    return found


def _one_choice(effects: list[Effect]) -> list[Effect]:
    """Keep the choices of the last bubble that has any: LINE shows those of the last one only."""
    chosen = [
        i for i, e in enumerate(effects) if isinstance(e, Say | Card | Carousel) and e.choices
    ]
    return [
        replace(e, choices=()) if i in chosen[:-1] and isinstance(e, Say | Card | Carousel) else e
        for i, e in enumerate(effects)
    ]


def _clipped(effect: Effect) -> Effect:
    if isinstance(effect, Say) and len(effect.text) > TEXT // 2:
        return Say(effect.text[: TEXT // 2 - 1] + "…", effect.choices)
    return effect


def _join_first_pair(effects: list[Effect]) -> list[Effect] | None:
    says = [(i, effect) for i, effect in enumerate(effects) if isinstance(effect, Say)]
    if len(says) < 2:
        return None
    (first, one), (second, two) = says[:2]
    joined = _clipped(Say(f"{one.text}\n\n{two.text}", two.choices or one.choices))
    return [*effects[:first], *effects[first + 1 : second], joined, *effects[second + 1 :]]


def _newest(effects: list[Effect]) -> list[Effect]:
    bubbles = [i for i, e in enumerate(effects) if isinstance(e, Say | Card | Carousel)]
    dropped = set(bubbles[:-BUBBLES_PER_REQUEST])
    return [effect for i, effect in enumerate(effects) if i not in dropped]
