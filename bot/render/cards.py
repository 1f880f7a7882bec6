"""Cards -> Flex bubbles: a coloured title, labelled lines one below the other, wide buttons.

Each label stands above its value, so that long Thai wraps over the whole width of a small phone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import orjson

from bot.model.effects import Card, Choice, Row
from bot.render.actions import Json, fix_label, link, press
from bot.render.cutting import clean
from bot.render.palette import (
    ACCENTS,
    INK,
    LABEL,
    LINK,
    NOTE_GROUND,
    NOTE_INK,
    WHITE,
)
from bot.render.words import NOTHING, alt_text


def bubble(card: Card) -> Json:
    """Return one Flex bubble. Bubbles of one carousel must share a size, so all have the same."""
    accent = ACCENTS[card.kind]
    shown: Json = {"type": "bubble", "size": "mega", "header": _header(card.title, accent)}
    if card.picture:
        shown["hero"] = _picture(card.picture)
    body = _body(card)
    if body:
        shown["body"] = _column(body, backgroundColor=WHITE, paddingAll="16px", spacing="md")
    buttons = _buttons(card, accent)
    if buttons:
        shown["footer"] = _column(buttons, backgroundColor=WHITE, paddingAll="12px", spacing="sm")
    return shown


def flex(cards: Sequence[Card], bubbles: Sequence[Json]) -> Json:
    """Return the message that shows one card, or several side by side, as built by `bubble`."""
    contents = bubbles[0] if len(bubbles) == 1 else {"type": "carousel", "contents": list(bubbles)}
    return {"type": "flex", "altText": alt_text(cards), "contents": contents}


def wire_bytes(content: Mapping[str, object]) -> int:
    """Return the size of the JSON as it leaves, six bytes a Thai letter.

    LINE does not say how it measures; this is the most that it could find.
    """
    return len(json.dumps(content))


def larger_than(limit: int, content: Mapping[str, object]) -> bool:
    """Tell whether the JSON is larger than so many bytes, measured as `wire_bytes` does."""
    # Escapes and spaces make no text three times as long: most cards need no closer look.
    return 3 * len(orjson.dumps(content)) > limit and wire_bytes(content) > limit


def _header(title: str, accent: str) -> Json:
    text = _text(title, size="lg", weight="bold", color=WHITE)
    return _column([text], backgroundColor=accent, paddingAll="16px")


def _picture(link: str) -> Json:
    """Return the picture whole, however it is shaped; a tap opens it."""
    return {
        "type": "image",
        "url": link,
        "size": "full",
        "aspectRatio": "20:13",
        "aspectMode": "fit",
        "animated": False,
        "backgroundColor": WHITE,
        "action": {"type": "uri", "uri": link},
    }


def _body(card: Card) -> list[Json]:
    parts: list[Json] = []
    if card.body and clean(card.body):
        parts.append(_text(card.body, size="md", color=INK))
    for row in card.rows:
        if parts:
            parts.append({"type": "separator"})
        parts.append(_row(row))
    if card.note and clean(card.note):
        parts.append(_note(card.note))
    return parts


def _row(row: Row) -> Json:
    label = _text(row.label, size="sm", color=LABEL, flex=1)
    fix = press(fix_label(row), row.fix)
    head: Json = {"type": "box", "layout": "horizontal", "contents": [label]}
    if fix:
        head["contents"] = [label, _fix(fix, row.fix_word)]
    return _column([head, _text(row.value, size="md", color=INK)], spacing="xs")


def _fix(pressed: Json, shown: str) -> Json:
    """Return the small link that puts a line right; its box is larger than its word, to be hit."""
    word = _text(shown, wrap=False, size="sm", color=LINK, decoration="underline", align="end")
    return _column([word], flex=0, paddingStart="16px", paddingBottom="4px", action=pressed)


def _note(note: str) -> Json:
    text = _text(note, size="sm", color=NOTE_INK)
    return _column([text], backgroundColor=NOTE_GROUND, cornerRadius="8px", paddingAll="12px")


def _buttons(card: Card, accent: str) -> list[Json]:
    """Return the card's buttons, the first one prominent; LINE's map opens by quick reply only."""
    chosen = [_pressed(one) for one in card.buttons if one.action != "location"]
    actions = [action for action in chosen if action]
    return [
        {"type": "button", "style": "primary", "color": accent, "height": "sm", "action": action}
        if index == 0
        else {"type": "button", "style": "secondary", "height": "sm", "action": action}
        for index, action in enumerate(actions)
    ]


def _pressed(choice: Choice) -> Json | None:
    if choice.action == "link":
        return link(choice.label, choice.url)
    return press(choice.label, choice.button)


def _text(text: str, **look: object) -> Json:
    return {"type": "text", "text": clean(text) or NOTHING, "wrap": True, **look}


def _column(contents: Sequence[Json], **look: object) -> Json:
    return {"type": "box", "layout": "vertical", "contents": list(contents), **look}
