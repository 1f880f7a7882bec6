"""The languages in which people are answered."""

from __future__ import annotations

import re
from typing import Literal, get_args

Language = Literal["th", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

_THAI = re.compile("[\u0e01-\u0e5b]")


def has_thai(text: str) -> bool:
    """Say whether a text holds a Thai letter, mark or digit; «฿» is one of them."""
    return _THAI.search(text) is not None
