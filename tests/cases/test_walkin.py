"""What an officer enters at the counter, and everything that is wrong with it at once."""

from __future__ import annotations

import pytest

from bot.cases.walkin import IncompleteForm, Walkin, read
from bot.model.cases import Category

FORM = {
    "channel": "phone",
    "name": " บุญมา ",
    "phone": "081-234 5678",
    "topic": "financing/fin.working",
    "province": "TH-30",
    "summary": "ขอเงินทุนหมุนเวียน",
    "noticed": "yes",
}
LISTS = {"topics": {"fin.working"}, "provinces": {"TH-30"}}


def test_a_whole_form_is_read() -> None:
    assert read(FORM, **LISTS) == Walkin(
        channel="phone",
        name="บุญมา",
        phone="0812345678",
        category=Category.FINANCING,
        sub_intent="fin.working",
        province="TH-30",
        summary="ขอเงินทุนหมุนเวียน",
    )


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("๐๘๑ ๒๓๔ ๕๖๗๘", "0812345678"),
        ("+66 81 234 5678", "0812345678"),
        ("044 123 456", "044123456"),
    ],
)
def test_a_telephone_number_is_taken_as_people_write_it(given: str, kept: str) -> None:
    assert read(FORM | {"phone": given, "topic": "rescue"}, **LISTS).phone == kept


def test_an_empty_form_is_told_everything_at_once() -> None:
    with pytest.raises(IncompleteForm) as told:
        read({}, **LISTS)

    assert str(told.value).count(" · ") == 6


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("topic", "financing/fin.nothing"),
        ("topic", "loans"),
        ("province", "TH-99"),
        ("phone", "12"),
    ],
)
def test_what_is_not_on_the_lists_is_refused(field: str, value: str) -> None:
    with pytest.raises(IncompleteForm):
        read(FORM | {field: value}, **LISTS)
