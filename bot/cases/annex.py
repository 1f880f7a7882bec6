"""The annex to a meeting's agenda: what the committee reads of each item, and nothing more.

Who the owner is stands there only while their consent does; a cluster never names anybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.model.thai import FULL_MONTHS, WEEKDAYS, buddhist_year, thai_digits

COLUMNS = ("ลำดับ", "เรื่อง", "ผู้ประกอบการ", "เหตุผลที่เสนอ", "มติที่ประชุม")


@dataclass(frozen=True, slots=True)
class Item:
    """One item of an agenda with everything that is known of it."""

    topic: str
    reason: str
    """Why it is proposed, in words; of a cluster how it came about."""
    amount: str | None = None
    firms: int | None = None
    """Of a cluster: how many firms have the problem."""
    name: str | None = None
    business: str | None = None
    number: str | None = None
    named: bool = False
    """Whether its owner agreed that the committee may know who they are."""
    resolution: str | None = None


@dataclass(frozen=True, slots=True)
class Annex:
    """What is printed."""

    title: str
    place: str
    held_on: date
    province: str
    rows: tuple[tuple[str, str, str, str, str], ...]
    """One for each item, in the order of COLUMNS."""


def draw_up(
    *, title: str, place: str, held_on: date, province: str, items: tuple[Item, ...]
) -> Annex:
    """Return the annex with what may be told of each item."""
    rows = tuple(
        (
            str(place_),
            item.topic,
            _who(item),
            _why(item),
            item.resolution or "",
        )
        for place_, item in enumerate(items, start=1)
    )
    return Annex(title, place, held_on, province, rows)


def formal_day(day: date) -> str:
    """Return e.g. ``วันพุธที่ ๒๕ พฤศจิกายน พ.ศ. ๒๕๖๙``, as official letters write it."""
    weekday, month = WEEKDAYS[day.weekday()], FULL_MONTHS[day.month - 1]
    return thai_digits(f"วัน{weekday}ที่ {day.day} {month} พ.ศ. {buddhist_year(day)}")


def _who(item: Item) -> str:
    if item.firms is not None:
        return f"{item.firms} ราย (ไม่ระบุชื่อ)"
    if not item.named:
        return "1 ราย (ไม่ระบุชื่อ)"
    told = (item.name, item.business, item.number and f"เลขรับเรื่อง {item.number}")
    return "\n".join(one for one in told if one)


def _why(item: Item) -> str:
    return f"{item.reason}\nวงเงิน {item.amount}" if item.amount else item.reason
