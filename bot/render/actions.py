"""Choices -> LINE's action objects. A choice that LINE would refuse gives none; see `checks`."""

from __future__ import annotations

from collections.abc import Iterable

from bot.model.buttons import Button
from bot.model.effects import Choice, Row
from bot.model.limits import (
    DISPLAY_TEXT,
    FLEX_LABEL,
    LABEL,
    LINK,
    POSTBACK_DATA,
    QUICK_REPLIES,
    utf16_length,
)
from bot.render.cutting import clean, shorten

Json = dict[str, object]


def quick_reply(choices: Iterable[Choice]) -> Json | None:
    """Return the row of quick replies, each choice once, thirteen at the most; None for none."""
    actions = (_quick_action(choice) for choice in dict.fromkeys(choices))
    items = [{"type": "action", "action": action} for action in actions if action]
    return {"items": items[:QUICK_REPLIES]} if items else None


def press(label: str, button: Button | None, *, limit: int = FLEX_LABEL) -> Json | None:
    """Return a postback whose whole label appears in the chat as the person's own words."""
    name, data = clean(label), button.pack() if button else ""
    if not name or not data or utf16_length(data) > POSTBACK_DATA:
        return None
    return {
        "type": "postback",
        "label": shorten(name, limit),
        "data": data,
        "displayText": shorten(name, DISPLAY_TEXT),
    }


def fix_label(row: Row) -> str:
    """Return what is said by pressing the button of a line: «แก้ไขจังหวัด», «Edit Province»."""
    between = " " if row.fix_word.isascii() else ""
    return f"{row.fix_word}{between}{clean(row.label)}"


def link(label: str, url: str) -> Json | None:
    """Return an action that opens a page; None for what LINE would refuse."""
    name = clean(label)
    if not name or not url.startswith(("https://", "http://")) or utf16_length(url) > LINK:
        return None
    return {"type": "uri", "label": shorten(name, FLEX_LABEL), "uri": url}


def _quick_action(choice: Choice) -> Json | None:
    name = clean(choice.label)
    if choice.action == "location":
        return {"type": "location", "label": shorten(name, LABEL)} if name else None
    return press(name, choice.button, limit=LABEL)
