"""What of a text can be found: its words, cut the same way when written and when asked for."""

from __future__ import annotations

import re

from bot.nlu.contacts import mask_citizen_numbers
from bot.nlu.normalise import normalise
from bot.nlu.tokens import Words, parts_of

LONGEST = 4_000
"""Letters read of one text."""
_LONGEST_WORD = 60
# A telephone or juristic number is one word, whatever stands between its digits.
_NUMBER = re.compile(r"(?<![\d-])\d(?:[ -]?\d){7,14}(?![\d-])")
_RECEIVING = re.compile(r"\d\d-\d\d-\d{5,9}(?:-\d)?")
_WORD = re.compile(r"[0-9a-z\u0e01-\u0e4e]+|[^\W_]+")
_THAI_REPEAT = "ๆฯ"


def findable(words: Words, text: str, *, parts: bool = False) -> tuple[str, ...]:
    """Return the words of a text, each once; numbers without what parts their digits.

    A citizen's number is not among them. `words` cuts Thai (see `bot.nlu.tokens.load`). With
    `parts`, also the two words of which one is made («ธนาคารออมสิน» is found by «ออมสิน»): for what
    is written, not for what is asked.
    """
    plain = mask_citizen_numbers(normalise(text[:LONGEST])).lower()
    found = dict.fromkeys(_digits(match[0]) for match in _RECEIVING.finditer(plain))
    rest = _RECEIVING.sub(" ", plain)
    found |= dict.fromkeys(_digits(match[0]) for match in _NUMBER.finditer(rest))
    for word in words(_NUMBER.sub(" ", rest)):
        pieces = _WORD.findall(word.strip(_THAI_REPEAT))
        found |= dict.fromkeys(piece[:_LONGEST_WORD] for piece in pieces)
        if parts:
            found |= dict.fromkeys(part for piece in pieces for part in parts_of(piece))
    return tuple(found)


def _digits(number: str) -> str:
    return re.sub(r"\D", "", number)
