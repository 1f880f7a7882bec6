"""The map of offices: provinces, units, who looks after whom and since when, office clocks.

Only shapes and look-ups; `loader` reads them from files, `centres` chooses.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Literal

from bot.model.centres import Centre

Kind = Literal["ssrc", "ipc", "bkk_desk", "intl_desk"]
KINDS: tuple[Kind, ...] = ("ssrc", "ipc", "bkk_desk", "intl_desk")
CONFIDENCES = ("high", "medium", "low")


@dataclass(frozen=True, slots=True)
class Province:
    """One of the 77, by its ISO 3166-2 code."""

    code: str
    name_th: str
    name_en: str
    strategic_sectors: tuple[str, ...]
    """Empty until somebody confirms them."""


@dataclass(frozen=True, slots=True)
class Unit:
    """An office that takes cases: from a day, until a day or for good.

    `kind` is `ssrc` (a province's centre), `ipc` (a regional centre), `bkk_desk` (headquarters:
    takes Bangkok and everything whose province is not known) or `intl_desk`.
    """

    line: int
    centre: Centre
    kind: Kind
    long_name_th: str
    province: str | None
    """The province it serves, or has its seat in; None for a desk that serves all."""
    valid_from: date
    valid_to: date | None
    confirmed_by: str | None
    confirmed_at: date | None

    @property
    def code(self) -> str:
        """Its code, e.g. ``SSRC-30``."""
        return self.centre.code


@dataclass(frozen=True, slots=True)
class Area:
    """Which regional unit stands behind a province, and how sure that is."""

    line: int
    province: str
    unit: str
    valid_from: date
    valid_to: date | None
    confidence: str
    confirmed_by: str | None
    confirmed_at: date | None
    evidence: str


@dataclass(frozen=True, slots=True)
class HolidayChange:
    """A day that is, or is not, a holiday of the offices in spite of the usual calendar."""

    day: date
    holiday: bool
    name_th: str
    unit: str = ""
    """The only office that it is about; empty for all."""


@dataclass(frozen=True, slots=True)
class Clock:
    """One dated setting of the offices' clocks: a time of day or a number of working days."""

    line: int
    what: str
    value: time | int
    valid_from: date
    valid_to: date | None
    unit: str = ""
    """The only office that it is about; empty for all."""


@dataclass(frozen=True, slots=True, eq=False)  # one is read at the start, and is itself only
class Map:
    """Everything the routing files say, checked."""

    provinces: Mapping[str, Province]
    units: Mapping[str, tuple[Unit, ...]]
    """By code; an office that closed and came back has several rows."""
    homes: Mapping[str, tuple[Unit, ...]]
    """By province: the rows of the office that takes its cases."""
    areas: Mapping[str, tuple[Area, ...]]
    """By province."""
    holiday_changes: tuple[HolidayChange, ...]
    clocks: tuple[Clock, ...]
    intake_desk: Unit
    international_desk: Unit
    province_names: Mapping[str, str]
    """Thai names by code."""
    english_names: Mapping[str, str]
    """English names of provinces by the Thai ones."""

    def unit(self, code: str) -> Unit | None:
        """Return the latest row of a unit, whether it is in force or not."""
        rows = self.units.get(code)
        return rows[-1] if rows else None

    def centre(self, code: str) -> Centre | None:
        """Return what the public may know of a unit; None for a code that was never on the map."""
        unit = self.unit(code)
        return unit.centre if unit else None
