"""A shared location: LINE's address string decides, coordinates only suggest."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import cos, hypot, radians

from bot.model.heard import Place
from bot.nlu.normalise import normalise
from bot.nlu.places_table import PlaceTable

_FAR_DEGREES = 2.0
"""Beyond this from every known town (some 220 km) the point is not in Thailand."""

_SUBDISTRICT = re.compile(r"(?:ตำบล|ต\.|แขวง|ถนน|ถ\.|ซอย|ซ\.)\s*[ก-๎]+")
_ENGLISH_ROAD = re.compile(
    r"(?:tambon|khwaeng|road|soi)\s+[a-z]+(?:\s(?!amphoe|khet|mueang)[a-z]+)?|[a-z]+ (?:road"
    r"|subdistrict|sub-district)"
)
_DISTRICT = re.compile(r"(?:อำเภอ|อ\.|เขต)\s*([ก-๎-]+)")
_ENGLISH_DISTRICT = re.compile(
    r"(?:amphoe|khet)\s+([a-z' -]+?)(?=,|\s\d|$)|([a-z' -]+?)\s+district"
)
_POSTCODE = re.compile(r"(?<!\d)[1-9]\d{4}(?!\d)")


@dataclass(frozen=True, slots=True)
class Located:
    """Where a pin lies; `certain` only when the address string names the province."""

    place: Place | None
    certain: bool


def locate(table: PlaceTable, address: str | None, latitude: float, longitude: float) -> Located:
    """Return the place of a pin: by its address, else the nearest town as a suggestion."""
    if address:
        place = _by_address(table, normalise(address).lower())
        if place:
            return Located(place, certain=True)
    return Located(_nearest(table, latitude, longitude), certain=False)


def _by_address(table: PlaceTable, address: str) -> Place | None:
    text = _ENGLISH_ROAD.sub(" ", _SUBDISTRICT.sub(" ", address))
    codes = {code for match in _POSTCODE.findall(text) for code in table.postcodes.get(match, ())}
    named = _provinces(table, text)
    district = _district(table, text)
    candidates = [code for code in named if code in codes] or named
    if not candidates:
        candidates = [place.province for place in district][:1] if len(district) == 1 else []
    if not candidates:
        return None
    province = candidates[-1]
    inside = [place.district for place in district if place.province == province]
    if not inside and (town := _town(table, text, province)):
        return Place(province, town)
    return Place(province, inside[0] if inside else _bare_district(table, text, province))


def _provinces(table: PlaceTable, text: str) -> list[str]:
    """Return the provinces named in an address, in order; the last is as a rule the one."""
    found: list[str] = []
    for word in re.split(r"[\s,]+|จังหวัด|จ\.", re.sub(r"อำเภอ\S*|เขต\S*", " ", text)):
        name = table.names.get(word)
        if name and len(name.places) == 1 and name.places[0].district is None and len(word) > 2:
            found.append(name.places[0].province)
    for part in text.split(","):
        english = re.sub(r"\d+", "", part).removeprefix("chang wat ").strip()
        name = table.names.get(english.removeprefix("changwat ").strip())
        if name and name.places and name.places[0].district is None and english.isascii():
            found.append(name.places[0].province)
    return found


def _district(table: PlaceTable, text: str) -> list[Place]:
    thai = _DISTRICT.search(text)
    if thai:
        name = table.names.get(thai[1])
        return [place for place in name.places if place.district] if name else []
    english = _ENGLISH_DISTRICT.search(text)
    if english:
        return list(table.english_districts.get((english[1] or english[2]).strip(), ()))
    return []


def _bare_district(table: PlaceTable, text: str, province: str) -> str | None:
    """Return a district that stands without its word: «หาดใหญ่ สงขลา 90110»."""
    for word in re.split(r"[\s,]+", text):
        name = table.names.get(word)
        for place in name.places if name else ():
            if place.province == province and place.district:
                return place.district
    return None


def _town(table: PlaceTable, text: str, province: str) -> str | None:
    """«อำเภอเมือง» alone is the province's own district."""
    town = re.search(r"(?:อำเภอ|อ\.)\s*เมือง(?![ก-๎])|amphoe mueang(?!\s[a-z])|mueang district", text)
    return table.seats.get(province) if town else None


def _nearest(table: PlaceTable, latitude: float, longitude: float) -> Place | None:
    best: tuple[float, str] | None = None
    for province, north, east in table.points:
        away = hypot(latitude - north, (longitude - east) * cos(radians(north)))
        if best is None or away < best[0]:
            best = (away, province)
    return Place(best[1]) if best and best[0] <= _FAR_DEGREES else None
