"""The directory of agencies as it is shipped, and which of them fit a matter.

`agencies.csv` is where it begins; headquarters keeps it up to date in the console, on top of this.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from bot.model.agencies import Agency
from bot.model.cases import Category
from bot.routing.table import BadRouting, Notes, Row, read

AGENCIES = "agencies.csv"
FAMILIES = (
    "fin",
    "rescue",
    "disaster",
    "mkt",
    "intl",
    "prod",
    "std",
    "mgmt",
    "legal",
    "start",
    "other",
)
"""With what an agency may help, in the order in which they are shown."""
SECTORS = ("state", "private")

_COLUMNS = (
    "code",
    "short",
    "name_th",
    "helps",
    "provinces",
    "sector",
    "addressee",
    "phone",
    "website",
    "valid_from",
    "valid_to",
    "confirmed_by",
    "confirmed_at",
    "note",
)
_OF_CATEGORY: Mapping[str, tuple[str, ...]] = {
    Category.FINANCING: ("fin",),
    Category.TECHNOLOGY: ("prod", "std"),
    Category.MARKET: ("mkt", "intl"),
    Category.RESCUE: ("rescue", "disaster", "legal"),
}
_EVERYTHING_ELSE = ("mgmt", "start", "other")


@lru_cache(maxsize=2)
def shipped(on: date) -> tuple[Agency, ...]:
    """Return the directory of a day as it comes with this release."""
    return load(files("bot.routing") / "data", on)


def load(folder: Traversable, on: date) -> tuple[Agency, ...]:
    """Read the rows of `agencies.csv` that hold on a day.

    Raises BadRouting with every mistake at once.
    """
    notes = Notes()
    found: dict[str, Agency] = {}
    for row in read(folder, AGENCIES, _COLUMNS, notes):
        first, last = row.day("valid_from"), row.optional_day("valid_to")
        one = _agency(row)
        if first is None or first > on or (last is not None and last < on):
            continue
        if one.code in found:
            row.wrong(f"{one.code} stands here a second time.", "Keep one of the two.")
        found[one.code] = one
    if notes.mistakes:
        raise BadRouting(notes.mistakes)
    return tuple(found.values())


def _agency(row: Row) -> Agency:
    helps = _several(row.needed("helps"))
    for one in helps:
        if one.partition(".")[0] not in FAMILIES:
            row.wrong(f"'helps' names '{one}'.", f"Begin it with one of: {', '.join(FAMILIES)}.")
    confirmed = bool(row.text("confirmed_by")) and row.optional_day("confirmed_at") is not None
    return Agency(
        code=row.needed("code"),
        short=row.needed("short"),
        name_th=row.needed("name_th"),
        helps=helps,
        provinces=_several(row.text("provinces")),
        private=row.one_of("sector", SECTORS) == "private",
        addressee=row.needed("addressee"),
        phone=row.optional("phone"),
        website=row.optional("website"),
        note=row.optional("note"),
        confirmed=confirmed,
    )


def _several(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split("|") if part.strip())


def families_of(category: str, sub_intent: str | None) -> tuple[str, ...]:
    """Return with what an agency must help to fit a case."""
    family = (sub_intent or "").partition(".")[0]
    if family in FAMILIES:
        return (family,)
    return _OF_CATEGORY.get(category, _EVERYTHING_ELSE)


def fitting(
    agencies: Iterable[Agency],
    *,
    sub_intent: str | None,
    families: Iterable[str],
    province: str | None,
) -> list[Agency]:
    """Return the agencies that help with a matter in a province, the most particular first.

    One that names the very sub-intent comes before one that names its family.
    """
    wanted = tuple(families)
    ranked = [
        (_rank(one, sub_intent, wanted), one)
        for one in agencies
        if not one.retired and one.serves(province)
    ]
    return [one for rank, one in sorted(ranked, key=lambda pair: -pair[0]) if rank]


def _rank(agency: Agency, sub_intent: str | None, families: tuple[str, ...]) -> int:
    if sub_intent and sub_intent in agency.helps:
        return 3
    if any(family in agency.helps for family in families):
        return 2
    named = {one.partition(".")[0] for one in agency.helps}
    # Without a sub-intent somebody may still need it; with another one, hardly.
    return int(sub_intent is None and not named.isdisjoint(families))
