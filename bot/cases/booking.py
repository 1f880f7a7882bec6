"""A technical booking on a case: a visit, a session at the ITC, the laboratory, a diagnosis.

One booking is one row, of one case: the province that owns the case and the regional centre that
gives the help both count it, and together it is one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from bot.cases.categories import Reporting, reporting_category
from bot.errors import BotError
from bot.model.cases import Category
from bot.model.days import read_day
from bot.model.thai import BANGKOK, western_digits

COMING_DAYS = 7
_LONGEST = 300
_YEAR = timedelta(days=365)
"""What was done may be written down as long afterwards."""
_TIME = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)")
_DESIGN = frozenset({"mkt.pack", "mkt.brand", "mgmt.digital"})


class Kind(StrEnum):
    """What is booked."""

    VISIT = "visit"
    ITC = "itc"
    LABORATORY = "laboratory"
    DIAGNOSIS = "diagnosis"


KINDS: Mapping[Kind, str] = {
    Kind.VISIT: "เข้าเยี่ยมสถานประกอบการ",
    Kind.ITC: "ใช้บริการศูนย์ปฏิรูปอุตสาหกรรม (ITC)",
    Kind.LABORATORY: "ทดสอบในห้องปฏิบัติการ",
    Kind.DIAGNOSIS: "วินิจฉัยสถานประกอบการ",
}

KINDS_IN_ENGLISH: Mapping[Kind, str] = {
    Kind.VISIT: "a visit to your business",
    Kind.ITC: "use of the Industry Transformation Center (ITC)",
    Kind.LABORATORY: "a laboratory test",
    Kind.DIAGNOSIS: "a diagnosis of your business",
}
"""As owners who write in English read it."""


class State(StrEnum):
    """Where a booking stands."""

    PLANNED = "planned"
    DONE = "done"
    CANCELLED = "cancelled"


STATES: Mapping[State, str] = {
    State.PLANNED: "นัดไว้",
    State.DONE: "ลงผลแล้ว",
    State.CANCELLED: "ยกเลิกนัด",
}


class WrongBooking(BotError):
    """Something on the form is missing or wrong; the message names all of it."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is booked, when, where, with whom."""

    kind: Kind
    at: datetime
    place: str
    expert: str
    """Who comes, or receives them; may be empty while nobody is named."""


def is_technical(category: str, sub_intent: str | None) -> bool:
    """Tell whether a case is of the kind that technical help is booked for."""
    if sub_intent in _DESIGN:
        return True
    reported = reporting_category(category, sub_intent)
    technical = {Reporting.PRODUCTION, Reporting.STANDARDS}
    return category == Category.TECHNOLOGY or reported in technical


def read_plan(form: Mapping[str, str], *, now: datetime) -> Plan:
    """Return what a form says; raises WrongBooking with every mistake at once."""
    day, hour = read_day(form.get("day", "")), _time(form.get("time", ""))
    place, expert = form.get("place", "").strip(), form.get("expert", "").strip()
    today = now.astimezone(BANGKOK).date()
    at = datetime.combine(day, hour, BANGKOK) if day and hour else None
    demands = {
        "เลือกประเภทการนัด": form.get("kind") in {*Kind},
        "เลือกวันนัด": day is not None,
        "ใส่เวลานัด เช่น 13:30": hour is not None,
        f"ลงย้อนหลังได้ไม่เกิน {_YEAR.days} วัน": day is None or day >= today - _YEAR,
        "ใส่สถานที่": 0 < len(place) <= _LONGEST,
        "ชื่อผู้เชี่ยวชาญยาวเกินไป": len(expert) <= _LONGEST,
    }
    problems = [what for what, met in demands.items() if not met]
    if problems or at is None:
        raise WrongBooking(" · ".join(problems))
    return Plan(Kind(form["kind"]), at, place, expert)


def read_result(words: str) -> str:
    """Return what came of it; raises WrongBooking without words, or with too many."""
    said = words.strip()
    if not said:
        raise WrongBooking("เขียนผลสั้น ๆ ก่อน แล้วกดบันทึกผล")
    if len(said) > 2000:
        raise WrongBooking("ผลยาวเกิน 2,000 ตัวอักษร สรุปให้สั้นลง")
    return said


def check_planned(state: State) -> None:
    """Raise WrongBooking unless the booking can still be changed."""
    if state is not State.PLANNED:
        raise WrongBooking(f"นัดนี้{STATES[state]} จึงแก้ไม่ได้ ถ้าต้องการให้นัดใหม่")


def _time(given: str) -> time | None:
    found = _TIME.fullmatch(western_digits(given.strip()))
    return time(int(found[1]), int(found[2])) if found else None
