"""The parts of a message that may each wish for something of their own."""

from __future__ import annotations

import re

_JOINS = re.compile("แล้วก็|และก็|และ|กับ(?=อยาก|ขอ|หา)|อีกเรื่อง(?:หนึ่ง|นึง)?|นอกจากนี้|พร้อมกับ")
SHORTEST = 6
"""Letters; less is no wish but a noun of a list."""


def clauses(squeezed: str) -> list[str]:
    """Return the parts between words that join wishes; none where nothing is joined."""
    parts = [part for part in _JOINS.split(squeezed) if len(part) >= SHORTEST]
    return parts if len(parts) > 1 else []
