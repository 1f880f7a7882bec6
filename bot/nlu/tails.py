"""Particles and signs that hang at the end of what people write, taken off."""

from __future__ import annotations

import re


class Tail:
    """Takes words and signs off the end of a text, as many as hang there, spaces as well."""

    def __init__(self, words: str, signs: str) -> None:
        """`words` are plain words with «|» between them, `signs` single letters."""
        self._pattern = re.compile(rf"(?:{words}|[{re.escape(signs)}]|\s)+$")
        self._last = (*words.split("|"), *signs)

    def off(self, text: str) -> str:
        """Return the text without them.

        Most texts end otherwise, which is told at once; the pattern is tried at each place.
        """
        if text.endswith(self._last) or text[-1:].isspace():
            return self._pattern.sub("", text)
        return text
