"""Programmes as a conversation may show them: dated, with an owner and a source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Programme:
    """One programme of the state: when it is open, whom it is for, what to bring.

    What it is for is empty where it does not matter. Codes are those of `bot.model.firms`.
    """

    code: str
    title: str
    owner: str
    summary: str
    needs: tuple[str, ...]
    """Which of the four needs it serves; empty for all."""
    provinces: tuple[str, ...]
    """ISO codes; empty for the whole country."""
    valid_from: date
    valid_to: date | None
    source_url: str
    as_of: date
    """The day on which somebody last checked it («ข้อมูล ณ วันที่ …»)."""
    sizes: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    legal_forms: tuple[str, ...] = ()
    disaster_areas: tuple[str, ...] = ()
    """ISO codes of provinces in which a disaster was declared: only firms there may apply."""
    apply_by: date | None = None
    """The last day on which firms of the disaster areas may apply."""
    documents: tuple[str, ...] = ()
    """Papers to prepare, in words for owners."""

    @property
    def last_day(self) -> date | None:
        """The last day on which it is offered; None while nobody has said."""
        ends = [day for day in (self.valid_to, self.apply_by) if day is not None]
        return min(ends, default=None)

    def is_open(self, day: date) -> bool:
        """Say whether it is offered on a day, first and last day counted."""
        return self.valid_from <= day and (self.last_day is None or day <= self.last_day)
