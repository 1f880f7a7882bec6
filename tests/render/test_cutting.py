from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.limits import grapheme_length, utf16_length
from bot.render.cutting import clean, shorten, split_text

THAI = st.text(alphabet="กขคเแโใไะาำิีึืุู่้๊๋์ๆฯ \nabc🍎🇹🇭\u200d👩🏽")


@pytest.mark.parametrize(
    ("text", "limit", "pieces"),
    [
        ("บรรทัดแรก\nบรรทัดสอง", 12, ["บรรทัดแรก", "บรรทัดสอง"]),
        ("หนึ่ง สอง สาม", 11, ["หนึ่ง สอง", "สาม"]),
        ("กขคง", 2, ["กข", "คง"]),
        ("ที่นี่", 4, ["ที่", "นี่"]),
        ("กาแฟ", 3, ["กา", "แฟ"]),
        ("ขาวดำ", 4, ["ขาว", "ดำ"]),
        ("ช้าๆ", 3, ["ช้า", "ๆ"]),
        ("กาาาา้า", 5, ["กาาา", "า้า"]),
        ("กก🍎", 3, ["กก", "🍎"]),
        ("ก🇹🇭🇱🇦", 5, ["ก🇹🇭", "🇱🇦"]),
        ("ก👩🏽", 3, ["ก", "👩", "🏽"]),
        ("กก👩\u200d🌾", 7, ["กก👩\u200d🌾"]),
        ("กก👩\u200d🌾", 6, ["กก", "👩\u200d🌾"]),
        ("   \n ", 5, []),
        ("", 5, []),
    ],
)
def test_a_text_is_cut_where_a_reader_would_cut_it(
    text: str, limit: int, pieces: list[str]
) -> None:
    assert split_text(text, limit) == pieces


def test_a_space_near_the_beginning_is_too_early_to_cut_at() -> None:
    assert split_text("ก " + "ข" * 20, 10)[0] == "ก " + "ข" * 8


def test_a_space_that_carries_a_mark_is_no_place_to_cut() -> None:
    assert split_text("กกก \u0e48กกก", 5) == ["กกก \u0e48", "กกก"]


@given(THAI, st.integers(8, 40))
def test_pieces_hold_every_letter_and_fit(text: str, limit: int) -> None:
    pieces = split_text(text, limit)

    assert "".join("".join(pieces).split()) == "".join(text.split())
    assert all(0 < utf16_length(piece) <= limit for piece in pieces)


@given(st.lists(st.sampled_from(["ก", "กี่", "เก", "น้ำ", "โต๊ะ", "กาๆ", "🍎", "🇹🇭", "👩\u200d🌾"])))
def test_no_piece_begins_inside_a_letter(syllables: list[str]) -> None:
    pieces = split_text("".join(syllables), 12)

    for piece in pieces:
        assert unicodedata.category(piece[0]) not in {"Mn", "Mc", "Cf"}
        assert piece[0] not in "ะาำๆ🇭🌾"
        assert piece[-1] not in "เโ\u200d"


@pytest.mark.parametrize(
    ("label", "limit", "shown"),
    [
        ("ดูเรื่องของฉัน", 20, "ดูเรื่องของฉัน"),
        ("น้ำน้ำน้ำน้ำ", 3, "น้ำน้ำ…"),
        ("ขอคุยกับเจ้าหน้าที่ ศูนย์จังหวัด", 20, "ขอคุยกับเจ้าหน้าที่…"),
        ("กกกกกกเก", 8, "กกกกกกเก"),
        ("กกกกกกเกก", 8, "กกกกกก…"),
        ("🍎🍎🍎", 2, "🍎…"),
    ],
)
def test_a_label_is_shortened_on_a_safe_border(label: str, limit: int, shown: str) -> None:
    assert shorten(label, limit) == shown


@given(THAI, st.integers(2, 20))
def test_a_shortened_label_fits(text: str, limit: int) -> None:
    assert grapheme_length(shorten(clean(text), limit)) <= limit


@given(THAI, st.integers(3, 40))
def test_a_shortened_text_fits(text: str, limit: int) -> None:
    assert utf16_length(shorten(clean(text), limit, utf16_length)) <= limit


def test_a_letter_larger_than_the_limit_is_cut_rather_than_lost() -> None:
    monster = "ก" + "\u0e48" * 10

    assert split_text(monster, 4) == [monster[:4], "\u0e48" * 4, "\u0e48" * 3]


def test_what_json_or_line_would_choke_on_is_left_out() -> None:
    assert clean(" ก\x00\ud800\x1b\r\nข\tค \n") == "ก\nข\tค"
