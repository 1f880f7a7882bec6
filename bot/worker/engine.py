"""Execution by Dramatiq: a message says only «drain this person» or «send to this person».

Embedded, the broker lives in this process; scaled, it is Redis and any number of workers listen.
Whatever it loses the sweeper finds in the database and wakes again.

Each kind of work has threads of its own, so that none waits for another: `drain` answers people,
`send` tries again what did not go out, `aside` does what nobody waits for, `fetch` fetches files,
`bulk` sends what may wait to single people, `announce` works on announcements.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import datetime
from typing import TYPE_CHECKING, Any

import dramatiq
from dramatiq.brokers.stub import StubBroker
from dramatiq.middleware import Middleware, ShutdownNotifications

from bot import metrics
from bot.app import App
from bot.delivery.sender import Sender
from bot.storage import outbox
from bot.storage.db import reading
from bot.storage.outbox import BULK, Letter
from bot.worker.announcing import make_announcer, work_on
from bot.worker.attention import Attention
from bot.worker.chance import jitter
from bot.worker.drain import drain
from bot.worker.fetchers import make_fetcher
from bot.worker.gates import make_gate
from bot.worker.slipped import Slipped
from bot.worker.tally import MetricsTally
from bot.worker.wakes import Wakes

if TYPE_CHECKING:
    from dramatiq import Actor, Broker

_LOADING_SECONDS = 5
_FETCH_LANES = ("1", "2")
_FETCH_SECONDS = 2.0
"""After so long a thread that fetches lets go, so that the process can be stopped in between."""
_ANNOUNCE_SECONDS = 1.0
"""After so long the thread that announces looks anew whether it still may."""
_LOOK_AGAIN_MS = 200
_ASK_REDIS_MS = {"drain": 20}
"""How often idle threads ask Redis; a second, Dramatiq's default, would be felt where somebody
waits for an answer. In one process a wake-up is heard at once."""


class Engine:
    """Wakes people up, and does what they were woken for."""

    def __init__(self, app: App, broker: Broker) -> None:
        self._app = app
        self._broker = broker
        self.gate = make_gate(app)
        self._sender = Sender(
            writer=app.writer,
            line=app.line,
            gate=self.gate,
            holder=app.process,
            now=app.now,
            jitter=jitter,
            tally=MetricsTally(app.now),
        )
        self._slipped = Slipped(app.ticks)
        self._draining = Attention(self.wake)
        self._sending = Attention(self.wake_sender)
        self._fetching = Attention(lambda _lane: None)
        self._begun: dict[int, float] = {}
        self._drain_actor = self._actor("drain", self._drain)
        self._send_actor = self._actor("send", self._send)
        self._bulk_actor = self._actor("bulk", self._send_bulk)
        self._announce_actor = self._actor("announce", self._announce)
        self._announcer = make_announcer(app, self.gate)
        self._announcing = Attention(self.wake_announcer)
        self._loading_actor = self._actor("aside", self._show_loading)
        self._fetch_actor = self._actor("fetch", self._fetch, patient=True)
        self._fetcher = make_fetcher(app, self.gate.bucket)
        self._wakes = Wakes(app.ticks, in_line=line_of(broker))

    @property
    def broker_is_down(self) -> bool:
        """Whether wake-ups could not be handed on the last time."""
        return self._wakes.broker_is_down

    def wake(self, person: str) -> None:
        """Have this person's inbox drained soon.

        Never waits and never fails: a lost wake-up costs a second, until the sweeper comes by.
        """
        self._wakes.soon(self._drain_actor, person)

    def wake_sender(self, person: str) -> None:
        """Have what waits in the outbox for this person sent soon."""
        self._wakes.soon(self._send_actor, person)

    def wake_again(
        self, *, waiting: Sequence[str], unsent: Sequence[str], announced: Sequence[str]
    ) -> None:
        """Wake those whom the sweeper found: no more than can soon be up."""
        self._wakes.again(self._drain_actor, waiting)
        self._wakes.again(self._send_actor, unsent)
        self._wakes.again(self._bulk_actor, announced)

    def wake_announcer(self, number: str) -> None:
        """Have an announcement worked on when there is time."""
        self._wakes.soon(self._announce_actor, number)

    def wake_fetchers(self) -> None:
        """Have files fetched, and deleted, that are due; also without the broker."""
        if self.broker_is_down:
            threading.Thread(target=self._fetch, args=["alone"], name="fetch", daemon=True).start()
        for lane in _FETCH_LANES:
            self._wakes.soon(self._fetch_actor, lane)

    def do_now(self, person: str) -> None:
        """Drain and send in this thread: slowly, for as long as the broker cannot be reached."""
        self._drain(person)
        self._send(person)

    def start_workers(self) -> list[dramatiq.Worker]:
        """Start the threads that do the work in this process."""
        threads = self._app.settings.worker_threads
        rooms = {
            "drain": threads,
            "send": max(2, threads // 2),
            "aside": 2,
            "bulk": 1,
            "announce": 1,
        }
        rooms["fetch"] = len(_FETCH_LANES)
        pauses = {} if self._app.settings.embedded else _ASK_REDIS_MS
        workers = [
            dramatiq.Worker(
                self._broker,
                queues={queue},
                worker_threads=n,
                worker_timeout=pauses.get(queue, _LOOK_AGAIN_MS),
            )
            for queue, n in rooms.items()
        ]
        for worker in workers:
            worker.start()
        return workers

    def pick_up_slipped(self) -> None:
        """Have answers sent that this process holds without knowing of it."""
        holder, now = self._app.process, self._app.now()
        with reading(self._app.engine) as connection:
            held = outbox.held_by(connection, holder)
        slipped = self._slipped.look(held, tuple(self._sender.in_hand))
        if slipped:
            self._app.writer.run(
                lambda c: outbox.put_back_slipped(c, slipped, holder=holder, now=now)
            )
        for person in slipped.values():
            self.wake_sender(person)

    def show_typing(self, person: str) -> None:
        """Let the person see that an officer is writing to them."""
        self._wakes.soon(self._loading_actor, person)

    def longest_at_work(self) -> float:
        """Return for how many seconds the thread that is slowest now has been at one person."""
        begun = list(self._begun.values())
        return self._app.ticks() - min(begun) if begun else 0.0

    def _actor(
        self, name: str, work: Callable[[str], None], *, patient: bool = False
    ) -> Actor[..., Any]:
        """Declare work to be done; unless one is `patient` with it, taking long means stuck."""

        def watched(person: str) -> None:
            self._wakes.begun(name, person)
            with nullcontext() if patient else self._at_work():
                work(person)

        declare = dramatiq.actor(actor_name=name, queue_name=name, broker=self._broker)
        return declare(watched)

    @contextmanager
    def _at_work(self) -> Iterator[None]:
        thread = threading.get_ident()
        self._begun[thread] = self._app.ticks()
        try:
            yield
        finally:
            del self._begun[thread]

    def _drain(self, person: str) -> None:
        window = self._app.settings.burst_window_seconds

        def deliver(letter: Letter | None) -> None:
            if letter is None or self._sender.send(letter) == "waits":
                self.wake_sender(person)

        settles_at = None
        with self._draining.to(person) as mine:
            if mine:
                settles_at = drain(self._app, person, window_seconds=window, deliver=deliver)
        if settles_at is not None:
            self._later(self._drain_actor, person, settles_at)
            self._wakes.soon(self._loading_actor, person)

    def _send(self, person: str) -> None:
        due_at = None
        with self._sending.to(person) as mine:
            if mine:
                due_at = self._sender.send_waiting(person)
        if due_at is not None:
            self._later(self._send_actor, person, due_at)

    def _send_bulk(self, person: str) -> None:
        due_at = self._sender.send_waiting(person, lanes=BULK)
        if due_at is not None:
            self._later(self._bulk_actor, person, due_at)

    def _announce(self, number: str) -> None:
        with self._announcing.to(number) as mine:
            if mine and work_on(self._app, self._announcer, int(number), seconds=_ANNOUNCE_SECONDS):
                self._wakes.soon(self._announce_actor, number)

    def _fetch(self, lane: str) -> None:
        with self._fetching.to(lane) as mine:
            if mine and self._fetcher.fetch_due(seconds=_FETCH_SECONDS):
                self._wakes.soon(self._fetch_actor, lane)

    def _show_loading(self, person: str) -> None:
        """Let the person see that an answer is coming; it is no message, and may fail."""
        if self.gate.lets_through("loading"):
            outcome = self._app.line.start_loading(person, _LOADING_SECONDS)
            self.gate.note("loading", outcome)
            metrics.LINE_CALLS.labels("loading", outcome.counted_as).inc()

    def _later(self, actor: Actor[..., Any], person: str, when: datetime) -> None:
        seconds = (when - self._app.now()).total_seconds()
        self._wakes.later(actor, person, seconds)


def line_of(broker: Broker) -> Callable[[str], int] | None:
    """Return what tells how many wake-ups stand in one of Redis' queues; None in one process."""
    if isinstance(broker, StubBroker):
        return None
    from dramatiq.brokers.redis import RedisBroker  # noqa: PLC0415 -- only where it is used

    if not isinstance(broker, RedisBroker):
        raise TypeError("wake-ups go by Redis, or stay in one process")
    client, namespace = broker.client, broker.namespace
    return lambda queue: int(client.llen(f"{namespace}:{queue}"))


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
