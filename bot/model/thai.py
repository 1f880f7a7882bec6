"""How Thai readers expect to see dates, money and telephone numbers."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

BANGKOK = ZoneInfo("Asia/Bangkok")
MONTHS = (
    "ม.ค.",
    "ก.พ.",
    "มี.ค.",
    "เม.ย.",
    "พ.ค.",
    "มิ.ย.",
    "ก.ค.",
    "ส.ค.",
    "ก.ย.",
    "ต.ค.",
    "พ.ย.",
    "ธ.ค.",
)
FULL_MONTHS = (
    "มกราคม",
    "กุมภาพันธ์",
    "มีนาคม",
    "เมษายน",
    "พฤษภาคม",
    "มิถุนายน",
    "กรกฎาคม",
    "สิงหาคม",
    "กันยายน",
    "ตุลาคม",
    "พฤศจิกายน",
    "ธันวาคม",
)
WEEKDAYS = ("จันทร์", "อังคาร", "พุธ", "พฤหัสบดี", "ศุกร์", "เสาร์", "อาทิตย์")
_THAI_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
_TO_THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


def buddhist_year(day: date) -> int:
    """Return the year of the Buddhist era (2026 -> 2569)."""
    return day.year + 543


def show_date(day: date) -> str:
    """Return e.g. ``25 พ.ย. 2569``."""
    return f"{day.day} {MONTHS[day.month - 1]} {buddhist_year(day)}"


def show_day(day: date) -> str:
    """Return e.g. ``วันพุธที่ 25 พ.ย. 2569``."""
    return f"วัน{WEEKDAYS[day.weekday()]}ที่ {show_date(day)}"


def show_moment(moment: datetime) -> str:
    """Return e.g. ``25 พ.ย. 2569 เวลา 14:05 น.`` in Bangkok's time."""
    local = moment.astimezone(BANGKOK)
    return f"{show_date(local.date())} เวลา {local:%H:%M} น."


def show_time(moment: datetime) -> str:
    """Return e.g. ``14:05 น.`` in Bangkok's time."""
    return f"{moment.astimezone(BANGKOK):%H:%M} น."


def show_day_and_time(moment: datetime) -> str:
    """Return e.g. ``วันพุธที่ 25 พ.ย. 2569 เวลา 14:05 น.`` in Bangkok's time."""
    local = moment.astimezone(BANGKOK)
    return f"{show_day(local.date())} เวลา {local:%H:%M} น."


def show_baht(amount: int) -> str:
    """Return e.g. ``500,000 บาท``."""
    return f"{amount:,} บาท"


def show_phone(digits: str) -> str:
    """Return national digits grouped for reading: ``081-234-5678``, ``02-123-4567``."""
    if len(digits) == 10:
        return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}"
    if digits.startswith("02") and len(digits) == 9:
        return f"{digits[:2]}-{digits[2:5]}-{digits[5:]}"
    if len(digits) == 9:
        return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}"
    return digits


def western_digits(text: str) -> str:
    """Return the text with Thai digits written as 0-9."""
    return text.translate(_THAI_DIGITS)


def thai_digits(text: str) -> str:
    """Return the text with 0-9 written as Thai digits, as official letters have them."""
    return text.translate(_TO_THAI_DIGITS)


def show_full_date(day: date) -> str:
    """Return e.g. ``25 พฤศจิกายน 2569``."""
    return f"{day.day} {FULL_MONTHS[day.month - 1]} {buddhist_year(day)}"
