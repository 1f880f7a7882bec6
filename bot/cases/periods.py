"""The period of a report: a Thai fiscal year, a quarter or a month of it, or any two days.

Fiscal year N of the Buddhist era runs from 1 October N-1 to 30 September N; its first quarter is
October to December.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot.errors import BotError
from bot.model.days import read_day
from bot.model.thai import FULL_MONTHS, buddhist_year, show_full_date, western_digits

Kind = Literal["year", "quarter", "month", "free"]
FISCAL_MONTHS = (10, 11, 12, 1, 2, 3, 4, 5, 6, 7, 8, 9)
FIRST_YEAR = 2560
_LAST_YEAR = 2660
_ERA = 543


class WrongPeriod(BotError):
    """A period that does not exist."""


@dataclass(frozen=True, slots=True)
class Period:
    """From a day to a day, both counted, in Bangkok."""

    first: date
    last: date
    kind: Kind
    label: str
    """E.g. «ปีงบประมาณ 2569 ไตรมาส 1»."""


def fiscal_year_of(day: date) -> int:
    """Return the fiscal year of a day, in the Buddhist era."""
    return day.year + _ERA + (day.month >= FISCAL_MONTHS[0])


def fiscal_year(year: int) -> Period:
    """Return a whole fiscal year."""
    label = f"ปีงบประมาณ {year}"
    return Period(date(year - _ERA - 1, 10, 1), date(year - _ERA, 9, 30), "year", label)


def quarter(year: int, number: int) -> Period:
    """Return one of the four quarters of a fiscal year."""
    months = FISCAL_MONTHS[3 * (number - 1) : 3 * number]
    first, last = _month_days(year, months[0])[0], _month_days(year, months[-1])[1]
    return Period(first, last, "quarter", f"ปีงบประมาณ {year} ไตรมาส {number}")


def month(year: int, number: int) -> Period:
    """Return a calendar month of a fiscal year; `number` is that of the calendar."""
    first, last = _month_days(year, number)
    return Period(first, last, "month", f"เดือน{month_name(first)}")


def free(first: date, last: date) -> Period:
    """Return any two days; raises WrongPeriod when they are the wrong way round, or out of time."""
    if first > last:
        raise WrongPeriod("วันแรกของช่วงต้องไม่อยู่หลังวันสุดท้าย เลือกวันใหม่แล้วกดดูอีกครั้ง")
    if not FIRST_YEAR <= fiscal_year_of(first) <= fiscal_year_of(last) <= _LAST_YEAR:
        raise WrongPeriod("วันที่อยู่นอกช่วงที่มีข้อมูล เลือกวันใหม่แล้วกดดูอีกครั้ง")
    return Period(first, last, "free", f"{show_full_date(first)} ถึง {show_full_date(last)}")


def parts() -> dict[str, str]:
    """Return what of a fiscal year can be chosen, by the code that a link carries."""
    quarters = {f"q{number}": f"ไตรมาส {number}" for number in range(1, 5)}
    months = {f"m{number}": FULL_MONTHS[number - 1] for number in FISCAL_MONTHS}
    return {"year": "ทั้งปี", **quarters, **months}


def read(asked: Mapping[str, str], *, today: date) -> Period:
    """Return the period that a link or a form asks for; this fiscal year by default.

    `from` and `to` are ISO days and go before `year` and `part`. Raises WrongPeriod.
    """
    if asked.get("from") or asked.get("to"):
        return free(_day(asked.get("from", "")), _day(asked.get("to", "")))
    year = _year(asked.get("year", ""), today)
    part = asked.get("part") or "year"
    if part not in parts():
        raise WrongPeriod("เลือกช่วงของปีงบประมาณจากรายการ")
    if part == "year":
        return fiscal_year(year)
    which, number = part[0], int(part[1:])
    return quarter(year, number) if which == "q" else month(year, number)


def month_name(day: date) -> str:
    """Return e.g. ``ตุลาคม 2568``."""
    return f"{FULL_MONTHS[day.month - 1]} {buddhist_year(day)}"


def _month_days(year: int, number: int) -> tuple[date, date]:
    of = year - _ERA - (number >= FISCAL_MONTHS[0])
    return date(of, number, 1), date(of, number, calendar.monthrange(of, number)[1])


def _year(given: str, today: date) -> int:
    if not given:
        return fiscal_year_of(today)
    digits = western_digits(given)
    if not digits.isdecimal() or not FIRST_YEAR <= int(digits) <= _LAST_YEAR:
        raise WrongPeriod(f"ปีงบประมาณเป็นพุทธศักราช ตั้งแต่ {FIRST_YEAR}")
    return int(digits)


def _day(given: str) -> date:
    day = read_day(given)
    if day is None:
        raise WrongPeriod("เลือกทั้งวันแรกและวันสุดท้ายของช่วง")
    return day
