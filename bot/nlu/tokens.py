"""Thai words, by PyThaiNLP's newmm over its own dictionary and the words of the trade.

The only module that knows PyThaiNLP's tokeniser. Nothing is downloaded: the
word list ships with the package.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from pythainlp.corpus import thai_words
from pythainlp.tokenize._utils import rejoin_formatted_num

from bot.nlu.cutting import Dictionary, cut

Words = Callable[[str], list[str]]
"""Cuts text into words, in order, blanks left out."""

_SHORTEST_PART = 3
"""Letters; shorter words are in any longer one."""
_PARTED = re.compile(r"\d[.,:]\d")
"""A number that newmm cuts at its points and commas."""


def parts_of(word: str) -> tuple[str, ...]:
    """Return the two words of the dictionary of which a word is made, for each way to part it."""
    known = thai_words()
    splits = range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1)
    return tuple(
        part
        for at in splits
        if word[:at] in known and word[at:] in known
        for part in (word[:at], word[at:])
    )


def load(trade_words: Iterable[str]) -> Words:
    """Build the tokeniser and warm it, so that the first message is not the slow one."""
    dictionary = Dictionary({*thai_words(), *trade_words})

    def words(text: str) -> list[str]:
        pieces = cut(text, dictionary)
        if _PARTED.search(text):
            pieces = rejoin_formatted_num(pieces)
        return [word for piece in pieces if (word := piece.strip(" "))]

    words("อยากกู้เงินมาซื้อเครื่องจักร")
    return words
