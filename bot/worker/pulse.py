"""The pulse: this process's heart-beat, and an eye on those of the others.

A process that was killed, stopped or cut off stands still; after a second it is off the list, and
what it held is free. No clock is compared with another, so none can mislead.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from bot import metrics
from bot.app import App
from bot.storage import outbox, processes

_log = structlog.get_logger()

PERIOD_SECONDS = 0.25
DEAD_AFTER_SECONDS = 0.7
"""A little less than three periods: the third look that finds a count unmoved is enough."""
DEAD_AFTER_LOOKS = 3
"""Looks that succeeded: while the database was away nobody could beat."""
STUCK_AFTER_SECONDS = 60.0
CLOCK_STEP_SECONDS = 30.0


@dataclass(slots=True)
class _Seen:
    beats: int
    since: float
    looks: int = 0


@dataclass(slots=True)
class Watch:
    """Tells from counts, read again and again, whose stands still. Times from one clock only."""

    _seen: dict[str, _Seen] = field(default_factory=dict)

    def look(self, beats: Mapping[str, int], now: float) -> dict[str, int]:
        """Take in the counts; return those of processes that are dead."""
        self._seen = {name: seen for name, seen in self._seen.items() if name in beats}
        for name, counted in beats.items():
            seen = self._seen.get(name)
            if seen is None or seen.beats != counted:
                self._seen[name] = _Seen(counted, now)
            else:
                seen.looks += 1
        return {
            name: seen.beats
            for name, seen in self._seen.items()
            if seen.looks >= DEAD_AFTER_LOOKS - 1 and now - seen.since >= DEAD_AFTER_SECONDS
        }


class Pulse:
    """Beats in a thread of its own. `on_death` is called when another process has died.

    `at_work` tells for how long the slowest piece of work has taken: a process that is stuck ends,
    so that its supervisor starts a sound one.
    """

    def __init__(
        self, app: App, *, on_death: Callable[[], None], at_work: Callable[[], float]
    ) -> None:
        self._app = app
        self._on_death = on_death
        self._at_work = at_work
        self._watch = Watch()
        self._clock = (app.now(), app.ticks())
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="pulse", daemon=True)

    def start(self) -> None:
        """Beat once, so that what this process takes hold of is held; then go on by itself."""
        self.beat()
        self._thread.start()

    def stop(self) -> None:
        """Leave the list of the living: what is still held is free at once."""
        self._stopping.set()
        self._thread.join(timeout=5)
        try:
            self._app.writer.run(lambda c: processes.leave(c, self._app.process))
        except DBAPIError:
            return  # the others will see that this one stands still

    def beat(self) -> None:
        """Beat once and look around."""
        now = self._app.now()
        beats = self._app.writer.run(lambda connection: self._beat(connection, now))
        beats.pop(self._app.process)
        dead = self._watch.look(beats, self._app.ticks())
        if dead:
            self._app.writer.run(lambda connection: processes.take_off(connection, dead))
            metrics.TAKEOVERS.inc(len(dead))
            _log.warning("process_died", processes=sorted(dead))
            self._on_death()
        self._mind_the_clock()

    def _beat(self, connection: Connection, now: datetime) -> dict[str, int]:
        processes.beat(connection, self._app.process, now=now)
        return processes.beats(connection)

    def _run(self) -> None:
        while not self._stopping.wait(PERIOD_SECONDS):
            try:
                self.beat()
            except DBAPIError:
                metrics.DATABASE_DOWN.set(1)
            else:
                metrics.DATABASE_DOWN.set(0)
            if self._at_work() > STUCK_AFTER_SECONDS:
                _log.error("stuck", seconds=round(self._at_work()))
                os._exit(70)

    def _mind_the_clock(self) -> None:
        """When the wall clock was set back, waits that were counted by it must not last longer."""
        (wall, ticks), (now, ticks_now) = self._clock, (self._app.now(), self._app.ticks())
        self._clock = (now, ticks_now)
        step = (now - wall).total_seconds() - (ticks_now - ticks)
        if step < -CLOCK_STEP_SECONDS:
            _log.warning("clock_set_back", seconds=round(-step))
            self._app.writer.run(lambda connection: outbox.all_due_now(connection, now=now))
