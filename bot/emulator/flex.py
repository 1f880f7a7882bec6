"""Flex messages: which component may stand where, with which properties, and how big it all is.

How LINE measures the 30 and 50 KB is not documented; here it is the UTF-8 length of compact JSON.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from bot.emulator.actions import action
from bot.emulator.rules import Detail
from bot.emulator.shapes import (
    Check,
    Field,
    Path,
    anything,
    boolean,
    both,
    by_type,
    each,
    link,
    matching,
    may,
    need,
    number,
    one_of,
    say,
    shaped,
    text,
)

BUBBLE_BYTES = 30 * 1024
CAROUSEL_BYTES = 50 * 1024
_STEPS = "none|xs|sm|md|lg|xl|xxl"
_PX = r"\d+(\.\d+)?px"
_PERCENT = r"\d+(\.\d+)?%"
_FONTS = "xxs|xs|sm|md|lg|xl|xxl|3xl|4xl|5xl"

_colour = matching(r"#[0-9a-fA-F]{6}([0-9a-fA-F]{2})?")
_gap = matching(f"{_STEPS}|{_PX}")
_padding = matching(f"{_STEPS}|{_PX}|{_PERCENT}")
_offset = matching(f"-?({_STEPS}|{_PX}|{_PERCENT})")
_length = matching(f"{_PX}|{_PERCENT}")
_font = matching(f"{_FONTS}|{_PX}")
_picture = matching(f"{_FONTS}|full|{_PX}|{_PERCENT}")
_ratio = matching(r"\d{1,6}(\.\d+)?:\d{1,6}(\.\d+)?")
_flex = number(0, 1000, whole=True)
_TAP = action(40, label_needed=False)
_PRESS = action(40, label_needed=True)

_PLACE: Mapping[str, Field] = {
    "flex": may(_flex),
    "margin": may(_gap),
    "position": may(one_of("relative", "absolute")),
    "offsetTop": may(_offset),
    "offsetBottom": may(_offset),
    "offsetStart": may(_offset),
    "offsetEnd": may(_offset),
}
_LETTERS: Mapping[str, Field] = {
    "size": may(_font),
    "color": may(_colour),
    "weight": may(one_of("regular", "bold")),
    "style": may(one_of("normal", "italic")),
    "decoration": may(one_of("none", "underline", "line-through")),
}
_ALIGN = may(one_of("start", "end", "center"))
_GRAVITY = may(one_of("top", "bottom", "center"))


def _words(value: object, path: Path) -> Iterator[Detail]:
    if not isinstance(value, str) or not value:
        yield from say(path, "must be non-empty text")


def _text_or_spans(value: object, path: Path) -> Iterator[Detail]:
    if isinstance(value, dict) and not value.get("text") and not value.get("contents"):
        yield from say(path.key("text"), "must be non-empty text")


_SPAN = by_type(
    lambda: {"span": shaped({**_LETTERS, "text": need(_words)}, strict=True)},
)
_TEXT = both(
    shaped(
        {
            **_PLACE,
            **_LETTERS,
            "text": may(_words),
            "align": _ALIGN,
            "gravity": _GRAVITY,
            "wrap": may(boolean),
            "lineSpacing": may(matching(_PX)),
            "maxLines": may(number(0, 10_000, whole=True)),
            "adjustMode": may(one_of("shrink-to-fit")),
            "scaling": may(boolean),
            "action": may(_TAP),
            "contents": may(each(_SPAN, 1, 1000)),
        },
        strict=True,
    ),
    _text_or_spans,
)
_BUTTON = shaped(
    {
        **_PLACE,
        "action": need(_PRESS),
        "color": may(_colour),
        "style": may(one_of("primary", "secondary", "link")),
        "gravity": _GRAVITY,
        "height": may(one_of("md", "sm")),
        "adjustMode": may(one_of("shrink-to-fit")),
        "scaling": may(boolean),
    },
    strict=True,
)
_IMAGE = shaped(
    {
        **_PLACE,
        "url": need(link()),
        "align": _ALIGN,
        "gravity": _GRAVITY,
        "size": may(_picture),
        "aspectRatio": may(_ratio),
        "aspectMode": may(one_of("fit", "cover")),
        "backgroundColor": may(_colour),
        "animated": may(boolean),
        "action": may(_TAP),
    },
    strict=True,
)
_ICON = shaped(
    {
        **{name: field for name, field in _PLACE.items() if name != "flex"},
        "url": need(link()),
        "size": may(_font),
        "aspectRatio": may(_ratio),
        "scaling": may(boolean),
    },
    strict=True,
)
_SEPARATOR = shaped({"margin": may(_gap), "color": may(_colour)}, strict=True)
_FILLER = shaped({"flex": may(_flex)}, strict=True)
_BACKGROUND = shaped(
    {
        "type": need(one_of("linearGradient")),
        "angle": need(matching(r"\d+(\.\d+)?deg")),
        "startColor": need(_colour),
        "endColor": need(_colour),
        "centerColor": may(_colour),
        "centerPosition": may(matching(_PERCENT)),
    },
)


def _contents(value: object, path: Path) -> Iterator[Detail]:
    layout = value.get("layout") if isinstance(value, dict) else None
    inside = _IN_BASELINE if layout == "baseline" else _IN_BOX
    yield from shaped({"contents": need(each(by_type(lambda: inside), 0, 1000))})(value, path)


_BOX = both(
    shaped(
        {
            **_PLACE,
            "layout": need(one_of("horizontal", "vertical", "baseline")),
            "contents": may(anything),
            "spacing": may(_gap),
            "backgroundColor": may(_colour),
            "borderColor": may(_colour),
            "borderWidth": may(matching(f"none|light|normal|semi-bold|medium|bold|{_PX}")),
            "cornerRadius": may(_gap),
            "width": may(_length),
            "maxWidth": may(_length),
            "height": may(_length),
            "maxHeight": may(_length),
            "paddingAll": may(_padding),
            "paddingTop": may(_padding),
            "paddingBottom": may(_padding),
            "paddingStart": may(_padding),
            "paddingEnd": may(_padding),
            "action": may(_TAP),
            "justifyContent": may(
                one_of(
                    "center",
                    "flex-start",
                    "flex-end",
                    "space-between",
                    "space-around",
                    "space-evenly",
                )
            ),
            "alignItems": may(one_of("center", "flex-start", "flex-end")),
            "background": may(_BACKGROUND),
        },
        strict=True,
    ),
    _contents,
)
_IN_BASELINE: Mapping[str, Check] = {"text": _TEXT, "icon": _ICON, "filler": _FILLER}
_IN_BOX: Mapping[str, Check] = {
    "box": _BOX,
    "text": _TEXT,
    "button": _BUTTON,
    "image": _IMAGE,
    "separator": _SEPARATOR,
    "filler": _FILLER,
}
_ONLY_BOX = by_type(lambda: {"box": _BOX})
_VIDEO = shaped(
    {
        "url": need(link()),
        "previewUrl": need(link()),
        "altContent": need(by_type(lambda: {"box": _BOX, "image": _IMAGE})),
        "aspectRatio": may(_ratio),
        "action": may(_TAP),
    },
    strict=True,
)
_HERO = by_type(lambda: {"box": _BOX, "image": _IMAGE, "video": _VIDEO})
_BLOCK_STYLE = shaped(
    {
        "backgroundColor": may(_colour),
        "separator": may(boolean),
        "separatorColor": may(_colour),
    },
    strict=True,
)
_BLOCKS = ("header", "hero", "body", "footer")


def _some_block(value: object, path: Path) -> Iterator[Detail]:
    if isinstance(value, dict) and not any(value.get(block) for block in _BLOCKS):
        yield from say(path, "At least one block must be specified")


def _hero_video_fits(value: object, path: Path) -> Iterator[Detail]:
    if not isinstance(value, dict) or not isinstance(value.get("hero"), dict):
        return
    small = value.get("size", "mega") not in {"kilo", "mega", "giga"}
    if value["hero"].get("type") == "video" and small:
        yield from say(path.key("hero"), "A video needs a bubble of size kilo, mega or giga")


def _at_most(limit: int) -> Check:
    def check(value: object, path: Path) -> Iterator[Detail]:
        size = len(
            json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
        )
        if size > limit:
            yield from say(path, f"The size must be within {limit // 1024} KB")

    return check


_BUBBLE = both(
    shaped(
        {
            "direction": may(one_of("ltr", "rtl")),
            "size": may(one_of("nano", "micro", "deca", "hecto", "kilo", "mega", "giga")),
            "styles": may(shaped(dict.fromkeys(_BLOCKS, may(_BLOCK_STYLE)), strict=True)),
            "header": may(_ONLY_BOX),
            "hero": may(_HERO),
            "body": may(_ONLY_BOX),
            "footer": may(_ONLY_BOX),
            "action": may(_TAP),
        },
        strict=True,
    ),
    _some_block,
    _hero_video_fits,
    _at_most(BUBBLE_BYTES),
)


def _bubbles_alike(value: object, path: Path) -> Iterator[Detail]:
    bubbles = value.get("contents") if isinstance(value, dict) else None
    if not isinstance(bubbles, list):
        return
    plain = [bubble for bubble in bubbles if isinstance(bubble, dict)]
    if len({str(bubble.get("size", "mega")) for bubble in plain}) > 1:
        yield from say(path.key("contents"), "All bubbles must have the same size")
    for index, bubble in enumerate(plain):
        hero = bubble.get("hero")
        if isinstance(hero, dict) and hero.get("type") == "video":
            where = path.key("contents").item(index).key("hero")
            yield from say(where, "A video cannot be used in a carousel")


_CAROUSEL = both(
    shaped({"contents": need(each(by_type(lambda: {"bubble": _BUBBLE}), 1, 12))}, strict=True),
    _bubbles_alike,
    _at_most(CAROUSEL_BYTES),
)

container = by_type(lambda: {"bubble": _BUBBLE, "carousel": _CAROUSEL})
"""The check for what stands in a Flex message's `contents`; give it a path with slashes."""

flex_message = shaped({"altText": need(text(1500)), "contents": need(anything)})
