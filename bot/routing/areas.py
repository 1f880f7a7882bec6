"""Which provinces an office looks after: its own, or those that it stands behind."""

from __future__ import annotations

from datetime import date

from bot.routing.map import Map
from bot.routing.table import in_force


def provinces_of(map_: Map, unit: str, on: date) -> frozenset[str]:
    """Return the provinces whose office, or regional centre, a unit is on a day."""
    homes = {code: in_force(rows, on) for code, rows in map_.homes.items()}
    areas = {code: in_force(rows, on) for code, rows in map_.areas.items()}
    own = {code for code, home in homes.items() if home and home.code == unit}
    behind = {code for code, area in areas.items() if area and area.unit == unit}
    return frozenset(own | behind)
