"""The menu below the chat follows a person's cases: another one while a case of theirs is open.

Notes of who may need another menu are in the database (`bot.storage.menus`). Which menu it is, its
alias at LINE tells, asked now and then. As long as LINE knows no such alias nothing is asked of it
for anybody, and the notes are struck out: most installations would gather them for ever, and
`bot richmenu publish` notes everybody anew who has an open case.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Engine

from bot.delivery.gate import Gate
from bot.line.publishing import WHILE_OPEN
from bot.line.rich_menus import MOST_AT_ONCE, RichMenus
from bot.line.wanted import LineRefused
from bot.model.sending import Accepted, Failure, Refused
from bot.storage import menus
from bot.storage.db import reading
from bot.storage.menus import Noted
from bot.storage.writer import Writer

_log = structlog.get_logger()

ENDPOINT = "rich_menu"
"""All these calls share one bucket and one circuit."""
PAUSE = timedelta(seconds=30)
KNOWN_SECONDS = 600.0
UNKNOWN_SECONDS = 30.0
FEW = 20
"""So many are asked for one by one, which is done when LINE answers; many at once LINE does some
time later, and does not say in which order."""

_OF_LINE = frozenset(
    {
        Failure.RATE_LIMITED,
        Failure.QUOTA_USED_UP,
        Failure.PERSON_FLOODED,
        Failure.UNAUTHORISED,
        Failure.LINE_BROKEN,
        Failure.UNKNOWN,
        Failure.UNREACHABLE,
    }
)
"""Not about the person: later it will do."""


class _NotNow(Exception):
    """LINE is not to be asked now: the rest waits for the next look."""


@dataclass(slots=True)
class MenusDue:
    """Brings LINE what is due. For one thread, of one process at a time.

    `ticks` is a clock in seconds that only goes forward; `count` is told how each call ended.
    """

    engine: Engine
    writer: Writer
    line: RichMenus
    gate: Gate
    now: Callable[[], datetime]
    ticks: Callable[[], float]
    count: Callable[[str], None]
    _menu_id: str | None = field(default=None, init=False)
    _ask_again_at: float | None = field(default=None, init=False)

    def bring(self) -> None:
        """Link or unlink those whose menu is due, 500 at the most; what fails stays due."""
        with reading(self.engine) as connection:
            noted = menus.due(connection, now=self.now(), most=MOST_AT_ONCE)
        if not noted:
            return
        try:
            menu_id = self._published(noted)
            if menu_id is not None:
                self._bring(noted, menu_id)
        except _NotNow:
            return

    def _published(self, noted: Noted) -> str | None:
        """Return the menu for an open case; where there is none these notes are struck out."""
        if self._ask_again_at is None or self.ticks() >= self._ask_again_at:
            self._learn()
            if self._menu_id is None:
                # Only notes from before the question: whoever published since noted anew.
                self._strike(noted)
                if sum(map(len, noted.values())) == MOST_AT_ONCE:
                    self._ask_again_at = None  # more are there, and are gone before long
        return self._menu_id

    def _learn(self) -> None:
        self._ask_again_at = self.ticks() + PAUSE.total_seconds()  # unless it is answered
        found: list[str | None] = []
        if self._ask(lambda: found.append(self.line.named(WHILE_OPEN))) is not None:
            raise _NotNow
        self._menu_id = found[0]
        self._ask_again_at = self.ticks() + (KNOWN_SECONDS if self._menu_id else UNKNOWN_SECONDS)

    def _bring(self, noted: Noted, menu_id: str) -> None:
        with reading(self.engine) as connection:
            with_open = menus.with_open_case(connection, noted.keys())
        linked = {person: notes for person, notes in noted.items() if person in with_open}
        others = {person: notes for person, notes in noted.items() if person not in with_open}
        for group in (*_groups(linked), *_groups(others)):
            self._show(group, menu_id if group.keys() <= with_open else None)

    def _show(self, noted: Noted, menu_id: str | None) -> None:
        """Link these people to a menu, or unlink them; settle the notes about them."""
        refused = self._ask(lambda: self._call(list(noted), menu_id))
        if refused is None:
            self._strike(noted)
        elif refused.failure in _OF_LINE:
            until = self.now() + PAUSE
            self.writer.run(lambda connection: menus.postpone(connection, noted, until=until))
        elif refused.status == 404 and menu_id is not None and self._has_moved(menu_id):
            raise _NotNow
        elif len(noted) > 1:  # who of them it is, it does not say
            for person, notes in noted.items():
                self._show({person: notes}, menu_id)
        else:
            _log.warning("menu_refused", status=refused.status, why=refused.message)
            self._strike(noted)

    def _call(self, people: Sequence[str], menu_id: str | None) -> None:
        if len(people) > 1 and menu_id is not None:
            self.line.link_all(people, menu_id)
        elif len(people) > 1:
            self.line.unlink_all(people)
        elif menu_id is not None:
            self.line.link(people[0], menu_id)
        else:
            self.line.unlink(people[0])

    def _has_moved(self, menu_id: str) -> bool:
        """Tell whether the alias names another menu by now: ours was published anew."""
        self._learn()
        return self._menu_id != menu_id

    def _ask(self, call: Callable[[], None]) -> Refused | None:
        if not self.gate.lets_through(ENDPOINT):
            raise _NotNow
        try:
            call()
        except LineRefused as error:
            self.gate.note(ENDPOINT, error.refused)
            self.count(error.refused.counted_as)
            return error.refused
        accepted = Accepted("")
        self.gate.note(ENDPOINT, accepted)
        self.count(accepted.counted_as)
        return None

    def _strike(self, noted: Noted) -> None:
        now = self.now()
        self.writer.run(lambda connection: menus.strike(connection, noted, now=now))


def _groups(noted: Noted) -> Iterator[Noted]:
    if len(noted) > FEW:
        yield noted
        return
    for person, notes in noted.items():
        yield {person: notes}
