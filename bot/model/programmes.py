"""Programmes as a conversation may show them: dated, with an owner and a source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Programme:
    """One programme of the state that is open on a given day."""

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
