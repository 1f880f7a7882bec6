"""`centres.csv` becomes the offices of the map; what is wrong with a row is noted, not raised."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import cast

from bot.model.centres import Centre
from bot.routing.map import KINDS, Kind, Unit
from bot.routing.overlay import Folder
from bot.routing.table import Notes, Row, check_stretches, grouped, read

FILE = "centres.csv"
_CODES = {
    "ssrc": r"SSRC-[0-9]{2}",
    "ipc": r"IPC-[0-9]{1,2}",
    "bkk_desk": r"HQ-[A-Z]{2,6}",
    "intl_desk": r"HQ-[A-Z]{2,6}",
}
PHONE = re.compile(r"0[23457][0-9]{7}|0[689][0-9]{8}|1[0-9]{3}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_WEBSITE = re.compile(r"https?://\S+")


def read_units(folder: Folder, provinces: Iterable[str], notes: Notes) -> list[Unit]:
    """Read the offices, oldest rows first; what is wrong with them is noted."""
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
    units = [_unit(row, known) for row in read(folder, FILE, columns, notes)]
    good = sorted((unit for unit in units if unit), key=lambda unit: unit.valid_from)
    for code, rows in grouped(good, lambda unit: unit.code).items():
        check_stretches(FILE, code, rows, notes, may_end=True)
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
        row.wrong(f"There is no province '{province}' in provinces.csv.", "Write e.g. TH-30.")
    elif kind == "ssrc" and row.text("code") != f"SSRC-{province[3:]}":
        row.wrong(f"{row.text('code')} does not fit {province}.", f"Write SSRC-{province[3:]}.")
    return province


def _phone(row: Row) -> str | None:
    digits = re.sub(r"[ -]", "", row.text("phone"))
    if digits and not PHONE.fullmatch(digits):
        cure = "Write one number of 9 or 10 digits, or a hotline of 4, or leave it empty."
        row.wrong(f"'phone' is '{row.text('phone')}', which is no Thai number.", cure)
    return row.optional("phone")


def _shaped(row: Row, column: str, shape: re.Pattern[str], example: str) -> str | None:
    value = row.optional(column)
    if value is not None and not shape.fullmatch(value):
        row.wrong(f"'{column}' is '{value}'.", f"Write it as {example}, or leave it empty.")
    return value


def check_homes(provinces: Iterable[str], units: Iterable[Unit], notes: Notes) -> None:
    """Note provinces that no office takes cases of, or several do."""
    offices: dict[str, set[str]] = defaultdict(set)
    for unit in homes(units):
        offices[str(unit.province)].add(unit.code)
    for province in provinces:
        if len(offices[province]) > 1:
            names = ", ".join(sorted(offices[province]))
            notes.add(FILE, 1, f"{province} has several offices: {names}.", "Keep one.")
        elif not offices[province]:
            cure = f"Add a row SSRC-{province[3:]}, or end it with 'valid_to' instead."
            notes.add(FILE, 1, f"{province} has no office that takes its cases.", cure)


def homes(units: Iterable[Unit]) -> list[Unit]:
    """Return the rows of offices that take a province's cases."""
    return [unit for unit in units if unit.kind in {"ssrc", "bkk_desk"} and unit.province]


def the_desk(units: Iterable[Unit], kind: Kind, notes: Notes) -> Unit | None:
    """Return the only desk of a kind; None after noting that there is none, or several."""
    desks = [unit for unit in units if unit.kind == kind]
    if len({desk.code for desk in desks}) != 1:
        sentence = f"There must be one office of the kind '{kind}'; there are {len(desks)}."
        notes.add(FILE, 1, sentence, "Compare with the file shipped.")
        return None
    return desks[-1]
