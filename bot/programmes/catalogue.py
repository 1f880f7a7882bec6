"""The programmes of the state that owners ask about: dated records, and which are open when.

A programme whose last day is past is not shown; its record may stay. How records are edited:
docs/how-to/change-the-programmes.md.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import yaml

from bot.model.firms import LEGAL_FORMS, SECTORS, SIZES
from bot.model.heard import NEEDS
from bot.model.programmes import Programme
from bot.programmes.sheet import BadProgrammes, Sheet, line_of

__all__ = ["BadProgrammes", "Catalogue", "load", "open_on", "parted_on"]

_REQUIRED = ("code", "title", "owner", "summary", "valid_from", "source_url", "as_of")
_CODES: Mapping[str, Collection[str]] = {
    "needs": NEEDS,
    "sizes": SIZES,
    "sectors": SECTORS,
    "legal_forms": LEGAL_FORMS,
}
"""Lists of codes, and the codes that each may hold."""
_PLACES = ("provinces", "disaster_areas")
_OPTIONAL = (*_CODES, *_PLACES, "valid_to", "apply_by", "documents")


@dataclass(frozen=True, slots=True, eq=False)  # read anew once a second, and is itself only
class Catalogue:
    """All records, past and future ones too, in the order in which they are to be shown."""

    programmes: tuple[Programme, ...]

    def find(self, code: str) -> Programme | None:
        """Return the programme of a code."""
        return next((one for one in self.programmes if one.code == code), None)

    def with_changes(self, changed: Mapping[str, Programme]) -> Catalogue:
        """Return the list with changed programmes in their places, and new ones behind it."""
        there = tuple(changed.get(one.code, one) for one in self.programmes)
        codes = {one.code for one in there}
        return Catalogue((*there, *(one for code, one in changed.items() if code not in codes)))


def load(text: str, name: str) -> Catalogue:
    """Read programme records.

    Raises BadProgrammes with every mistake at once; `name` stands before their line numbers.
    """
    sheet = Sheet()
    root = sheet.compose(text)
    nodes = sheet.mapping(root, "The file", required=("programmes",), optional=()) if root else {}
    items = sheet.items(nodes.get("programmes"), "'programmes'")
    found = [_programme(sheet, item) for item in items]
    _check_codes(sheet, found, items)
    if sheet.mistakes:
        raise BadProgrammes(name, sheet.mistakes)
    return Catalogue(tuple(programme for programme in found if programme))


def open_on(
    catalogue: Catalogue, day: date, *, need: str | None = None, province: str | None = None
) -> tuple[Programme, ...]:
    """Return the programmes open on a day, first and last day counted.

    With `need` or `province` only those that serve it; without, all.
    """
    shown, _ = parted_on(catalogue, day)
    return tuple(
        programme
        for programme in shown
        if _serves(programme.needs, need) and _serves(programme.provinces, province)
    )


@lru_cache(maxsize=8)
def parted_on(
    catalogue: Catalogue, day: date
) -> tuple[tuple[Programme, ...], tuple[Programme, ...]]:
    """Return the programmes open on a day, and those closed or not open yet.

    Every message asks for both; one reading of the records serves all of a second.
    """
    shown = tuple(one for one in catalogue.programmes if one.is_open(day))
    return shown, tuple(one for one in catalogue.programmes if not one.is_open(day))


def _serves(served: tuple[str, ...], wanted: str | None) -> bool:
    return wanted is None or not served or wanted in served


def _programme(sheet: Sheet, node: yaml.Node) -> Programme | None:
    keys = sheet.mapping(node, "The programme", required=_REQUIRED, optional=_OPTIONAL)
    code = sheet.shaped(keys.get("code"), "'code'", r"[a-z0-9-]+", example="sme-fund")
    source = sheet.shaped(
        keys.get("source_url"), "'source_url'", r"https?://\S+", example="https://www.dip.go.th"
    )
    several = {
        **{name: _codes(sheet, name, keys.get(name)) for name in _CODES},
        **{name: _places(sheet, name, keys.get(name)) for name in _PLACES},
    }
    papers = sheet.items(keys.get("documents"), "'documents'")
    first, last = _stretch(sheet, keys)
    apply_by = _apply_by(sheet, keys)
    as_of = sheet.day(keys.get("as_of"), "'as_of'")
    texts = [sheet.text(keys.get(key), f"'{key}'") for key in ("title", "owner", "summary")]
    if first is None or as_of is None:
        return None
    return Programme(
        code=code,
        title=texts[0],
        owner=texts[1],
        summary=texts[2],
        valid_from=first,
        valid_to=last,
        source_url=source,
        as_of=as_of,
        apply_by=apply_by,
        documents=tuple(sheet.text(item, "A document") for item in papers),
        **several,
    )


def _codes(sheet: Sheet, name: str, node: yaml.Node | None) -> tuple[str, ...]:
    """Read a list of codes; each must be one of those that the key may hold."""
    codes, one = [], name.removesuffix("s").replace("_", " ")
    for item in sheet.items(node, f"'{name}'"):
        code = sheet.text(item, f"A {one}")
        if code and code not in _CODES[name]:
            known = ", ".join(_CODES[name])
            sheet.note(line_of(item), f"'{code}' is no {one}.", f"Write of: {known}.")
        codes.append(code)
    return tuple(codes)


def _places(sheet: Sheet, name: str, node: yaml.Node | None) -> tuple[str, ...]:
    return tuple(
        sheet.shaped(item, "A province", r"TH-[0-9]{2}", example="TH-30")
        for item in sheet.items(node, f"'{name}'")
    )


def _apply_by(sheet: Sheet, keys: dict[str, yaml.Node]) -> date | None:
    """Read the last day to apply: it is for disaster areas, and these need one."""
    areas, day = keys.get("disaster_areas"), keys.get("apply_by")
    if areas is not None and day is None:
        sheet.note(line_of(areas), "'disaster_areas' lacks 'apply_by'.", "Add the last day.")
    if day is not None and areas is None:
        sheet.note(line_of(day), "'apply_by' lacks 'disaster_areas'.", "Use 'valid_to' instead.")
    return sheet.day(day, "'apply_by'")


def _stretch(sheet: Sheet, keys: dict[str, yaml.Node]) -> tuple[date | None, date | None]:
    first = sheet.day(keys.get("valid_from"), "'valid_from'")
    last = sheet.day(keys.get("valid_to"), "'valid_to'")
    if first and last and last < first:
        line = line_of(keys["valid_to"])
        sheet.note(line, "The programme ends before it begins.", "Check the two days.")
    return first, last


def _check_codes(sheet: Sheet, programmes: list[Programme | None], nodes: list[yaml.Node]) -> None:
    seen: set[str] = set()
    for programme, node in zip(programmes, nodes, strict=True):
        if programme is None:
            continue
        if programme.code in seen:
            sheet.note(line_of(node), f"'{programme.code}' stands twice.", "Give it its own code.")
        seen.add(programme.code)
