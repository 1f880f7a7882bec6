"""The catalogue as a table that Excel opens and brings back: one row a programme.

A programme that the table leaves out stays as it is; to close one, put down its last day.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from io import StringIO

from bot.model.days import read_day
from bot.model.firms import LEGAL_FORMS, SECTORS, SIZES
from bot.model.programmes import Programme
from bot.programmes import form
from bot.programmes.catalogue import Catalogue

COLUMNS = (
    "code", "title", "owner", "summary", "needs", "provinces", "sizes", "sectors", "legal_forms",
    "disaster_areas", "apply_by", "documents", "valid_from", "valid_to", "source_url", "as_of",
)  # fmt: skip
_NAMED: Mapping[str, Mapping[str, str]] = {
    "sizes": SIZES,
    "sectors": SECTORS,
    "legal_forms": LEGAL_FORMS,
}
_BETWEEN = "|"
_FORMULA_STARTS = ("=", "+", "-", "@")
_PLAIN_TEXT = "'"
"""Before what Excel would otherwise run as a formula; taken off again."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A programme that a table adds, or changes."""

    before: Programme | None
    """None for one that is new."""
    after: Programme
    changed: tuple[str, ...]
    """The fields that change; none for a new one."""


@dataclass(slots=True)
class Table:
    """What was found in a table."""

    programmes: list[Programme] = field(default_factory=list)
    mistakes: list[tuple[int, str]] = field(default_factory=list)
    """Line number, and what to put right."""


def write(programmes: Iterable[Programme]) -> str:
    """Return programmes as a table that `read` takes."""
    written = StringIO(newline="")
    table = csv.writer(written)
    table.writerow(COLUMNS)
    for one in programmes:
        table.writerow([_cell(getattr(one, name)) for name in COLUMNS])
    return written.getvalue()


def read(raw: bytes, *, provinces: Mapping[str, str], today: date) -> Table:
    """Read a table in UTF-8; every mistake is noted with its line, and reading goes on.

    `provinces` are codes with their names; what has a name in Thai may be written by it. A row
    without `as_of` counts as checked today.
    """
    found = Table()
    rows = _rows(found, raw)
    lines: dict[str, int] = {}
    for line, cells in rows:
        found.mistakes += [(line, sentence) for sentence in _wrong(cells, provinces, today)]
        code = cells["code"].lower()
        if code in lines:
            found.mistakes.append((line, f"รหัส {code} ซ้ำกับบรรทัด {lines[code]}"))
        lines.setdefault(code, line)
    if not found.mistakes:
        found.programmes = [_programme(cells, provinces, today) for _, cells in rows]
    return found


def differences(programmes: Iterable[Programme], known: Catalogue) -> list[Difference]:
    """Return what these programmes would add or change in the catalogue."""
    compared = [(known.find(one.code), one) for one in programmes]
    return [
        Difference(before, after, _changed(before, after))
        for before, after in compared
        if before != after
    ]


def _changed(before: Programme | None, after: Programme) -> tuple[str, ...]:
    if before is None:
        return ()
    names = (one.name for one in fields(Programme))
    return tuple(name for name in names if getattr(before, name) != getattr(after, name))


def _cell(value: object) -> str:
    if isinstance(value, tuple):
        value = _BETWEEN.join(value)
    if isinstance(value, date):
        return value.isoformat()
    text = str(value or "")
    return f"{_PLAIN_TEXT}{text}" if text.startswith(_FORMULA_STARTS) else text


def _rows(found: Table, raw: bytes) -> list[tuple[int, dict[str, str]]]:
    """Return the rows with something in them, each with the line on which it ends."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        found.mistakes.append((1, "ไฟล์ไม่ใช่ UTF-8 ใน Excel เลือกบันทึกเป็น CSV UTF-8"))
        return []
    table = csv.DictReader(StringIO(text, newline=""))
    missing = [column for column in COLUMNS if column not in (table.fieldnames or ())]
    if missing:
        told = f"ไม่มีคอลัมน์ {', '.join(missing)} เริ่มจากไฟล์ที่ส่งออกไปจากหน้านี้"
        found.mistakes.append((1, told))
        return []
    cells = ((table.line_num, {name: _typed(row[name]) for name in COLUMNS}) for row in table)
    return [(line, row) for line, row in cells if any(row.values())]


def _typed(cell: str | None) -> str:
    text = " ".join((cell or "").split())
    guarded = text.startswith(_PLAIN_TEXT) and text[1:].startswith(_FORMULA_STARTS)
    return text[1:] if guarded else text


def _several(cells: Mapping[str, str], provinces: Mapping[str, str]) -> dict[str, list[str]]:
    named = {"provinces": provinces, "disaster_areas": provinces, **_NAMED}
    codes = {name: {thai: code for code, thai in names.items()} for name, names in named.items()}
    return {
        name: [codes.get(name, {}).get(one.strip(), one) for one in cells[name].split(_BETWEEN)]
        for name in form.SEVERAL
    }


def _wrong(cells: Mapping[str, str], provinces: Mapping[str, str], today: date) -> list[str]:
    wrong = form.mistakes(cells, _several(cells, provinces), provinces=provinces)
    told, checked = cells["as_of"], read_day(cells["as_of"])
    mistake = form.day_mistake(told, "วันที่ตรวจสอบข้อมูล (as_of)")
    if mistake:
        wrong.append(mistake)
    elif checked is not None and checked > today:
        wrong.append(f"วันที่ตรวจสอบข้อมูล (as_of) “{told}” ยังมาไม่ถึง")
    return wrong


def _programme(cells: Mapping[str, str], provinces: Mapping[str, str], today: date) -> Programme:
    as_of = read_day(cells["as_of"]) or today
    return form.read(cells, _several(cells, provinces), provinces=provinces, as_of=as_of)
