"""A sheet of areas that somebody brings back from Excel: all its mistakes, in Thai, or its rows."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from io import StringIO
from itertools import pairwise

from bot.routing.changes import area_cells
from bot.routing.map import CONFIDENCES, Area, Map
from bot.routing.table import grouped

COLUMNS = tuple(area_cells(Area(0, "", "", date.min, None, "", None, None, "")))
_BUDDHIST_FROM = 2400


@dataclass(frozen=True, slots=True)
class Difference:
    """A province whose rows the sheet changes."""

    province: str
    before: tuple[Area, ...]
    after: tuple[Area, ...]


@dataclass
class Sheet:
    """What was found in a sheet."""

    areas: list[Area] = field(default_factory=list)
    mistakes: list[tuple[int, str]] = field(default_factory=list)
    """Line number, and what to put right."""


def write(map_: Map) -> str:
    """Return the areas in force and to come as a sheet that `read` takes."""
    written = StringIO(newline="")
    table = csv.DictWriter(written, COLUMNS)
    table.writeheader()
    for province in sorted(map_.areas):
        table.writerows(area_cells(area) for area in map_.areas[province])
    return written.getvalue()


def read(raw: bytes, map_: Map) -> Sheet:
    """Read a sheet; every mistake is noted with its line, and reading goes on."""
    sheet = Sheet()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        sheet.mistakes.append((1, "ไฟล์ไม่ใช่ UTF-8 ใน Excel เลือกบันทึกเป็น CSV UTF-8"))
        return sheet
    table = csv.DictReader(StringIO(text, newline=""))
    missing = [column for column in COLUMNS if column not in (table.fieldnames or ())]
    if missing:
        sheet.mistakes.append((1, f"ไม่มีคอลัมน์ {', '.join(missing)} เริ่มจากไฟล์ที่ส่งออกไปจากหน้านี้"))
        return sheet
    for cells in table:
        _read_row(
            sheet, {name: (cells[name] or "").strip() for name in COLUMNS}, table.line_num, map_
        )
    _check_stretches(sheet, map_)
    sheet.mistakes.sort()
    return sheet


def differences(sheet: Sheet, map_: Map) -> list[Difference]:
    """Return the provinces whose rows would change, by code."""
    found = grouped(sheet.areas, lambda area: area.province)
    return [
        Difference(province, map_.areas[province], found[province])
        for province in sorted(found)
        if list(map(area_cells, map_.areas[province])) != list(map(area_cells, found[province]))
    ]


def _read_row(sheet: Sheet, cells: Mapping[str, str], line: int, map_: Map) -> None:
    days, wrong = _days(cells)
    sheet.mistakes += [(line, sentence) for sentence in (*_unknown(cells, map_), *wrong)]
    first = days.get("valid_from")
    if first is None or cells["province"] not in map_.areas:
        return
    sheet.areas.append(
        Area(
            line,
            cells["province"],
            cells["unit"],
            first,
            days.get("valid_to"),
            cells["confidence"],
            cells["confirmed_by"] or None,
            days.get("confirmed_at"),
            cells["evidence"],
        )
    )


def _unknown(cells: Mapping[str, str], map_: Map) -> Iterable[str]:
    if cells["province"] not in map_.areas:
        yield f"ไม่มีจังหวัดรหัส “{cells['province']}” เขียนเช่น TH-30"
    unit = map_.unit(cells["unit"])
    if unit is None or unit.kind not in {"ipc", "bkk_desk"}:
        yield f"ไม่มีศูนย์ภาครหัส “{cells['unit']}” เขียนเช่น IPC-6"
    if cells["confidence"] not in CONFIDENCES:
        yield "confidence ต้องเป็น high, medium หรือ low"


def _days(cells: Mapping[str, str]) -> tuple[dict[str, date | None], list[str]]:
    days: dict[str, date | None] = {}
    wrong = [] if cells["valid_from"] else ["ใส่ valid_from วันแรกที่มีผล"]
    for column in ("valid_from", "valid_to", "confirmed_at"):
        try:
            days[column] = _day(cells[column])
        except ValueError:
            wrong.append(f"{column} “{cells[column]}” ไม่ใช่วันที่ เขียนเป็นปี ค.ศ. เช่น 2026-10-01")
    return days, wrong


def _day(value: str) -> date | None:
    if not value:
        return None
    day = date.fromisoformat(value)
    if day.year >= _BUDDHIST_FROM:
        raise ValueError(value)
    return day


def _check_stretches(sheet: Sheet, map_: Map) -> None:
    sheet.areas.sort(key=lambda area: area.valid_from)
    for province, rows in grouped(sheet.areas, lambda area: area.province).items():
        name = map_.province_names[province]
        sheet.mistakes += [(line, f"{name}: {sentence}") for line, sentence in _gaps(rows)]


def _gaps(rows: tuple[Area, ...]) -> Iterable[tuple[int, str]]:
    for earlier, later in pairwise(rows):
        if earlier.valid_to is None or earlier.valid_to >= later.valid_from:
            yield later.line, f"ทับกับบรรทัด {earlier.line} ใส่ valid_to ของบรรทัดนั้นให้จบก่อน"
        elif earlier.valid_to + timedelta(days=1) < later.valid_from:
            yield later.line, f"มีช่วงว่างหลังบรรทัด {earlier.line} เริ่มบรรทัดนี้ในวันถัดจากวันสุดท้าย"
    if rows[-1].valid_to is not None:
        yield rows[-1].line, "ไม่มีศูนย์หลังวันสุดท้าย เพิ่มบรรทัดถัดไป หรือเว้น valid_to ว่างไว้"
