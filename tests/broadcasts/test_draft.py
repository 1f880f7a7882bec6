"""An announcement as it is written: what is taken, and every mistake at once."""

from __future__ import annotations

from datetime import date

import pytest

from bot.broadcasts.audience import Audience, requests
from bot.broadcasts.draft import BadDraft, Draft, Known, NewsButton, load, of_json

TODAY = date(2026, 11, 29)
KNOWN = Known(
    provinces={"TH-30": "นครราชสีมา", "TH-50": "เชียงใหม่"},
    regions={"IPC-6": "ศภ.6"},
    flows=("financing", "market"),
    programmes=("isan-fair",),
)
WHOLE = """
title: ออกบูธงานของดีภาคอีสาน
message: เปิดรับสมัครร้านค้าออกบูธ 40 ร้าน
audience:
  province: [TH-30, เชียงใหม่]
  region: IPC-6
  sector: [trade]
  size: [micro, small]
  need: [market]
  topic: [market]
  interest: [isan-fair]
  contact_days: 90
source: ศูนย์ส่งเสริมอุตสาหกรรมภาคที่ 6
closes: 2026-12-15
topic: market
programme: isan-fair
buttons: [{label: สนใจ, flow: market}]
"""
SHORT = "title: a\nmessage: b\nsource: c\ncloses: 2026-12-15\n"


def read(text: str) -> Draft:
    return load(text, "news.yaml", known=KNOWN, today=TODAY)


def mistakes(text: str) -> list[str]:
    with pytest.raises(BadDraft) as raised:
        read(text)
    return str(raised.value).splitlines()[1:]


CARD = "image: https://www.dip.go.th/fair.jpg\nlayout: card\n"


def test_a_picture_goes_before_the_text_or_on_a_card() -> None:
    found = read(SHORT + "image: https://www.dip.go.th/fair.jpg\n")
    assert (found.image, found.card) == ("https://www.dip.go.th/fair.jpg", False)
    found = read(SHORT + CARD + "free: yes\n")
    assert (found.image, found.card, found.free) == ("https://www.dip.go.th/fair.jpg", True, True)
    assert of_json(found.as_json()) == found
    assert not read(SHORT + "layout: text\n").card


def test_what_was_kept_before_there_were_pictures_has_none() -> None:
    before = read(SHORT).as_json()
    del before["image"], before["card"]
    assert of_json(before) == read(SHORT)


@pytest.mark.parametrize(
    "link", ["http://a.th/b.jpg", "a.jpg", "https://a b", "https://ไทย.th", "https://" + "a" * 993]
)
def test_only_a_link_that_line_takes_is_a_picture(link: str) -> None:
    assert "'image' is no link" in mistakes(SHORT + f"image: '{link}'\n")[0]
    assert read(SHORT + "image: https://" + "a" * 992 + "\n").image


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ("image: https://a.th/b.jpg\nfree: yes\n", "travels on no free answer"),
        ("layout: poster\n", "'layout' is 'poster'"),
    ],
)
def test_what_does_not_go_together_is_told(more: str, why: str) -> None:
    assert why in mistakes(SHORT + more)[0]


@pytest.mark.parametrize("more", ["image: https://a.th/b.jpg\n", "layout: card\n"])
def test_message_objects_have_their_own_pictures(more: str) -> None:
    own = SHORT.replace("message: b", "message: [{type: sticker}]")
    assert "stand for themselves" in mistakes(own + more)[0]


def test_a_card_holds_fewer_words_than_a_text() -> None:
    long = SHORT.replace("message: b", f"message: {'ก' * 1_001}")
    assert len(read(long).message) == 1_001
    assert "has 1001 letters" in mistakes(long + "layout: card\n")[0]


def test_everything_that_may_be_written_is_read() -> None:
    draft = read(WHOLE)
    assert draft.audience == Audience(
        province=("TH-30", "TH-50"),
        region=("IPC-6",),
        sector=("trade",),
        size=("micro", "small"),
        need=("market",),
        topic=("market",),
        interest=("isan-fair",),
        contact_days=90,
    )
    assert draft.closes == date(2026, 12, 15)
    assert (draft.topic, draft.programme) == ("market", "isan-fair")
    assert draft.buttons == (NewsButton("สนใจ", "market"),)
    assert not draft.audience.nationwide


def test_what_is_kept_is_what_was_written() -> None:
    for draft in (read(WHOLE), read(SHORT), read(SHORT.replace("b\n", "{type: text, text: b}\n"))):
        assert of_json(draft.as_json()) == draft


@pytest.mark.parametrize("audience", ["", "audience:\n", "audience: {}\n", "audience: {need: }\n"])
def test_an_empty_audience_is_the_whole_country(audience: str) -> None:
    draft = read(SHORT + audience)
    assert draft.audience == Audience()
    assert draft.audience.nationwide


def test_message_objects_are_taken_as_they_are() -> None:
    flex = '[{"type": "flex", "altText": "ข่าว", "contents": {}}, {"type": "text", "text": "ข"}]'
    draft = read(SHORT.replace("message: b", f"message: {flex}"))
    assert draft.message == (
        {"type": "flex", "altText": "ข่าว", "contents": {}},
        {"type": "text", "text": "ข"},
    )


def test_all_mistakes_come_at_once_with_their_lines() -> None:
    found = mistakes(
        "title: " + "ก" * 121 + "\n"
        "message: ''\n"
        "audience: {province: [โคราช], need: [money], contact_days: soon, colour: [red]}\n"
        "source: กรม\n"
        "closes: 2569-12-15\n"
        "topic: sport\n"
        "programme: old\n"
        "buttons: [{label: " + "ข" * 41 + ", flow: nowhere}, {label: x}]\n"
    )
    assert [line.split(": ")[0] for line in found] == [
        "news.yaml:1",
        "news.yaml:2",
        "news.yaml:3",
        "news.yaml:3",
        "news.yaml:3",
        "news.yaml:3",
        "news.yaml:5",
        "news.yaml:6",
        "news.yaml:7",
        "news.yaml:8",
        "news.yaml:8",
        "news.yaml:8",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "The file is empty"),
        (SHORT.replace("closes: 2026-12-15", "closes: 2026-11-28"), "which is past"),
        (SHORT.replace("message: b", "message: " + "ก" * 4500), "'message' has 4500 letters"),
        (SHORT.replace("message: b", "message: [1, 2]"), "neither a text nor message objects"),
        (SHORT.replace("message: b", "message: []"), "'message' has 0 objects"),
        (SHORT + "buttons: [" + "{label: a, flow: market}," * 5 + "]\n", "There are 5 buttons"),
        ("title: a\n", "lacks 'message'"),
        (SHORT + "audience: everybody\n", "The audience is no mapping"),
        (SHORT + "topic: [market]\n", "'topic' is no text"),
    ],
)
def test_what_cannot_be_used_says_why(text: str, said: str) -> None:
    assert said in "\n".join(mistakes(text))


@pytest.mark.parametrize(("people", "calls"), [(0, 0), (1, 1), (500, 1), (501, 2), (10**6, 2000)])
def test_a_request_takes_five_hundred_people(people: int, calls: int) -> None:
    assert requests(people) == calls


def test_news_may_travel_for_nothing_and_begin_with_a_pilot() -> None:
    assert read(SHORT + "free: yes\n").free
    assert not read(SHORT + "free: no\n").free
    assert read(SHORT + "urgent: yes\n").urgent
    assert read(SHORT + "pilot: เชียงใหม่\n").pilot == "TH-50"
    objects = SHORT.replace("message: b", "message: {type: image}")
    assert "'free' is 'maybe'" in "".join(mistakes(SHORT + "free: maybe\n"))
    assert "Only a text" in "".join(mistakes(objects + "free: yes\n"))
    assert "'pilot' is 'ที่ไหน'" in "".join(mistakes(SHORT + "pilot: ที่ไหน\n"))
