"""Handing wake-ups to the broker: at once in one process, from a thread to Redis."""

from __future__ import annotations

import heapq
import queue
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import count
from typing import TYPE_CHECKING, Any

import structlog

from bot import metrics

if TYPE_CHECKING:
    from dramatiq import Actor

_log = structlog.get_logger()
_MOST_WAITING = 10_000
_LOST_AFTER_SECONDS = 60.0
"""In one process no wake-up is known to be lost; one that has not taken effect by then was."""
_MAY_STAND_IN_LINE_SECONDS = 2.0
"""A worker that took a wake-up and died is not waited for longer than that."""
_LONGEST_LINE = 500
"""While so many wake-ups stand in line, the sweeper adds none: more would only be the same."""

_Wake = tuple[float, int, "Actor[..., Any]", str]
"""When to hand it on, the place in the line (so that actors are never compared), and the wake."""


class Wakes:
    """Wake-ups on their way. Nothing here fails for the broker's sake.

    Nor does anything wait for it, but `again`, which belongs to the sweeper. `ticks` is a clock
    in seconds that only goes forward. `in_line` tells how many wake-ups stand in a queue
    elsewhere; without it the woken work in this process, and it is known when a wake-up has
    taken effect.
    """

    def __init__(
        self, ticks: Callable[[], float], *, in_line: Callable[[str], int] | None = None
    ) -> None:
        self._ticks = ticks
        self._in_line = in_line
        self._again: dict[tuple[str, str], float] = {}
        """When the sweeper last woke whom, by actor and person."""
        self._place = count()
        self._waiting: queue.Queue[_Wake] = queue.Queue(_MOST_WAITING)
        self._woken: dict[tuple[str, str], float] = {}
        self.broker_is_down = False
        threading.Thread(target=self._run, name="wake", daemon=True).start()

    @property
    def _at_home(self) -> bool:
        return self._in_line is None

    def soon(self, actor: Actor[..., Any], person: str) -> None:
        """Wake a person, unless that has just been done and not taken effect yet."""
        key, now = (actor.actor_name, person), self._ticks()
        if now - self._woken.get(key, now - _LOST_AFTER_SECONDS) < _LOST_AFTER_SECONDS:
            return
        self._woken[key] = now
        if self._at_home:
            self._hand_on(actor, person)
        else:
            self._put(now, actor, person)

    def again(self, actor: Actor[..., Any], people: Sequence[str]) -> None:
        """Wake those who were found waiting, unless the wake-up of before may still stand in line.

        Work that goes slowly would else stand behind the same wake-ups many times over, and go
        slower still.
        """
        if self._at_home:
            for person in people:
                self.soon(actor, person)
            return
        if not people:
            return
        standing, now = self._standing(actor), self._ticks()
        worked_off = None if standing else actor.actor_name
        self._again = {
            (name, person): at
            for (name, person), at in self._again.items()
            if at > now - _MAY_STAND_IN_LINE_SECONDS and name != worked_off
        }
        missing = [one for one in people if (actor.actor_name, one) not in self._again]
        for person in missing[: max(0, _LONGEST_LINE - standing)]:
            self._again[actor.actor_name, person] = now
            self.soon(actor, person)

    def _standing(self, actor: Actor[..., Any]) -> int:
        if self._in_line is None or self.broker_is_down:
            return 0
        try:
            return self._in_line(actor.queue_name)
        except Exception as error:  # noqa: BLE001 -- as when a wake-up cannot be handed on
            self._note_down(error)
            return 0

    def later(self, actor: Actor[..., Any], person: str, seconds: float) -> None:
        """Wake a person after some time; should this process die before, the sweeper will."""
        self._put(self._ticks() + seconds, actor, person)

    def begun(self, actor_name: str, person: str) -> None:
        """Note that a person is up: whoever calls from now on wakes them again."""
        self._woken.pop((actor_name, person), None)

    def _put(self, due: float, actor: Actor[..., Any], person: str) -> None:
        try:
            self._waiting.put_nowait((due, next(self._place), actor, person))
        except queue.Full:
            metrics.WAKE_FAILURES.inc()

    def _run(self) -> None:
        line: list[_Wake] = []
        while True:
            wait = max(0.0, line[0][0] - self._ticks()) if line else None
            with suppress(queue.Empty):  # the first in line is due
                heapq.heappush(line, self._waiting.get(timeout=wait))
            while line and line[0][0] <= self._ticks():
                _, _, actor, person = heapq.heappop(line)
                self._hand_on(actor, person)

    def _hand_on(self, actor: Actor[..., Any], person: str) -> None:
        if not self._at_home:
            self.begun(actor.actor_name, person)
        try:
            actor.send(person)
        except Exception as error:  # noqa: BLE001 -- the sweeper makes good what is lost here
            self._note_down(error)
            metrics.WAKE_FAILURES.inc()
        else:
            if self.broker_is_down:
                metrics.BROKER_DOWN.set(0)
            self.broker_is_down = False

    def _note_down(self, error: Exception) -> None:
        if not self.broker_is_down:  # told once
            _log.warning("wake_up_lost", error=type(error).__name__)
        self.broker_is_down = True
        metrics.BROKER_DOWN.set(1)
