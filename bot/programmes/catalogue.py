"""The programmes of the state that owners ask about: dated records, and which are open when.

A programme whose last day is past is not shown; its record may stay. How records are edited:
docs/how-to/change-a-centre.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import yaml

from bot.model.heard import NEEDS
from bot.model.programmes import Programme
from bot.programmes.sheet import BadProgrammes, Sheet, line_of

__all__ = ["BadProgrammes", "Catalogue", "load", "open_on"]

_REQUIRED = ("code", "title", "owner", "summary", "valid_from", "source_url", "as_of")
_OPTIONAL = ("needs", "provinces", "valid_to")


@dataclass(frozen=True, slots=True)
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
    return tuple(
        programme
        for programme in catalogue.programmes
        if programme.valid_from <= day
        and (programme.valid_to is None or day <= programme.valid_to)
        and _serves(programme.needs, need)
        and _serves(programme.provinces, province)
    )


def _serves(served: tuple[str, ...], wanted: str | None) -> bool:
    return wanted is None or not served or wanted in served


def _programme(sheet: Sheet, node: yaml.Node) -> Programme | None:
    what = "The programme"
    keys = sheet.mapping(node, what, required=_REQUIRED, optional=_OPTIONAL)
    code = sheet.shaped(keys.get("code"), "'code'", r"[a-z0-9-]+", example="sme-fund")
    needs = _needs(sheet, keys.get("needs"))
    provinces = tuple(
        sheet.shaped(item, "A province", r"TH-[0-9]{2}", example="TH-30")
        for item in sheet.items(keys.get("provinces"), "'provinces'")
    )
    source = sheet.shaped(
        keys.get("source_url"), "'source_url'", r"https?://\S+", example="https://www.dip.go.th"
    )
    first, last = _stretch(sheet, keys)
    as_of = sheet.day(keys.get("as_of"), "'as_of'")
    texts = [sheet.text(keys.get(key), f"'{key}'") for key in ("title", "owner", "summary")]
    if first is None or as_of is None:
        return None
    return Programme(
        code=code,
        title=texts[0],
        owner=texts[1],
        summary=texts[2],
        needs=needs,
        provinces=provinces,
        valid_from=first,
        valid_to=last,
        source_url=source,
        as_of=as_of,
    )


def _needs(sheet: Sheet, node: yaml.Node | None) -> tuple[str, ...]:
    needs = []
    for item in sheet.items(node, "'needs'"):
        need = sheet.text(item, "A need")
        if need and need not in NEEDS:
            sheet.note(line_of(item), f"'{need}' is no need.", f"Write of: {', '.join(NEEDS)}.")
        needs.append(need)
    return tuple(needs)


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
