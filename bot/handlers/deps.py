"""What handlers borrow: everything that was read at the start and does not change in a turn."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.flows.book import Book
from bot.handlers.revisions import Earlier
from bot.model.seals import Seals
from bot.nlu.pipeline import Understanding
from bot.programmes.catalogue import Catalogue
from bot.routing.hours import Calendar, Offices
from bot.routing.loader import Map
from bot.storage.broadcasts import Broadcast

_PLACE = re.compile(r"\{(\w+)\}")


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

    def phrase(self, name: str, **words: str) -> str:
        """Return a phrase of flows.yaml with its words put in, in one go.

        What somebody typed is no placeholder, whatever it looks like.
        """
        return _PLACE.sub(lambda place: words.get(place[1], place[0]), self.book.phrases[name])

    def topic(self, sub_intent: str | None, category: str) -> str:
        """Return what a case is about, in words."""
        topics = self.book.topics
        return topics.get(sub_intent or "") or topics.get(category) or "เรื่องอื่น"

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
