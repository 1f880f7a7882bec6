from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model.buttons import Button
from bot.model.effects import Bubble, Card, Carousel, Choice, Row, Say
from bot.model.limits import grapheme_length, utf16_length
from bot.render import check, messages
from bot.render.cutting import clean

LONG = "ก" * 4000
MENU = Button("menu", "open", 0, "")


def _choice(label: str) -> Choice:
    return Choice(label, Button("f", "s", 1, label))


def _card(title: str, *, value: str = "x", buttons: tuple[Choice, ...] = ()) -> Card:
    return Card("status", title, (Row("สถานะ", value, MENU),), buttons)


def _shapes(shown: list[dict[str, Any]]) -> list[str]:
    return [
        one["contents"]["type"] if one["type"] == "flex" else f"text {len(one['text'])}"
        for one in shown
    ]


def _labels(message: Mapping[str, Any]) -> list[str]:
    return [item["action"]["label"] for item in message["quickReply"]["items"]]


# --- texts ---


def test_a_bubble_is_a_message() -> None:
    assert messages([Say(" สวัสดีค่ะ \n")]) == [{"type": "text", "text": "สวัสดีค่ะ"}]


@pytest.mark.parametrize("bubbles", [[], [Say("")], [Say(" \n")], [Carousel(())]])
def test_nothing_to_say_is_no_message(bubbles: list[Bubble]) -> None:
    assert messages(bubbles) == []


def test_a_text_longer_than_a_bubble_goes_on_in_the_next() -> None:
    shown = messages([Say(f"{LONG}\n{LONG}")])

    assert [one["text"] for one in shown] == [LONG, LONG]


def test_surplus_texts_share_a_bubble() -> None:
    shown = messages([Say(f"ข้อ {n}") for n in range(1, 8)])

    assert [one["text"] for one in shown] == [
        "ข้อ 1\n\nข้อ 2\n\nข้อ 3",
        "ข้อ 4",
        "ข้อ 5",
        "ข้อ 6",
        "ข้อ 7",
    ]


def test_texts_too_long_for_one_bubble_are_not_joined() -> None:
    shown = messages([Say(LONG), Say(LONG), Say("ก"), Say("ข"), Say("ค"), Say("ง")])

    assert _shapes(shown) == ["text 4000", "text 4003", "text 1", "text 1", "text 1"]


def test_more_than_five_bubbles_can_hold_ends_in_an_ellipsis() -> None:
    shown = messages([Say(LONG) for _ in range(7)])

    assert [one["text"] for one in shown] == [*[LONG] * 4, LONG + "…"]


# --- cards ---


def test_a_card_among_six_bubbles_stays_when_texts_can_be_joined() -> None:
    shown = messages([*(Say("ก") for _ in range(5)), _card("ข")])

    assert _shapes(shown) == ["text 4", "text 1", "text 1", "text 1", "bubble"]


def test_surplus_cards_are_put_into_words_with_their_buttons_as_quick_replies() -> None:
    cards = [_card(f"เรื่อง {n}", buttons=(_choice(f"ปุ่ม {n}"),)) for n in range(1, 8)]

    shown = messages(cards)

    assert _shapes(shown) == ["text 55", "bubble", "bubble", "bubble", "bubble"]
    assert shown[0]["text"] == "\n\n".join(f"เรื่อง {n}\nสถานะ: x" for n in (1, 2, 3))
    assert _labels(shown[-1]) == ["ปุ่ม 1", "แก้ไขสถานะ", "ปุ่ม 2", "ปุ่ม 3"]


def test_several_cards_stand_side_by_side_twelve_at_a_time() -> None:
    shown: Any = messages([Carousel(tuple(_card(f"เรื่อง {n}") for n in range(13)))])

    assert _shapes(shown) == ["carousel", "bubble"]
    assert len(shown[0]["contents"]["contents"]) == 12


def test_a_carousel_of_one_is_a_bubble() -> None:
    assert _shapes(messages([Carousel((_card("เรื่อง"),))])) == ["bubble"]


def test_a_card_too_large_for_line_is_put_into_words() -> None:
    shown = messages([_card("เรื่อง", value=LONG + LONG, buttons=(_choice("ดูต่อ"),))])

    assert _shapes(shown) == ["text 5000", "text 3014"]
    assert "".join(str(one["text"]) for one in shown).count("ก") == 8000
    assert _labels(shown[-1]) == ["ดูต่อ", "แก้ไขสถานะ"]


def test_a_carousel_too_large_for_line_becomes_several() -> None:
    shown: Any = messages([Carousel(tuple(_card(str(n), value="ก" * 900) for n in range(11)))])

    assert _shapes(shown) == ["carousel", "carousel"]
    assert [len(one["contents"]["contents"]) for one in shown] == [6, 5]


def test_few_cards_too_large_for_line_are_put_into_words() -> None:
    shown = messages([Carousel(tuple(_card(str(n), value="ก" * 2200) for n in range(4)))])

    assert {one["type"] for one in shown} == {"text"}
    assert "".join(str(one["text"]) for one in shown).count("ก") == 8800


def test_a_page_is_opened_by_a_button_of_the_card_and_by_no_quick_reply() -> None:
    link = Choice("ดูแหล่งข้อมูล", None, "link", "https://www.dip.go.th")
    (shown,) = messages([_card("ก", buttons=(link,))])
    contents: Any = shown["contents"]
    (button,) = contents["footer"]["contents"]

    assert button["action"] == {
        "type": "uri", "label": "ดูแหล่งข้อมูล", "uri": "https://www.dip.go.th"
    }  # fmt: skip
    in_words = messages([_card("ก", value=LONG + LONG, buttons=(link,))])
    assert _labels(in_words[-1]) == ["แก้ไขสถานะ"]


@pytest.mark.parametrize("url", ["", "www.dip.go.th", "https://" + "x" * 1000])
def test_a_page_that_line_would_refuse_has_no_button(url: str) -> None:
    (shown,) = messages([_card("ก", buttons=(Choice("ดู", None, "link", url),))])
    contents: Any = shown["contents"]

    assert "footer" not in contents


def test_a_card_that_says_nothing_still_shows_its_buttons() -> None:
    card = Card("summary", "", (), (_choice("ตกลง"),))

    (message,) = messages([card])

    assert message["altText"] == "-"
    assert json.dumps(message, ensure_ascii=False).count("ตกลง") == 2


def test_the_first_button_is_the_prominent_one() -> None:
    (message,) = messages([_card("ก", buttons=(_choice("ส่ง"), _choice("ไม่ส่ง")))])

    contents: Any = message["contents"]
    styles = [button["style"] for button in contents["footer"]["contents"]]
    assert styles == ["primary", "secondary"]


def test_alt_text_holds_the_words_of_the_card_within_its_limit() -> None:
    card = Card("case", "รับเรื่องแล้ว", (Row("ก", "ข"), Row("", "ค"), Row("ง", "")), note="จ")
    (long,) = messages([_card("เรื่อง", value="ก" * 2000)])
    (short,) = messages([card])

    assert short["altText"] == "รับเรื่องแล้ว\nก: ข\nค\nง: -\nจ"
    assert len(str(long["altText"])) == 1500


# --- quick replies ---


def test_quick_replies_stand_on_the_last_message_only() -> None:
    shown = messages([Say("ก", (_choice("หนึ่ง"),)), Say("ข", (_choice("สอง"), _choice("หนึ่ง")))])

    assert "quickReply" not in shown[0]
    assert _labels(shown[1]) == ["หนึ่ง", "สอง"]


def test_a_quick_reply_shortens_its_label_but_says_it_whole() -> None:
    label = "ขอคุยกับเจ้าหน้าที่ประจำศูนย์จังหวัดนครราชสีมา"
    (message,) = messages([Say("ก", (Choice(label, MENU),))])

    reply: Any = message["quickReply"]
    assert reply["items"] == [
        {
            "type": "action",
            "action": {
                "type": "postback",
                "label": "ขอคุยกับเจ้าหน้าที่ประจำศูน…",
                "data": "f=menu&s=open&t=0&v=",
                "displayText": label,
            },
        }
    ]


def test_line_opens_its_map_by_quick_reply_even_when_a_card_asks_for_it() -> None:
    card = Card("centre", "ก", (), (Choice("ส่งตำแหน่ง", None, "location"),))

    (message,) = messages([card])

    reply: Any = message["quickReply"]
    assert reply["items"] == [
        {"type": "action", "action": {"type": "location", "label": "ส่งตำแหน่ง"}}
    ]
    assert "footer" not in str(message["contents"])


@pytest.mark.parametrize(
    "choice",
    [
        Choice("", MENU),
        Choice(" ", None, "location"),
        Choice("ไม่มีปลายทาง", None),
        Choice("ยาวเกินไป", Button("f", "s", 1, "ก" * 40)),
    ],
)
def test_a_choice_that_line_would_refuse_does_not_spoil_the_rest(choice: Choice) -> None:
    (message,) = messages([Say("ก", (choice, _choice("ดี")))])

    assert _labels(message) == ["ดี"]
    assert check(Say("ก", (choice,))) != []


def test_thirteen_quick_replies_are_shown_and_the_fourteenth_is_told_of() -> None:
    bubble = Say("ก", tuple(_choice(str(n)) for n in range(14)))

    (message,) = messages([bubble])

    assert _labels(message) == [str(n) for n in range(13)]
    assert check(bubble) == ["there are 14 quick replies; LINE shows 13. Offer fewer"]


# --- whatever the dialogue says ---

_LETTERS = st.text(alphabet=st.sampled_from("กเาี่้ำ \n🍎🇹🇭\u200d\x00a"), max_size=25)
_TEXTS = _LETTERS | st.sampled_from(["", " ", LONG, LONG * 5, "ก" * 900, "🍎" * 3000, "่" * 6000])
_LABELS = _LETTERS | st.sampled_from(["ก" * 400])
_BUTTONS = st.builds(Button, st.just("f"), st.just("s"), st.integers(0, 99), st.text(max_size=40))
_ACTIONS = st.sampled_from(["postback", "location"])
_CHOICES = st.lists(st.builds(Choice, _LABELS, st.none() | _BUTTONS, _ACTIONS), max_size=3).map(
    tuple
) | st.just(tuple(_choice(str(n)) for n in range(14)))
_ROWS = st.lists(st.builds(Row, _LABELS, _TEXTS, st.none() | _BUTTONS), max_size=3).map(tuple)
_CARDS = st.builds(
    Card,
    st.sampled_from(["summary", "case", "status", "programme", "centre"]),
    _TEXTS,
    _ROWS,
    _CHOICES,
    _CHOICES,
    st.none() | _TEXTS,
)
_BUBBLES: st.SearchStrategy[Bubble] = st.one_of(
    st.builds(Say, _TEXTS, _CHOICES),
    _CARDS,
    st.builds(
        Carousel,
        st.lists(_CARDS, max_size=3).map(tuple)
        | st.builds(_card, _LETTERS).map(lambda card: (card,) * 14),
        _CHOICES,
    ),
)


def _objects(content: object) -> Iterator[Mapping[str, Any]]:
    if isinstance(content, dict):
        yield content
    inner = content.values() if isinstance(content, dict) else content
    if not isinstance(inner, str) and hasattr(inner, "__iter__"):
        for one in inner:
            yield from _objects(one)


def _refusals(shown: list[dict[str, Any]]) -> Iterator[str]:
    """Name what LINE would refuse, counted anew from its documentation."""
    if len(shown) > 5:
        yield "messages"
    for one in shown[:-1]:
        if "quickReply" in one:
            yield "quick reply that nobody sees"
    for one in shown:
        if not 1 <= len(one.get("quickReply", {"items": [1]})["items"]) <= 13:
            yield "quick replies"
        if one["type"] == "flex":
            yield from _flex_refusals(one)
    for part in _objects(shown):
        yield from _object_refusals(part)


def _flex_refusals(message: Mapping[str, Any]) -> Iterator[str]:
    contents = message["contents"]
    bubbles = contents["contents"] if contents["type"] == "carousel" else [contents]
    if not 1 <= utf16_length(message["altText"]) <= 1500:
        yield "altText"
    if not 1 <= len(bubbles) <= 12 or len({bubble["size"] for bubble in bubbles}) != 1:
        yield "bubbles"
    if len(bubbles) > 1 and len(json.dumps(contents)) > 50_100:
        yield "carousel bytes"
    if any(len(json.dumps(bubble, ensure_ascii=True)) > 30_000 for bubble in bubbles):
        yield "bubble bytes"


def _object_refusals(part: Mapping[str, Any]) -> Iterator[str]:
    if part.get("type") == "text" and not 1 <= utf16_length(part["text"].strip()) <= 5000:
        yield "text"
    if part.get("type") == "box" and not part["contents"]:
        yield "box"
    if part.get("type") in {"postback", "location"}:
        if not part["label"] or grapheme_length(part["label"]) > 40:
            yield "label"
        if not 1 <= utf16_length(part.get("data", "x")) <= 300:
            yield "data"
        if grapheme_length(part.get("displayText", "x")) > 300:
            yield "displayText"
    if part.get("type") == "action" and grapheme_length(part["action"]["label"]) > 20:
        yield "quick reply's label"


@settings(deadline=None, max_examples=40)
@given(st.lists(_BUBBLES, max_size=7))
def test_whatever_is_said_line_would_take_it(bubbles: list[Bubble]) -> None:
    assert list(_refusals(messages(bubbles))) == []


@settings(deadline=None, max_examples=50)
@given(_BUBBLES)
def test_what_passes_the_checks_is_shown_whole(bubble: Bubble) -> None:
    if check(bubble):
        return

    shown = json.dumps(messages([bubble]), ensure_ascii=False)

    assert shown != "[]"
    for choice in bubble.choices:
        assert json.dumps(clean(choice.label), ensure_ascii=False).strip('"')[:5] in shown
