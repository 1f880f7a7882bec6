"""The tables of places in memory: names with how freely each may be read, postcodes, points.

Reading sentences is `bot.nlu.places`; where the tables come from is told in their README.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from typing import Literal, get_args

from bot.errors import BotError
from bot.model.heard import Place

Grade = Literal["free", "marked", "strict", "weak", "answer", "none"]
"""How freely a name may be read; the README of the tables tells what each means."""

_START = 2
_KEY = 3


class BadPlaces(BotError):
    """The tables of places do not hold together."""


@dataclass(frozen=True, slots=True)
class Name:
    """A written name: the places it may mean (none for a look-alike) and its grade."""

    text: str
    grade: Grade
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class PlaceTable:
    """Every name, findable by its first letters, with what else is known of places."""

    names: Mapping[str, Name]
    lengths: Mapping[str, tuple[int, ...]]
    """The lengths, longest first, of the names that start with these letters: three, or two where
    the name has no more."""
    starts: AbstractSet[str]
    """The first two letters of every name."""
    seats: Mapping[str, str]
    """The official name of each province's own district: TH-40 -> เมืองขอนแก่น."""
    postcodes: Mapping[str, tuple[str, ...]]
    points: tuple[tuple[str, float, float], ...]
    """Province code, latitude and longitude of larger towns."""
    english_districts: Mapping[str, tuple[Place, ...]]


def load_places(folder: Traversable) -> PlaceTable:
    """Read the tables of a folder; raises `BadPlaces` naming every line that is wrong."""
    mistakes: list[str] = []
    named: dict[str, list[tuple[Grade, Place | None]]] = defaultdict(list)
    english: dict[str, list[Place]] = defaultdict(list)
    provinces: dict[str, str] = {}
    for line, row in _rows(folder, "names.tsv", 6, mistakes):
        _take_name(line, row, named, mistakes)
        if row[5] == "official":
            provinces[row[1]] = row[0]
    seats: dict[str, str] = {}
    for line, row in _rows(folder, "districts.tsv", 4, mistakes):
        _take_district(line, row, named, mistakes)
        english[_tight(row[3])].append(Place(row[1], row[0]))
        if row[0] in {f"เมือง{provinces.get(row[1])}", provinces.get(row[1])}:
            seats[row[1]] = row[0]
    postcodes = {
        row[0]: tuple(row[1].split(",")) for _, row in _rows(folder, "postcodes.tsv", 2, mistakes)
    }
    points = tuple(
        (row[0], float(row[1]), float(row[2])) for _, row in _rows(folder, "seats.tsv", 3, mistakes)
    )
    if mistakes:
        raise BadPlaces("The tables of places are wrong; mend these lines:\n" + "\n".join(mistakes))
    names = {text: _merged(text, found) for text, found in named.items()}
    districts = {key: tuple(found) for key, found in english.items()}
    starts = frozenset(text[:_START] for text in names)
    return PlaceTable(names, _lengths(names), starts, seats, postcodes, points, districts)


def _rows(
    folder: Traversable, file: str, width: int, mistakes: list[str]
) -> Iterator[tuple[str, list[str]]]:
    lines = (folder / file).read_text(encoding="utf-8").splitlines()
    for number, text in enumerate(lines[1:], start=2):
        row = text.split("\t")
        if len(row) == width:
            yield f"{file}:{number}", row
        else:
            mistakes.append(f"{file}:{number}: {len(row)} columns, expected {width}.")


def _take_name(
    line: str,
    row: list[str],
    named: dict[str, list[tuple[Grade, Place | None]]],
    mistakes: list[str],
) -> None:
    text, province, district, grade, also, _ = row
    known = _grade(line, grade, mistakes)
    if known == "none":
        named[_tight(text)].append((known, None))
        return
    places = [Place(province, district or None), *(Place(code) for code in also.split(",") if code)]
    named[_tight(text)].extend((known, place) for place in places)


def _take_district(
    line: str,
    row: list[str],
    named: dict[str, list[tuple[Grade, Place | None]]],
    mistakes: list[str],
) -> None:
    named[_tight(row[0])].append((_grade(line, row[2], mistakes), Place(row[1], row[0])))


def _grade(line: str, grade: str, mistakes: list[str]) -> Grade:
    for known in get_args(Grade):
        if grade == known:
            return known  # type: ignore[no-any-return]  # one of the literals, by the comparison
    mistakes.append(f"{line}: grade '{grade}' is unknown; use {', '.join(get_args(Grade))}.")
    return "none"


def _tight(text: str) -> str:
    return text.lower().replace(" ", "") if "ก" <= text[0] <= "๛" else text.lower()


def _merged(text: str, found: Iterable[tuple[Grade, Place | None]]) -> Name:
    """Make one name of its rows: the first grade holds, a province beats its own district."""
    grades = [grade for grade, _ in found]
    places = list(dict.fromkeys(place for _, place in found if place))
    whole = {place.province for place in places if place.district is None}
    kept = [place for place in places if place.district is None or place.province not in whole]
    grade = next((one for one in grades if one != "answer"), grades[0])
    return Name(text, grade, tuple(kept))


def _lengths(names: Mapping[str, Name]) -> dict[str, tuple[int, ...]]:
    lengths: dict[str, set[int]] = defaultdict(set)
    for text in names:
        lengths[text[:_KEY]].add(len(text))
    for start, found in lengths.items():
        if start[:_START] in names:
            found.add(_START)
    return {start: tuple(sorted(found, reverse=True)) for start, found in lengths.items()}
