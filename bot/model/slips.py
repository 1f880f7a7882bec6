"""The code on a receiving slip: who sends it on LINE is the owner of the case on the slip.

Twelve letters without vowels (no word, no digit, so it is nobody's telephone number) are 50 bits:
not to be guessed within the month that a code lives.
"""

from __future__ import annotations

import hashlib
import re
from urllib.parse import quote

_LETTERS = "BCDFGHJKLMNPQRSTVWXZ"
_LENGTH = 12
_GROUP = 4
_WORD = "ใบรับเรื่อง"
_SENT = re.compile(rf"{_WORD}\W*([a-z]{{4}}(?:[\s\-]*[a-z]{{4}}){{2}})(?![a-z])", re.IGNORECASE)


def code_from(key: str) -> str:
    """Return the code that a fresh key makes, e.g. «BCDF-GHJK-LMNP»."""
    digest = hashlib.sha256(key.encode()).digest()
    letters = "".join(_LETTERS[byte % len(_LETTERS)] for byte in digest[:_LENGTH])
    return "-".join(letters[at : at + _GROUP] for at in range(0, _LENGTH, _GROUP))


def message_with(code: str) -> str:
    """Return what the owner sends."""
    return f"{_WORD} {code}"


def find(text: str) -> str | None:
    """Return the code that a message of an owner holds, as it was printed."""
    found = _SENT.search(text)
    if found is None:
        return None
    letters = re.sub(r"[^A-Z]", "", found.group(1).upper())
    return "-".join(letters[at : at + _GROUP] for at in range(0, _LENGTH, _GROUP))


def link(basic_id: str, code: str) -> str:
    """Return the address that opens our chat with the message typed in, for a QR.

    LINE, «Use LINE URL scheme», `https://line.me/R/oaMessage/{basic id}/?{text}`.
    """
    return f"https://line.me/R/oaMessage/{quote(basic_id, safe='')}/?{quote(message_with(code))}"
