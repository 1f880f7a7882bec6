"""Keeping the index of words up with what is said and written, behind the turns' back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from bot.app import App
from bot.handlers import finding
from bot.storage import finding as stored
from bot.storage import inbox
from bot.storage.db import reading

_AT_ONCE = 25
_AT_ONCE_BEHIND = 5
_MARKED_AT_ONCE = 1_000
_LONGEST_SECONDS = 0.5
"""Of every five seconds: the turns of the people who write now come first."""
_CROWD = 8
"""When so many events wait, every turn waits longer for each word that is cut here."""


def index_changed(app: App) -> None:
    """Find out which cases have something new, and read those that are due, for half a second.

    While a crowd writes only a few are read: they are found a little later.
    """
    note_changed(app)
    with reading(app.engine) as connection:
        crowd = inbox.count_pending(connection, most=_CROWD) == _CROWD
    until = app.ticks() + (0 if crowd else _LONGEST_SECONDS)
    while read_some(app, most=_AT_ONCE_BEHIND) and app.ticks() < until:
        pass


def note_changed(app: App) -> None:
    """Mark the cases that new messages and lines of history are about."""
    now = app.now()
    app.writer.run(partial(stored.look_ahead, now=now))
    with reading(app.engine) as connection:
        changed = stored.changed(connection, now=now)
    for source, (upto, numbers) in changed.items():
        app.writer.run(partial(stored.note_read, source=source, upto=upto, numbers=numbers))


def read_all(app: App, progress: Callable[[int], None] = lambda _: None) -> int:
    """Read every case anew; return how many there are. `progress` is told of each few."""
    last, marked = "", 0
    while numbers := _after(app, last):
        app.writer.run(partial(stored.mark_due, numbers=numbers))
        last, marked = numbers[-1], marked + len(numbers)
    while read := read_some(app):
        progress(read)
    return marked


def _after(app: App, number: str) -> list[str]:
    with reading(app.engine) as connection:
        return stored.numbers_after(connection, number, most=_MARKED_AT_ONCE)


def read_some(app: App, *, most: int = _AT_ONCE) -> int:
    """Read a few of the cases that are due; return how many."""
    with reading(app.engine) as connection:
        wipes = stored.due(connection, most=most)
        if not wipes:
            return 0
        made = finding.documents(connection, app.staff_deps, app.words, wipes.keys())
    app.writer.run(partial(stored.keep, documents=made, wipes=wipes))
    return len(wipes)
