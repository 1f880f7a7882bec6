"""What LINE refuses, as pure functions: lengths in LINE's units, and refusals as values.

LINE counts most texts in UTF-16 code units and a few (labels, template texts, what a button
says) in grapheme clusters. Python's `len` is neither. No HTTP and no state in here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

MAX_BODY = 2 * 1024 * 1024
"""Bytes of a request to the API; more is answered 413."""

_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_CHAT = re.compile(r"[UCR][0-9a-f]{32}")
_JOINER = "\u200d"
_SARA_AM = "\u0e33\u0eb3"
"""Letters by category, yet part of the cluster before them (UAX 29, SpacingMark)."""


@dataclass(frozen=True, slots=True)
class Detail:
    """One mistake in a request, and the property that has it."""

    message: str
    at: str


class Refused(Exception):
    """LINE answers a request with an error: status, sentence and perhaps details."""

    def __init__(
        self,
        status: int,
        message: str,
        details: Iterable[Detail] = (),
        *,
        more: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.details = tuple(details)
        self.more = dict(more or {})
        self.headers = dict(headers or {})

    def body(self) -> dict[str, object]:
        """Return the JSON body, in LINE's shape."""
        if not self.details:
            return {"message": self.message, **self.more}
        listed = [{"message": one.message, "property": one.at} for one in self.details]
        return {"message": self.message, "details": listed}


def invalid_body(details: Iterable[Detail]) -> Refused:
    """Build LINE's 400 that counts the mistakes of a request body."""
    found = tuple(details)
    return Refused(400, f"The request body has {len(found)} error(s)", found)


def invalid_property(name: str) -> Refused:
    """Build LINE's 400 for one property outside the messages."""
    return Refused(400, f"The property, '{name}', in the request body is invalid")


def utf16_length(text: str) -> int:
    """Count UTF-16 code units: most Thai letters are 1 each, an emoji usually 2."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def grapheme_length(text: str) -> int:
    """Count grapheme clusters: what a reader would call letters; «กี่» is 1, a family emoji 1.

    Covers marks, Thai and Lao sara am, joined emoji, skin tones, flags and CR LF; Hangul given
    as separate jamo is counted by jamo.
    """
    count = 0
    before = ""
    flags = 0
    for letter in text:
        flags = flags + 1 if _is_flag(letter) else 0
        if not _continues(before, letter, flags):
            count += 1
        before = letter
    return count


def _continues(before: str, letter: str, flags: int) -> bool:
    if not before:
        return False
    if before == "\r" and letter == "\n":
        return True
    if before in "\r\n":
        return False
    return _extends(letter) or (before == _JOINER and _is_emoji(letter)) or _closes_flag(flags)


def _extends(letter: str) -> bool:
    code = ord(letter)
    if letter == _JOINER or letter in _SARA_AM or code == 0x200C:
        return True
    if 0x1F3FB <= code <= 0x1F3FF or 0xE0020 <= code <= 0xE007F:
        return True
    return unicodedata.category(letter) in {"Mn", "Me", "Mc"}


def _is_flag(letter: str) -> bool:
    return 0x1F1E6 <= ord(letter) <= 0x1F1FF


def _closes_flag(flags: int) -> bool:
    return flags > 0 and flags % 2 == 0


def _is_emoji(letter: str) -> bool:
    return unicodedata.category(letter) == "So" or 0x1F000 <= ord(letter) <= 0x1FAFF


def is_uuid(text: str) -> bool:
    """Tell whether this has the form a retry key must have."""
    return _UUID.fullmatch(text) is not None


def is_chat_id(text: object, kinds: str = "UCR") -> bool:
    """Tell whether this looks like a user (U), group (C) or room (R) id of the given kinds."""
    return isinstance(text, str) and _CHAT.fullmatch(text) is not None and text[0] in kinds
