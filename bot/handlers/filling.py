"""Filling in what is known only once a case exists: its number, its office, its date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import overload

from bot.handlers.deps import StaffDeps
from bot.model.cases import CaseBrief
from bot.model.centres import HOTLINE
from bot.model.effects import Bubble, Card, Carousel, Say


def fill(bubble: Bubble, opened: CaseBrief | None, deps: StaffDeps) -> Bubble:
    """Return the bubble with its `{case.*}` placeholders filled from the case just opened.

    `deps` speaks the language of the bubble.
    """
    if opened is None:
        return bubble
    values = _values(opened, deps)
    match bubble:
        case Say():
            return replace(bubble, text=_put(bubble.text, values))
        case Card():
            return _fill_card(bubble, values)
        case Carousel():
            cards = tuple(_fill_card(card, values) for card in bubble.cards)
            return replace(bubble, cards=cards)


def _values(opened: CaseBrief, deps: StaffDeps) -> dict[str, str]:
    centre, showing = deps.map.centre(opened.centre_code), deps.showing
    return {
        "{case.number}": opened.number,
        "{case.centre}": showing.office(opened.centre_name, deps.map.english_names),
        "{case.next_contact}": showing.day(opened.next_contact) if opened.next_contact else "-",
        "{case.phone}": centre.public_phone if centre else HOTLINE,
        "{case.status}": deps.book.statuses.get(opened.status.value, opened.status.value),
    }


def _fill_card(card: Card, values: Mapping[str, str]) -> Card:
    rows = tuple(
        replace(row, label=_put(row.label, values), value=_put(row.value, values))
        for row in card.rows
    )
    return replace(card, title=_put(card.title, values), rows=rows, note=_put(card.note, values))


@overload
def _put(text: str, values: Mapping[str, str]) -> str: ...
@overload
def _put(text: None, values: Mapping[str, str]) -> None: ...
def _put(text: str | None, values: Mapping[str, str]) -> str | None:
    if text is None:
        return None
    for placeholder, value in values.items():
        text = text.replace(placeholder, value)
    return text
