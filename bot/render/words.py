"""Cards in words: for notifications and screen readers, and where a card would be too large."""

from __future__ import annotations

from collections.abc import Sequence

from bot.model.effects import Card, Choice
from bot.model.limits import ALT_TEXT, utf16_length
from bot.render.actions import fix_label
from bot.render.cutting import clean, shorten

NOTHING = "-"
"""Stands for an empty value: LINE refuses an empty text."""


def words(cards: Sequence[Card]) -> str:
    """Return all that the cards say, line by line; "" when they say nothing."""
    return "\n\n".join(text for card in cards if (text := _card_words(card)))


def alt_text(cards: Sequence[Card]) -> str:
    """Return LINE's altText: the words within 1,500 UTF-16 units."""
    return shorten(words(cards), ALT_TEXT, utf16_length) or NOTHING


def buttons_in_words(cards: Sequence[Card]) -> tuple[Choice, ...]:
    """Return the choices that stand for the cards' buttons once the cards are mere words.

    Pages are not among them: no quick reply opens one.
    """
    every = (choice for card in cards for choice in (*card.buttons, *_fixes(card)))
    return tuple(choice for choice in every if choice.action != "link")


def _fixes(card: Card) -> list[Choice]:
    return [Choice(fix_label(row), row.fix) for row in card.rows if row.fix]


def _card_words(card: Card) -> str:
    rows = [_line(clean(row.label), clean(row.value)) for row in card.rows]
    lines = [clean(card.title), clean(card.body or ""), *rows, clean(card.note or "")]
    return "\n".join(line for line in lines if line)


def _line(label: str, value: str) -> str:
    return f"{label}: {value or NOTHING}" if label else value
