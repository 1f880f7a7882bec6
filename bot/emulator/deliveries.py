"""Sending webhooks in the background: again when the bot failed, twice, late or in disorder."""

from __future__ import annotations

import json
import random
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass

from bot.emulator import webhooks
from bot.emulator.clock import Clock

Json = dict[str, object]
_AT_ONCE = 16


@dataclass(slots=True)
class Settings:
    """How LINE delivers to this bot; may be changed at any time."""

    webhook_url: str | None = None
    active: bool = True
    redelivery: bool = False
    """Off by default, as in LINE's console."""
    redelivery_after: tuple[float, ...] = (1.0, 5.0, 30.0)
    """Seconds to wait before each new try; LINE keeps its own secret."""
    limit: float = webhooks.LIMIT
    duplicate: int = 0
    """How many of the next webhooks are sent twice although all is well."""
    forge: int = 0
    """How many of the next webhooks get a wrong signature."""


@dataclass(slots=True)
class Delivery:
    """One webhook as it went out, and what the bot answered."""

    number: int
    events: list[Json]
    url: str
    at: int
    signature: str | None
    attempt: int = 1
    outcome: str = "pending"
    status: int | None = None
    ms: float | None = None
    detail: str = ""

    @property
    def event_ids(self) -> list[str]:
        """Return the ids of its events."""
        return [str(one.get("webhookEventId")) for one in self.events]

    def as_json(self) -> Json:
        """Return the delivery as the control API and the page read it."""
        return asdict(self) | {"event_ids": self.event_ids}


@dataclass(slots=True)
class _Parcel:
    """Events that go out together."""

    events: list[Json]
    signature: str | None = None
    own_signature: bool = False
    attempt: int = 1
    twin: bool = False


class Postman:
    """Delivers webhooks. Takes the platform's lock itself."""

    def __init__(
        self,
        *,
        secret: str,
        destination: str,
        clock: Clock,
        lock: threading.Condition,
        told: Callable[[str, object], None],
        renew: Callable[[str], None],
    ) -> None:
        self.settings = Settings()
        self._secret = secret
        self._destination = destination
        self._clock = clock
        self._lock = lock
        self._told = told
        self._renew = renew
        self._pool = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="line-webhook")
        self._timers: set[threading.Timer] = set()
        self._held: list[Json] | None = None
        self._deliveries: list[Delivery] = []
        self._under_way = 0
        self._closed = False

    # -- what goes out -----------------------------------------------------------------------

    def send(self, events: Sequence[Json]) -> None:
        """Send events in one webhook, now, or when the hold is lifted."""
        with self._lock:
            if self._held is not None:
                self._held.extend(events)
                return
            copies = 2 if self.settings.duplicate > 0 else 1
            self.settings.duplicate = max(0, self.settings.duplicate - 1)
        for copy in range(copies):
            self._post(_Parcel(list(events), twin=copy > 0))

    def send_raw(self, events: Sequence[Json], signature: str | None) -> None:
        """Send events with a signature of the caller's choosing (None: the right one)."""
        self._post(_Parcel(list(events), signature, own_signature=signature is not None))

    def hold(self) -> None:
        """Keep events back until `release`."""
        with self._lock:
            self._held = self._held or []

    def release(self, *, batch: bool = True, order: str = "as_happened", seed: int = 0) -> None:
        """Send what was held: as one webhook or one each, also `reversed` or `shuffled`."""
        with self._lock:
            events, self._held = self._held or [], None
        if order == "reversed":
            events.reverse()
        elif order == "shuffled":
            random.Random(seed).shuffle(events)  # noqa: S311 -- repeatable disorder, not secrets
        if batch and events:
            self._post(_Parcel(events))
        elif not batch:
            for one in events:
                self._post(_Parcel([one]))

    # -- what became of it -------------------------------------------------------------------

    def deliveries(self, event_id: str | None = None) -> list[Delivery]:
        """Return the deliveries so far, oldest first; of one event, if given."""
        with self._lock:
            return [
                one for one in self._deliveries if event_id is None or event_id in one.event_ids
            ]

    def settle(self, timeout: float) -> bool:
        """Wait until nothing is under way or waiting to be sent again; False when it takes long."""
        with self._lock:
            return self._lock.wait_for(lambda: self._under_way == 0, timeout)

    def clear(self) -> None:
        """Forget the deliveries."""
        with self._lock:
            self._deliveries.clear()
            self._held = None

    def close(self) -> None:
        """Stop sending; waits for what is on the wire, at most the limit."""
        with self._lock:
            self._closed = True
            timers = list(self._timers)
        for timer in timers:
            timer.cancel()
        self._pool.shutdown(wait=True, cancel_futures=True)

    # -- how ---------------------------------------------------------------------------------

    def ping(self) -> Delivery:
        """Send LINE's verification webhook (no events) and wait for the outcome."""
        return self._deliver(_Parcel([]))

    def _post(self, parcel: _Parcel) -> None:
        with self._lock:
            if self._closed or not self.settings.webhook_url or not self.settings.active:
                return
            self._under_way += 1
            self._pool.submit(self._carry, parcel)

    def _carry(self, parcel: _Parcel) -> None:
        try:
            delivery = self._deliver(parcel)
            if delivery.outcome != "ok" and not parcel.own_signature and not parcel.twin:
                self._again_later(parcel)
        finally:
            with self._lock:
                self._under_way -= 1
                self._lock.notify_all()

    def _deliver(self, parcel: _Parcel) -> Delivery:
        body = webhooks.body_of(self._destination, parcel.events)
        delivery = self._open(parcel, body)
        answer = webhooks.post(
            delivery.url,
            body,
            delivery.signature,
            limit=self.settings.limit,
        )
        with self._lock:
            delivery.outcome = answer.outcome
            delivery.status, delivery.ms = answer.status, answer.ms
            delivery.detail = answer.detail
            self._told("delivery", delivery.as_json())
            self._lock.notify_all()
        return delivery

    def _open(self, parcel: _Parcel, body: bytes) -> Delivery:
        with self._lock:
            for one in parcel.events:
                self._renew(str(one.get("replyToken")))
            delivery = Delivery(
                number=len(self._deliveries) + 1,
                events=parcel.events,
                url=self.settings.webhook_url or "",
                at=self._clock.now_ms(),
                signature=self._signature(parcel, body),
                attempt=parcel.attempt,
            )
            self._deliveries.append(delivery)
            self._told("delivery", delivery.as_json())
            return delivery

    def _signature(self, parcel: _Parcel, body: bytes) -> str | None:
        if parcel.own_signature:
            return parcel.signature
        right = webhooks.sign(self._secret, body)
        if self.settings.forge > 0:
            self.settings.forge -= 1
            return webhooks.sign("somebody else's secret", body)
        return right

    def _again_later(self, parcel: _Parcel) -> None:
        waits = self.settings.redelivery_after
        with self._lock:
            if not self.settings.redelivery or parcel.attempt > len(waits) or self._closed:
                return
            again = _Parcel(webhooks.redelivered(parcel.events), attempt=parcel.attempt + 1)
            timer = threading.Timer(waits[parcel.attempt - 1], lambda: self._due(again, timer))
            timer.daemon = True
            self._timers.add(timer)
            self._under_way += 1
            timer.start()

    def _due(self, parcel: _Parcel, timer: threading.Timer) -> None:
        self._post(parcel)
        with self._lock:
            self._timers.discard(timer)
            self._under_way -= 1
            self._lock.notify_all()


def as_events(raw: object) -> list[Json]:
    """Read a list of events from JSON the caller wrote; raises `ValueError` on anything else."""
    if not isinstance(raw, list) or not all(isinstance(one, Mapping) for one in raw):
        raise ValueError("`events` must be a list of objects: " + json.dumps(raw)[:80])
    return [dict(one) for one in raw]
