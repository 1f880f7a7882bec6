"""Cutting Thai where a reader would: at a line's end, at a space, else between whole letters.

Lengths are LINE's (see `bot.model.limits`). What is cut, and for which field, must stay out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from itertools import accumulate, takewhile

from bot.model.limits import TEXT, grapheme_length, utf16_length

Measure = Callable[[str], int]
"""`utf16_length` or `grapheme_length`; the measure of a text is the sum over its characters."""

ELLIPSIS = "…"

_LEADING_VOWELS = frozenset("เแโใไ")
_NEVER_FIRST = frozenset("ะาำๅๆฯ")
_ZERO_WIDTH_JOINER = "\u200d"
_UNSENDABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def clean(text: str) -> str:
    """Return the text without what JSON or LINE would choke on, and without space around it."""
    return _UNSENDABLE.sub("", text.replace("\r\n", "\n")).strip()


def split_text(text: str, limit: int = TEXT) -> list[str]:
    """Return the text in pieces of at most `limit` UTF-16 units; only white space is lost."""
    pieces = []
    rest = text.strip()
    while rest:
        end = _cut_point(rest, limit, utf16_length)
        pieces.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return pieces


def shorten(text: str, limit: int, measure: Measure = grapheme_length) -> str:
    """Return the text, or its beginning and «…», within `limit`."""
    if 2 * len(text) <= limit or measure(text) <= limit:  # no character measures more than two
        return text
    end = _cut_point(text, limit - 1, measure)
    return text[:end].rstrip() + ELLIPSIS


def _cut_point(text: str, limit: int, measure: Measure) -> int:
    """Return where to cut: in the second half of what fits if there is a line's end or a space."""
    end = _fitting(text, limit, measure)
    if end == len(text):
        return end
    for separator in "\n ":
        found = text.rfind(separator, end // 2, end + 1)
        if found > 0 and _is_border(text, found) and _is_border(text, found + 1):
            return found
    for allowed in (_is_border, _is_between_graphemes):
        found = next((index for index in range(end, 0, -1) if allowed(text, index)), 0)
        if found:
            return found
    return end


def _fitting(text: str, limit: int, measure: Measure) -> int:
    """Return how many characters fit; at least one, so that cutting always gets on."""
    if measure(text) <= limit:
        return len(text)
    lengths = accumulate(measure(char) for char in text)
    fitting = sum(1 for _ in takewhile(lambda length: length <= limit, lengths))
    return max(fitting, 1)


def _is_border(text: str, index: int) -> bool:
    """Tell whether a Thai reader sees one syllable's letters end and others begin at `index`."""
    if text[index] in _NEVER_FIRST or text[index - 1] in _LEADING_VOWELS:
        return False
    return _is_between_graphemes(text, index)


def _is_between_graphemes(text: str, index: int) -> bool:
    """Tell whether one letter with all its marks ends at `index`, inside the text."""
    after = text[index]
    if grapheme_length(after) == 0 or unicodedata.category(after) == "Mc":
        return False
    return text[index - 1] != _ZERO_WIDTH_JOINER and not _inside_flag(text, index)


def _inside_flag(text: str, index: int) -> bool:
    """Tell whether `index` parts the two halves of a flag such as 🇹🇭."""
    if not _is_flag_half(text[index]):
        return False
    halves = 0
    while halves < index and _is_flag_half(text[index - 1 - halves]):
        halves += 1
    return halves % 2 == 1


def _is_flag_half(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"
