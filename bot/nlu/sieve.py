"""Which of many patterns a text meets, without trying each at every place of the text.

Whatever a pattern matches holds one of a few strings, its needles: «อยาก(?:จะ)?ตาย» holds «อยากตาย»
or «อยากจะตาย». They are found in the pattern itself, so a new pattern needs no word about them. A
pattern is tried only where one of its needles is in the text; most messages have none.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from re import _constants, _parser  # type: ignore[attr-defined]  # no public way to read a pattern
from typing import Any

Needles = frozenset[str]
Piece = tuple[Any, Any]
"""An operation of the parsed pattern and what belongs to it."""

_MOST = 64
"""Needles that a piece of a pattern may come to; a product beyond it is cut in two."""
_GRAM = 3
"""Letters by which a needle is looked up. A shorter needle tells too little: it is in any text."""
_NOTHING: Needles = frozenset({""})
_NO_WIDTH = frozenset({_constants.ASSERT, _constants.ASSERT_NOT, _constants.AT})
_REPEATS = frozenset({_constants.MAX_REPEAT, _constants.MIN_REPEAT})


class Sieve:
    """Patterns that are looked for together; built once, then safe to share."""

    def __init__(self, patterns: Sequence[re.Pattern[str]]) -> None:
        self._patterns = tuple(patterns)
        self._always: list[int] = []
        self._by_gram: dict[str, list[tuple[str, int]]] = defaultdict(list)
        needles = [needles_of(pattern) for pattern in patterns]
        usual = Counter(gram for found in needles for one in found for gram in _grams(one))
        for number, found in enumerate(needles):
            if min(map(len, found)) < _GRAM:
                self._always.append(number)
                continue
            for needle in found:
                rarest = min(sorted(_grams(needle)), key=usual.__getitem__)
                self._by_gram[rarest].append((needle, number))
        self._known = frozenset(self._by_gram)

    def met(self, text: str) -> list[int]:
        """Return the numbers of the patterns that are found in a text, in their order."""
        worth = set(self._always)
        for gram in self._known & _grams(text):
            worth.update(number for needle, number in self._by_gram[gram] if needle in text)
        patterns = self._patterns
        return [number for number in sorted(worth) if patterns[number].search(text)]


def needles_of(pattern: re.Pattern[str]) -> Needles:
    """Return strings of which every match holds at least one; the empty one where none is known."""
    if pattern.flags & re.IGNORECASE:
        return _NOTHING
    return _held(_parser.parse(pattern.pattern))


def _grams(text: str) -> set[str]:
    return {text[at : at + _GRAM] for at in range(len(text) - _GRAM + 1)}


def _held(pieces: Iterable[Piece]) -> Needles:
    """Return the needles of pieces that follow one another: the best of any stretch of them."""
    best = stretch = _NOTHING
    for piece in pieces:
        whole = _whole(piece)
        if whole and len(stretch) * len(whole) <= _MOST:
            stretch = _joined(stretch, whole)
            continue
        best = max(best, stretch, _inside(piece), key=_worth)
        stretch = whole or _NOTHING
    return max(best, stretch, key=_worth)


def _worth(needles: Needles) -> tuple[int, int]:
    """Long needles are rare; of equally long ones, fewer are better."""
    return min(map(len, needles)), -len(needles)


def _joined(first: Needles, second: Needles) -> Needles:
    return frozenset(one + other for one in first for other in second)


def _inside(piece: Piece) -> Needles:
    """Return the needles of a piece that can match more than can be written down."""
    operation, value = piece
    if operation is _constants.BRANCH:
        return frozenset().union(*map(_held, value[1]))
    if operation in _REPEATS and value[0]:
        return _held(value[2])
    return _held(_group(value)) if operation is _constants.SUBPATTERN else _NOTHING


def _whole(piece: Piece) -> Needles | None:
    """Return everything that a piece can match, None where that is too much."""
    operation, value = piece
    found: Needles | None = None
    if operation is _constants.LITERAL:
        found = frozenset({chr(value)})
    elif operation in _NO_WIDTH:
        found = _NOTHING
    elif operation is _constants.BRANCH:
        found = _either(value[1])
    elif operation is _constants.IN:
        found = _either([piece] for piece in value)
    elif operation in _REPEATS and value[:2] == (0, 1):
        found = _either([value[2], ()])
    elif operation is _constants.SUBPATTERN:
        found = _all_of(_group(value))
    return found


def _group(value: Sequence[Any]) -> Iterable[Piece]:
    """Return the pieces of a group; one with flags of its own may match other letters too."""
    _, flags, _, pieces = value
    return [(_constants.ANY, None)] if flags else pieces


def _all_of(pieces: Iterable[Piece]) -> Needles | None:
    found = _NOTHING
    for piece in pieces:
        whole = _whole(piece)
        if whole is None or len(found) * len(whole) > _MOST:
            return None
        found = _joined(found, whole)
    return found


def _either(branches: Iterable[Iterable[Piece]]) -> Needles | None:
    found: Needles = frozenset()
    for branch in branches:
        whole = _all_of(branch)
        if whole is None or len(found) + len(whole) > _MOST:
            return None
        found |= whole
    return found
