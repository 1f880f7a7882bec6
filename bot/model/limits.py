"""LINE's limits, and lengths counted as LINE counts them.

Source: LINE Developers, Messaging API reference, and «Character counting in a text»: most fields
count UTF-16 code units; labels, template texts and the words a button puts into the chat count
grapheme clusters.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

BUBBLES_PER_REQUEST = 5
TEXT = 5000
ALT_TEXT = 1500
QUICK_REPLIES = 13
LABEL = 20
FLEX_LABEL = 40
POSTBACK_DATA = 300
DISPLAY_TEXT = 300
LINK = 1000
CAROUSEL_BUBBLES = 12
BUBBLE_BYTES = 30_000
CAROUSEL_BYTES = 50_000
MULTICAST_RECIPIENTS = 500

_THAI_SPACING_MARKS = frozenset("ำ")


def utf16_length(text: str) -> int:
    """Return the length in UTF-16 code units (🍎 counts two)."""
    return len(text.encode("utf-16-le")) // 2


def grapheme_length(text: str) -> int:
    """Return the length in what a reader sees as letters, near enough for LINE's labels.

    Combining marks join the letter before them, as do joiners, variation selectors and skin
    tones. Sara am joins too: Unicode's extended grapheme clusters break only before it never.
    """
    return len(text) - sum(map(_joins, text))


@lru_cache(maxsize=4096)
def _joins(char: str) -> bool:
    return (
        unicodedata.combining(char) > 0
        or unicodedata.category(char) in {"Mn", "Me", "Cf"}
        or char in _THAI_SPACING_MARKS
        or 0x1F3FB <= ord(char) <= 0x1F3FF
    )
