"""Owners are promised a day on which the offices work, holidays and closing time counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.centres import OfficeHours
from bot.model.thai import BANGKOK
from bot.routing.hours import (
    Calendar,
    add_working_days,
    is_working_day,
    next_contact,
    office_hours,
    working_age,
    working_days_ago,
    working_days_between,
)
from bot.routing.loader import load
from bot.routing.map import Clock

MAP = load(files("bot.routing") / "data")
CALENDAR = Calendar.of(MAP)
DAYS = st.dates(date(2020, 1, 1), date(2059, 12, 1))


def at(day: str, clock: str) -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=BANGKOK)


def holidays_on_weekdays(year: int) -> list[str]:
    days = sorted(day for day in CALENDAR.holidays if day.year == year and day.weekday() < 5)
    return [f"{day:%m-%d}" for day in days]


def test_the_state_offices_close_on_these_weekdays_of_2569() -> None:
    assert holidays_on_weekdays(2026) == [
        "01-01",
        "01-02",
        "03-03",
        "04-06",
        "04-13",
        "04-14",
        "04-15",
        "05-04",
        "05-13",
        "06-01",
        "06-03",
        "07-28",
        "07-29",
        "07-30",
        "08-12",
        "10-13",
        "10-23",
        "12-07",
        "12-10",
        "12-31",
    ]


def test_the_state_offices_close_on_these_weekdays_of_2570() -> None:
    assert holidays_on_weekdays(2027) == [
        "01-01",
        "02-22",
        "04-06",
        "04-13",
        "04-14",
        "04-15",
        "05-04",
        "05-20",
        "06-03",
        "07-19",
        "07-20",
        "07-28",
        "08-12",
        "10-13",
        "10-25",
        "12-06",
        "12-10",
        "12-31",
    ]


def test_state_offices_work_on_labour_day() -> None:
    assert is_working_day(CALENDAR, date(2026, 5, 1))


def test_holidays_have_thai_names() -> None:
    assert CALENDAR.holidays[date(2026, 12, 7)].startswith("ชดเชยวันคล้ายวันเฉลิมพระชนมพรรษา")


@pytest.mark.parametrize(
    ("day", "clock", "open_now", "next_opening"),
    [
        ("2026-11-25", "08:29", False, "2026-11-25"),
        ("2026-11-25", "08:30", True, "2026-11-25"),
        ("2026-11-25", "16:29", True, "2026-11-25"),
        ("2026-11-25", "16:30", False, "2026-11-26"),
        ("2026-11-27", "17:00", False, "2026-11-30"),
        ("2026-11-28", "10:00", False, "2026-11-30"),
        ("2026-12-04", "20:00", False, "2026-12-08"),
        ("2026-12-30", "18:00", False, "2027-01-04"),
    ],
)
def test_offices_are_open_in_working_hours(
    day: str, clock: str, *, open_now: bool, next_opening: str
) -> None:
    expected = OfficeHours(open_now, date.fromisoformat(next_opening))
    assert office_hours(CALENDAR, at(day, clock)) == expected


def test_the_clock_is_bangkoks() -> None:
    utc = datetime.fromisoformat("2026-11-24T23:30:00+00:00")
    assert office_hours(CALENDAR, utc) == OfficeHours(
        open_now=False, next_opening=date(2026, 11, 25)
    )


@pytest.mark.parametrize(
    ("day", "clock", "priority", "promised"),
    [
        ("2026-11-25", "10:00", "normal", "2026-11-30"),
        ("2026-11-25", "10:00", "high", "2026-11-26"),
        ("2026-11-25", "10:00", "urgent", "2026-11-25"),
        ("2026-11-25", "07:00", "urgent", "2026-11-25"),
        ("2026-11-25", "17:00", "urgent", "2026-11-26"),
        ("2026-11-25", "17:00", "normal", "2026-12-01"),
        ("2026-11-28", "10:00", "high", "2026-12-01"),
        ("2026-12-04", "10:00", "normal", "2026-12-11"),
        ("2026-12-29", "10:00", "normal", "2027-01-05"),
    ],
)
def test_the_promised_day_counts_working_days_only(
    day: str, clock: str, priority: str, promised: str
) -> None:
    assert next_contact(CALENDAR, at(day, clock), priority) == date.fromisoformat(promised)


def test_a_clock_may_change_on_a_day() -> None:
    old = CALENDAR.clocks["office_closes"][0]
    changed = replace(
        CALENDAR,
        clocks={
            **CALENDAR.clocks,
            "office_closes": (
                replace(old, valid_to=date(2026, 12, 31)),
                Clock(9, "office_closes", time(15, 30), date(2027, 1, 1), None),
            ),
        },
    )
    assert office_hours(changed, at("2026-12-30", "16:00")).open_now
    assert not office_hours(changed, at("2027-01-05", "16:00")).open_now


def test_before_the_first_row_of_a_clock_its_first_value_holds() -> None:
    assert office_hours(CALENDAR, at("2000-01-04", "10:00")).open_now


def test_working_days_are_counted_between_two_days() -> None:
    assert working_days_between(CALENDAR, date(2026, 12, 4), date(2026, 12, 11)) == 3
    assert working_days_between(CALENDAR, date(2026, 12, 11), date(2026, 12, 4)) == -3
    assert working_days_between(CALENDAR, date(2026, 12, 4), date(2026, 12, 4)) == 0


def test_so_many_working_days_ago_is_the_last_such_day() -> None:
    friday, saturday = date(2026, 11, 27), date(2026, 11, 28)
    assert working_days_ago(CALENDAR, friday, 0) == friday
    assert working_days_ago(CALENDAR, friday, 2) == date(2026, 11, 25)
    assert working_days_ago(CALENDAR, saturday, 2) == date(2026, 11, 25)


def test_no_working_days_added_leave_the_day_as_it_is() -> None:
    assert add_working_days(CALENDAR, date(2026, 12, 5), 0) == date(2026, 12, 5)


@given(DAYS, st.integers(1, 60))
def test_adding_and_counting_working_days_agree(day: date, count: int) -> None:
    later = add_working_days(CALENDAR, day, count)
    assert is_working_day(CALENDAR, later)
    assert working_days_between(CALENDAR, day, later) == count


@given(DAYS, st.times(), st.sampled_from(["normal", "high", "urgent"]))
def test_a_promise_is_a_working_day_and_never_past(day: date, clock: time, priority: str) -> None:
    promised = next_contact(CALENDAR, datetime.combine(day, clock, BANGKOK), priority)
    assert promised >= day
    assert is_working_day(CALENDAR, promised)


@pytest.mark.parametrize(
    ("since", "now", "age"),
    [
        (at("2026-11-25", "09:00"), at("2026-11-25", "08:00"), (0, 0)),
        (at("2026-11-25", "09:00"), at("2026-11-25", "11:59"), (0, 2)),
        (at("2026-11-25", "07:00"), at("2026-11-25", "23:00"), (1, 0)),
        (at("2026-11-25", "16:00"), at("2026-11-26", "10:00"), (0, 2)),
        (at("2026-11-27", "15:30"), at("2026-11-30", "09:30"), (0, 2)),
        (at("2026-11-28", "12:00"), at("2026-11-30", "08:30"), (0, 0)),
        (at("2026-11-20", "08:30"), at("2026-11-25", "10:30"), (3, 2)),
    ],
    ids=str,
)
def test_age_counts_while_the_offices_are_open(
    since: datetime, now: datetime, age: tuple[int, int]
) -> None:
    assert working_age(CALENDAR, since, now) == age
