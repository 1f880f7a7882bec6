"""The sweeper: what any crash, lost wake-up or clock left behind is found here and woken again.

It, and not the queue, is what guarantees that nothing waits for ever. One process at a time
sweeps, by a lease in the database.
"""

from __future__ import annotations

import threading
from datetime import timedelta

import orjson
import structlog
from sqlalchemy.exc import DBAPIError

from bot import metrics
from bot.app import App
from bot.handlers import retention
from bot.storage import inbox, jobs, leases, outbox
from bot.storage.db import explain, forget_for_good, reading, transaction
from bot.storage.inbox import Arrival
from bot.storage.jobs import Job
from bot.worker.engine import Engine

_log = structlog.get_logger()

PERIOD_SECONDS = 1.0
_OVERDUE_SECONDS = 1.0
_LEASE_SECONDS = 5.0


class Sweeper:
    """Sweeps every second while it holds the lease."""

    def __init__(self, app: App, engine: Engine) -> None:
        self._app = app
        self._engine = engine
        self._holder = app.new_key()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sweeper", daemon=True)

    def start(self) -> None:
        """Begin sweeping in a thread of its own."""
        self._thread.start()

    def stop(self) -> None:
        """Stop after the sweep that is under way."""
        self._stopping.set()
        self._thread.join(timeout=5)

    def _run(self) -> None:
        failing = False
        while not self._stopping.wait(PERIOD_SECONDS):
            try:
                self.sweep()
            except DBAPIError as error:
                metrics.SWEEPS.labels("database_down").inc()
                if not failing:  # told once, counted each time
                    _log.error("sweep_failed", why=explain(self._app.engine, error))
                failing = True
            else:
                failing = False

    def sweep(self) -> None:
        """Sweep once, unless another process holds the lease."""
        now = self._app.now()
        with transaction(self._app.engine) as connection:
            leads = leases.hold(
                connection, "sweeper", holder=self._holder, now=now, seconds=_LEASE_SECONDS
            )
        if not leads:
            return
        fire_due_jobs(self._app)
        forget_unconsented(self._app)
        self._wake_overdue()

    def _wake_overdue(self) -> None:
        now = self._app.now()
        late = timedelta(seconds=_OVERDUE_SECONDS)
        burst = timedelta(seconds=self._app.settings.burst_window_seconds)
        with reading(self._app.engine) as connection:
            waiting = inbox.overdue(connection, before=now - burst - late)
            unsent = outbox.overdue(connection, now=now - late)
            since_inbox = inbox.oldest_pending(connection)
            since_outbox = outbox.oldest_unfinished(connection)
        metrics.OLDEST_INBOX.set((now - (since_inbox or now)).total_seconds())
        metrics.OLDEST_OUTBOX.set((now - (since_outbox or now)).total_seconds())
        metrics.SWEEPS.labels("work" if waiting or unsent else "nothing").inc()
        for person in waiting:
            self._engine.wake(person)
        for person in unsent:
            self._engine.wake_sender(person)
        if self._engine.broker_is_down:
            for person in {*waiting, *unsent}:
                self._engine.do_now(person)


def fire_due_jobs(app: App) -> list[str]:
    """Turn each job whose time has come into an event of its conversation; return the people."""
    with reading(app.engine) as connection:
        due = jobs.due(connection, now=app.now())
    for job in due:
        with transaction(app.engine) as connection:
            if jobs.take(connection, job):
                inbox.record(connection, [_timer(app, job)])
    return [job.person for job in due]


def forget_unconsented(app: App) -> None:
    """Wipe words whose author did not acknowledge the notice in time."""
    with reading(app.engine) as connection:
        people = retention.people_to_forget(connection, now=app.now())
    for person in people:
        with transaction(app.engine) as connection:
            retention.forget(connection, person, now=app.now())
    if people:
        forget_for_good(app.engine)


def _timer(app: App, job: Job) -> Arrival:
    now = app.now()
    return Arrival(
        event_id=f"timer-{job.id}-{int(job.due_at.timestamp())}",
        person=job.person,
        kind=f"timer:{job.kind}",
        occurred_at_ms=int(now.timestamp() * 1000),
        received_at=now,
        raw=orjson.dumps({"type": "timer", "timer": job.kind}).decode(),
    )
