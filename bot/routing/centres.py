"""Which office takes a case, which others help from the start, and whom the public may call.

No province is named here: who looks after whom is data (`loader`). The chain is a province's own
office, then the regional centre behind it, then headquarters.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from bot.model.cases import Category
from bot.model.centres import Assignment, Centre
from bot.routing.map import Area, Map, Unit
from bot.routing.table import in_force

_HELPED_BY_REGION = frozenset({"mkt.pack", "std.gmp", "std.lab"})
HEADQUARTERS = ""
"""The key of headquarters among `public_centres`."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A row of areas.csv that nobody has confirmed and that rests on little."""

    area: Area
    sentence: str
    """Thai, for an administrator."""


def choose_centre(
    map_: Map, *, province: str | None, sub_intent: str | None, category: str, on: date
) -> Assignment:
    """Choose the office for a case opened on a day.

    International matters go to their desk with the province's office copied; everything else to
    the first office of the province's chain, an unknown province to headquarters. Technical
    matters bring in the regional centre at once, disasters let it know.
    """
    offices = chain(map_, province, on)
    home, place = offices[0], _place(map_, province)
    if _family(sub_intent) == "intl":
        return _abroad(map_, home if province in map_.homes else None, place)
    region = _region(map_, province, on)
    helper = region if region and region.code != home.code else None
    reason = _why_region(sub_intent, category) if helper else None
    why = f"{place} {home.centre.name_th}เป็นผู้รับผิดชอบ"
    if helper is None or reason is None:
        return Assignment(home.centre, (), why)
    return Assignment(home.centre, (helper.centre,), f"{why} {reason}{helper.centre.name_th}")


def chain(map_: Map, province: str | None, on: date) -> tuple[Unit, ...]:
    """Return the offices that may take a province's cases on a day, nearest first.

    Never empty: headquarters ends it, and is all of it for an unknown province.
    """
    home = in_force(map_.homes.get(province or "", ()), on)
    units = [home, _region(map_, province, on), map_.intake_desk]
    codes: dict[str, Unit] = {unit.code: unit for unit in units if unit}
    return tuple(codes.values())


def public_contact(map_: Map, *, province: str | None, on: date) -> Centre:
    """Return the office that somebody in a province may turn to.

    Its `public_phone` is the national hotline until the office confirms a number of its own.
    """
    return chain(map_, province, on)[0].centre


@lru_cache(maxsize=8)
def public_centres(map_: Map, *, on: date) -> Mapping[str, Centre]:
    """Return every province's office by province code, and headquarters under ""; do not change.

    Every message asks for it, and the answer changes once a day at the most.
    """
    centres = {code: public_contact(map_, province=code, on=on) for code in map_.provinces}
    return {**centres, HEADQUARTERS: map_.intake_desk.centre}


def unconfirmed(map_: Map) -> tuple[Doubt, ...]:
    """List the areas of low confidence that nobody has confirmed yet, in the order of the codes."""
    doubtful = [
        area
        for rows in map_.areas.values()
        for area in rows
        if area.confidence == "low" and not (area.confirmed_by and area.confirmed_at)
    ]
    doubtful.sort(key=lambda area: (area.province, area.valid_from))
    return tuple(Doubt(area, _doubt(map_, area)) for area in doubtful)


def _abroad(map_: Map, home: Unit | None, place: str) -> Assignment:
    desk = map_.international_desk.centre
    why = f"เรื่องเชื่อมโยงต่างประเทศ {desk.name_th}เป็นผู้รับผิดชอบ"
    if home is None:
        return Assignment(desk, (), why)
    return Assignment(desk, (home.centre,), f"{why} แจ้ง{home.centre.name_th}ด้วย ({place})")


def _region(map_: Map, province: str | None, on: date) -> Unit | None:
    area = in_force(map_.areas.get(province or "", ()), on)
    return in_force(map_.units[area.unit], on) if area else None


def _why_region(sub_intent: str | None, category: str) -> str | None:
    family = _family(sub_intent)
    if family == "disaster":
        return "เรื่องภัยพิบัติ แจ้ง"
    unnamed = sub_intent is None and category == Category.TECHNOLOGY
    if family == "prod" or sub_intent in _HELPED_BY_REGION or unnamed:
        return "งานเทคนิค ขอความช่วยเหลือตั้งแต่ต้นจาก"
    return None


def _place(map_: Map, province: str | None) -> str:
    name = map_.province_names.get(province or "")
    return f"กิจการอยู่ใน{name}" if name else "ยังไม่ทราบจังหวัดของกิจการ"


def _family(sub_intent: str | None) -> str:
    return (sub_intent or "").partition(".")[0]


def _doubt(map_: Map, area: Area) -> str:
    unit = map_.units[area.unit][-1].centre.name_th
    return f"โปรดยืนยันพื้นที่รับผิดชอบ: {map_.province_names[area.province]} อยู่กับ{unit}"
