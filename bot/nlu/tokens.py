"""Thai words, by PyThaiNLP's newmm over its own dictionary and the words of the trade.

The only module that knows PyThaiNLP's tokeniser. Nothing is downloaded: the
word list ships with the package.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from pythainlp.corpus import thai_words
from pythainlp.tokenize import word_tokenize
from pythainlp.util import Trie
from typing_extensions import override

Words = Callable[[str], list[str]]
"""Cuts text into words, in order, blanks left out."""

_SHORTEST_PART = 3
"""Letters; shorter words are in any longer one."""
_KEY = 3
"""So many letters of a word tell well enough how long those are that begin with them."""


class Dictionary(Trie):
    """PyThaiNLP's dictionary in a tenth of its room, and of the time to build it.

    Its tree takes 60 MB, a node for each beginning of each of 62,000 words. A set of the words,
    and the lengths of those that begin with the same three letters, tell the same.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(word for each in words if (word := each.strip()))
        self._short = frozenset(word for word in self._words if len(word) < _KEY)
        lengths: dict[str, set[int]] = {}
        for word in self._words - self._short:
            lengths.setdefault(word[:_KEY], set()).add(len(word))
        self._lengths = {key: tuple(sorted(found)) for key, found in lengths.items()}

    @override
    def prefixes(self, text: str, start: int = 0) -> list[str]:
        """Return the words that begin at a place in the text, the shortest first."""
        found = []
        if text[start : start + 1] in self._short:
            found.append(text[start])
        if start + 2 <= len(text) and text[start : start + 2] in self._short:
            found.append(text[start : start + 2])
        words, room = self._words, len(text) - start
        for size in self._lengths.get(text[start : start + _KEY], ()):
            if size > room:
                break
            if (word := text[start : start + size]) in words:
                found.append(word)
        return found

    @override
    def __contains__(self, word: object) -> bool:
        return word in self._words

    @override
    def __iter__(self) -> Iterator[str]:
        return iter(self._words)

    @override
    def __len__(self) -> int:
        return len(self._words)


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
        cut = word_tokenize(text, custom_dict=dictionary, engine="newmm", keep_whitespace=False)
        return [str(word) for word in cut]

    words("อยากกู้เงินมาซื้อเครื่องจักร")
    return words
