"""How English readers see dates, money, offices and places of Thailand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime

from bot.model.thai import BANGKOK

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

CODES: Mapping[str, str] = {
    "micro": "micro",
    "small": "small",
    "medium": "medium",
    "large": "large (no SME)",
    "manufacture": "manufacturing",
    "trade": "trade",
    "service": "services",
    "farm": "farm processing",
    "person": "individuals",
    "juristic": "companies and partnerships",
    "community": "community enterprises",
}
"""What conditions of programmes name, by the codes of `bot.model.firms`."""

_DEPARTMENT = "Department of Industrial Promotion"
_OFFICES = (
    (r"ศูนย์สนับสนุนและช่วยเหลือเอสเอ็มอี\s*จังหวัด(?P<place>.+)", "{place} SME Support and Rescue Center"),
    (r"สำนักงานอุตสาหกรรมจังหวัด(?P<place>.+)", "{place} Provincial Industry Office"),
    (
        r"ศูนย์ส่งเสริมอุตสาหกรรมภาคที่ (?P<number>\d+) \((?P<place>.+)\)",
        "Industrial Promotion Center Region {number} ({place})",
    ),
    (r"(?:โต๊ะรับเรื่องส่วนกลาง|กองรับเรื่อง) กรมส่งเสริมอุตสาหกรรม", f"Central Desk, {_DEPARTMENT}"),
    (r"โต๊ะต่างประเทศ กรมส่งเสริมอุตสาหกรรม", f"International Desk, {_DEPARTMENT}"),
    (r"กรมส่งเสริมอุตสาหกรรม(?: \(ดีพร้อม\))?", f"{_DEPARTMENT} (DIPROM)"),
)  # fmt: skip
"""How a Thai name of an office is built -> its English name; the first that is one holds."""
_RULES = tuple((re.compile(thai), english) for thai, english in _OFFICES)


def show_date(day: date) -> str:
    """Return e.g. ``25 November 2026``, of the Gregorian calendar."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def show_day(day: date) -> str:
    """Return e.g. ``Wednesday 25 November 2026``."""
    return f"{_WEEKDAYS[day.weekday()]} {show_date(day)}"


def show_moment(moment: datetime) -> str:
    """Return e.g. ``25 November 2026, 14:05`` in Bangkok's time."""
    local = moment.astimezone(BANGKOK)
    return f"{show_date(local.date())}, {local:%H:%M}"


def show_time(moment: datetime) -> str:
    """Return e.g. ``14:05`` in Bangkok's time."""
    return f"{moment.astimezone(BANGKOK):%H:%M}"


def show_day_and_time(moment: datetime) -> str:
    """Return e.g. ``Wednesday 25 November 2026, 14:05`` in Bangkok's time."""
    return f"{show_day(moment.astimezone(BANGKOK).date())}, {show_time(moment)}"


def show_baht(amount: int) -> str:
    """Return e.g. ``500,000 baht``."""
    return f"{amount:,} baht"


def office(name_th: str, places: Mapping[str, str]) -> str:
    """Return an office's English name; `places` are English names of places by the Thai ones.

    A name that is built otherwise than those known stays as it is.
    """
    for rule, english in _RULES:
        if found := rule.fullmatch(name_th.strip()):
            place = (found.groupdict().get("place") or "").strip()
            if place and place not in places:
                return name_th
            return english.format(**{**found.groupdict(), "place": places.get(place)})
    return name_th
