"""What open pages are told as it happens: that they should look again.

Server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html). An event says
nothing but that something has changed; what it is the page asks for, through the same door as ever.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterator

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from bot.cases.rights import Act
from bot.storage import desk as stored
from bot.storage import news
from bot.storage.db import reading
from bot.storage.news import Follower
from bot.web.console.context import Console, officer
from bot.web.console.desk import view_of

_LASTS_SECONDS = 20.0
"""Then the page opens a new one: so who was signed out hears nothing more, and a stop of the
server waits for nobody."""
_STILL_THERE_SECONDS = 5.0
"""So often something is said, which tells the server when the page is gone."""
_NOT_SOONER_SECONDS = 0.3
"""One deed changes several things one after the other; the page looks once."""
_NO_MORE = ("", 204)
"""A browser that gets this does not ask again; the page asks for its pieces every few seconds."""


class LivePages:
    """The streams of this process, each of which holds a thread."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._free = threading.BoundedSemaphore(console.app.settings.console_streams)

    def put_on(self, routes: Blueprint) -> None:
        """Give the streams their addresses."""
        routes.add_url_rule("/cases/<number>/live", "case_live", self.of_case)
        routes.add_url_rule("/live", "desk_live", self.of_desk)

    def of_case(self, number: str) -> ResponseReturnValue:
        """Tell of what happens to a case and in its conversation."""
        work = self._console.work(number)
        record = self._console.run(lambda connection: work.access(connection, Act.VIEW)).record
        person = record.line_user_id
        return self._stream({number, person} if person else {number})

    def of_desk(self) -> ResponseReturnValue:
        """Tell of what is laid on the desks in view, and of what happens to the cases shown."""
        view = view_of(self._console, officer())
        with reading(self._console.app.engine) as connection:
            shown = stored.open_cases(connection, view)
            people = stored.owners(connection, [line.number for line in shown])
        desks = {news.desk()} if view.units is None else {news.desk(unit) for unit in view.units}
        return self._stream(desks | {line.number for line in shown} | people)

    def _stream(self, subjects: Collection[str]) -> ResponseReturnValue:
        followed = self._console.app.news
        if not followed.reaches or not self._free.acquire(blocking=False):
            return _NO_MORE
        # From here on, not from the first line on: by then the page has looked for the last time.
        follower = followed.follow(subjects)

        def end() -> None:
            followed.leave(follower)
            self._free.release()

        response = Response(_told(follower, self._console.app.ticks), mimetype="text/event-stream")
        response.headers["X-Accel-Buffering"] = "no"  # nginx would keep it back
        response.call_on_close(end)
        return response


def _told(follower: Follower, ticks: Callable[[], float]) -> Iterator[bytes]:
    """Say for a while when there is something new, and now and then that there is nothing."""
    ends = ticks() + _LASTS_SECONDS
    yield b"retry: 500\n\n"
    while not follower.over and ticks() < ends:
        if not follower.wait(_STILL_THERE_SECONDS):
            yield b":\n\n"
            continue
        yield b"event: changed\ndata:\n\n"
        follower.pause(_NOT_SOONER_SECONDS)
