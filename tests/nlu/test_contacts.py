from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.th import pin

from bot.model.identifiers import has_right_check_digit
from bot.nlu.contacts import mask_citizen_numbers, read_contacts
from bot.nlu.normalise import normalise

TABLE = (Path(__file__).parent / "contacts.tsv").read_text(encoding="utf-8").splitlines()
ROWS = [tuple(line.split("\t")) for line in TABLE]
FIELDS = ("phone", "juristic_id", "email", "case_number")


@pytest.mark.parametrize(("text", "asking", "wanted"), ROWS)
def test_contacts_are_read_in_every_form_people_type(text: str, asking: str, wanted: str) -> None:
    found = read_contacts(normalise(text), asking=asking or None)

    read = {f"{field}={value}" for field in FIELDS if (value := getattr(found, field))}
    problems = {f"!{problem}" for problem in found.problems}
    assert (read | problems or {"-"}) == set(wanted.split())


def test_the_table_is_large_enough_to_mean_something() -> None:
    assert len(set(ROWS)) == len(ROWS) >= 70


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("บัตร 1-2345-45678-78-1 ค่ะ", "บัตร •-••••-•••••-••-• ค่ะ"),
        ("1234545678781", "•••••••••••••"),
        ("1234545678782", "•••••••••••••"),
        ("0105536112014", "0105536112014"),
        ("0812345678 และ 500000", "0812345678 และ 500000"),
    ],
)
def test_a_citizens_number_is_made_unreadable(text: str, masked: str) -> None:
    assert mask_citizen_numbers(text) == masked


@given(st.from_regex(r"[1-8][0-9]{11}", fullmatch=True))
def test_the_check_digit_agrees_with_another_implementation(first_twelve: str) -> None:
    digit = pin.calc_check_digit(first_twelve + "0")

    assert has_right_check_digit(first_twelve + digit)
    assert not has_right_check_digit(first_twelve + str((int(digit) + 1) % 10))


@given(st.from_regex(r"[1-8][0-9]{12}", fullmatch=True), st.sampled_from(["", "เบอร์ ", "เลข "]))
def test_a_citizens_number_is_never_taken_for_anything(number: str, before: str) -> None:
    found = read_contacts(before + number)

    assert [getattr(found, field) for field in FIELDS] == [None] * 4
    assert number not in found.rest


@given(st.text(), st.sampled_from([None, "phone", "email", "juristic_id", "case_number"]))
def test_no_text_breaks_the_reader(text: str, asking: str | None) -> None:
    normal = normalise(text)
    assert len(read_contacts(normal, asking=asking).rest) == len(normal)
