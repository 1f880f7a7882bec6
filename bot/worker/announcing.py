"""Announcements on their way: their recipients are frozen, then chunk after chunk goes out.

The service does it in a thread kept for it; `bot broadcast send` by itself, in several threads.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import structlog

from bot import metrics
from bot.app import App
from bot.broadcasts.budget import Budget
from bot.broadcasts.states import State
from bot.delivery.announcing import Allowance, Announcer
from bot.delivery.gate import Gate
from bot.handlers import broadcast_month, broadcasts, freezing, waves
from bot.line.client import LineRefused
from bot.storage import broadcasts as stored
from bot.storage import inbox, processes, quota
from bot.storage.audience import Rules
from bot.storage.broadcasts import Broadcast
from bot.storage.db import reading
from bot.storage.quota import Count
from bot.worker.chance import jitter

_log = structlog.get_logger()

_ASK_EVERY_SECONDS = 30.0
_THREADS = 4
_WATCH_SECONDS = 0.5
_LOOK_AGAIN_SECONDS = 0.2
_LONGEST_WAIT_SECONDS = 2.0
_CHUNKS_A_LOOK = 5
"""After so many it is asked again which offices can bear more."""


class Purse:
    """How many messages announcements may still use, asked of LINE now and then.

    In between what this process sends is counted along. When LINE does not say, what it said
    last counts, and what was sent since; raises LineRefused where it never has.
    """

    def __init__(self, app: App) -> None:
        self._app = app
        self._lock = threading.Lock()
        self._asked_at: float | None = None
        self._budget: Budget | None = None

    def left(self, one: Broadcast) -> int | None:
        """Return how many an announcement may still be sent to; None for any number."""
        with self._lock:
            now = self._app.ticks()
            if self._asked_at is None or now - self._asked_at >= _ASK_EVERY_SECONDS:
                self._ask()
                self._asked_at = now
            return self._budget.seen_by(urgent=one.draft.urgent).left if self._budget else None

    def _ask(self) -> None:
        try:
            self._budget = ask_budget(self._app)
        except LineRefused:
            if self._budget is None:
                raise

    def spend(self, one: Broadcast, recipients: int) -> None:
        """Count what is being sent."""
        with self._lock:
            if self._budget:
                seen = self._budget.seen_by(urgent=one.draft.urgent)
                self._budget = seen.after(recipients)


def ask_budget(app: App) -> Budget:
    """Ask LINE how the month stands, and keep what it says; raises LineRefused."""
    told = app.line.quota()
    now, count = app.now(), Count(told.used, told.limit)
    app.writer.run(lambda connection: quota.note(connection, count, now=now))
    with reading(app.engine) as connection:
        return broadcast_month.so_far(connection, count, now, kept=app.kept)


def make_announcer(app: App, gate: Gate, *, at_once: int = 1) -> Announcer:
    """Return what sends announcements in this process, so many chunks to a transaction.

    One is enough beside conversations; more are for whoever does nothing else.
    """
    purse = Purse(app)

    def rules(one: Broadcast, now: datetime) -> Rules:
        capped = not one.at_once and one.corrects is None
        return broadcasts.rules(app.staff_deps, one.draft, now, capped=capped)

    return Announcer(
        writer=app.writer,
        line=app.line,
        gate=gate,
        holder=app.process,
        now=app.now,
        jitter=jitter,
        rules=rules,
        allowance=Allowance(purse.left, purse.spend),
        at_once=at_once,
        somebody_waits=partial(_somebody_waits, app),
        others_live=partial(_others_live, app),
        count=lambda outcome: metrics.LINE_CALLS.labels("multicast", outcome).inc(),
    )


def _somebody_waits(app: App) -> bool:
    with reading(app.engine) as connection:
        return inbox.count_pending(connection, most=1) > 0


def _others_live(app: App) -> bool:
    with reading(app.engine) as connection:
        return len(processes.beats(connection)) > 1


def freeze(app: App, number: int) -> None:
    """Write down whom an approved announcement is meant for."""
    while not freeze_some(app, number):
        pass


def freeze_some(app: App, number: int) -> bool:
    """Write down whom the next chunks are meant for; return whether that was the last of them.

    They are looked for before the transaction: nobody else's writing waits for that.
    """
    with reading(app.engine) as connection:
        step = freezing.look(connection, app.staff_deps, number)
    return step is None or app.writer.run(partial(freezing.keep, step=step))


def under_way(app: App) -> list[int]:
    """Return the announcements for which there is something to do now."""
    with reading(app.engine) as connection:
        found = stored.under_way(connection)
        now = app.now()
        return [one.id for one in found if waves.is_time(app.staff_deps, one, now)]


def work_on(app: App, announcer: Announcer, number: int, *, seconds: float) -> bool:
    """Freeze or send one announcement for about that long; return whether to go on at once.

    However it came here, nothing goes out before somebody wants it sent, or out of hours.
    """
    with reading(app.engine) as connection:
        one = broadcasts.find(connection, number)
    if not waves.is_time(app.staff_deps, one, app.now()):
        return False
    if one.bound is None:
        freeze_some(app, number)
        return True
    if one.draft.free:
        now = app.now()
        app.writer.run(partial(broadcasts.end_free, number=number, now=now))
        return False
    if one.state is State.APPROVED:
        now = app.now()
        app.writer.run(partial(broadcasts.start, number=number, at_once=False, now=now))
        return True
    return _send_some(app, announcer, one, seconds=seconds)


def _send_some(app: App, announcer: Announcer, one: Broadcast, *, seconds: float) -> bool:
    began = app.ticks()
    while app.ticks() - began < seconds:
        closed = _closed(app, one)
        for _ in range(_CHUNKS_A_LOOK):
            try:
                if announcer.step(one, closed=closed) in {"over", "nothing"}:
                    return False
            except LineRefused as refused:
                _log.warning("quota_unknown", why=refused.refused.failure.value)
                return False
    return True


def _closed(app: App, one: Broadcast) -> tuple[str, ...]:
    """Return the provinces that wait; asked often, because what is sent fills them."""
    rate, now = app.cases_rate.latest(), app.now()
    with reading(app.engine) as connection:
        return waves.closed(connection, app.staff_deps, one, rate=rate, now=now)


@dataclass(slots=True)
class Sending:
    """An announcement that is sent by itself, in threads of its own, until nothing is left."""

    app: App
    announcer: Announcer
    one: Broadcast

    def run(self, watch: Callable[[], None]) -> None:
        """Send; `watch` is called now and then meanwhile."""
        stop = threading.Event()
        failures: list[BaseException] = []
        threads = [
            threading.Thread(target=self._work, args=(stop, failures), daemon=True)
            for _ in range(_THREADS)
        ]
        for thread in threads:
            thread.start()
        try:
            while any(thread.is_alive() for thread in threads):
                threads[0].join(_WATCH_SECONDS)
                watch()
        finally:
            stop.set()
            for thread in threads:
                thread.join()
        watch()
        if failures:
            raise failures[0]

    def _work(self, stop: threading.Event, failures: list[BaseException]) -> None:
        idle = _LOOK_AGAIN_SECONDS
        try:
            while not stop.is_set():
                step = self.announcer.step(self.one)
                if step == "over":
                    return
                idle = (
                    _LOOK_AGAIN_SECONDS if step == "sent" else min(idle * 2, _LONGEST_WAIT_SECONDS)
                )
                if step == "nothing":
                    stop.wait(idle)
        except BaseException as error:  # noqa: BLE001 -- told in the thread that waits
            failures.append(error)
            stop.set()
