"""By which flows.yaml a person is asked: who is in the midst of one goes on with that one.

Questions that come in another order, or mean something else, after a deploy would take the answer
to the old one for an answer to the new one. So a conversation stays with the file that began it
until its matter is over; unless the file in force says what the step is called now (`renamed`),
an operator has retired the old file, or something is pressed that may be pressed at any time.
"""

from __future__ import annotations

from collections.abc import Callable

import structlog
from sqlalchemy import Engine

from bot.flows import loader
from bot.flows.book import Book
from bot.flows.inputs import Input, Pressed
from bot.flows.renaming import today
from bot.flows.sheet import BadFlows
from bot.flows.state import DialogueState
from bot.storage import revisions
from bot.storage.db import reading
from bot.storage.remembered import Remembered

_log = structlog.get_logger()

Earlier = Callable[[str], Book | None]
"""The book of a revision that people may still be asked by; None for all others."""


class EarlierBooks:
    """The earlier files in this process, each read when somebody stands in the midst of it."""

    def __init__(self, engine: Engine, ticks: Callable[[], float]) -> None:
        self._engine = engine
        nothing: frozenset[str] = frozenset()
        self._usable = Remembered(engine, ticks, revisions.usable, nothing)
        self._books: dict[str, Book | None] = {}

    def find(self, revision: str) -> Book | None:
        """Return the book of a revision; None where it is unknown, retired, or not to be read."""
        if revision not in self._usable.latest():
            return None
        if revision not in self._books:
            self._books[revision] = self._read(revision)
        return self._books[revision]

    def _read(self, revision: str) -> Book | None:
        with reading(self._engine) as connection:
            text = revisions.text_of(connection, revision)
        try:
            return loader.load(text, name=revision) if text else None
        except BadFlows as refused:  # this program asks more of a file than the one that kept it
            _log.warning("flows.revision_unreadable", revision=revision, mistakes=str(refused))
            return None


def book_for(current: Book, earlier: Earlier, state: DialogueState, given: Input) -> Book:
    """Return the book by which this person is answered now."""
    at_any_time = isinstance(given, Pressed) and given.button.turn == 0
    return current if at_any_time else book_of(current, earlier, state)


def book_of(current: Book, earlier: Earlier, state: DialogueState) -> Book:
    """Return the book that a conversation is in the midst of; the current one where in none."""
    of_its_own = state.revision if state.frames else None
    if of_its_own in {None, current.revision} or _renamed(current, state):
        return current
    return earlier(str(of_its_own)) or current


def _renamed(current: Book, state: DialogueState) -> bool:
    return any(today(current, frame) != frame for frame in state.frames)
