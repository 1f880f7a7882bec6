"""The routing files become a map of offices, or a list of everything that is wrong with them.

`centres.csv` (offices), `areas.csv` (which regional centre stands behind a province),
`provinces.csv`, `holidays_extra.csv`, `clocks.csv`. How they are edited: docs/how-to/
change-a-centre.md. Every date here is a first or last day, both counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, time

from bot.routing.map import (
    CONFIDENCES,
    Area,
    Clock,
    HolidayChange,
    Map,
    Province,
    Unit,
)
from bot.routing.offices import check_homes, homes, read_units, the_desk
from bot.routing.overlay import Folder
from bot.routing.table import BadRouting, Notes, Row, check_stretches, grouped, read

__all__ = ["BadRouting", "Map", "load"]

AREAS, PROVINCES = "areas.csv", "provinces.csv"
HOLIDAYS, CLOCKS = "holidays_extra.csv", "clocks.csv"
NUMBER_OF_PROVINCES = 77
DAYTIMES = ("office_opens", "office_closes")
WORKING_DAYS = (
    "contact_normal",
    "contact_high",
    "contact_urgent",
    "remind_after",
    "region_after",
    "takeover_after",
    "headquarters_after",
    "silent_days",
    "refer_remind",
    "refer_overdue",
    "held_answer_after",
    "take_back_after",
    "owner_wait",
    "ask_again_after",
    "helped_after",
    "promise_contacts",
)

_DAYTIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")


def load(folder: Folder) -> Map:
    """Read the five files of a folder.

    Raises BadRouting with every mistake of all files at once, each with file, line and cure.
    """
    notes = Notes()
    provinces = _provinces(folder, notes)
    units = read_units(folder, provinces, notes)
    areas = _areas(folder, provinces, units, notes)
    codes = {unit.code for unit in units}
    changes, clocks = _holiday_changes(folder, codes, notes), _clocks(folder, codes, notes)
    check_homes(provinces, units, notes)
    intake, abroad = the_desk(units, "bkk_desk", notes), the_desk(units, "intl_desk", notes)
    if notes.mistakes or intake is None or abroad is None:
        raise BadRouting(notes.mistakes)
    return Map(
        provinces=provinces,
        units=grouped(units, lambda unit: unit.code),
        homes=grouped(homes(units), lambda unit: str(unit.province)),
        areas=grouped(areas, lambda area: area.province),
        holiday_changes=tuple(changes),
        clocks=tuple(clocks),
        intake_desk=intake,
        international_desk=abroad,
        province_names={code: province.name_th for code, province in provinces.items()},
        english_names={province.name_th: province.name_en for province in provinces.values()},
    )


def _provinces(folder: Folder, notes: Notes) -> dict[str, Province]:
    columns = ("code", "name_th", "name_en", "strategic_sectors", "confirmed_by", "confirmed_at")
    found: dict[str, Province] = {}
    for row in read(folder, PROVINCES, columns, notes):
        code = row.needed("code")
        if code and not re.fullmatch(r"TH-[0-9]{2}", code):
            row.wrong(f"'{code}' is no ISO 3166-2:TH province.", "Write it as TH-30.")
        elif code in found:
            row.wrong(f"{code} stands here a second time.", "Keep one of the two.")
        sectors = tuple(part.strip() for part in row.text("strategic_sectors").split("|"))
        row.optional_day("confirmed_at")
        names = row.needed("name_th"), row.needed("name_en")
        found[code] = Province(code, *names, tuple(filter(None, sectors)))
    if len(found) != NUMBER_OF_PROVINCES:
        sentence = f"There are {len(found)} provinces; Thailand has {NUMBER_OF_PROVINCES}."
        notes.add(PROVINCES, 1, sentence, "Compare with the file shipped.")
    return found


def _areas(
    folder: Folder, provinces: Iterable[str], units: Iterable[Unit], notes: Notes
) -> list[Area]:
    columns = (
        "province",
        "unit",
        "valid_from",
        "valid_to",
        "confidence",
        "confirmed_by",
        "confirmed_at",
        "evidence",
    )
    known = frozenset(provinces)
    behind = frozenset(unit.code for unit in units if unit.kind in {"ipc", "bkk_desk"})
    areas = [_area(row, known, behind) for row in read(folder, AREAS, columns, notes)]
    good = sorted((area for area in areas if area), key=lambda area: area.valid_from)
    by_province = grouped(good, lambda area: area.province)
    for province, rows in by_province.items():
        check_stretches(AREAS, f"The area of {province}", rows, notes)
    _check_backed(good, grouped(list(units), lambda unit: unit.code), notes)
    for province in sorted(known - by_province.keys()):
        notes.add(AREAS, 1, f"{province} has no row.", "Add one with its regional centre.")
    return good


def _area(row: Row, provinces: frozenset[str], units: frozenset[str]) -> Area | None:
    province, unit = row.needed("province"), row.needed("unit")
    if province and province not in provinces:
        row.wrong(f"There is no province '{province}' in {PROVINCES}.", "Write e.g. TH-30.")
    if unit and unit not in units:
        row.wrong(
            f"There is no regional centre '{unit}' in centres.csv.", "Write e.g. IPC-6, or add it."
        )
    confidence = row.one_of("confidence", CONFIDENCES)
    first, last = row.day("valid_from"), row.optional_day("valid_to")
    confirmed = row.optional("confirmed_by"), row.optional_day("confirmed_at")
    if first is None:
        return None
    evidence = row.text("evidence")
    return Area(row.line, province, unit, first, last, confidence, *confirmed, evidence)


def _check_backed(
    areas: Iterable[Area], units: Mapping[str, tuple[Unit, ...]], notes: Notes
) -> None:
    for area in areas:
        rows = units.get(area.unit)
        if not rows:
            continue
        end, begun = rows[-1].valid_to, rows[0].valid_from
        if end is not None and (area.valid_to is None or area.valid_to > end):
            sentence = f"{area.unit} ends on {end}, but the area of {area.province} goes on."
            notes.add(AREAS, area.line, sentence, "End this row too, and add the one that follows.")
        if area.valid_from < begun:
            sentence = f"{area.unit} begins on {begun}, after this row of {area.province}."
            notes.add(AREAS, area.line, sentence, "Begin this row later, or the unit earlier.")


def _holiday_changes(folder: Folder, units: Iterable[str], notes: Notes) -> list[HolidayChange]:
    changes: dict[tuple[date, str], HolidayChange] = {}
    columns = ("date", "change", "name_th", "source")
    for row in read(folder, HOLIDAYS, columns, notes, optional=("unit",)):
        unit = _only_unit(row, units)
        change, name = row.one_of("change", ("add", "remove")), row.needed("name_th")
        day = row.day("date")
        if day is None:
            continue
        if (day, unit) in changes:
            row.wrong(f"{day} stands here a second time.", "Keep one of the two.")
        changes[day, unit] = HolidayChange(day, change == "add", name, unit)
    return list(changes.values())


def _clocks(folder: Folder, units: Iterable[str], notes: Notes) -> list[Clock]:
    columns = ("what", "value", "valid_from", "valid_to", "note")
    rows = read(folder, CLOCKS, columns, notes, optional=("unit",))
    clocks = [_clock(row, _only_unit(row, units)) for row in rows]
    good = sorted((clock for clock in clocks if clock), key=lambda clock: clock.valid_from)
    by_name = grouped(good, lambda clock: (clock.what, clock.unit))
    for what in DAYTIMES + WORKING_DAYS:
        if (what, "") not in by_name:
            notes.add(CLOCKS, 1, f"'{what}' has no row.", "Copy it from the file shipped.")
    for (what, unit), dated in by_name.items():
        check_stretches(CLOCKS, f"{what} {unit}".strip(), dated, notes, may_end=bool(unit))
    return good


def _only_unit(row: Row, units: Iterable[str]) -> str:
    unit = row.text("unit")
    if unit and unit not in units:
        row.wrong(f"There is no office '{unit}' in centres.csv.", "Write e.g. SSRC-30, or nothing.")
    return unit


def _clock(row: Row, unit: str) -> Clock | None:
    what = row.one_of("what", DAYTIMES + WORKING_DAYS)
    text = row.needed("value")
    value: time | int | None = None
    if what in DAYTIMES and _DAYTIME.fullmatch(text):
        value = time.fromisoformat(text)
    elif what in WORKING_DAYS and re.fullmatch(r"[0-9]{1,2}", text):
        value = int(text)
    elif what and text:
        shape = "a time such as 08:30" if what in DAYTIMES else "a number of working days such as 3"
        row.wrong(f"'{what}' is '{text}'.", f"Write {shape}.")
    first, last = row.day("valid_from"), row.optional_day("valid_to")
    if value is None or first is None:
        return None
    return Clock(row.line, what, value, first, last, unit)
