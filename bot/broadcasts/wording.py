"""What an announcement says: the author's words, from whom, until when, and how to stop it.

Every announcement carries its source, its last day and the word that ends all news, so that
nobody has to look for them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta

from bot.broadcasts.draft import Draft, Json
from bot.model.buttons import NEWS, Button
from bot.model.effects import Bubble, Card, Choice, Row, Say
from bot.model.firms import TOPICS
from bot.model.thai import show_full_date

UNIT = "bc_{id}"
"""The name under which LINE counts who opened and clicked (customAggregationUnits)."""

PICTURES = "/news/"
"""Where pictures are that were uploaded in the console; a key of 32 hexadecimal digits follows."""
_OURS = re.compile(f"{PICTURES}[0-9a-f]{{32}}$")
_COUNTED = timedelta(days=30)
"""LINE counts for two weeks, and tells of thirty days at most."""


def counted_days(started: date, today: date) -> tuple[date, date]:
    """Return of which days LINE is asked who opened and clicked: the first and the last."""
    return started, min(today, started + _COUNTED)


def bubbles(draft: Draft, number: int, phrases: Mapping[str, str]) -> tuple[Bubble, ...]:
    """Return what is said after the author's own message objects, or with their text.

    `number` is the announcement's, which its buttons carry.
    """
    footer = _footer(draft, phrases)
    if draft.card:
        return (_card(draft, number, phrases), Say(footer))
    if isinstance(draft.message, str):
        said: tuple[Bubble, ...] = (Say(f"{draft.message}\n\n{footer}"),)
    else:
        said = (Say(footer),)
    return (*said, _card(draft, number, phrases)) if draft.buttons else said


def objects(draft: Draft) -> tuple[Json, ...]:
    """Return what goes before: the author's own message objects, or their picture."""
    if not isinstance(draft.message, str):
        return draft.message
    if draft.image is None or draft.card:
        return ()
    small = small_picture(draft.image)
    return ({"type": "image", "originalContentUrl": draft.image, "previewImageUrl": small},)


def small_picture(link: str) -> str:
    """Return the link to a small copy of a picture: there is one of those that we serve."""
    return f"{link}/small" if _OURS.search(link) else link


def _footer(draft: Draft, phrases: Mapping[str, str]) -> str:
    last = phrases["news_footer"]
    if draft.topic:
        last += "\n" + phrases["news_footer_topic"].replace("{topic}", TOPICS[draft.topic])
    return last.replace("{source}", draft.source).replace("{closes}", show_full_date(draft.closes))


def _card(draft: Draft, number: int, phrases: Mapping[str, str]) -> Card:
    pressed = [
        Choice(one.label, Button(NEWS, str(number), 0, _opens(one.flow, draft.programme)))
        for one in draft.buttons
    ]
    rows = (Row(phrases["news_source"], draft.source),)
    if not draft.card:
        return Card("programme", draft.title, rows, buttons=tuple(pressed))
    return Card(
        "programme",
        draft.title,
        rows,
        buttons=tuple(pressed),
        body=draft.message if isinstance(draft.message, str) else None,
        picture=small_picture(draft.image) if draft.image else None,
    )


def _opens(flow: str, programme: str | None) -> str:
    return f"{flow}/{programme}" if programme else flow
