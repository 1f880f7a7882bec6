"""What an officer's words will look like in their owner's chat: bubbles, links, length."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.model.limits import TEXT, utf16_length
from bot.render.cutting import clean

_LINK = re.compile(r"(https?://[^\s<>\"']+)")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a bubble's words; LINE makes a link blue and lets people tap it."""

    words: str
    link: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """One answer as LINE shows it."""

    pieces: tuple[Piece, ...]
    length: int
    """In UTF-16 code units, as LINE counts."""
    most: int = TEXT

    @property
    def too_long(self) -> bool:
        """Whether LINE would not take it as one message."""
        return self.length > self.most


def preview(words: str) -> Preview:
    """Return what these words become; none of it is sent."""
    shown = clean(words)
    pieces = (Piece(part, place % 2 == 1) for place, part in enumerate(_LINK.split(shown)))
    return Preview(tuple(piece for piece in pieces if piece.words), utf16_length(shown))
