"""Sums of money said in English: «up to 1.5 million», «half a million», «between 100k and 200k»."""

from __future__ import annotations

import re
from itertools import pairwise

from bot.model.heard import Amount

_UNITS = {"k": 1_000, "thousand": 1_000, "m": 1_000_000, "mb": 1_000_000, "mil": 1_000_000,
          "million": 1_000_000, "millions": 1_000_000}  # fmt: skip
_WORDS = {
    "a": 1.0, "an": 1.0, "half a": 0.5, "one": 1.0, "two": 2.0, "three": 3.0, "four": 4.0,
    "five": 5.0, "six": 6.0, "seven": 7.0, "eight": 8.0, "nine": 9.0, "ten": 10.0,
    "twenty": 20.0, "thirty": 30.0, "fifty": 50.0,
}  # fmt: skip
_WORDED = "|".join(sorted(_WORDS, key=len, reverse=True))
_UNIT = r"k|thousand|millions?|mil|mb|m"
_SUM = re.compile(
    rf"(?<![\w.,/])(?:(?:thb|฿)\s*)?(?:(?P<figure>\d[\d,]{{0,11}}(?:\.\d+)?)\s*(?P<unit>{_UNIT})?"
    rf"|(?P<word>{_WORDED})\s+(?P<hundred>hundred\s+)?(?P<large>thousand|millions?))"
    r"(?![\w/]|-(?!\d)|,\d)"
)
_RANGE = re.compile(r"^\s*(?:baht|thb)?\s*(?:to|and|or|-)\s*$")
_MOST = re.compile(
    r"\b(?:up to|at most|(?:not|no) more than|max(?:imum)?|under|less than|below)\s*$"
)
_LEAST = re.compile(r"\b(?:at least|more than|over|min(?:imum)?|above)\s*$")
_MONEY = re.compile(r"\b(?:baht|thb|loan|borrow|lend|amount|budget|credit|capital|fund\w*)\b|฿")
_SMALLEST = 1_000
"""Baht: less is a number of something else."""


def read_amount(text: str, *, asked: bool) -> Amount | None:
    """Return the sum of an English text in baht; unless `asked`, it must speak of money."""
    said = text.casefold()
    if not (asked or _MONEY.search(said)):
        return None
    every = [(match, _baht(match)) for match in _SUM.finditer(said)]
    for (one, low), (other, high) in pairwise(every):
        if _RANGE.match(said[one.end() : other.start()]) and high >= _SMALLEST:
            return _between(one, low, other, high)
    sums = [(match, baht) for match, baht in every if baht >= _SMALLEST]
    if not sums:
        return None
    first, low = sums[0]
    before = said[: first.start()]
    if _MOST.search(before):
        return Amount(None, low)
    return Amount(low, None if _LEAST.search(before) else low)


def _between(one: re.Match[str], low: int, other: re.Match[str], high: int) -> Amount:
    """Return a range; in «1-2 million» the unit is meant for both figures."""
    if one["figure"] and not one["unit"] and other["unit"] and low < _SMALLEST:
        low *= _UNITS[other["unit"]]
    return Amount(min(low, high), max(low, high))


def _baht(match: re.Match[str]) -> int:
    if match["figure"] is not None:
        unit = _UNITS.get(match["unit"] or "", 1)
        return round(float(match["figure"].replace(",", "")) * unit)
    hundred = 100 if match["hundred"] else 1
    return round(_WORDS[match["word"]] * hundred * _UNITS[match["large"]])
