"""Handing wake-ups to the broker, from a thread of their own: Redis may be slow or gone."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import structlog

from bot import metrics

if TYPE_CHECKING:
    from dramatiq import Actor

_log = structlog.get_logger()
_MOST_WAITING = 10_000
_SAME_WAKE_SECONDS = 1.0
"""A person who was woken and is not up yet is woken again after this long: the first was lost."""
_SHORTEST_DELAY_MS = 20


class Wakes:
    """Wake-ups on their way. Nothing here ever waits for the broker, or fails for its sake."""

    def __init__(self, ticks: Callable[[], float]) -> None:
        self._ticks = ticks
        self._waiting: queue.Queue[tuple[Actor[..., Any], str, int | None]] = queue.Queue(
            _MOST_WAITING
        )
        self._woken: dict[tuple[str, str], float] = {}
        self.broker_is_down = False
        threading.Thread(target=self._hand_on, name="wake", daemon=True).start()

    def soon(self, actor: Actor[..., Any], person: str) -> None:
        """Wake a person, unless that has just been done and not taken effect yet."""
        key, now = (actor.actor_name, person), self._ticks()
        if now - self._woken.get(key, -_SAME_WAKE_SECONDS) < _SAME_WAKE_SECONDS:
            return
        self._woken[key] = now
        self._put(actor, person, None)

    def later(self, actor: Actor[..., Any], person: str, seconds: float) -> None:
        """Wake a person after some time."""
        self._put(actor, person, max(_SHORTEST_DELAY_MS, int(seconds * 1000)))

    def begun(self, actor_name: str, person: str) -> None:
        """Note that a person is up: whoever calls from now on wakes them again."""
        self._woken.pop((actor_name, person), None)

    def _put(self, actor: Actor[..., Any], person: str, delay_ms: int | None) -> None:
        try:
            self._waiting.put_nowait((actor, person, delay_ms))
        except queue.Full:
            metrics.WAKE_FAILURES.inc()

    def _hand_on(self) -> None:
        while True:
            actor, person, delay_ms = self._waiting.get()
            try:
                actor.send_with_options(args=(person,), delay=delay_ms)
            except Exception as error:  # noqa: BLE001 -- the sweeper makes good what is lost here
                if not self.broker_is_down:  # told once, counted each time
                    _log.warning("wake_up_lost", error=type(error).__name__)
                self.broker_is_down = True
                metrics.WAKE_FAILURES.inc()
            else:
                self.broker_is_down = False
