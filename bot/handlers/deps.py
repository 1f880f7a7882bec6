"""What handlers borrow: everything that was read at the start and does not change in a turn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.flows.book import Book
from bot.nlu.pipeline import Understanding
from bot.programmes.catalogue import Catalogue
from bot.routing.hours import Calendar
from bot.routing.loader import Map


@dataclass(frozen=True, slots=True)
class Deps:
    """The conversations, the understanding, the map of offices, and a source of fresh keys."""

    book: Book
    understanding: Understanding
    map: Map
    calendar: Calendar
    catalogue: Catalogue
    new_key: Callable[[], str]
