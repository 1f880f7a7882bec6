from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.heard import Amount, Entities, Place
from bot.nlu.entities import Reader

READER = Reader.load(Path(__file__).parents[2] / "bot" / "nlu" / "data")
SLOTS = [None, "province", "district", "amount_baht", "phone", "name", "business", "email"]


def test_one_message_may_say_everything() -> None:
    found = READER.read("ขอสินเชื่อ 8 แสน ทำสกินแคร์ อยู่คลองหลวง ปทุม กานต์ 0651122334")

    assert found == Entities(
        province="TH-13",
        district="คลองหลวง",
        amount_baht=Amount(800_000, 800_000),
        phone="0651122334",
        name="กานต์",
        business="สกินแคร์",
    )


@pytest.mark.parametrize(
    "text",
    ["อยากกู้เงิน 5 แสน อยู่โคราช", "vpkdd^hg'bo vp^jF8ik=", "อยาก\u200bกู้เงิน ๕ เเสน อยู่ โคราช"],
)
def test_the_text_is_normalised_first(text: str) -> None:
    assert READER.read(text).province == "TH-30"


def test_a_deadline_needs_a_reference_day() -> None:
    text = "ต้องใช้เงินสิ้นเดือน"
    assert READER.read(text).deadline is None
    assert READER.read(text, today=date(2026, 11, 25)).deadline == "2026-11-30"


def test_digits_that_were_read_as_one_thing_are_not_read_as_another() -> None:
    found = READER.read("0105536112014", asking="amount_baht")

    assert found.juristic_id == "0105536112014"
    assert found.amount_baht is None


def test_a_number_given_for_a_telephone_says_nothing_of_the_place() -> None:
    assert READER.read("0812345678", asking="phone") == Entities(phone="0812345678")


def test_an_e_mail_comes_before_the_name() -> None:
    assert READER.read("a@b.co", asking="email").email == "a@b.co"


def test_a_pin_is_located_by_its_address() -> None:
    located = READER.locate("หาดใหญ่ สงขลา 90110", 0, 0)

    assert located.place == Place("TH-90", "หาดใหญ่")
    assert located.certain


@given(st.text(), st.sampled_from(SLOTS), st.none() | st.dates())
def test_no_message_breaks_the_reader(text: str, asking: str | None, today: date | None) -> None:
    found = READER.read(text, asking=asking, today=today)
    assert found.province is None or not found.place_doubts
