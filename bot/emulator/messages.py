"""Every message object LINE takes, and what it says about the wrong ones."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import chain

from bot.emulator import flex
from bot.emulator.actions import QUICK_REPLY, action
from bot.emulator.rules import Detail, Refused, invalid_body
from bot.emulator.shapes import (
    Check,
    Field,
    Path,
    boolean,
    both,
    by_type,
    each,
    link,
    matching,
    may,
    need,
    number,
    say,
    shaped,
    text,
)
from bot.emulator.templates import template

MOST_MESSAGES = 5
QUOTABLE = frozenset({"text", "textV2", "sticker", "image", "video", "template", "flex"})
"""Kinds whose sent message gets a quote token."""

_EMOJI = {"productId": need(text(100)), "emojiId": need(text(100))}
_AREA = need(
    shaped(
        {side: need(number(0, 100_000, whole=True)) for side in ("x", "y", "width", "height")},
    )
)
_PLACEHOLDER = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")


def _not_line(value: object, path: Path) -> Iterator[Detail]:
    if isinstance(value, str) and value.strip().upper() == "LINE":
        yield from say(path, "Cannot be LINE")


def _marks_have_substitutes(value: object, path: Path) -> Iterator[Detail]:
    if not isinstance(value, dict) or not isinstance(value.get("text"), str):
        return
    given = value.get("substitution") or {}
    for found in _PLACEHOLDER.finditer(value["text"]):
        name = found.group(1)
        if found.group() in {"{{", "}}"}:
            continue
        if name is None or name not in given:
            yield from say(path.key("text"), f"Invalid placeholder {found.group()}")


def _substitution(value: object, path: Path) -> Iterator[Detail]:
    if not isinstance(value, dict):
        yield from say(path, "Must be an object")
        return
    if len(value) > 100:
        yield from say(path, "Size must be between 0 and 100")
    for name, one in value.items():
        yield from matching(r"[0-9A-Za-z_]{1,20}")(name, path.key(name))
        yield from _SUBSTITUTE(one, path.key(name))
    for kind in ("mention", "emoji"):
        uses = [one for one in value.values() if isinstance(one, dict) and one.get("type") == kind]
        if len(uses) > 20:
            yield from say(path, f"Cannot hold more than 20 of type {kind}")


_MENTIONEE = by_type(
    lambda: {"user": shaped({"userId": need(matching("U[0-9a-f]{32}"))}), "all": shaped({})},
)
_SUBSTITUTE = by_type(
    lambda: {"mention": shaped({"mentionee": need(_MENTIONEE)}), "emoji": shaped(_EMOJI)},
)
_IMAGEMAP_ACTION = by_type(
    lambda: {
        "uri": shaped(
            {
                "linkUri": need(link(("http", "https", "line", "tel"), longest=1000)),
                "label": may(text(100)),
                "area": _AREA,
            }
        ),
        "message": shaped({"text": need(text(400)), "label": may(text(100)), "area": _AREA}),
        "clipboard": shaped(
            {"clipboardText": need(text(1000)), "label": may(text(100)), "area": _AREA}
        ),
    }
)
_QUICK_ITEM = by_type(
    lambda: {
        "action": shaped(
            {
                "imageUrl": may(link()),
                "action": need(action(20, label_needed=True, kinds=QUICK_REPLY)),
            }
        )
    }
)
_ANY: Mapping[str, Field] = {
    "quickReply": may(shaped({"items": need(each(_QUICK_ITEM, 1, 13))})),
    "sender": may(
        shaped({"name": may(both(text(20), _not_line)), "iconUrl": may(link())}),
    ),
}
_QUOTE = {"quoteToken": may(text(1000))}
_PICTURE = {"originalContentUrl": need(link()), "previewImageUrl": need(link())}


def _kind(fields: Mapping[str, Field]) -> Check:
    return shaped({**_ANY, **fields})


_KINDS: Mapping[str, Check] = {
    "text": _kind(
        {
            "text": need(text(5000)),
            "emojis": may(
                each(shaped({**_EMOJI, "index": need(number(0, 5000, whole=True))}), 0, 20)
            ),
            **_QUOTE,
        }
    ),
    "textV2": both(
        _kind({"text": need(text(5000)), "substitution": may(_substitution), **_QUOTE}),
        _marks_have_substitutes,
    ),
    "sticker": _kind(
        {"packageId": need(matching(r"\d+")), "stickerId": need(matching(r"\d+")), **_QUOTE},
    ),
    "image": _kind(_PICTURE),
    "video": _kind(
        {**_PICTURE, "trackingId": may(matching(r"[-a-zA-Z0-9.=,+*()%$&;:@{}!?<>\[\]]{1,100}"))}
    ),
    "audio": _kind(
        {"originalContentUrl": need(link()), "duration": need(number(1, 86_400_000))},
    ),
    "location": _kind(
        {
            "title": need(text(100)),
            "address": need(text(100)),
            "latitude": need(number(-90, 90)),
            "longitude": need(number(-180, 180)),
        }
    ),
    "imagemap": _kind(
        {
            "baseUrl": need(link()),
            "altText": need(text(1500)),
            "baseSize": need(
                shaped({"width": need(number(1040, 1040)), "height": need(number(1, 100_000))}),
            ),
            "actions": need(each(_IMAGEMAP_ACTION, 0, 50)),
        }
    ),
    "template": _kind({"altText": need(text(1500)), "template": need(template)}),
    "flex": both(flex.flex_message, _kind({})),
    "coupon": _kind({"couponId": need(text(100)), "deliveryTag": may(text(30))}),
}

message = by_type(lambda: _KINDS)
"""The check for one message object (what a Flex message holds is checked by `refuse_bad`)."""

_OPTIONS = shaped(
    {
        "notificationDisabled": may(boolean),
        "customAggregationUnits": may(each(matching(r"[A-Za-z0-9_]{1,30}"), 0, 1)),
    }
)


def refuse_bad(body: Mapping[str, object]) -> list[dict[str, object]]:
    """Return the messages of a send request, or raise the refusal LINE would answer.

    Mistakes outside Flex are listed together; what is wrong inside a Flex container is answered
    for the first bad message, under LINE's own heading for it.
    """
    found = body.get("messages")
    if found is None:
        raise invalid_body([Detail("May not be empty", "messages")])
    mistakes = list(
        chain(
            each(message, 1, MOST_MESSAGES)(found, Path("messages")),
            _OPTIONS(dict(body), Path("")),
        )
    )
    if mistakes:
        raise invalid_body(mistakes)
    messages: list[dict[str, object]] = found if isinstance(found, list) else []
    for index, one in enumerate(messages):
        if one["type"] == "flex":
            _refuse_bad_flex(index, one["contents"])
    return messages


def _refuse_bad_flex(index: int, contents: object) -> None:
    mistakes = list(flex.container(contents, Path("", slashes=True)))
    if mistakes:
        sentence = f"A message (messages[{index}]) in the request body is invalid"
        raise Refused(400, sentence, mistakes)


def mentions_someone(messages: list[dict[str, object]]) -> bool:
    """Tell whether a textV2 message mentions people, which only groups and rooms allow."""
    return any(
        isinstance(one, dict) and one.get("type") == "mention"
        for each_message in messages
        for one in _substitutes(each_message)
    )


def _substitutes(one: Mapping[str, object]) -> list[object]:
    given = one.get("substitution")
    return list(given.values()) if isinstance(given, dict) else []
