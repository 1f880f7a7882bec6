"""What an announcement says besides its author's words: from whom, until when, how to stop it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.broadcasts.audience import Audience
from bot.broadcasts.draft import Draft, NewsButton
from bot.broadcasts.wording import bubbles, objects
from bot.model.buttons import unpack
from bot.model.effects import Card, Say

PHRASES = {
    "news_source": "จาก",
    "news_footer": "จาก {source} ปิดรับ {closes} พิมพ์ เลิกรับข่าว",
    "news_footer_topic": "หรือ เลิกรับข่าว{topic}",
}
DRAFT = Draft(
    title="ออกบูธ",
    message="เปิดรับ 40 ร้าน",
    audience=Audience(),
    source="ศภ.6",
    closes=date(2026, 12, 15),
)


def test_a_text_carries_its_source_its_last_day_and_the_word_that_stops_it() -> None:
    (said,) = bubbles(DRAFT, 7, PHRASES)
    assert said == Say("เปิดรับ 40 ร้าน\n\nจาก ศภ.6 ปิดรับ 15 ธันวาคม 2569 พิมพ์ เลิกรับข่าว")


def test_with_a_topic_that_alone_may_be_stopped() -> None:
    (said,) = bubbles(replace(DRAFT, topic="market"), 7, PHRASES)
    assert isinstance(said, Say)
    assert said.text.endswith("\nหรือ เลิกรับข่าวตลาด ออกบูธ")


def test_message_objects_are_followed_by_a_text_that_tells_it() -> None:
    own = replace(
        DRAFT, message=({"type": "flex", "altText": "ข่าว"}, {"type": "text", "text": "ข"})
    )
    (said,) = bubbles(own, 7, PHRASES)
    assert said == Say("จาก ศภ.6 ปิดรับ 15 ธันวาคม 2569 พิมพ์ เลิกรับข่าว")
    assert objects(own) == own.message
    assert objects(DRAFT) == ()


OURS = f"https://sme.example.go.th/news/{'0a' * 16}"


def test_a_picture_is_a_message_before_the_text() -> None:
    link = "https://www.dip.go.th/fair.jpg"
    with_picture = replace(DRAFT, image=link)
    (picture,) = objects(with_picture)
    assert picture == {"type": "image", "originalContentUrl": link, "previewImageUrl": link}
    assert bubbles(with_picture, 7, PHRASES) == bubbles(DRAFT, 7, PHRASES)
    (ours,) = objects(replace(DRAFT, image=OURS))
    assert ours["previewImageUrl"] == f"{OURS}/small"


def test_a_card_has_all_of_it_but_how_to_stop_it() -> None:
    wanted = replace(DRAFT, card=True, image=OURS, buttons=(NewsButton("สนใจ", "market"),))
    card, said = bubbles(wanted, 7, PHRASES)
    assert isinstance(card, Card)
    assert (card.title, card.body, card.picture) == ("ออกบูธ", "เปิดรับ 40 ร้าน", f"{OURS}/small")
    assert [one.label for one in card.buttons] == ["สนใจ"]
    assert said == Say("จาก ศภ.6 ปิดรับ 15 ธันวาคม 2569 พิมพ์ เลิกรับข่าว")
    assert objects(wanted) == ()
    plain, _ = bubbles(replace(DRAFT, card=True), 7, PHRASES)
    assert isinstance(plain, Card)
    assert (plain.picture, plain.buttons) == (None, ())


def test_buttons_carry_the_announcement_and_its_programme() -> None:
    buttons = (NewsButton("สนใจ", "market"), NewsButton("ถามก่อน", "human"))
    _, card = bubbles(replace(DRAFT, buttons=buttons, programme="isan-fair"), 7, PHRASES)
    assert isinstance(card, Card)
    pressed = [unpack(one.button.pack()) for one in card.buttons if one.button]
    assert [(b.flow, b.step, b.value) for b in pressed if b] == [
        ("news", "7", "market/isan-fair"),
        ("news", "7", "human/isan-fair"),
    ]
    _, plain = bubbles(replace(DRAFT, buttons=buttons[:1]), 7, PHRASES)
    assert isinstance(plain, Card)
    assert plain.buttons[0].button is not None
    assert plain.buttons[0].button.value == "market"
