"""An office's old register, as it stands in a table: read row by row, all mistakes at once.

The first row names the columns, in the words that offices use. A row becomes an entry, or a mistake
that names its row; nothing is guessed where guessing could put a matter in the wrong place.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bot.cases.closing import OUTCOMES, outcomes_for
from bot.cases.walkin import PHONE, national_digits
from bot.errors import BotError
from bot.model.cases import Category
from bot.model.thai import FULL_MONTHS, MONTHS, western_digits

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "old_number": ("เลขเดิม", "เลขที่", "เลขรับ", "ลำดับ"),
    "opened_on": ("วันที่รับเรื่อง", "วันที่รับ", "วันที่"),
    "name": ("ชื่อ", "ชื่อผู้ประกอบการ", "ชื่อ-สกุล", "ผู้ประกอบการ"),
    "phone": ("เบอร์โทร", "เบอร์โทรศัพท์", "โทรศัพท์", "โทร"),
    "category": ("เรื่อง", "ประเภท", "ความต้องการ"),
    "province": ("จังหวัด",),
    "summary": ("รายละเอียด", "สรุป", "สรุปเรื่อง"),
    "closed_on": ("วันที่ปิด", "วันที่ปิดเรื่อง", "วันที่แล้วเสร็จ"),
    "outcome": ("ผล", "ผลการช่วยเหลือ"),
}
"""What we want to know -> how offices head the column."""
_NEEDED = ("opened_on", "name", "category", "summary")
_BUDDHIST = 543
_FIRST_BUDDHIST_YEAR = 2400
_NUMBERS = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})")
_WORDS = re.compile(r"(\d{1,2})\s*([ก-๙.]+)\s*(\d{4})")
MOST_ROWS = 5_000
"""Taken at once."""

Cell = object
"""What stands in a cell: words, a number, a date, nothing."""


class NotARegister(BotError):
    """The table lacks a heading, or has more rows than can be taken at once."""


@dataclass(frozen=True, slots=True)
class Lists:
    """What the words of a row are compared with."""

    topics: Mapping[str, Category]
    """A word -> the category that it stands for."""
    provinces: Mapping[str, str]
    """Name -> code."""
    own_province: str | None
    """Taken where a row names none."""
    today: date


@dataclass(frozen=True, slots=True)
class Entry:
    """One matter of the register."""

    row: int
    key: str
    """The same for the same row, so that a second import opens nothing twice."""
    old_number: str | None
    opened_on: date
    name: str
    phone: str | None
    category: Category
    province: str
    summary: str
    closed_on: date | None
    outcome: str | None


@dataclass(frozen=True, slots=True)
class Mistake:
    """A row that cannot be taken, and why."""

    row: int
    why: str


@dataclass(frozen=True, slots=True)
class Register:
    """Everything that was read."""

    entries: tuple[Entry, ...]
    mistakes: tuple[Mistake, ...]


def read(rows: Iterable[Sequence[Cell]], lists: Lists) -> Register:
    """Read a table; empty rows are passed over. Raises NotARegister."""
    table = iter(rows)
    places = _places(next(table, ()))
    entries: list[Entry] = []
    mistakes: list[Mistake] = []
    for number, row in enumerate(table, start=2):
        told = {name: row[at] for name, at in places.items() if at < len(row)}
        if not any(map(_text, told.values())):
            continue
        if number > MOST_ROWS + 1:
            raise NotARegister(f"นำเข้าได้ครั้งละไม่เกิน {MOST_ROWS:,} แถว แบ่งไฟล์ แล้วนำเข้าทีละส่วน")
        found = _read_row(number, told, lists)
        if isinstance(found, Mistake):
            mistakes.append(found)
        else:
            entries.append(found)
    return Register(tuple(entries), tuple(mistakes))


def _places(headings: Sequence[Cell]) -> dict[str, int]:
    written = {_text(cell): at for at, cell in enumerate(headings)}
    found = {
        name: next(written[heading] for heading in known if heading in written)
        for name, known in COLUMNS.items()
        if any(heading in written for heading in known)
    }
    missing = [COLUMNS[name][0] for name in _NEEDED if name not in found]
    if missing:
        raise NotARegister(f"แถวแรกต้องมีหัวคอลัมน์: {' · '.join(missing)}")
    return found


def _read_row(row: int, told: Mapping[str, Cell], lists: Lists) -> Entry | Mistake:
    found: dict[str, Any] = {}
    problems = []
    for name, reader in _READERS.items():
        try:
            found[name] = reader(told.get(name), lists)
        except ValueError as wrong:
            problems.append(str(wrong))
    opened, closed = found.get("opened_on"), found.get("closed_on")
    if opened and opened > lists.today:
        problems.append("วันที่รับเรื่องอยู่ในอนาคต")
    if opened and closed and not opened <= closed <= lists.today:
        problems.append("วันที่ปิดต้องไม่ก่อนวันที่รับเรื่อง และไม่เกินวันนี้")
    outcome, category = found.get("outcome"), found.get("category")
    if outcome and not closed:
        problems.append("มีผลแต่ไม่มีวันที่ปิด")
    if outcome and category and outcome not in outcomes_for(category):
        problems.append("ผลนี้ใช้กับเรื่องประเภทนี้ไม่ได้")
    if problems:
        return Mistake(row, " · ".join(problems))
    return Entry(row=row, key=_key(found), **found)


def _key(found: Mapping[str, Any]) -> str:
    named = [found["old_number"] or found["summary"], found["opened_on"], found["name"]]
    return hashlib.sha256("\0".join(map(str, named)).encode()).hexdigest()[:32]


def _text(cell: Cell) -> str:
    """Return a cell as words; Excel turns a number of ours into a float."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else " ".join(str(cell).split())


def _needed(what: str) -> Callable[[Cell, Lists], str]:
    def read(cell: Cell, _lists: Lists) -> str:
        if words := _text(cell):
            return words
        raise ValueError(f"ไม่มี{what}")

    return read


def _old_number(cell: Cell, _lists: Lists) -> str | None:
    return _text(cell) or None


def _opened_on(cell: Cell, _lists: Lists) -> date:
    found = _date(cell)
    if found is None:
        raise ValueError("ไม่มีวันที่รับเรื่อง")
    return found


def _closed_on(cell: Cell, _lists: Lists) -> date | None:
    return _date(cell)


def _date(cell: Cell) -> date | None:
    """Return the day of a cell: Excel's own date, or words, in either era."""
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, date):
        return _of_era(cell.year, cell.month, cell.day)
    words = western_digits(_text(cell))
    if not words:
        return None
    if found := _NUMBERS.fullmatch(words):
        day, month, year = map(int, found.groups())
        return _of_era(year, month, day)
    named = _WORDS.fullmatch(words)
    month = _month(named[2]) if named else 0
    if named and month:
        return _of_era(int(named[3]), month, int(named[1]))
    raise ValueError(f"อ่านวันที่ “{words}” ไม่ออก เขียนเช่น 12/01/2569")


def _of_era(year: int, month: int, day: int) -> date:
    try:
        return date(year - _BUDDHIST if year > _FIRST_BUDDHIST_YEAR else year, month, day)
    except ValueError:
        raise ValueError(f"ไม่มีวันที่ {day}/{month}/{year} ในปฏิทิน") from None


def _month(word: str) -> int:
    short = word.replace(".", "")
    names = zip(MONTHS, FULL_MONTHS, strict=True)
    return next((at for at, (a, b) in enumerate(names, 1) if short in {a.replace(".", ""), b}), 0)


def _phone(cell: Cell, _lists: Lists) -> str | None:
    if not _text(cell):
        return None
    found = national_digits(_text(cell))
    if len(found) in {8, 9} and not found.startswith("0"):
        found = f"0{found}"  # Excel takes the first nought off
    if PHONE.fullmatch(found) is None:
        raise ValueError("เบอร์โทรต้องมี 9 หรือ 10 หลัก")
    return found


def _category(cell: Cell, lists: Lists) -> Category:
    words = _text(cell)
    found = {category for word, category in lists.topics.items() if word in words}
    if len(found) != 1:
        known = " ".join(dict.fromkeys(lists.topics))
        raise ValueError(f"ไม่รู้จักเรื่อง “{words}” ใช้คำใดคำหนึ่งใน: {known}")
    return found.pop()


def _province(cell: Cell, lists: Lists) -> str:
    words = _text(cell).removeprefix("จังหวัด").removeprefix("จ.").strip()
    code = lists.provinces.get(words) if words else lists.own_province
    if code is None:
        raise ValueError(f"ไม่รู้จักจังหวัด “{words}”" if words else "ไม่มีจังหวัด")
    return code


def _outcome(cell: Cell, _lists: Lists) -> str | None:
    words = _text(cell)
    if not words:
        return None
    code = next((code for code, one in OUTCOMES.items() if one.wording == words), None)
    if code is None:
        raise ValueError(f"ไม่รู้จักผล “{words}” ใช้คำเดียวกับในหน้าปิดเรื่อง")
    return code


_READERS: Mapping[str, Callable[[Cell, Lists], object]] = {
    "old_number": _old_number,
    "opened_on": _opened_on,
    "name": _needed("ชื่อ"),
    "phone": _phone,
    "category": _category,
    "province": _province,
    "summary": _needed("รายละเอียด"),
    "closed_on": _closed_on,
    "outcome": _outcome,
}
"""In the order in which mistakes are told."""
