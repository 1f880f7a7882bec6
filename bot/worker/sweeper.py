"""The sweeper: what any crash, lost wake-up or clock left behind is found here and woken again.

It, and not the queue, is what guarantees that nothing waits for ever. One process at a time
sweeps, by a lease in the database.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

import orjson
import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from bot import metrics
from bot.app import App
from bot.crashpoint import crashpoint
from bot.handlers import (
    clocks,
    follow_up,
    forgetting_recipients,
    group_news,
    handoff,
    promises,
    referral_clocks,
    retention,
)
from bot.handlers.deps import StaffDeps
from bot.handlers.forgetting_recipients import Work
from bot.model.thai import BANGKOK
from bot.storage import (
    archive,
    cases,
    contents,
    figures_days,
    groups,
    inbox,
    jobs,
    leases,
    notices,
    outages,
    outbox,
    presence,
    staff,
    tokens,
)
from bot.storage import promises as stored_promises
from bot.storage.db import explain, forget_for_good, reading
from bot.storage.inbox import Arrival
from bot.storage.jobs import Job
from bot.storage.outages import Outage
from bot.storage.outbox import BULK
from bot.storage.switches import MAINTENANCE, PAUSE_BOT, STOP_SENDS, Switches
from bot.worker import announcing, indexing, learning
from bot.worker.affinity import Affinity, cores_to_choose_from, keep_threads_to
from bot.worker.engine import Engine
from bot.worker.figures import Gauges
from bot.worker.menus import MenuRounds

_log = structlog.get_logger()

PERIOD_SECONDS = 0.5
_OVERDUE = timedelta(seconds=0.5)
_TIDY_EVERY_SECONDS = 5.0
_CLOCKS_AT_ONCE = 200
_COUNTING_SECONDS = 0.5
_FORGETTING_SECONDS = 0.3
_PROBES = 10
"""So many are woken while LINE is down, to find out whether it still is."""


class Sweeper:
    """Sweeps twice a second while it holds the lease."""

    def __init__(self, app: App, engine: Engine) -> None:
        self._app = app
        self._engine = engine
        self._tidied_at = 0.0
        self._signed_at = app.ticks()
        cores = cores_to_choose_from(app.settings)
        self._affinity = Affinity(app, cores, keep_threads_to)
        self._gauges = Gauges(app)
        self._menus = MenuRounds(app, engine.gate.bucket)
        self._wanted = threading.Event()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="sweeper", daemon=True)

    def start(self) -> None:
        """Begin sweeping in a thread of its own."""
        self._thread.start()

    def soon(self) -> None:
        """Sweep now: somebody has died, and what they held waits."""
        self._wanted.set()

    def stop(self) -> None:
        """Stop after the sweep that is under way."""
        self._stopping = True
        self._wanted.set()
        if self._thread.is_alive():
            self._thread.join(timeout=5)
        self._menus.stop()
        self._affinity.let_go()

    def _run(self) -> None:
        failing = False
        while not self._stopping:
            called = self._wanted.wait(PERIOD_SECONDS)
            self._wanted.clear()
            try:
                self.sweep(called=called)
            except DBAPIError as error:
                metrics.SWEEPS.labels("database_down").inc()
                if not failing:  # told once, counted each time
                    _log.error("sweep_failed", why=explain(self._app.engine, error))
                failing = True
            else:
                failing = False

    def sweep(self, *, called: bool = False) -> None:
        """Sweep once, unless another living process holds the lease.

        Who was called wakes what waits all the same: the one with the lease may not know yet.
        """
        self._affinity.look_after()
        self._engine.pick_up_slipped()
        now, holder = self._app.now(), self._app.process
        leads = self._app.writer.run(
            lambda connection: leases.hold(connection, "sweeper", holder=holder, now=now)
        )
        if leads or called:
            self._wake_overdue()
        self._gauges.refresh()
        if not leads:
            self._gauges.forget_quota()
            return
        self._gauges.ask_quota()
        fire_due_jobs(self._app)
        self._wake_announcer()
        self._menus.begin()
        if self._app.ticks() - self._tidied_at >= _TIDY_EVERY_SECONDS:
            self._tidied_at = self._app.ticks()
            self._sign_of_life()
            tidy(self._app)

    def _sign_of_life(self) -> None:
        silent_for = timedelta(seconds=self._app.ticks() - self._signed_at)
        now, holder = self._app.now(), self._app.process
        found = self._app.writer.run(
            lambda connection: outages.notice(
                connection, holder=holder, now=now, silent_for=silent_for
            )
        )
        self._signed_at = self._app.ticks()
        tell_of(found)

    def _wake_overdue(self) -> None:
        now = self._app.now()
        switched_on = self._app.switches.latest()
        most = _PROBES if self._engine.gate.down else 500
        with reading(self._app.engine) as connection:
            waiting = self._waiting(connection, switched_on, now)
            unsent, announced = list[str](), list[str]()
            if STOP_SENDS not in switched_on:
                late = now - _OVERDUE
                unsent = outbox.overdue(connection, now=late, limit=most)
                announced = outbox.overdue(connection, now=late, lanes=BULK, limit=most)
            files_due = contents.anything_due(connection, now=now)
        metrics.SWEEPS.labels("work" if waiting or unsent or announced else "nothing").inc()
        self._engine.wake_again(waiting=waiting, unsent=unsent, announced=announced)
        if files_due:
            self._engine.wake_fetchers()
        if self._engine.broker_is_down:
            for person in {*waiting, *unsent}:
                self._engine.do_now(person)

    def _wake_announcer(self) -> None:
        if STOP_SENDS not in self._app.switches.latest():
            for number in announcing.under_way(self._app):
                self._engine.wake_announcer(str(number))

    def _waiting(
        self, connection: Connection, switched_on: Switches, now: datetime
    ) -> Sequence[str]:
        """Return whom to wake: in a maintenance, who was not told of it; in a pause nobody."""
        if MAINTENANCE in switched_on:
            maintenance = switched_on[MAINTENANCE]
            return notices.untold(connection, maintenance, before=now - _OVERDUE)
        if PAUSE_BOT in switched_on:
            return []
        burst = timedelta(seconds=self._app.settings.burst_window_seconds)
        return inbox.overdue(connection, before=now - burst - _OVERDUE)


def notice_outage(app: App) -> None:
    """Find out whether this process is the first after a time when nobody lived.

    Call it before its first heart-beat.
    """
    now, holder = app.now(), app.process
    found = app.writer.run(
        lambda connection: outages.notice_at_start(connection, holder=holder, now=now)
    )
    tell_of(found)


def tell_of(found: Outage | None) -> None:
    """Let the operators know of an outage."""
    if found is not None:
        minutes = round((found.ended_at - found.began_at).total_seconds() / 60)
        began, ended = found.began_at.isoformat(), found.ended_at.isoformat()
        _log.error("outage_noticed", began_at=began, ended_at=ended, minutes=minutes)


def tidy(app: App) -> None:
    """Wipe what may be kept no longer, and move what is done out of the hot tables."""
    forget_unconsented(app)
    now = app.now()
    app.writer.run(lambda connection: tokens.forget_expired(connection, now=now))
    app.writer.run(lambda connection: handoff.end_silent_holds(connection, now=now))
    app.writer.run(lambda connection: staff.forget_idle_sessions(connection, now=now))
    app.writer.run(lambda connection: presence.forget_old(connection, now=now))
    tell_groups(app)
    wind_clocks(app)
    remind_of_referrals(app)
    count_promises(app)
    indexing.index_changed(app)
    count_up(app)
    forget_recipients(app)
    learning.learn(app)
    for move in (archive.note_done_events, archive.drop_noted_events, archive.move_sent):
        app.writer.run(partial(move, now=now))


def tell_groups(app: App) -> None:
    """Tell centres' groups of new cases, and in the morning of what waits."""
    with reading(app.engine) as connection:
        bound = groups.everywhere(connection)
    now = app.now()
    for one in bound:
        app.writer.run(partial(group_news.tell, deps=app.staff_deps, group=one, now=now))


def wind_clocks(app: App) -> list[str]:
    """Look at the clocks of open cases that are due, in office hours; return whom to send to."""
    now = app.now()
    if not clocks.office_is_open(app.staff_deps, now=now):
        return []
    with reading(app.engine) as connection:
        numbers = cases.clocks_due(connection, now=now, most=_CLOCKS_AT_ONCE)
    told = [
        app.writer.run(partial(clocks.wind, deps=app.staff_deps, number=number, now=now))
        for number in numbers
    ]
    return [person for person in told if person]


def count_promises(app: App) -> None:
    """Once a day, count how soon each centre reaches its owners: it is what new ones are told."""
    now = app.now()
    with reading(app.engine) as connection:
        if promises.is_counted(connection, now=now):
            return
        counts = promises.lately(connection, app.calendar, now=now)
    today = now.astimezone(BANGKOK).date()
    app.writer.run(partial(stored_promises.replace, counts=counts, on=today))


def count_up(app: App, *, seconds: float = _COUNTING_SECONDS) -> None:
    """Let the daily totals follow what has changed, for as long as this may take at a time."""
    with reading(app.engine) as connection:
        if not figures_days.behind(connection):
            return
    began, more = app.ticks(), True
    while more and app.ticks() - began < seconds:
        more = app.writer.run(partial(figures_days.refresh, now=app.now()))


def forget_recipients(app: App, *, seconds: float = _FORGETTING_SECONDS) -> None:
    """Count and erase who was told of announcements that are over, for so long at a time."""
    began, erased = app.ticks(), False
    while app.ticks() - began < seconds:
        now = app.now()
        with reading(app.engine) as connection:
            step = forgetting_recipients.next_step(connection, app.spans, now=now)
        if step is None:
            break
        app.writer.run(partial(forgetting_recipients.take, step=step, now=now))
        erased = erased or step.work is not Work.COUNT
    if erased:
        forget_for_good(app.engine)


def fire_due_jobs(app: App) -> list[str]:
    """Do each job whose time has come; return whose they were.

    An ask about an ended case is put to its owner; all others are events of the conversation.
    """
    with reading(app.engine) as connection:
        due = jobs.due(connection, now=app.now())
    for job in due:
        if follow_up.is_ask(job.kind):
            app.writer.run(partial(_ask, deps=app.staff_deps, job=job, now=app.now()))
        else:
            app.writer.run(partial(_fire, job=job, timer=_timer(app, job)))
        crashpoint("job.after_commit")
    return [job.person for job in due]


def remind_of_referrals(app: App) -> None:
    """Note which agencies owe an answer for too long, in office hours."""
    now = app.now()
    if not clocks.office_is_open(app.staff_deps, now=now):
        return
    with reading(app.engine) as connection:
        late = referral_clocks.due(connection, now=now)
    for one in late:
        app.writer.run(partial(referral_clocks.remind, deps=app.staff_deps, late=one, now=now))


def forget_unconsented(app: App) -> None:
    """Wipe words whose author did not acknowledge the notice in time."""
    with reading(app.engine) as connection:
        people = retention.people_to_forget(connection, now=app.now())
    now = app.now()
    for person in people:
        app.writer.run(partial(retention.forget, person=person, now=now))
    if people:
        forget_for_good(app.engine)


def _ask(connection: Connection, deps: StaffDeps, job: Job, now: datetime) -> None:
    if jobs.take(connection, job):
        follow_up.ask(connection, deps, job.person, job.kind, now=now)


def _fire(connection: Connection, job: Job, timer: Arrival) -> None:
    if jobs.take(connection, job):
        inbox.record(connection, [timer])
        crashpoint("job.before_commit")


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
