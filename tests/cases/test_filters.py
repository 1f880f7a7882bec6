"""What an officer wants to see of a desk, as it stands in the address bar."""

from __future__ import annotations

from itertools import product

import pytest

from bot.cases import filters
from bot.cases.desk import Pile, show_count
from bot.cases.filters import Filters, Whose, WrongFilter
from bot.model.cases import Category, Priority

PROVINCES = ("TH-30", "TH-50")


def test_all_filters_come_back_from_the_address_bar_as_they_were() -> None:
    for pile, category, triage, whose in product(
        (None, Pile.LATE), (None, Category.MARKET), (None, 2), (None, Whose.NOBODYS)
    ):
        chosen = Filters(pile, category, triage, Priority.URGENT, "TH-30", whose)
        assert filters.read(chosen.query(), provinces=PROVINCES) == chosen


def test_empty_fields_of_the_form_filter_nothing() -> None:
    empty = dict.fromkeys(("pile", "category", "triage", "priority", "province", "whose"), "")

    assert filters.read(empty, provinces=PROVINCES) == Filters()
    assert Filters().query() == {}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("pile", "heap"),
        ("category", "x"),
        ("triage", "4"),
        ("triage", "x"),
        ("priority", "now"),
        ("province", "TH-99"),
        ("whose", "ann"),
    ],
)
def test_what_the_page_does_not_offer_is_told(field: str, value: str) -> None:
    with pytest.raises(WrongFilter, match="เลือกใหม่"):
        filters.read({field: value}, provinces=PROVINCES)


def test_nobody_counts_a_thousand() -> None:
    assert show_count(999) == "999"
    assert show_count(1000) == "มากกว่า 999"
