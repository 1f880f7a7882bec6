"""Thai fiscal years, their quarters and months, and what a form may ask for."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cases import periods
from bot.cases.periods import WrongPeriod, fiscal_year, month, quarter

TODAY = date(2026, 11, 28)


@pytest.mark.parametrize(
    ("day", "year"),
    [(date(2026, 9, 30), 2569), (date(2026, 10, 1), 2570), (date(2027, 1, 1), 2570)],
)
def test_a_fiscal_year_begins_in_october(day: date, year: int) -> None:
    assert periods.fiscal_year_of(day) == year
    whole = fiscal_year(year)
    assert whole.first <= day <= whole.last


@given(st.integers(2560, 2660))
def test_quarters_and_months_follow_each_other_and_fill_the_year(year: int) -> None:
    whole = fiscal_year(year)
    for each in (
        [quarter(year, number) for number in range(1, 5)],
        [month(year, number) for number in periods.FISCAL_MONTHS],
    ):
        assert (each[0].first, each[-1].last) == (whole.first, whole.last)
        for one, following in pairwise(each):
            assert one.last + timedelta(days=1) == following.first


@pytest.mark.parametrize(
    ("asked", "first", "last", "label"),
    [
        ({}, date(2026, 10, 1), date(2027, 9, 30), "ปีงบประมาณ 2570"),
        ({"year": "๒๕๖๙"}, date(2025, 10, 1), date(2026, 9, 30), "ปีงบประมาณ 2569"),
        (
            {"year": "2569", "part": "q1"},
            date(2025, 10, 1),
            date(2025, 12, 31),
            "ปีงบประมาณ 2569 ไตรมาส 1",
        ),
        (
            {"year": "2567", "part": "m2"},
            date(2024, 2, 1),
            date(2024, 2, 29),
            "เดือนกุมภาพันธ์ 2567",
        ),
        (
            {"from": "2026-01-05", "to": "2026-02-01", "year": "2560"},
            date(2026, 1, 5),
            date(2026, 2, 1),
            "5 มกราคม 2569 ถึง 1 กุมภาพันธ์ 2569",
        ),
    ],
)
def test_what_a_form_asks_for(asked: dict[str, str], first: date, last: date, label: str) -> None:
    found = periods.read(asked, today=TODAY)

    assert (found.first, found.last, found.label) == (first, last, label)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"year": "2026"}, "พุทธศักราช"),
        ({"year": "this"}, "พุทธศักราช"),
        ({"part": "q5"}, "จากรายการ"),
        ({"from": "2026-01-05"}, "ทั้งวันแรกและวันสุดท้าย"),
        ({"from": "2026-02-05", "to": "2026-01-05"}, "วันแรกของช่วง"),
        ({"from": "1926-02-05", "to": "2026-01-05"}, "นอกช่วง"),
    ],
)
def test_a_period_that_is_none_is_told(asked: dict[str, str], told: str) -> None:
    with pytest.raises(WrongPeriod, match=told):
        periods.read(asked, today=TODAY)
