"""Days as browsers and files send them."""

from __future__ import annotations

from datetime import date


def read_day(given: str) -> date | None:
    """Return the day of e.g. ``2026-11-25``; None for what is no day."""
    try:
        return date.fromisoformat(given)
    except ValueError:
        return None
