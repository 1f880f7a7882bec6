"""Receiving numbers survive the way people copy them, and a slip is noticed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import damm

from bot.model.receiving_number import Found, find, make, series

PROVINCES = st.none() | st.integers(10, 96).map(lambda code: f"TH-{code}")
YEARS = st.integers(2568, 2599)
RUNNING = st.integers(1, 9_999_999)
NUMBERS = st.builds(make, PROVINCES, YEARS, RUNNING)


def test_a_number_shows_province_year_running_number_and_check_digit() -> None:
    assert make("TH-30", 2569, 123) == "30-69-00123-" + damm.calc_check_digit("306900123")
    assert make(None, 2569, 1).startswith("00-69-00001-")
    assert make("TH-10", 2570, 123456).startswith("10-70-123456-")


def test_a_series_is_the_province_and_the_year() -> None:
    assert series("TH-30", 2569) == "30-69"
    assert series(None, 2600) == "00-00"


@pytest.mark.parametrize("province", ["TH-3", "TH-S", "30x", "TH-๓๐", "TH-300"])
def test_something_that_is_no_province_code_is_refused(province: str) -> None:
    with pytest.raises(ValueError, match="no ISO"):
        series(province, 2569)


def test_running_numbers_begin_with_one() -> None:
    with pytest.raises(ValueError, match="begins with 1"):
        make("TH-30", 2569, 0)


@given(NUMBERS)
def test_the_check_digit_is_damms(number: str) -> None:
    assert damm.is_valid(number.replace("-", ""))


@given(NUMBERS)
def test_what_was_made_is_found_again(number: str) -> None:
    assert find(number) == Found(number, valid=True)


@given(NUMBERS, st.data())
def test_every_wrong_digit_is_noticed(number: str, data: st.DataObject) -> None:
    places = [index for index, char in enumerate(number) if char != "-"]
    at = data.draw(st.sampled_from(places))
    wrong = data.draw(st.sampled_from([d for d in "0123456789" if d != number[at]]))
    slipped = number[:at] + wrong + number[at + 1 :]
    assert find(slipped) == Found(slipped, valid=False)


@given(NUMBERS, st.data())
def test_every_swap_of_two_neighbours_is_noticed(number: str, data: st.DataObject) -> None:
    digits = number.replace("-", "")
    unequal = [at for at in range(len(digits) - 1) if digits[at] != digits[at + 1]]
    at = data.draw(st.sampled_from(unequal))
    swapped = digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]
    slipped = f"{swapped[:2]}-{swapped[2:4]}-{swapped[4:-1]}-{swapped[-1]}"
    assert find(slipped) == Found(slipped, valid=False)


WAYS = [
    "{}",
    " {} ",
    "เลขรับเรื่อง {} ถึงไหนแล้วคะ",
    "สอบถามเรื่องเลขที่{}ค่ะ",
    "{}ค่ะ โทร 0812345678",
    "0812345678 เลข {}",
    "ขอกู้ 500,000 บาท ตามเรื่อง {} ครับ",
    "({})",
]


@pytest.mark.parametrize("way", WAYS)
@given(number=NUMBERS)
def test_a_number_is_found_inside_a_sentence(way: str, number: str) -> None:
    assert find(way.format(number)) == Found(number, valid=True)


@given(NUMBERS, st.sampled_from(["", " ", "-", " - ", "–", "—", "\u2011", "−", "\u00a0"]))  # noqa: RUF001 -- these are the dashes that telephones put in
def test_any_dash_or_space_or_none_will_do(number: str, between: str) -> None:
    assert find(number.replace("-", between)) == Found(number, valid=True)


@given(NUMBERS)
def test_thai_digits_and_invisible_marks_do_no_harm(number: str) -> None:
    thai = number.translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))
    assert find(f"\u200b{thai[:4]}\u200b{thai[4:]}") == Found(number, valid=True)


def test_only_some_dashes_will_do() -> None:
    number = make("TH-30", 2569, 123)
    for written in (
        f"30-69 00123 {number[-1]}",
        f"3069-00123-{number[-1]}",
        f"30-6900123{number[-1]}",
    ):
        assert find(written) == Found(number, valid=True)


def test_a_number_before_an_amount_is_not_swallowed_by_it() -> None:
    number = make("TH-30", 2569, 123)
    assert find(f"{number.replace('-', '')} 5 แสน") == Found(number, valid=True)


def test_a_right_number_is_preferred_to_one_with_a_slip() -> None:
    good = make("TH-50", 2569, 7)
    assert find(f"30-69-00123-0 ไม่ใช่ค่ะ {good}") == Found(good, valid=True)


def test_the_first_slip_is_told() -> None:
    assert make("TH-30", 2569, 123)[-1] not in "01"
    assert find("30-69-00123-0 30-69-00123-1") == Found("30-69-00123-0", valid=False)


def test_a_digit_left_out_is_a_slip() -> None:
    assert find("30-69-0123-4") == Found("30-69-0123-4", valid=False)


def test_zeros_put_in_front_are_a_slip_even_when_the_check_digit_fits() -> None:
    check = damm.calc_check_digit("3069000123")
    assert find(f"30-69-000123-{check}") == Found(f"30-69-000123-{check}", valid=False)


def test_after_its_name_a_number_with_an_impossible_year_is_still_a_slip() -> None:
    number = make("TH-30", 2569, 123).replace("-", "")
    slipped = number[:2] + "2" + number[3:]
    assert find(slipped) is None
    found = find(f"เลขรับเรื่อง {slipped}")
    assert found is not None
    assert not found.valid


@pytest.mark.parametrize(
    "text",
    [
        "",
        "สวัสดีค่ะ",
        "0812345678",
        "081-234-5678",
        "08 1234 5678",
        "081 2345678",
        "0812 345678",
        "เลขรับเรื่อง 0812345678",
        "02-123-4567",
        "021234567 8",
        "+66812345678",
        "+66 812345678",
        "+66 81 234 5678",
        "0066812345678",
        "006621234567",
        "0105536112014",
        "0-1055-36112-01-4",
        "0-10-5-536-11201-4",
        "0 1055 36112 01 4",
        "3100600445635",
        "3-1006-00445-63-5",
        "123-4-56789-0",
        "1234567890",
        "3069001234 บาท",
        "30690012345 ล้าน",
        "3,069,001,234",
        "3069001234.50",
        "25/11/2569",
        "25-11-2569",
        "30-69-00123-4-5",
        "5-30-69-00123-4",
        "30000",
        "1358",
        "9769001234",
    ],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert find(text) is None


@given(st.text(alphabet="0123456789๐๑๒-– ,.+กบาท", max_size=40))  # noqa: RUF001 -- the long dash
def test_no_text_breaks_the_search(text: str) -> None:
    found = find(text)
    assert found is None or found.number.count("-") == 3
