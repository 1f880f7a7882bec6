"""What handlers borrow: everything that was read at the start and does not change in a turn."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Self

from bot.flows.book import Book
from bot.handlers.revisions import Earlier
from bot.model.languages import Language
from bot.model.seals import Seals
from bot.model.showing import SHOWING, Showing
from bot.nlu.pipeline import Understanding
from bot.programmes.catalogue import Catalogue
from bot.routing.hours import Calendar, Offices
from bot.routing.loader import Map
from bot.storage.broadcasts import Broadcast

_PLACE = re.compile(r"\{(\w+)\}")
_OFFICES = frozenset({"office", "agency"})
"""Words of phrases that name an office."""


@dataclass(frozen=True, slots=True)
class StaffDeps:
    """What officers' work borrows: phrases, offices, programmes, a source of fresh keys.

    Without the language, which a process that only serves the web never loads.
    """

    book: Book
    offices: Callable[[], Offices]
    """What is edited in the console counts a second later."""
    catalogue: Callable[[], Catalogue]
    """The programmes as they stand now."""
    new_key: Callable[[], str]
    seals: Seals
    """What our buttons are known by."""
    public_url: str
    """Where the console is reached from outside; empty when nobody said."""

    @property
    def map(self) -> Map:
        """Which office looks after which province, as it stands now."""
        return self.offices().map

    @property
    def calendar(self) -> Calendar:
        """When offices are open, as it stands now."""
        return self.offices().calendar

    @property
    def showing(self) -> Showing:
        """How values are shown beside these phrases."""
        return SHOWING[self.book.language]

    def speaking(self, language: Language) -> Self:
        """Return the same with the phrases of another language."""
        return replace(self, book=self.book.in_language(language))

    def phrase(self, name: str, **words: str | date) -> str:
        """Return a phrase of flows.yaml with its words put in, in one go.

        What somebody typed is no placeholder, whatever it looks like.
        """
        shown = {key: self._shown(key, word) for key, word in words.items()}
        return _PLACE.sub(lambda place: shown.get(place[1], place[0]), self.book.phrases[name])

    def _shown(self, key: str, word: str | date) -> str:
        if isinstance(word, date):
            return self.showing.plain_date(word)
        return self.showing.office(word, self.map.english_names) if key in _OFFICES else word

    def topic(self, sub_intent: str | None, category: str) -> str:
        """Return what a case is about, in words."""
        topics = self.book.topics
        other = self.book.phrases.get("other", "เรื่องอื่น")
        return topics.get(sub_intent or "") or topics.get(category) or other

    def province(self, code: str | None) -> str:
        """Return a province's name."""
        return self.map.province_names.get(code or "", "ไม่ทราบจังหวัด")


@dataclass(frozen=True, slots=True)
class Deps(StaffDeps):
    """What a turn borrows besides: the understanding."""

    understanding: Understanding
    earlier: Earlier
    """The flows.yaml files in force before, for whoever is in the midst of one."""
    riding: Callable[[], tuple[Broadcast, ...]]
    """The announcements that travel on free answers now."""
