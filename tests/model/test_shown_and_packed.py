from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.buttons import Button, unpack
from bot.model.limits import grapheme_length, utf16_length
from bot.model.showing import SHOWING
from bot.model.thai import (
    show_baht,
    show_date,
    show_day,
    show_moment,
    show_phone,
    western_digits,
)


@given(st.text(), st.text(), st.integers(0, 10**9 - 1), st.text())
def test_a_button_comes_back_as_it_was_packed(flow: str, step: str, turn: int, value: str) -> None:
    surrogates = any("\ud800" <= letter <= "\udfff" for letter in flow + step + value)
    if surrogates:
        return
    button = Button(flow, step, turn, value)

    assert unpack(button.pack()) == button


@pytest.mark.parametrize(
    "data",
    ["", "x", "f=a&s=b&t=1", "f=a&s=b&t=x&v=c", "f=a&s=b&t=๑&v=c", f"f=a&s=b&t={'9' * 5000}&v=c"],
)
def test_what_is_not_of_our_making_is_no_button(data: str) -> None:
    assert unpack(data) is None


def test_dates_are_shown_in_the_buddhist_era() -> None:
    day = date(2026, 11, 25)

    assert show_date(day) == "25 พ.ย. 2569"
    assert show_day(day) == "วันพุธที่ 25 พ.ย. 2569"
    late = datetime(2026, 11, 25, 20, 5, tzinfo=UTC)
    assert show_moment(late) == "26 พ.ย. 2569 เวลา 03:05 น."


def test_dates_are_shown_to_english_readers_in_their_calendar() -> None:
    showing, moment = SHOWING["en"], datetime(2026, 11, 25, 20, 5, tzinfo=UTC)

    assert showing.plain_date(date(2026, 11, 29)) == "29 November 2026"
    assert showing.day(date(2026, 11, 29)) == "Sunday 29 November 2026"
    assert showing.moment(moment) == "26 November 2026, 03:05"
    assert showing.day_and_time(moment) == "Thursday 26 November 2026, 03:05"
    assert (showing.time(moment), SHOWING["th"].time(moment)) == ("03:05", "03:05 น.")
    assert SHOWING["th"].day_and_time(moment) == "วันพฤหัสบดีที่ 26 พ.ย. 2569 เวลา 03:05 น."
    assert (showing.baht(800_000), SHOWING["th"].baht(800_000)) == ("800,000 baht", "800,000 บาท")


@pytest.mark.parametrize(
    ("thai", "english"),
    [
        ("สำนักงานอุตสาหกรรมจังหวัดเชียงใหม่", "Chiang Mai Provincial Industry Office"),
        (
            "ศูนย์สนับสนุนและช่วยเหลือเอสเอ็มอี จังหวัดเชียงใหม่",
            "Chiang Mai SME Support and Rescue Center",
        ),
        (
            "ศูนย์ส่งเสริมอุตสาหกรรมภาคที่ 1 (เชียงใหม่)",
            "Industrial Promotion Center Region 1 (Chiang Mai)",
        ),
        (
            "โต๊ะต่างประเทศ กรมส่งเสริมอุตสาหกรรม",
            "International Desk, Department of Industrial Promotion",
        ),
        ("กรมส่งเสริมอุตสาหกรรม", "Department of Industrial Promotion (DIPROM)"),
        ("สำนักงานอุตสาหกรรมจังหวัดที่ไม่มี", "สำนักงานอุตสาหกรรมจังหวัดที่ไม่มี"),
        ("ธนาคารออมสิน", "ธนาคารออมสิน"),
    ],
)
def test_offices_are_named_for_english_readers(thai: str, english: str) -> None:
    names = {"เชียงใหม่": "Chiang Mai"}

    assert SHOWING["en"].office(thai, names) == english
    assert SHOWING["th"].office(thai, names) == thai
    assert SHOWING["en"].place("เชียงใหม่", names) == "Chiang Mai"
    assert SHOWING["th"].place("เชียงใหม่", names) == "เชียงใหม่"


@pytest.mark.parametrize(
    ("digits", "shown"),
    [
        ("0812345678", "081-234-5678"),
        ("021234567", "02-123-4567"),
        ("044123456", "044-123-456"),
        ("1358", "1358"),
    ],
)
def test_telephones_are_grouped_for_reading(digits: str, shown: str) -> None:
    assert show_phone(digits) == shown


def test_money_and_digits_are_shown_as_people_read_them() -> None:
    assert show_baht(500_000) == "500,000 บาท"
    assert western_digits("๐๘๑") == "081"


@pytest.mark.parametrize(
    ("text", "units", "letters"),
    [("ก", 1, 1), ("กี่", 3, 1), ("น้ำ", 3, 1), ("🍎", 2, 1), ("👍🏽", 4, 1), ("abc", 3, 3)],
)
def test_lengths_are_counted_as_line_counts_them(text: str, units: int, letters: int) -> None:
    assert utf16_length(text) == units
    assert grapheme_length(text) == letters
