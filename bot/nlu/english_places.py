"""Districts by their English names, in the spellings that people use («Klong Luang»)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from bot.model.heard import Place
from bot.nlu.places_table import PlaceTable

_WORD = re.compile(r"[a-z]+")
_SPELT = (("kh", "k"), ("ph", "p"), ("th", "t"), ("ue", "u"), ("aa", "a"), ("oo", "u"), ("ee", "i"))
"""What the same Thai letters are also written as."""
_MOST_WORDS = 4
_SHORTEST = 5
"""Letters: shorter names are English words as well («Long», «Song»)."""
_STANDS = re.compile(
    r"(?<!sell )(?<!selling )(?<!customers )(?<!market )"
    r"\b(?:in|at|near|from) (?P<place>(?:[a-z]+ ?){1,4})"
)
"""Where something is sold is not where the business stands."""
_AROUND = re.compile(
    r"^(?:in|at|near|we are in|i am in|i'm in)\s+|\s+(?:district|amphoe|city|town)$"
)


class Districts:
    """Finds districts; built once from the table of places."""

    def __init__(self, table: PlaceTable) -> None:
        self._named: dict[str, list[Place]] = defaultdict(list)
        for english, places in table.english_districts.items():
            self._named[_folded(english)].extend(places)

    def within(self, text: str, province: str) -> str | None:
        """Return the district of a province that an English text names."""
        for name in _names_in(text):
            for place in self._named.get(name, ()):
                if place.province == province and len(name) >= _SHORTEST:
                    return place.district
        return None

    def stood_in(self, text: str) -> tuple[Place, ...]:
        """Return the districts that a sentence may stand the business in: «in Pak Chong»."""
        for match in _STANDS.finditer(text.casefold()):
            words = _WORD.findall(match["place"])
            for count in range(len(words), 0, -1):
                name = _folded(" ".join(words[:count]))
                if len(name) >= _SHORTEST and name in self._named:
                    return tuple(self._named[name])
        return ()

    def meant(self, text: str) -> tuple[Place, ...]:
        """Return the districts that a whole answer may mean."""
        return tuple(self._named.get(_folded(_AROUND.sub("", text.strip().casefold())), ()))


def _folded(name: str) -> str:
    joined = "".join(_WORD.findall(name.casefold()))
    for written, plain in _SPELT:
        joined = joined.replace(written, plain)
    return joined


def _names_in(text: str) -> Iterator[str]:
    """Yield every few words that stand together, the longest first."""
    words = _WORD.findall(text.casefold())
    for count in range(_MOST_WORDS, 0, -1):
        for at in range(len(words) - count + 1):
            yield _folded(" ".join(words[at : at + count]))


def in_english(table: PlaceTable) -> dict[str, str]:
    """Return the English name of every district by its Thai one."""
    return {
        str(place.district): english.title()
        for english, places in table.english_districts.items()
        for place in places
    }
