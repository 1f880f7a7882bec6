"""Reading JSON that came from outside: each reader gives a clean value or none, never an error.

What a field means must stay out; that is `bot.line.webhook` and `bot.line.interpretation`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

_IDENTIFIER = re.compile(r"[!-~]{1,128}")
_TYPE_NAME = re.compile(r"[A-Za-z0-9_.-]{1,40}")
_NOTHING: Mapping[str, object] = {}
_LARGEST_ROW_INTEGER = 2**63 - 1


def inner(raw: Mapping[str, object], name: str) -> Mapping[str, object]:
    """Return the object under `name`; an empty one when there is none."""
    value = raw.get(name)
    return value if isinstance(value, dict) else _NOTHING


def identifier(raw: Mapping[str, object], name: str) -> str:
    """Return an identifier of LINE's; "" when it is missing or could not be stored safely."""
    value = raw.get(name)
    return value if isinstance(value, str) and _IDENTIFIER.fullmatch(value) else ""


def type_name(raw: Mapping[str, object]) -> str:
    """Return the `type`, fit to be counted under; "other" when it is missing or not a name."""
    value = raw.get("type")
    return value if isinstance(value, str) and _TYPE_NAME.fullmatch(value) else "other"


def words(raw: Mapping[str, object], name: str) -> str | None:
    """Return what a person wrote, without the NUL that PostgreSQL refuses; None without text."""
    value = raw.get(name)
    return value.replace("\x00", "") if isinstance(value, str) else None


def texts(raw: Mapping[str, object], name: str) -> tuple[str, ...]:
    """Return the strings of the list under `name`, cleaned as `words` does."""
    values = raw.get(name)
    listed = values if isinstance(values, list) else []
    return tuple(value.replace("\x00", "") for value in listed if isinstance(value, str))


def whole_number(raw: Mapping[str, object], name: str) -> int:
    """Return an integer from 0 to 2**63-1 (what a table's column holds); else 0."""
    value = raw.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        return 0
    return value if 0 <= value <= _LARGEST_ROW_INTEGER else 0


def degrees(raw: Mapping[str, object], name: str, *, limit: float) -> float | None:
    """Return a coordinate between -limit and +limit; else None."""
    value = raw.get(name)
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    return float(value) if math.isfinite(value) and abs(value) <= limit else None
