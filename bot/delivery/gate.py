"""The gate before LINE: not faster than LINE takes it, and not at all while LINE is down."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.delivery.bucket import Bucket
from bot.delivery.circuit import Circuit
from bot.model.sending import Accepted, Outcome

PATIENCE_SECONDS = 2.0
"""How long a thread waits for its place in the bucket before it does something else."""


@dataclass(slots=True)
class Gate:
    """Shared by all who send in one process. `ticks` is a clock that only goes forward.

    While `stopped` says so, nothing passes. `answers` asks LINE something that changes nothing:
    while LINE is down that, and no person's answer, finds out whether it still is. An answer that
    were tried and cut off would be in doubt, and might have to be presumed delivered.
    """

    bucket: Bucket
    ticks: Callable[[], float]
    stopped: Callable[[], bool] = lambda: False
    answers: Callable[[], bool] = lambda: True
    _circuits: dict[str, Circuit] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _never: threading.Event = field(default_factory=threading.Event)

    @property
    def down(self) -> bool:
        """Whether LINE is taken to be down for every kind of call that was tried."""
        circuits = list(self._circuits.values())
        return bool(circuits) and all(circuit.open for circuit in circuits)

    @property
    def worth_a_claim(self) -> bool:
        """Whether some call might be let through now."""
        if self.stopped():
            return False
        now = self.ticks()
        return not self.down or any(now >= one.next_probe for one in self._circuits.values())

    def lets_through(self, endpoint: str) -> bool:
        """Tell whether a call may be made now; waits for its place in the bucket if need be."""
        if self.stopped():
            return False
        with self._lock:
            circuit = self._circuit(endpoint)
            down = circuit.open
            if not circuit.lets_through(self.ticks()):
                return False
        if down and not self.answers():
            return False
        wait = self.bucket.reserve(endpoint, patience=PATIENCE_SECONDS)
        if wait is None:
            return False
        if wait > 0:
            self._never.wait(wait)
        return True

    def note(self, endpoint: str, outcome: Outcome) -> None:
        """Learn from a call's outcome whether LINE is there."""
        failure = None if isinstance(outcome, Accepted) else outcome.failure
        with self._lock:
            self._circuit(endpoint).note(failure, self.ticks())

    def _circuit(self, endpoint: str) -> Circuit:
        return self._circuits.setdefault(endpoint, Circuit())
