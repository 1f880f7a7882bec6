"""Execution by Dramatiq: a message says only «drain this person» or «send to this person».

Embedded, the broker lives in this process; scaled, it is Redis and any number of workers listen.
Whatever it loses the sweeper finds in the database and wakes again.
"""

from __future__ import annotations

import queue
import threading
import zlib
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

import dramatiq
import structlog
from dramatiq.brokers.stub import StubBroker
from dramatiq.middleware import Middleware, ShutdownNotifications

from bot import metrics
from bot.app import App
from bot.delivery.sender import Sender
from bot.worker.chance import jitter
from bot.worker.drain import drain

if TYPE_CHECKING:
    from dramatiq import Actor, Broker

_log = structlog.get_logger()
_STRIPES = 256
_WAITING_WAKES = 10_000
_LOADING_SECONDS = 5


class Engine:
    """Wakes people up, and does what they were woken for."""

    def __init__(self, app: App, broker: Broker) -> None:
        self._app = app
        self._broker = broker
        self._sender = Sender(
            engine=app.engine,
            line=app.line,
            now=app.now,
            jitter=jitter,
            count=lambda method, outcome: metrics.LINE_CALLS.labels(method, outcome).inc(),
        )
        # Hints only: two threads on one person would do work that compare-and-set then drops.
        self._draining = [threading.Lock() for _ in range(_STRIPES)]
        self._sending = [threading.Lock() for _ in range(_STRIPES)]
        self.broker_is_down = False
        self._drain_actor = self._actor("drain", self._drain)
        self._send_actor = self._actor("send", self._send)
        self._wakes: queue.Queue[tuple[Actor[..., Any], str]] = queue.Queue(_WAITING_WAKES)
        threading.Thread(target=self._hand_on, name="wake", daemon=True).start()

    def wake(self, person: str) -> None:
        """Have this person's inbox drained soon.

        Never waits and never fails: a lost wake-up costs a second, until the sweeper comes by.
        """
        self._soon(self._drain_actor, person)

    def wake_sender(self, person: str) -> None:
        """Have what waits in the outbox for this person sent soon."""
        self._soon(self._send_actor, person)

    def do_now(self, person: str) -> None:
        """Drain and send in this thread: slowly, for as long as the broker cannot be reached."""
        self._drain(person)
        self._send(person)

    def start_worker(self) -> dramatiq.Worker:
        """Start the threads that do the work in this process."""
        worker = dramatiq.Worker(
            self._broker, worker_threads=self._app.settings.worker_threads, worker_timeout=20
        )
        worker.start()
        return worker

    def _actor(self, name: str, work: Callable[[str], None]) -> Actor[..., Any]:
        declare = dramatiq.actor(actor_name=name, queue_name=name, broker=self._broker)
        return declare(work)

    def _soon(self, actor: Actor[..., Any], person: str) -> None:
        try:
            self._wakes.put_nowait((actor, person))
        except queue.Full:
            metrics.WAKE_FAILURES.inc()

    def _hand_on(self) -> None:
        """Pass wake-ups to the broker from a thread of its own: Redis may be slow or gone."""
        while True:
            actor, person = self._wakes.get()
            self._hand_over(actor, person, delay_ms=None)

    def _hand_over(self, actor: Actor[..., Any], person: str, *, delay_ms: int | None) -> None:
        try:
            actor.send_with_options(args=(person,), delay=delay_ms)
        except Exception as error:  # noqa: BLE001 -- the sweeper makes good what is lost here
            self.broker_is_down = True
            metrics.WAKE_FAILURES.inc()
            _log.warning("wake_up_lost", error=type(error).__name__)
        else:
            self.broker_is_down = False

    def _drain(self, person: str) -> None:
        window = self._app.settings.burst_window_seconds
        with self._draining[_stripe(person)]:
            settles_at = drain(self._app, person, window_seconds=window)
        self.wake_sender(person)
        if settles_at is not None:
            self._later(self._drain_actor, person, settles_at)
            self._show_loading(person)

    def _send(self, person: str) -> None:
        with self._sending[_stripe(person)]:
            due_at = self._sender.send_waiting(person)
        if due_at is not None:
            self._later(self._send_actor, person, due_at)

    def _show_loading(self, person: str) -> None:
        """Let the person see that an answer is coming; it is no message, and may fail."""
        outcome = self._app.line.start_loading(person, _LOADING_SECONDS)
        metrics.LINE_CALLS.labels("loading", type(outcome).__name__.lower()).inc()

    def _later(self, actor: Actor[..., Any], person: str, when: datetime) -> None:
        seconds = (when - self._app.now()).total_seconds()
        self._hand_over(actor, person, delay_ms=max(20, int(seconds * 1000)))


def make_broker(redis_url: str) -> Broker:
    """Return the broker in this process, or Redis' with time-outs that never hold anybody up."""
    # Retries, age limits and the like are the database's business here, not the queue's.
    middleware: list[Middleware] = [ShutdownNotifications()]
    if not redis_url:
        broker = StubBroker(middleware=middleware)
        broker.emit_after("process_boot")
        return broker
    from dramatiq.brokers.redis import RedisBroker  # noqa: PLC0415 -- only where it is used
    from redis.backoff import NoBackoff  # noqa: PLC0415
    from redis.retry import Retry  # noqa: PLC0415

    return RedisBroker(  # type: ignore[no-untyped-call]  # Dramatiq leaves it untyped
        url=redis_url,
        middleware=middleware,
        socket_timeout=2.0,
        socket_connect_timeout=0.25,
        retry=Retry(NoBackoff(), 0),
    )


def _stripe(person: str) -> int:
    return zlib.crc32(person.encode()) % _STRIPES
