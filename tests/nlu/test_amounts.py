from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pythainlp.util import num_to_thaiword

from bot.model.heard import Amount
from bot.nlu.amounts import read_amount
from bot.nlu.amounts_figures import MOST
from bot.nlu.normalise import normalise

TABLE = (Path(__file__).parent / "amounts.tsv").read_text(encoding="utf-8").splitlines()
ROWS = [tuple(line.split("\t")) for line in TABLE]
PIECES = st.sampled_from(
    re.findall(
        r"\S+",
        "แสน ล้าน หมื่น พัน ร้อย สิบ หนึ่ง นึง สอง ห้า เก้า ครึ่ง กว่า ถึง - 2 50 1.5 1,000"
        " 999999999999 k m ลบ. บาท กู้ หนี้ ไม่เกิน อย่างน้อย ไม่ใช่ เดือนละ ปี คน",
    )
)


@pytest.mark.parametrize(("text", "asking", "low", "high"), ROWS)
def test_the_money_of_the_case_is_read_and_nothing_else(
    text: str, asking: str, low: str, high: str
) -> None:
    found = read_amount(normalise(text).lower(), asked=asking == "amount_baht")

    wanted = Amount(int(low) if low else None, int(high) if high else None)
    assert found == (None if wanted == Amount(None, None) else wanted)


def test_the_table_is_large_enough_to_mean_something() -> None:
    assert len(ROWS) >= 200
    assert len(set(ROWS)) == len(ROWS)


@given(pieces=st.lists(PIECES, max_size=12), asked=st.sampled_from([True, False]))
def test_no_mixture_of_number_words_gives_an_impossible_amount(
    pieces: list[str], *, asked: bool
) -> None:
    for joiner in ("", " "):
        found = read_amount(joiner.join(pieces), asked=asked)
        if found:
            ends = [end for end in (found.min, found.max) if end is not None]
            assert ends
            assert all(0 <= end < MOST for end in ends)
            assert ends == sorted(ends)


@given(st.integers(100, 10**8).map(lambda tens: tens * 10))
def test_every_number_spelt_out_in_thai_is_read_exactly(number: int) -> None:
    assert read_amount(f"กู้{num_to_thaiword(number)}บาท") == Amount(number, number)


@given(
    st.integers(1, 999),
    st.sampled_from([("พัน", 1000), ("หมื่น", 10**4), ("แสน", 10**5), ("ล้าน", 10**6)]),
    st.sampled_from(["กู้ {}{}", "ขอ{} {}บาทค่ะ", "หนี้{}{} ครับ"]),
)
def test_every_figure_with_a_unit_is_read_exactly(
    figure: int, unit: tuple[str, int], frame: str
) -> None:
    wanted = figure * unit[1]
    assert read_amount(frame.format(figure, unit[0])) == Amount(wanted, wanted)


@given(st.integers(1000, 10**10))
def test_digits_are_read_exactly_with_and_without_commas(number: int) -> None:
    for shown in (f"{number}", f"{number:,}"):
        assert read_amount(f"อยากกู้ {shown} บาท") == Amount(number, number)


@given(st.text())
def test_no_text_breaks_the_reader(text: str) -> None:
    read_amount(normalise(text).lower(), asked=True)


def test_digits_without_end_are_no_money() -> None:
    assert read_amount("9" * 5000, asked=True) is None
