"""What a tap may do: the action objects of buttons, quick replies, images and rich menus."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.emulator.rules import Detail
from bot.emulator.shapes import (
    Check,
    Field,
    Path,
    both,
    by_type,
    graphemes,
    link,
    matching,
    may,
    need,
    one_of,
    say,
    shaped,
    text,
)

_URI = link(("http", "https", "line", "tel"), longest=1000)
_DATE = r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
_TIME = r"([01]\d|2[0-3]):[0-5]\d"
_MOMENTS = {"date": _DATE, "time": _TIME, "datetime": f"{_DATE}[tT]{_TIME}"}

EVERYWHERE = ("postback", "message", "uri", "datetimepicker", "clipboard")
"""Kinds of action that LINE takes in any place."""

QUICK_REPLY = (*EVERYWHERE, "camera", "cameraRoll", "location")
RICH_MENU = ("postback", "message", "uri", "datetimepicker", "richmenuswitch", "clipboard")


def action(longest_label: int, *, label_needed: bool, kinds: tuple[str, ...] = EVERYWHERE) -> Check:
    """Accept an action of these kinds with a label of so many grapheme clusters."""
    label = Field(graphemes(longest_label), required=label_needed)
    table = {kind: _kind(kind, label) for kind in kinds}
    return by_type(lambda: table)


def _kind(kind: str, label: Field) -> Check:
    shape = shaped({"label": label, **_FIELDS[kind]})
    extra = _EXTRA.get(kind)
    return both(shape, extra) if extra else shape


def _one_way_to_speak(value: object, path: Path) -> Iterator[Detail]:
    if isinstance(value, dict) and "text" in value and "displayText" in value:
        yield from say(path.key("text"), "Cannot be used together with displayText")


def _fill_in_needs_keyboard(value: object, path: Path) -> Iterator[Detail]:
    if not isinstance(value, dict) or "fillInText" not in value:
        return
    if value.get("inputOption") != "openKeyboard":
        yield from say(path.key("fillInText"), "inputOption must be openKeyboard")


def _moments_fit_mode(value: object, path: Path) -> Iterator[Detail]:
    if not isinstance(value, dict):
        return
    pattern = _MOMENTS.get(str(value.get("mode")))
    if pattern is None:
        return
    for name in ("initial", "min", "max"):
        if name in value:
            yield from matching(pattern, "invalid datetime format")(value[name], path.key(name))


_FIELDS: Mapping[str, Mapping[str, Field]] = {
    "postback": {
        "data": need(text(300)),
        "displayText": may(graphemes(300)),
        "text": may(graphemes(300)),
        "inputOption": may(
            one_of("closeRichMenu", "openRichMenu", "openKeyboard", "openVoice"),
        ),
        "fillInText": may(graphemes(300)),
    },
    "message": {"text": need(graphemes(300))},
    "uri": {"uri": need(_URI), "altUri": may(shaped({"desktop": may(_URI)}))},
    "datetimepicker": {
        "data": need(text(300)),
        "mode": need(one_of("date", "time", "datetime")),
    },
    "clipboard": {"clipboardText": need(text(1000))},
    "richmenuswitch": {
        "data": need(text(300)),
        "richMenuAliasId": need(matching(r"[a-z0-9_-]{1,32}")),
    },
    "camera": {},
    "cameraRoll": {},
    "location": {},
}

_EXTRA: Mapping[str, Check] = {
    "postback": both(_one_way_to_speak, _fill_in_needs_keyboard),
    "datetimepicker": _moments_fit_mode,
}
