"""What an edit makes of a province's rows, or of a day's: pure, and checked by reading the result.

Days are first or last days, both counted. Cases that are open stay where they are.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from bot.errors import BotError
from bot.routing.map import Area, HolidayChange, Map, Unit
from bot.routing.offices import PHONE
from bot.routing.overlay import Cells

_DAY = timedelta(days=1)


class WrongEdit(BotError):
    """An edit that cannot be, in words for whoever made it."""


def move(map_: Map, province: str, unit: str, *, first: date, by: str, today: date) -> list[Area]:
    """Return a province's rows with another regional centre from a day on, for good."""
    rows = map_.areas.get(province, ())
    if not rows:
        raise WrongEdit("เลือกจังหวัดจากรายการ")
    if first <= rows[0].valid_from:
        raise WrongEdit("วันเริ่มต้องอยู่หลังวันเริ่มของแถวแรกของจังหวัดนี้")
    kept = [row for row in rows if row.valid_from < first]
    kept[-1] = replace(kept[-1], valid_to=first - _DAY)
    if kept[-1].unit == unit:
        raise WrongEdit("จังหวัดนี้อยู่กับศูนย์นี้แล้วในวันนั้น")
    new = Area(0, province, unit, first, None, "high", by, today, "")
    return [*kept, new]


def confirm(map_: Map, province: str, *, by: str, today: date) -> list[Area]:
    """Return a province's rows with the unconfirmed ones confirmed."""
    rows = map_.areas.get(province, ())
    return [
        row if row.confirmed_by else replace(row, confirmed_by=by, confirmed_at=today)
        for row in rows
    ]


def office(
    map_: Map, code: str, *, phone: str, last: date | None, by: str, today: date
) -> list[Unit]:
    """Return an office's rows with the telephone number it confirmed, and its last day, if any."""
    rows = map_.units.get(code, ())
    if not rows:
        raise WrongEdit("เลือกหน่วยงานจากรายการ")
    digits, latest = re.sub(r"[ -]", "", phone), rows[-1]
    if digits and not PHONE.fullmatch(digits):
        raise WrongEdit("เบอร์โทรต้องมี 9-10 หลัก หรือสายด่วน 4 หลัก หรือเว้นว่างไว้")
    if last is not None and last < latest.valid_from:
        raise WrongEdit("วันสุดท้ายต้องไม่อยู่ก่อนวันแรกที่เปิด")
    centre = replace(latest.centre, phone=digits or None)
    confirmed = replace(latest, centre=centre, valid_to=last, confirmed_by=by, confirmed_at=today)
    return [*rows[:-1], confirmed]


def unit_cells(unit: Unit) -> Cells:
    """Return a row of centres.csv."""
    centre = unit.centre
    return {
        "code": unit.code,
        "kind": unit.kind,
        "name_th": centre.name_th,
        "long_name_th": unit.long_name_th,
        "province": unit.province or "",
        "valid_from": unit.valid_from.isoformat(),
        "valid_to": unit.valid_to.isoformat() if unit.valid_to else "",
        "phone": centre.phone or "",
        "email": centre.email or "",
        "website": centre.website or "",
        "address": centre.address or "",
        "confirmed_by": unit.confirmed_by or "",
        "confirmed_at": unit.confirmed_at.isoformat() if unit.confirmed_at else "",
    }


def area_cells(area: Area) -> Cells:
    """Return a row of areas.csv."""
    return {
        "province": area.province,
        "unit": area.unit,
        "valid_from": area.valid_from.isoformat(),
        "valid_to": area.valid_to.isoformat() if area.valid_to else "",
        "confidence": area.confidence,
        "confirmed_by": area.confirmed_by or "",
        "confirmed_at": area.confirmed_at.isoformat() if area.confirmed_at else "",
        "evidence": area.evidence,
    }


def holiday_cells(change: HolidayChange) -> Cells:
    """Return a row of holidays_extra.csv."""
    return {
        "date": change.day.isoformat(),
        "change": "add" if change.holiday else "remove",
        "name_th": change.name_th,
        "source": "console",
        "unit": change.unit,
    }


def hours_cells(what: str, unit: str, value: str, first: date) -> Cells:
    """Return a row of clocks.csv that holds for one unit, from a day on."""
    return {
        "what": what,
        "value": value,
        "valid_from": first.isoformat(),
        "valid_to": "",
        "note": "console",
        "unit": unit,
    }
