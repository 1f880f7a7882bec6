from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.layout import repair_layout, thai_share
from bot.nlu.normalise import normalise, squeeze

MENDED = [
    ("นํ้าท่วม", "น้ำท่วม"),
    ("นำ้ท่วม", "น้ำท่วม"),
    ("ทํางาน", "ทำงาน"),
    ("เเม่สอด", "แม่สอด"),
    ("ขอนเเก่น", "ขอนแก่น"),
    ("คะ่", "ค่ะ"),
    ("สวััสดี", "สวัสดี"),
    ("ที่่", "ที่"),
    ("มากกกก ครับบบบ", "มาก ครับ"),
    ("จ้าาาา", "จ้า"),
    ("ด่วนๆๆๆ", "ด่วนๆ"),
    ("คนนนนนะ", "คนนะ"),
    ("๕๑,๒๓๔ บาท", "51,234 บาท"),
    ("\uff11\uff12\uff13", "123"),
    ("ทำ\u200bงาน", "ทำงาน"),
    ("ขอ\u00a0กู้  เงิน", "ขอ กู้ เงิน"),
    ("081\u2011234", "081-234"),
    ("น ้ำ", "น้ำ"),
    ("บรรทัดหนึ่ง\r\n\r\n  บรรทัดสอง", "บรรทัดหนึ่ง\nบรรทัดสอง"),
    ("มๅก", "มาก"),
    ("ฤๅษี", "ฤๅษี"),
]
LEFT_ALONE = [
    "ถนนนี้",
    "ระบบบริการ",
    "คะแนนนำ",
    "แดดดี",
    "เมื่อออก",
    "ยังงงๆ",
    "ธรรมดา บรรจุ",
    "5555555",
    "1000000",
    "0888888888",
    "iso 9001",
    "ฯลฯ",
]
SLIPPED = [
    ("F8ik=", "โคราช"),
    ("c,jlvf", "แม่สอด"),
    ("g=up'.s,j", "เชียงใหม่"),
    ("vpkdd^hg'bo", "อยากกู้เงิน"),
    ("vpkdd^h 500000", "อยากกู้ 500000"),
    ("ohme;,Fi''ko", "น้ทำวมโรงงาน"),
]
NOT_SLIPPED = [
    "hello",
    "ok",
    "otop",
    "SME D Bank",
    "i don't know, it's ok",
    "somchai99@gmail.com",
    "https://www.dip.go.th/th",
    "facebook.com/shop-1",
    "30-69-00123-4",
    "081-234-5678",
    "500k",
    "1.5m",
    "iso9001/gmp",
    "khon kaen, thailand",
    "lazada & shopee = ok?",
    "สวัสดี hello",
]


@pytest.mark.parametrize(("typed", "meant"), MENDED)
def test_slips_of_typing_are_mended(typed: str, meant: str) -> None:
    assert normalise(typed) == meant


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_words_that_really_double_are_left_alone(text: str) -> None:
    assert normalise(text) == text


@pytest.mark.parametrize(("typed", "meant"), SLIPPED)
def test_thai_typed_on_the_english_layout_is_read(typed: str, meant: str) -> None:
    assert normalise(typed) == meant


@pytest.mark.parametrize("text", NOT_SLIPPED)
def test_latin_that_means_itself_is_not_decoded(text: str) -> None:
    assert repair_layout(text) == text


def test_nonsense_stays_as_it_was_typed() -> None:
    assert repair_layout("aa[]b1c2d;;'") == "aa[]b1c2d;;'"


def test_the_share_of_thai_pairs_is_high_for_thai_and_low_for_noise() -> None:
    assert thai_share("อยากกู้เงิน") > 0.95
    assert thai_share("ฟ้ำสฝฝฌฺ") < 0.6
    assert thai_share("") == 0


def test_squeezing_joins_thai_and_keeps_other_spaces() -> None:
    assert squeeze("ขอ กู้ เงิน 5 แสน SME Bank") == "ขอกู้เงิน 5 แสน sme bank"


@given(st.text(st.characters(min_codepoint=0x0E01, max_codepoint=0x0E5B) | st.characters()))
def test_normalising_twice_is_normalising_once(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


@given(st.text(st.sampled_from("กคนงบเแะาำัี่้ํๆๅฤ 1a\n;")))
def test_squeezing_twice_is_squeezing_once(text: str) -> None:
    once = squeeze(text)
    assert squeeze(once) == once


@pytest.mark.parametrize(
    ("typed", "form"), [("เ เม่สอด", "แม่สอด"), ("มาก ก ก ก", "มาก"), ("น ํ า", "นำ")]
)
def test_what_a_space_kept_apart_is_mended_once_it_is_gone(typed: str, form: str) -> None:
    assert squeeze(typed) == form
