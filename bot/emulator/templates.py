"""Template messages: buttons, confirm, carousel, image carousel."""

from __future__ import annotations

from collections.abc import Iterator

from bot.emulator.actions import action
from bot.emulator.rules import Detail
from bot.emulator.shapes import (
    Check,
    Path,
    both,
    by_type,
    each,
    graphemes,
    link,
    matching,
    may,
    need,
    one_of,
    say,
    shaped,
)

_ACTION = action(20, label_needed=True)
_TAP = action(20, label_needed=False)
_IMAGE = {
    "thumbnailImageUrl": may(link()),
    "imageBackgroundColor": may(matching(r"#[0-9a-fA-F]{6}")),
    "title": may(graphemes(40)),
    "defaultAction": may(_TAP),
}
_ASPECT = {
    "imageAspectRatio": may(one_of("rectangle", "square")),
    "imageSize": may(one_of("cover", "contain")),
}


def _body(longest: int, longest_beside: int) -> Check:
    """Accept the text of a card, shorter where an image or a title stands beside it."""

    def check(value: object, path: Path) -> Iterator[Detail]:
        if not isinstance(value, dict):
            return
        beside = value.get("title") is not None or value.get("thumbnailImageUrl") is not None
        limit = longest_beside if beside else longest
        yield from shaped({"text": need(graphemes(limit))})(value, path)

    return check


def _columns_alike(value: object, path: Path) -> Iterator[Detail]:
    columns = value.get("columns") if isinstance(value, dict) else None
    if not isinstance(columns, list):
        return
    cards = [card for card in columns if isinstance(card, dict)]
    counts = {len(card["actions"]) for card in cards if isinstance(card.get("actions"), list)}
    if len(counts) > 1:
        yield from say(path.key("columns"), "The number of actions must be the same in all columns")
    for name in ("title", "thumbnailImageUrl"):
        if len({name in card for card in cards}) > 1:
            yield from say(path.key("columns"), f"All or none of the columns must have {name}")


_COLUMN = both(
    shaped({**_IMAGE, "actions": need(each(_ACTION, 1, 3))}),
    _body(120, 60),
)
_IMAGE_COLUMN = shaped(
    {"imageUrl": need(link()), "action": need(action(12, label_needed=False))},
)
_KINDS = {
    "buttons": both(
        shaped({**_IMAGE, **_ASPECT, "actions": need(each(_ACTION, 1, 4))}),
        _body(160, 60),
    ),
    "confirm": shaped({"text": need(graphemes(240)), "actions": need(each(_ACTION, 2, 2))}),
    "carousel": both(shaped({**_ASPECT, "columns": need(each(_COLUMN, 1, 10))}), _columns_alike),
    "image_carousel": shaped({"columns": need(each(_IMAGE_COLUMN, 1, 10))}),
}

template = by_type(lambda: _KINDS)
