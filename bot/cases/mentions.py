"""Colleagues named in a note: «@เบน ช่วยดูหน่อย»."""

from __future__ import annotations

import re
from collections.abc import Mapping

_AT = re.compile(r"(?<![A-Za-z0-9._-])[@\uff20]\s?")
_GOES_ON = re.compile(r"[A-Za-z0-9_]")


def named(words: str, people: Mapping[str, str]) -> frozenset[str]:
    """Return the account names of those whom a note speaks to.

    `people` are account names and what their owners are called; either may follow the sign, in
    whatever case. Thai leaves no gap between words, so the longest name that fits is meant.
    """
    return frozenset(
        name for at in _AT.finditer(words) for name in _meant(words[at.end() :].casefold(), people)
    )


def _meant(rest: str, people: Mapping[str, str]) -> set[str]:
    fitting = [
        (len(spelt), name)
        for name, display in people.items()
        for spelt in (name.casefold(), display.strip().casefold())
        if _begins(rest, spelt)
    ]
    longest = max(fitting, default=(0, ""))[0]
    return {name for length, name in fitting if length == longest}


def _begins(rest: str, spelt: str) -> bool:
    if not spelt or not rest.startswith(spelt):
        return False
    cut = _GOES_ON.match(spelt[-1]) and _GOES_ON.match(rest, len(spelt))
    return not cut
