"""What LINE says about each kind of message, asked over HTTP."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from bot.emulator import Emulator
from tests.emulator.emulator_stage import TOKEN, Api

VALIDATE = "/v2/bot/message/validate/push"
URL = "https://example.com/a.png"
TAP = {"type": "message", "label": "ตกลง", "text": "ตกลง"}


def postback(**more: object) -> dict[str, Any]:
    return {"type": "postback", "label": "เลือก", "data": "x", **more}


def text(words: str, **more: object) -> dict[str, Any]:
    return {"type": "text", "text": words, **more}


def quick(*actions: dict[str, Any]) -> dict[str, Any]:
    items = [{"type": "action", "action": one} for one in actions]
    return text("?", quickReply={"items": items})


def buttons(**more: object) -> dict[str, Any]:
    template = {"type": "buttons", "text": "เลือก", "actions": [TAP], **more}
    return {"type": "template", "altText": "เลือก", "template": template}


def carousel(*columns: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "template",
        "altText": "เลือก",
        "template": {"type": "carousel", "columns": list(columns)},
    }


def column(**more: object) -> dict[str, Any]:
    return {"text": "หนึ่ง", "actions": [TAP], **more}


def bubble(*contents: object, **more: object) -> dict[str, Any]:
    return {
        "type": "bubble",
        "body": {"type": "box", "layout": "vertical", "contents": list(contents)},
        **more,
    }


def flex(contents: object, alt: str = "การ์ด") -> dict[str, Any]:
    return {"type": "flex", "altText": alt, "contents": contents}


WORDS = {"type": "text", "text": "สวัสดี"}
PICTURE = {"type": "image", "url": URL}
CONFIRM = {"type": "confirm", "text": "ใช่ไหม", "actions": [TAP, TAP]}
IMAGEMAP = {
    "type": "imagemap",
    "baseUrl": "https://example.com/map",
    "altText": "แผนที่",
    "baseSize": {"width": 1040, "height": 520},
    "actions": [
        {"type": "uri", "linkUri": "https://example.com",
         "area": {"x": 0, "y": 0, "width": 520, "height": 520}},
    ],
}  # fmt: skip
RICH_BUBBLE = bubble(
    {"type": "text", "text": "เลขที่รับเรื่อง", "size": "sm", "color": "#888888", "wrap": True},
    {"type": "separator", "margin": "md"},
    {"type": "box", "layout": "baseline", "spacing": "sm", "contents": [
        {"type": "icon", "url": URL, "size": "sm"},
        {"type": "text", "contents": [{"type": "span", "text": "30-69-00001-4", "weight": "bold"}]},
    ]},
    {"type": "box", "layout": "horizontal", "cornerRadius": "12px", "paddingAll": "5%",
     "background": {"type": "linearGradient", "angle": "90deg", "startColor": "#ffffff",
                    "endColor": "#00000080"},
     "contents": [PICTURE, {"type": "filler"}]},
    {"type": "button", "style": "primary", "action": postback()},
    size="giga",
    hero={"type": "image", "url": URL, "size": "full", "aspectRatio": "20:13"},
    styles={"footer": {"separator": True}},
)  # fmt: skip

GOOD = {
    "text": text("ก" * 5000),
    "text with an emoji": text("$ hi", emojis=[{"index": 0, "productId": "1", "emojiId": "2"}]),
    "textV2": {"type": "textV2", "text": "{{ {a}", "substitution": {
        "a": {"type": "emoji", "productId": "1", "emojiId": "2"}}},
    "sticker": {"type": "sticker", "packageId": "446", "stickerId": "1988"},
    "image": {"type": "image", "originalContentUrl": URL, "previewImageUrl": URL},
    "video": {"type": "video", "originalContentUrl": URL, "previewImageUrl": URL,
              "trackingId": "t-1"},
    "audio": {"type": "audio", "originalContentUrl": URL, "duration": 60000},
    "location": {"type": "location", "title": "ศูนย์", "address": "นครราชสีมา",
                 "latitude": 14.97, "longitude": 102.1},
    "imagemap": IMAGEMAP,
    "buttons": buttons(title="หัวข้อ", thumbnailImageUrl=URL, text="ก" * 60),
    "buttons of marks": buttons(text="กี่" * 160),
    "confirm": {"type": "template", "altText": "?", "template": CONFIRM},
    "carousel": carousel(column(), column()),
    "image_carousel": {"type": "template", "altText": "?", "template": {
        "type": "image_carousel", "columns": [{"imageUrl": URL, "action": TAP}]}},
    "flex": flex(RICH_BUBBLE),
    "flex carousel": flex({"type": "carousel", "contents": [bubble(WORDS)] * 12}),
    "quick replies": quick(
        TAP, postback(displayText="ก" * 300), {"type": "location", "label": "ส่งตำแหน่ง"},
        {"type": "camera", "label": "กล้อง"}, {"type": "cameraRoll", "label": "รูป"},
        {"type": "uri", "label": "โทร", "uri": "tel:1358"},
        {"type": "datetimepicker", "label": "วัน", "data": "d", "mode": "date",
         "initial": "2026-11-25"},
        {"type": "clipboard", "label": "คัดลอก", "clipboardText": "30-69-00001-4"},
    ),
    "sender": text("hi", sender={"name": "น้องประตู", "iconUrl": URL}),
    "a label of twenty letters with marks": quick({**TAP, "label": "กี่" * 20}),
    "coupon": {"type": "coupon", "couponId": "c1"},
}  # fmt: skip

MANY = "Size must be between"
LONG = "Length must be between 0 and"
BAD = {
    "no type": ({}, "messages[0].type", "Must be one of"),
    "unknown type": ({"type": "telegram"}, "messages[0].type", "Must be one of"),
    "not an object": ("hi", "messages[0]", "Must be an object"),
    "empty text": (text(""), "messages[0].text", "May not be empty"),
    "no text": ({"type": "text"}, "messages[0].text", "May not be null"),
    "text too long": (text("ก" * 5001), "messages[0].text", f"{LONG} 5000"),
    "emoji count twice": (text("🍎" * 2501), "messages[0].text", f"{LONG} 5000"),
    "21 emoji": (
        text("x", emojis=[{"index": 0, "productId": "1", "emojiId": "2"}] * 21),
        "messages[0].emojis", MANY),
    "unknown placeholder": ({"type": "textV2", "text": "{who}"}, "messages[0].text", "placeholder"),
    "stray brace": ({"type": "textV2", "text": "a } b"}, "messages[0].text", "placeholder"),
    "placeholder key": (
        {"type": "textV2", "text": "x", "substitution": {
            "ก": {"type": "emoji", "productId": "1", "emojiId": "2"}}},
        "messages[0].substitution.ก", "invalid"),
    "21 mentions": (
        {"type": "textV2", "text": "x", "substitution": {
            f"m{n}": {"type": "mention", "mentionee": {"type": "all"}} for n in range(21)}},
        "messages[0].substitution", "more than 20"),
    "101 substitutions": (
        {"type": "textV2", "text": "x", "substitution": {
            f"m{n}": {"type": "emoji", "productId": "1", "emojiId": "2"} for n in range(101)}},
        "messages[0].substitution", MANY),
    "substitution of no object": (
        {"type": "textV2", "text": "x", "substitution": []}, "messages[0].substitution", "object"),
    "sticker by name": (
        {"type": "sticker", "packageId": "brown", "stickerId": "1"},
        "messages[0].packageId", "invalid"),
    "image over http": (
        {"type": "image", "originalContentUrl": "http://example.com/a", "previewImageUrl": URL},
        "messages[0].originalContentUrl", "invalid uri scheme"),
    "image without preview": (
        {"type": "image", "originalContentUrl": URL}, "messages[0].previewImageUrl", "null"),
    "url too long": (
        {"type": "image", "originalContentUrl": URL + "x" * 2000, "previewImageUrl": URL},
        "messages[0].originalContentUrl", f"{LONG} 2000"),
    "url with a space": (
        {"type": "image", "originalContentUrl": "https://a.b/c d", "previewImageUrl": URL},
        "messages[0].originalContentUrl", "invalid uri scheme"),
    "url that cannot be read": (
        {"type": "image", "originalContentUrl": "https://[", "previewImageUrl": URL},
        "messages[0].originalContentUrl", "invalid uri scheme"),
    "empty url": (
        {"type": "image", "originalContentUrl": "", "previewImageUrl": URL},
        "messages[0].originalContentUrl", "empty"),
    "audio of no length": (
        {"type": "audio", "originalContentUrl": URL, "duration": True},
        "messages[0].duration", "number"),
    "location off the map": (
        {"type": "location", "title": "ก", "address": "ข", "latitude": 91, "longitude": 0},
        "messages[0].latitude", "between"),
    "location title": (
        {"type": "location", "title": "ก" * 101, "address": "ข", "latitude": 1, "longitude": 0},
        "messages[0].title", f"{LONG} 100"),
    "sender called LINE": (
        text("x", sender={"name": "Line"}), "messages[0].sender.name", "LINE"),
    "sender too long": (
        text("x", sender={"name": "ก" * 21}), "messages[0].sender.name", f"{LONG} 20"),
    "imagemap width": (
        {**IMAGEMAP, "baseSize": {"width": 1000, "height": 1}},
        "messages[0].baseSize.width", "between"),
    "imagemap altText": (
        {**IMAGEMAP, "altText": "ก" * 1501}, "messages[0].altText", f"{LONG} 1500"),
    "14 quick replies": (quick(*[TAP] * 14), "messages[0].quickReply.items", f"{MANY} 1 and 13"),
    "no quick reply": (quick(), "messages[0].quickReply.items", f"{MANY} 1 and 13"),
    "quick replies of no list": (
        text("x", quickReply={"items": {}}), "messages[0].quickReply.items", "array"),
    "quick reply without label": (
        quick({"type": "message", "text": "x"}), "items[0].action.label", "null"),
    "label of 21 letters": (quick({**TAP, "label": "ก" * 21}), "action.label", f"{LONG} 20"),
    "richmenuswitch in a quick reply": (
        quick({"type": "richmenuswitch", "label": "x", "data": "y", "richMenuAliasId": "z"}),
        "action.type", "Must be one of"),
    "postback without data": (
        quick({"type": "postback", "label": "x"}), "action.data", "null"),
    "postback data in UTF-16": (quick(postback(data="🍎" * 151)), "action.data", f"{LONG} 300"),
    "postback that speaks twice": (
        quick(postback(text="a", displayText="b")), "action.text", "together"),
    "fillInText without keyboard": (
        quick(postback(fillInText="x")), "action.fillInText", "openKeyboard"),
    "datetimepicker without mode": (
        quick({"type": "datetimepicker", "label": "x", "data": "d"}), "action.mode", "null"),
    "datetimepicker of another mode": (
        quick({"type": "datetimepicker", "label": "x", "data": "d", "mode": "time",
               "initial": "2026-11-25"}), "action.initial", "datetime"),
    "a javascript link": (
        quick({"type": "uri", "label": "x", "uri": "javascript:alert(1)"}),
        "action.uri", "invalid uri scheme"),
    "a link without host": (
        quick({"type": "uri", "label": "x", "uri": "https://"}),
        "action.uri", "invalid uri scheme"),
    "location action in a template": (
        buttons(actions=[{"type": "location", "label": "x"}]), "actions[0].type", "Must be one of"),
    "five buttons": (buttons(actions=[TAP] * 5), "template.actions", f"{MANY} 1 and 4"),
    "button text": (buttons(text="ก" * 161), "template.text", f"{LONG} 160"),
    "button text beside a title": (
        buttons(text="ก" * 61, title="x"), "template.text", f"{LONG} 60"),
    "template title": (buttons(title="ก" * 41), "template.title", f"{LONG} 40"),
    "unknown template": (
        {"type": "template", "altText": "x", "template": {"type": "list"}},
        "template.type", "Must be one of"),
    "template of no object": (
        {"type": "template", "altText": "x", "template": []}, "messages[0].template", "object"),
    "a confirm of three": (
        {"type": "template", "altText": "x", "template": {**CONFIRM, "actions": [TAP] * 3}},
        "template.actions", f"{MANY} 2 and 2"),
    "eleven columns": (carousel(*[column()] * 11), "template.columns", f"{MANY} 1 and 10"),
    "columns of no list": (
        {"type": "template", "altText": "x", "template": {"type": "carousel", "columns": 1}},
        "template.columns", "array"),
    "uneven columns": (
        carousel(column(), column(actions=[TAP, TAP])), "template.columns", "must be the same"),
    "one column with a title": (
        carousel(column(), column(title="x")), "template.columns", "All or none"),
    "column text": (carousel(column(text="ก" * 121)), "columns[0].text", f"{LONG} 120"),
    "image column label": (
        {"type": "template", "altText": "x", "template": {"type": "image_carousel", "columns": [
            {"imageUrl": URL, "action": {**TAP, "label": "ก" * 13}}]}},
        "columns[0].action.label", f"{LONG} 12"),
    "flex altText": (flex(bubble(WORDS), "ก" * 1501), "messages[0].altText", f"{LONG} 1500"),
    "flex without contents": (
        {"type": "flex", "altText": "x"}, "messages[0].contents", "null"),
}  # fmt: skip

BAD_FLEX = {
    "unknown container": ({"type": "card"}, "/type", "Must be one of"),
    "empty bubble": ({"type": "bubble"}, "/", "At least one block"),
    "body of no box": ({"type": "bubble", "body": WORDS}, "/body/type", "Must be one of"),
    "null in contents": (bubble(None), "/body/contents", "cannot contain null elements"),
    "unknown component": (bubble({"type": "video"}), "/body/contents/0/type", "Must be one of"),
    "component of no object": (bubble("hi"), "/body/contents/0", "Must be an object"),
    "misspelt property": (
        bubble({**WORDS, "wraps": True}), "/body/contents/0/wraps", "unknown field"),
    "empty text": (
        bubble({"type": "text", "text": ""}), "/body/contents/0/text", "must be non-empty text"),
    "no text": (bubble({"type": "text"}), "/body/contents/0/text", "must be non-empty text"),
    "colour by name": (bubble({**WORDS, "color": "red"}), "/body/contents/0/color", "invalid"),
    "size in points": (bubble({**WORDS, "size": "12pt"}), "/body/contents/0/size", "invalid"),
    "wrap in words": (bubble({**WORDS, "wrap": "yes"}), "/body/contents/0/wrap", "boolean"),
    "button without action": (
        bubble({"type": "button"}), "/body/contents/0/action", "must be specified"),
    "button label": (
        bubble({"type": "button", "action": {**TAP, "label": "ก" * 41}}),
        "/body/contents/0/action/label", f"{LONG} 40"),
    "button without label": (
        bubble({"type": "button", "action": {"type": "message", "text": "x"}}),
        "/body/contents/0/action/label", "must be specified"),
    "icon outside a baseline": (
        bubble({"type": "icon", "url": URL}), "/body/contents/0/type", "Must be one of"),
    "image in a baseline": (
        bubble({"type": "box", "layout": "baseline", "contents": [PICTURE]}),
        "/body/contents/0/contents/0/type", "Must be one of"),
    "unknown layout": (
        bubble({"type": "box", "layout": "grid", "contents": []}),
        "/body/contents/0/layout", "Must be one of"),
    "hero over http": (
        bubble(WORDS, hero={"type": "image", "url": "http://a.b/c"}),
        "/hero/url", "invalid uri scheme"),
    "video in a small bubble": (
        bubble(WORDS, size="nano", hero={
            "type": "video", "url": URL, "previewUrl": URL, "altContent": PICTURE}),
        "/hero", "kilo, mega or giga"),
    "13 bubbles": (
        {"type": "carousel", "contents": [bubble(WORDS)] * 13}, "/contents", f"{MANY} 1 and 12"),
    "bubbles of two sizes": (
        {"type": "carousel", "contents": [bubble(WORDS), bubble(WORDS, size="nano")]},
        "/contents", "same size"),
    "video in a carousel": (
        {"type": "carousel", "contents": [bubble(WORDS, hero={
            "type": "video", "url": URL, "previewUrl": URL, "altContent": PICTURE})]},
        "/contents/0/hero", "carousel"),
    "carousel of no list": ({"type": "carousel", "contents": 3}, "/contents", "array"),
    "bubble over 30 KB": (bubble({**WORDS, "text": "ก" * 11_000}), "/", "30 KB"),
    "carousel over 50 KB": (
        {"type": "carousel", "contents": [bubble({**WORDS, "text": "ก" * 8_000})] * 3},
        "/", "50 KB"),
}  # fmt: skip


@pytest.fixture(scope="module")
def caller() -> Iterator[Api]:
    """One stand-in for the whole file: checking messages changes nothing in it."""
    with Emulator(channel_secret="s", access_token=TOKEN) as line:
        made = Api(line)
        yield made
        made.close()


@pytest.mark.parametrize("name", GOOD)
def test_line_takes(caller: Api, name: str) -> None:
    answer = caller.post(VALIDATE, {"messages": [GOOD[name]]})

    assert (answer.status, answer.body) == (200, {})


@pytest.mark.parametrize("name", BAD)
def test_line_refuses(caller: Api, name: str) -> None:
    message, where, complaint = BAD[name]

    answer = caller.post(VALIDATE, {"messages": [message]})

    assert answer.status == 400
    assert answer.body["message"].endswith("error(s)")
    found = [one for one in answer.body["details"] if one["property"].endswith(where)]
    assert any(complaint in one["message"] for one in found), json.dumps(answer.body)


@pytest.mark.parametrize("name", BAD_FLEX)
def test_line_refuses_in_flex(caller: Api, name: str) -> None:
    contents, where, complaint = BAD_FLEX[name]

    answer = caller.post(VALIDATE, {"messages": [text("ok"), flex(contents)]})

    assert answer.status == 400
    assert answer.body["message"] == "A message (messages[1]) in the request body is invalid"
    found = [one for one in answer.body["details"] if one["property"] == where]
    assert any(complaint in one["message"] for one in found), json.dumps(answer.body)


def test_all_mistakes_are_counted(caller: Api) -> None:
    answer = caller.post(VALIDATE, {"messages": [text(""), text("")]})

    assert answer.body["message"] == "The request body has 2 error(s)"
    assert len(answer.body["details"]) == 2


def test_a_request_without_messages_is_refused(caller: Api) -> None:
    answer = caller.post(VALIDATE, {})

    assert answer.body["details"] == [{"message": "May not be empty", "property": "messages"}]


@pytest.mark.parametrize(
    ("options", "where"),
    [
        ({"notificationDisabled": "no"}, "notificationDisabled"),
        ({"customAggregationUnits": ["a", "b"]}, "customAggregationUnits"),
        ({"customAggregationUnits": ["ก"]}, "customAggregationUnits[0]"),
    ],
)
def test_the_options_of_a_send_are_checked(
    caller: Api, options: dict[str, object], where: str
) -> None:
    answer = caller.post(VALIDATE, {"messages": [text("x")], **options})

    assert [one["property"] for one in answer.body["details"]] == [where]
