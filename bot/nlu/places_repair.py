"""Finds the place meant by a misspelt name: like sounds folded together, then one or two slips."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from bot.nlu.places_table import Name

_ALIKE = str.maketrans("ศษณฎฏฑฒธญฌฆภใฬรีูื", "สสนดตทททยชคพไลลิุึ", "ะ่้๊๋็ฯ.- ")
_SILENT = re.compile(r"[ก-ฮ][ิุ]?์")
_LEAST = 5
_LONG = 9
_HEAD = re.compile("^(?:เมือง|บ้าน)")
"""What many a name and many a word begin with: what comes behind must be known by itself."""
_MOST_SLIPS = 2
"""In a long name; a shorter one is known by one slip alone."""
_LONGEST_TEXT = 40
"""No place has a longer name; the search below grows with the square of the text."""


@dataclass(frozen=True, slots=True)
class Repaired:
    """A name found under a misspelling; `end` is how much of the text it took."""

    name: Name
    end: int
    slips: int


class Repairer:
    """Looks misspelt names up by their folded form with letters left out."""

    def __init__(self, names: Iterable[Name], words: AbstractSet[str] = frozenset()) -> None:
        """`words` are in any dictionary: so written they misspell nothing («ตลาด», no ตราด)."""
        self._words = words
        self._folded: dict[str, Name | None] = {}
        self._shortened: dict[str, set[str]] = defaultdict(set)
        self._shapes: dict[tuple[str, int], list[int]] = defaultdict(list)
        """By the first letter as written and about so many letters when folded."""
        for name in names:
            if name.grade in {"free", "marked"} and len(name.text) >= 4:
                self._learn(name)

    def likely(self, text: str) -> bool:
        """Tell at a glance whether the text may misspell a name that begins with the same letter.

        Two slips change the length by two and the set of letters by four at the most. Most words
        between spaces are no place, and searching for what they misspell is dear.
        """
        folded = fold(text)
        shape = _shape(folded)
        near = self._shapes.get((text[0], len(folded)), ())
        return any((shape ^ other).bit_count() <= 2 * _MOST_SLIPS for other in near)

    def whole(self, text: str, *, least: int = _LEAST, thorough: bool = True) -> Repaired | None:
        """Return the place that the whole text misspells; names fold to `least` letters or more."""
        folded = fold(text) if len(text) <= _LONGEST_TEXT and text not in self._words else ""
        if len(folded) < least - 1:
            return None
        found = self._nearest(text, folded, least, thorough=thorough)
        if found is None or found[0].text == text:  # written right, it was refused for a reason
            return None
        return Repaired(found[0], len(text), found[1])

    def start(self, text: str, *, least: int = _LEAST) -> Repaired | None:
        """Return the place that the text begins with: fewest slips first, then the longest."""
        best: Repaired | None = None
        for end in range(min(len(text), 22), least - 2, -1):
            if end < len(text) and _hangs(text[end]):
                continue
            found = self.whole(text[:end], least=least, thorough=False)
            if found and (best is None or found.slips < best.slips):
                best = found
        return best

    def _learn(self, name: Name) -> None:
        folded = fold(name.text)
        for slips in range(-_MOST_SLIPS, _MOST_SLIPS + 1):
            self._shapes[name.text[0], len(folded) + slips].append(_shape(folded))
        known = self._folded.get(folded, name)
        same = known is not None and _provinces(known) == _provinces(name)
        self._folded[folded] = known if same else None
        if len(folded) < _LEAST:
            return
        for short in _without_one(folded):
            self._shortened[short].add(folded)
            if len(folded) >= _LONG:
                for shorter in _without_one(short):
                    self._shortened[shorter].add(folded)

    def _nearest(
        self, text: str, folded: str, least: int, *, thorough: bool
    ) -> tuple[Name, int] | None:
        exact = self._folded.get(folded)
        if exact is not None and len(folded) >= least - thorough:
            return exact, 0
        once = set(_without_one(folded))
        asked = {folded, *once}
        if thorough and len(folded) >= _LONG:
            asked.update(shorter for short in once for shorter in _without_one(short))
        candidates = set().union(*(self._shortened[one] for one in asked & self._shortened.keys()))
        candidates |= once & self._folded.keys()
        return self._best(text, folded, {one for one in candidates if len(one) >= least})

    def _best(self, text: str, folded: str, candidates: set[str]) -> tuple[Name, int] | None:
        found: dict[int, list[Name]] = defaultdict(list)
        for candidate in candidates:
            name = self._folded[candidate]
            slips = slips_between(folded, candidate)
            if name is not None and slips <= _allowed(name):
                found[slips].append(name)
        if not found:
            return None
        nearest = found[min(found)]
        if len({_provinces(name) for name in nearest}) > 1:  # as written, one may be nearer
            apart = {name.text: slips_between(text, name.text) for name in nearest}
            nearest = [name for name in nearest if apart[name.text] == min(apart.values())]
        agree = len({_provinces(name) for name in nearest}) == 1
        return (nearest[0], min(found)) if agree else None


def _allowed(name: Name) -> int:
    """Return how many slips still tell a name: «เมืองจีน» is China, and no slip for «เมืองจัน»."""
    letters = len(fold(_HEAD.sub("", name.text)))
    return 0 if letters < _LEAST else 1 if letters < _LONG else _MOST_SLIPS


def fold(text: str) -> str:
    """Return a form in which letters that sound alike, tone marks and silent letters are one."""
    return _SILENT.sub("", text).translate(_ALIKE)


def slips_between(one: str, other: str) -> int:
    """Return how many letters were left out, put in, mistaken or swapped with a neighbour."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        line = [row]
        for column, wanted in enumerate(other, start=1):
            cost = min(last[column] + 1, line[-1] + 1, last[column - 1] + (letter != wanted))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == wanted:
                cost = min(cost, before[column - 2] + 1)
            line.append(cost)
        before, last = last, line
    return last[-1]


def _without_one(text: str) -> Iterator[str]:
    for at in range(len(text)):
        yield text[:at] + text[at + 1 :]


def _shape(folded: str) -> int:
    """Return the set of letters as the bits of one number."""
    shape = 0
    for letter in folded:
        shape |= 1 << (ord(letter) & 127)
    return shape


def _provinces(name: Name) -> tuple[str, ...]:
    return tuple(sorted({place.province for place in name.places}))


def _hangs(letter: str) -> bool:
    return "ะ" <= letter <= "ฺ" or "็" <= letter <= "๎"
