"""The day by which something is needed, in the Buddhist era or counted from today."""

from __future__ import annotations

import re
from datetime import date, timedelta

from bot.nlu.days import Reader, end_of_month, first_ahead, months_later, weekday, written

_MONTHS = (
    ("ม.ค", "มค", "มกรา"), ("ก.พ", "กพ", "กุมภา"), ("มี.ค", "มีค", "มีนา"),
    ("เม.ย", "เมย", "เมษา"),
    ("พ.ค", "พค", "พฤษภา"), ("มิ.ย", "มิย", "มิถุนา"), ("ก.ค", "กค", "กรกฎา", "กรกฏา"),
    ("ส.ค", "สค", "สิงหา"),
    ("ก.ย", "กย", "กันยา"), ("ต.ค", "ตค", "ตุลา"), ("พ.ย", "พย", "พฤศจิกา"), ("ธ.ค", "ธค", "ธันวา"),
)  # fmt: skip
_MONTH_OF = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names}
_MONTH = "|".join(re.escape(name) for name in sorted(_MONTH_OF, key=len, reverse=True))
_DAYS = {
    "จันทร์": 0, "จันทร": 0, "จัน": 0, "อังคาร": 1, "พุธ": 2, "พฤหัสบดี": 3, "พฤหัส": 3, "ศุกร์": 4, "ศุกร": 4,
    "เสาร์": 5, "เสา": 5, "อาทิตย์": 6,
}  # fmt: skip
_DAY = "|".join(_DAYS)
_NUMBERS = {
    "หนึ่ง": 1, "นึง": 1, "สอง": 2, "สาม": 3, "สี่": 4, "ห้า": 5, "หก": 6,
    "เจ็ด": 7, "แปด": 8, "เก้า": 9, "สิบห้า": 15, "สิบ": 10,
}  # fmt: skip
_NUMBER = "|".join(_NUMBERS)
_WRITTEN = re.compile(
    rf"(?<!\d)(?P<day>[0-3]?\d)\s*(?P<month>{_MONTH})(?:คม|ยน|พันธ์|ม)?\.?\s*(?:(?:ปี|พ\.?ศ\.?"
    rf"|ค\.?ศ\.?)?\s*(?P<year>\d{{4}}|\d{{2}})(?!\d))?"
    r"(?P<this>\s*(?:ปี)?นี้)?"
)
_NUMERIC = re.compile(
    r"(?<![\d/.-])(?P<day>[0-3]?\d)[/](?P<month>[01]?\d)(?:[/](?P<year>\d{4}|\d{2}))?(?![\d/-])"
)
_NEAR = re.compile(r"(?P<word>วันนี้|พรุ่งนี้|พรุ้งนี้|มะรืนนี้|มะรืน)")
_IN = re.compile(
    rf"(?:อีก|ภายใน|ใน)\s*(?P<count>\d{{1,3}}|{_NUMBER})\s*(?P<unit>วัน|อาทิตย์|สัปดาห์|เดือน|ปี)(?!ละ)"
)
_WEEKDAY = re.compile(rf"(?:วัน)?(?P<day>{_DAY})\s*(?P<which>นี้|หน้า)|วัน(?P<bare>{_DAY})")
_END = re.compile(r"(?:สิ้น|ปลาย)(?P<unit>เดือน|ปี|อาทิตย์|สัปดาห์)(?P<which>หน้า)?")
_SOON = re.compile(r"(?P<unit>อาทิตย์|สัปดาห์|เดือน|ปี)หน้า")
_DUE = re.compile(
    r"ภายใน|ก่อน|ภายในวันที่|ต้อง|ครบกำหนด|กำหนด|เส้นตาย|เดดไลน์|deadline|ด่วน|ทัน|หมดเขต|นัด|ขึ้นศาล|ใช้เงิน"
    r"|ไม่เกินวัน|ถึงวันที่|จ่าย|ส่งมอบ|อีก|สิ้น|ทอดตลาด|(?:จะ|กำลัง)(?:ถูก|โดน|ยึด|ฟ้อง)|บังคับคดี|ศาล|ไล่ที่|คิวงาน|วันงาน"
)


def read_deadline(text: str, *, today: date | None, asked: bool = False) -> str | None:
    """Return the ISO date of a normalised text, or None; without `today` nothing is guessed.

    Two digits of a year are of the Buddhist era, as is a year from 2400 on; a date without a
    year is the next such day. Unless `asked`, a word of urgency must stand in the text.
    """
    if today is None or not (asked or _DUE.search(text)):
        return None
    return first_ahead(text, _READERS, today)


def _written(match: re.Match[str], today: date) -> date | None:
    year = str(today.year) if match["this"] else match["year"]
    return written(int(match["day"]), _MONTH_OF[match["month"]], _year(year), today)


def _numeric(match: re.Match[str], today: date) -> date | None:
    return written(int(match["day"]), int(match["month"]), _year(match["year"]), today)


def _year(year: str | None) -> int | None:
    """Return a year; two digits are of the Buddhist era."""
    if year is None:
        return None
    return int(year) + 2500 if len(year) == 2 else int(year)


def _near(match: re.Match[str], today: date) -> date:
    ahead = {"วันนี้": 0, "พรุ่งนี้": 1, "พรุ้งนี้": 1}.get(match["word"], 2)
    return today + timedelta(days=ahead)


def _ahead(match: re.Match[str], today: date) -> date | None:
    count = _NUMBERS.get(match["count"]) or int(match["count"])
    return _later(today, count, match["unit"])


def _later(today: date, count: int, unit: str) -> date | None:
    if unit == "วัน":
        return today + timedelta(days=count)
    if unit in {"อาทิตย์", "สัปดาห์"}:
        return today + timedelta(weeks=count)
    return months_later(today, count if unit == "เดือน" else 12 * count)


def _weekday(match: re.Match[str], today: date) -> date:
    wanted = _DAYS[match["day"] or match["bare"]]
    return weekday(wanted, today, of_next_week=match["which"] == "หน้า")


def _end(match: re.Match[str], today: date) -> date | None:
    unit = match["unit"]
    base = _later(today, 1, unit) if match["which"] else today
    if base is None:
        return None
    if unit == "เดือน":
        return end_of_month(base)
    if unit == "ปี":
        return date(base.year, 12, 31)
    return base + timedelta(days=6 - base.weekday())


def _soon(match: re.Match[str], today: date) -> date | None:
    return _later(today, 1, match["unit"])


_READERS: tuple[Reader, ...] = (
    (_WRITTEN, _written),
    (_NUMERIC, _numeric),
    (_IN, _ahead),
    (_WEEKDAY, _weekday),
    (_END, _end),
    (_NEAR, _near),
    (_SOON, _soon),
)
