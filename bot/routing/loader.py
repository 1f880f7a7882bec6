"""The routing files become a map of offices, or a list of everything that is wrong with them.

`centres.csv` (offices), `areas.csv` (which regional centre stands behind a province),
`provinces.csv`, `holidays_extra.csv`, `clocks.csv`. How they are edited: docs/how-to/
change-a-centre.md. Every date here is a first or last day, both counted.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import date, time
from importlib.resources.abc import Traversable
from typing import TypeVar, cast

from bot.model.centres import Centre
from bot.routing.map import (
    CONFIDENCES,
    KINDS,
    Area,
    Clock,
    HolidayChange,
    Kind,
    Map,
    Province,
    Unit,
)
from bot.routing.table import BadRouting, Notes, Row, check_stretches, read

__all__ = ["BadRouting", "Map", "load"]

CENTRES, AREAS, PROVINCES = "centres.csv", "areas.csv", "provinces.csv"
HOLIDAYS, CLOCKS = "holidays_extra.csv", "clocks.csv"
NUMBER_OF_PROVINCES = 77
DAYTIMES = ("office_opens", "office_closes")
WORKING_DAYS = ("contact_normal", "contact_high", "contact_urgent")

_CODES = {
    "ssrc": r"SSRC-[0-9]{2}",
    "ipc": r"IPC-[0-9]{1,2}",
    "bkk_desk": r"HQ-[A-Z]{2,6}",
    "intl_desk": r"HQ-[A-Z]{2,6}",
}
_PHONE = re.compile(r"0[23457][0-9]{7}|0[689][0-9]{8}|1[0-9]{3}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_WEBSITE = re.compile(r"https?://\S+")
_DAYTIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")
T = TypeVar("T")
K = TypeVar("K", bound=Hashable)


def load(folder: Traversable) -> Map:
    """Read the five files of a folder.

    Raises BadRouting with every mistake of all files at once, each with file, line and cure.
    """
    notes = Notes()
    provinces = _provinces(folder, notes)
    units = _units(folder, provinces, notes)
    areas = _areas(folder, provinces, units, notes)
    changes, clocks = _holiday_changes(folder, notes), _clocks(folder, notes)
    _check_homes(provinces, units, notes)
    intake, abroad = _desk(units, "bkk_desk", notes), _desk(units, "intl_desk", notes)
    if notes.mistakes or intake is None or abroad is None:
        raise BadRouting(notes.mistakes)
    return Map(
        provinces=provinces,
        units=_grouped(units, lambda unit: unit.code),
        homes=_grouped(_homes(units), lambda unit: str(unit.province)),
        areas=_grouped(areas, lambda area: area.province),
        holiday_changes=tuple(changes),
        clocks=tuple(clocks),
        intake_desk=intake,
        international_desk=abroad,
        province_names={code: province.name_th for code, province in provinces.items()},
    )


def _provinces(folder: Traversable, notes: Notes) -> dict[str, Province]:
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


def _units(folder: Traversable, provinces: Iterable[str], notes: Notes) -> list[Unit]:
    columns = (
        "code",
        "kind",
        "name_th",
        "long_name_th",
        "province",
        "valid_from",
        "valid_to",
        "phone",
        "email",
        "website",
        "address",
        "confirmed_by",
        "confirmed_at",
    )
    known = frozenset(provinces)
    units = [_unit(row, known) for row in read(folder, CENTRES, columns, notes)]
    good = sorted((unit for unit in units if unit), key=lambda unit: unit.valid_from)
    for code, rows in _grouped(good, lambda unit: unit.code).items():
        check_stretches(CENTRES, code, rows, notes, may_end=True)
    return good


def _unit(row: Row, provinces: frozenset[str]) -> Unit | None:
    kind = row.one_of("kind", KINDS)
    code = row.needed("code")
    if kind and not re.fullmatch(_CODES[kind], code):
        row.wrong(f"'{code}' is no code of the kind '{kind}'.", "Write e.g. SSRC-30, IPC-6.")
    province = _seat(row, kind, provinces)
    centre = Centre(
        code=code,
        name_th=row.needed("name_th"),
        phone=_phone(row),
        email=_shaped(row, "email", _EMAIL, "name@office.go.th"),
        website=_shaped(row, "website", _WEBSITE, "https://office.go.th"),
        address=row.optional("address"),
    )
    long_name = row.text("long_name_th") or centre.name_th
    first, last = row.day("valid_from"), row.optional_day("valid_to")
    confirmed = row.optional("confirmed_by"), row.optional_day("confirmed_at")
    if first is None or not kind:
        return None
    return Unit(row.line, centre, cast("Kind", kind), long_name, province, first, last, *confirmed)


def _seat(row: Row, kind: str, provinces: frozenset[str]) -> str | None:
    province = row.optional("province")
    if province is None:
        if kind != "intl_desk":
            row.wrong("'province' is empty.", "Write the province it serves, e.g. TH-30.")
    elif province not in provinces:
        row.wrong(f"There is no province '{province}' in {PROVINCES}.", "Write e.g. TH-30.")
    elif kind == "ssrc" and row.text("code") != f"SSRC-{province[3:]}":
        row.wrong(f"{row.text('code')} does not fit {province}.", f"Write SSRC-{province[3:]}.")
    return province


def _phone(row: Row) -> str | None:
    digits = re.sub(r"[ -]", "", row.text("phone"))
    if digits and not _PHONE.fullmatch(digits):
        cure = "Write one number of 9 or 10 digits, or a hotline of 4, or leave it empty."
        row.wrong(f"'phone' is '{row.text('phone')}', which is no Thai number.", cure)
    return row.optional("phone")


def _shaped(row: Row, column: str, shape: re.Pattern[str], example: str) -> str | None:
    value = row.optional(column)
    if value is not None and not shape.fullmatch(value):
        row.wrong(f"'{column}' is '{value}'.", f"Write it as {example}, or leave it empty.")
    return value


def _areas(
    folder: Traversable, provinces: Iterable[str], units: Iterable[Unit], notes: Notes
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
    by_province = _grouped(good, lambda area: area.province)
    for province, rows in by_province.items():
        check_stretches(AREAS, f"The area of {province}", rows, notes)
    for province in sorted(known - by_province.keys()):
        notes.add(AREAS, 1, f"{province} has no row.", "Add one with its regional centre.")
    return good


def _area(row: Row, provinces: frozenset[str], units: frozenset[str]) -> Area | None:
    province, unit = row.needed("province"), row.needed("unit")
    if province and province not in provinces:
        row.wrong(f"There is no province '{province}' in {PROVINCES}.", "Write e.g. TH-30.")
    if unit and unit not in units:
        row.wrong(
            f"There is no regional centre '{unit}' in {CENTRES}.", "Write e.g. IPC-6, or add it."
        )
    confidence = row.one_of("confidence", CONFIDENCES)
    first, last = row.day("valid_from"), row.optional_day("valid_to")
    confirmed = row.optional("confirmed_by"), row.optional_day("confirmed_at")
    if first is None:
        return None
    evidence = row.text("evidence")
    return Area(row.line, province, unit, first, last, confidence, *confirmed, evidence)


def _holiday_changes(folder: Traversable, notes: Notes) -> list[HolidayChange]:
    changes: dict[date, HolidayChange] = {}
    for row in read(folder, HOLIDAYS, ("date", "change", "name_th", "source"), notes):
        change, name = row.one_of("change", ("add", "remove")), row.needed("name_th")
        day = row.day("date")
        if day is None:
            continue
        if day in changes:
            row.wrong(f"{day} stands here a second time.", "Keep one of the two.")
        changes[day] = HolidayChange(day, holiday=change == "add", name_th=name)
    return list(changes.values())


def _clocks(folder: Traversable, notes: Notes) -> list[Clock]:
    columns = ("what", "value", "valid_from", "valid_to", "note")
    clocks = [_clock(row) for row in read(folder, CLOCKS, columns, notes)]
    good = sorted((clock for clock in clocks if clock), key=lambda clock: clock.valid_from)
    by_name = _grouped(good, lambda clock: clock.what)
    for what in DAYTIMES + WORKING_DAYS:
        if what not in by_name:
            notes.add(CLOCKS, 1, f"'{what}' has no row.", "Copy it from the file shipped.")
        check_stretches(CLOCKS, what, by_name.get(what, ()), notes)
    return good


def _clock(row: Row) -> Clock | None:
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
    return Clock(row.line, what, value, first, last)


def _check_homes(provinces: Iterable[str], units: Iterable[Unit], notes: Notes) -> None:
    offices: dict[str, set[str]] = defaultdict(set)
    for unit in _homes(units):
        offices[str(unit.province)].add(unit.code)
    for province in provinces:
        if len(offices[province]) > 1:
            names = ", ".join(sorted(offices[province]))
            notes.add(CENTRES, 1, f"{province} has several offices: {names}.", "Keep one.")
        elif not offices[province]:
            cure = f"Add a row SSRC-{province[3:]}, or end it with 'valid_to' instead."
            notes.add(CENTRES, 1, f"{province} has no office that takes its cases.", cure)


def _homes(units: Iterable[Unit]) -> list[Unit]:
    return [unit for unit in units if unit.kind in {"ssrc", "bkk_desk"} and unit.province]


def _desk(units: Iterable[Unit], kind: Kind, notes: Notes) -> Unit | None:
    desks = [unit for unit in units if unit.kind == kind]
    if len({desk.code for desk in desks}) != 1:
        sentence = f"There must be one office of the kind '{kind}'; there are {len(desks)}."
        notes.add(CENTRES, 1, sentence, "Compare with the file shipped.")
        return None
    return desks[-1]


def _grouped(items: Sequence[T], key: Callable[[T], K]) -> dict[K, tuple[T, ...]]:
    groups: dict[K, list[T]] = defaultdict(list)
    for item in items:
        groups[key(item)].append(item)
    return {name: tuple(group) for name, group in groups.items()}
