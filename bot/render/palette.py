"""The colours of cards. White on an accent, and each text on its ground, reach WCAG AA (4.5:1)."""

from __future__ import annotations

from collections.abc import Mapping

WHITE = "#FFFFFF"
INK = "#1A1F26"
LABEL = "#56606E"
LINK = "#0B5CAD"
NOTE_INK = "#3A4350"
NOTE_GROUND = "#F2F5F8"

ACCENTS: Mapping[str, str] = {
    "summary": "#1F4E8C",
    "case": "#0B6B3A",
    "status": "#0F5C73",
    "programme": "#5B3A8C",
    "centre": "#7A4A00",
}
"""By the kind of card."""
