from __future__ import annotations

import pytest

from bot.model.buttons import Button
from bot.model.effects import Bubble, Card, Carousel, Choice, Row, Say
from bot.render import check

MENU = Button("menu", "open", 0, "")
FAR = Button("f", "s", 1, "ก" * 40)


def _card(title: str = "ก", *, value: str = "ข", rows: int = 1) -> Card:
    return Card("case", title, tuple(Row("ค", value) for _ in range(rows)))


@pytest.mark.parametrize(
    ("bubble", "complaints"),
    [
        (
            Say(" "),
            ["the text is empty; LINE refuses that. Write something, or leave the bubble out"],
        ),
        (Say("🍎" * 2500), []),
        (
            Say("🍎" * 2501),
            ["the text has 5,002 UTF-16 units; one bubble holds 5,000. Shorten it"],
        ),
        (Say("ก", (Choice("ก" * 20, MENU),)), []),
        (
            Say("ก", (Choice("ก" * 21, MENU),)),
            [f"the label «{'ก' * 21}» has 21 letters; LINE shows 20. Shorten it"],
        ),
        (Say("ก", (Choice("ที่นี่" * 5, MENU),)), []),
        (Say("ก", (Choice("", MENU),)), ["a button has no label; give it one"]),
        (Say("ก", (Choice("ข", None),)), ["the button «ข» carries nothing; say where it leads"]),
        (
            Say("ก", (Choice("ข", FAR),)),
            ["the button «ข» carries 374 UTF-16 units; LINE takes 300. Use a code for its value"],
        ),
        (Say("ก", (Choice("แผนที่", None, "location"),)), []),
        (
            Say("ก", (Choice("", None, "location"),)),
            ["a button has no label; give it one"],
        ),
        (Card("case", "ก", (), (Choice("ดู", None, "link", "https://a.th"),)), []),
        (
            Card("case", "ก", (), (Choice("ดู", None, "link", "a.th"),)),
            ["the button «ดู» opens «a.th»; write a whole address"],
        ),
        (_card(), []),
        (_card(""), ["a card has no title; give it one"]),
        (
            Card("case", "ก", (Row("", "ข"),)),
            ["the card «ก» has a line without a label; give it one"],
        ),
        (
            Card("case", "ก", (Row("ข", "ค", FAR),)),
            [
                (
                    "the button «แก้ไขข» carries 374 UTF-16 units; LINE takes 300. "
                    "Use a code for its value"
                )
            ],
        ),
        (Card("case", "ก", (), (Choice("ข" * 40, MENU),)), []),
        (
            Card("case", "ก", (), (Choice("ข" * 41, MENU),)),
            [f"the label «{'ข' * 41}» has 41 letters; LINE shows 40. Shorten it"],
        ),
        (
            Card("case", "ก", (), (Choice("ข" * 21, None, "location"),)),
            [f"the label «{'ข' * 21}» has 21 letters; LINE shows 20. Shorten it"],
        ),
        (
            _card(value="ค" * 1500),
            [
                (
                    "the words of the card have 1,505 UTF-16 units; a notification holds 1,500. "
                    "Shorten them"
                )
            ],
        ),
        (Carousel(()), ["the carousel has no cards; leave it out"]),
        (Carousel((_card(),) * 12), []),
        (
            Carousel((_card(),) * 13),
            ["the carousel has 13 cards; LINE shows 12. Offer fewer"],
        ),
        (Carousel((_card(""),)), ["a card has no title; give it one"]),
        (
            Carousel((_card(),), (Choice("", MENU),)),
            ["a button has no label; give it one"],
        ),
    ],
)
def test_an_author_is_told_what_would_not_reach_people(
    bubble: Bubble, complaints: list[str]
) -> None:
    assert check(bubble) == complaints


def test_a_card_too_large_is_told_of_with_its_size() -> None:
    (words, size) = check(_card(value="ค" * 6000))[::-1]

    assert size.startswith("the card «ก» takes 3")
    assert size.endswith("bytes; a Flex bubble holds 30,000. Shorten it")
    assert words.startswith("the words of the card have 6,005")


def test_a_carousel_too_large_is_told_of_with_its_size() -> None:
    complaints = check(Carousel((_card(value="ค" * 120, rows=4),) * 12))

    assert complaints[-1].startswith("the carousel takes ")
    assert complaints[-1].endswith("bytes; LINE takes 50,000. Shorten its cards")
