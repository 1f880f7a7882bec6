"""An announcement as it is typed: the sheet's own rules, each mistake at its field, in Thai."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.broadcasts.audience import Audience
from bot.broadcasts.draft import LONGEST_TEXT, Draft, NewsButton
from bot.broadcasts.form import DEMANDS, Form, IncompleteDraft, of_draft, read, sketch
from tests.broadcasts.test_draft import KNOWN, TODAY, WHOLE
from tests.broadcasts.test_draft import read as read_sheet

SHORT = Form(title="ออกบูธ", message="เปิดรับ 40 ร้าน", source="ศภ.6", closes="2026-12-15")


def keep(**changed: Any) -> Draft:  # noqa: ANN401 -- whatever fields a form has
    return read(replace(SHORT, **changed), known=KNOWN, today=TODAY)


def mistakes(**changed: Any) -> dict[str, str]:  # noqa: ANN401
    with pytest.raises(IncompleteDraft) as raised:
        keep(**changed)
    assert str(raised.value)
    return dict(raised.value.mistakes)


def test_what_is_typed_is_what_a_file_would_say() -> None:
    whole = read_sheet(WHOLE)
    assert read(of_draft(whole), known=KNOWN, today=TODAY) == whole
    assert keep().audience == Audience()
    assert keep(urgent=True).urgent
    assert (keep(free=True).free, keep(pilot="TH-30").pilot) == (True, "TH-30")
    assert keep(contact_days=" 90 ").audience == Audience(contact_days=90)


def test_a_picture_and_a_card_are_chosen() -> None:
    link = "https://www.dip.go.th/fair.jpg"
    assert (keep(image=link).image, keep(image=link).card) == (link, False)
    assert keep(image=link, layout="card").card
    assert not keep(layout="text").card
    assert of_draft(keep(image=link, layout="card")).layout == "card"
    assert mistakes(image="x") == {"image": DEMANDS["image"]}
    assert mistakes(layout="x") == {"layout": DEMANDS["layout"]}
    assert mistakes(image=link, free=True) == {"free": DEMANDS["free"]}
    assert "บนการ์ด" in mistakes(layout="card", message="ก" * 1_001)["message"]


def test_what_is_being_typed_can_be_looked_at() -> None:
    nothing = sketch(Form(), today=TODAY)
    assert (nothing.title, nothing.message, nothing.closes) == ("ชื่อประกาศ", "ข้อความ", TODAY)
    assert (nothing.topic, nothing.image, nothing.buttons, nothing.card) == (None, None, (), False)
    some = replace(
        SHORT,
        closes="2026-12-1",
        topic="x",
        image="javascript:x",
        layout="card",
        buttons=(("สนใจ", ""), ("", "market")),
    )
    assert sketch(some, today=TODAY) == Draft(
        title="ออกบูธ",
        message="เปิดรับ 40 ร้าน",
        audience=Audience(),
        source="ศภ.6",
        closes=TODAY,
        buttons=(NewsButton("สนใจ", ""),),
        card=True,
    )
    whole = replace(SHORT, topic="market", image=" https://a.th/b.jpg ")
    found = sketch(whole, today=TODAY)
    assert (found.topic, found.image) == ("market", "https://a.th/b.jpg")
    assert found.closes == date(2026, 12, 15)


def test_rows_of_buttons_that_are_empty_are_none() -> None:
    two = (("", ""), ("สนใจ", "market"), ("", ""), ("กู้", "financing"))
    assert keep(buttons=two).buttons == (
        NewsButton("สนใจ", "market"),
        NewsButton("กู้", "financing"),
    )


def test_an_empty_form_is_told_all_that_it_wants() -> None:
    with pytest.raises(IncompleteDraft) as raised:
        read(Form(), known=KNOWN, today=TODAY)
    wanted = ("title", "message", "source", "closes")
    assert raised.value.mistakes == {name: DEMANDS[name] for name in wanted}


@pytest.mark.parametrize(
    ("changed", "at"),
    [
        ({"title": "ก" * 121}, "title"),
        ({"message": "ก" * (LONGEST_TEXT + 1)}, "message"),
        ({"source": " \t "}, "source"),
        ({"closes": "2026-11-28"}, "closes"),
        ({"closes": "15 ธ.ค. 2569"}, "closes"),
        ({"closes": "2569-12-15"}, "closes"),
        ({"topic": "weather"}, "topic"),
        ({"programme": "no-such"}, "programme"),
        ({"pilot": "TH-99"}, "pilot"),
        ({"contact_days": "เดือนหนึ่ง"}, "contact_days"),
        ({"chosen": {"province": ("TH-99",)}}, "province"),
        ({"chosen": {"topic": ("weather",), "size": ("micro",)}}, "topics"),
        ({"buttons": (("สนใจ", "market"), ("", "market"))}, "button-2"),
        ({"buttons": (("สนใจ", ""), ("สนใจ", "market"))}, "button-1"),
        ({"buttons": (("สนใจ", "market"), ("", ""), ("ก" * 41, "market"))}, "button-3"),
    ],
)
def test_a_mistake_is_told_at_its_field(changed: dict[str, Any], at: str) -> None:
    assert [*mistakes(**changed)] == [at]


def test_all_mistakes_come_at_once() -> None:
    told = mistakes(title="", closes="x", buttons=(("", "market"),), chosen={"need": ("gold",)})
    assert [*told] == ["title", "closes", "need", "button-1"]
    assert "ไม่เกิน 40 ตัวอักษร" in told["button-1"]


def test_message_objects_are_not_for_the_form() -> None:
    sheet = "title: a\nmessage: [{type: sticker}]\nsource: c\ncloses: 2026-12-15\n"
    assert of_draft(read_sheet(sheet)).message == ""


@given(st.text(min_size=1, max_size=40))
def test_whatever_letters_are_typed_the_form_stays_whole(words: str) -> None:
    try:
        written = keep(title=words, message=f"ก{words}ข", source=words)
    except IncompleteDraft as missing:
        assert set(missing.mistakes) == {"title", "source"}, "nothing was left but blanks"  # noqa: PT017
    else:
        assert str(written.message).startswith("ก")
        assert str(written.message).endswith("ข")


def test_lines_and_quotes_and_little_pictures_stay() -> None:
    said = 'บรรทัดแรก: "ก"\r\n# บรรทัดสอง\t{ข} 👩‍🌾 \\n\u2028สาม'
    assert keep(message=said).message == 'บรรทัดแรก: "ก"\n# บรรทัดสอง\t{ข} 👩‍🌾 \\n\nสาม'
