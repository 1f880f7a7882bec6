"""A turnstile: whoever comes while it is free does the work of all who have come by then.

No thread of its own stands behind it. So while nothing else is under way nobody hands work over,
or waits to be woken; and when much is, most of those who wait find it done when they are.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")


class Ticket(Generic[T, R]):
    """Something to be done; whoever does it says how it ended by `settle` or `fail`."""

    __slots__ = ("_error", "_result", "gate", "job", "served")

    def __init__(self, job: T) -> None:
        self.job = job
        self.served = False
        self.gate = threading.Lock()
        self.gate.acquire()
        self._result: R
        self._error: BaseException | None = None

    def settle(self, result: R) -> None:
        """Let the one who waits go on with this."""
        self._result = result
        self.served = True

    def fail(self, error: BaseException) -> None:
        """Raise this where the one waits."""
        self._error = error
        self.served = True

    def result(self) -> R:
        """Return what it was settled with, or raise what it failed with."""
        if self._error is not None:
            raise self._error
        return self._result


class Turnstile(Generic[T, R]):
    """Has `serve` called for everybody who waits at a time, in their order, one call at a time."""

    def __init__(self, serve: Callable[[list[Ticket[T, R]]], None], *, largest: int) -> None:
        self._serve = serve
        self._largest = largest
        self._lock = threading.Lock()
        self._waiting: deque[Ticket[T, R]] = deque()
        self._taken = False

    @property
    def waiting(self) -> int:
        """How many wait for somebody else to be done."""
        return len(self._waiting)

    def do(self, job: T) -> R:
        """Return what came of the job, or raise it, once it was done here or by somebody else."""
        ticket: Ticket[T, R] = Ticket(job)
        with self._lock:
            self._waiting.append(ticket)
            first, self._taken = not self._taken, True
        if not first:
            ticket.gate.acquire()  # until it has been served, or is the first of those who wait
        if not ticket.served:
            self._serve_all()
        return ticket.result()

    def _serve_all(self) -> None:
        with self._lock:
            size = min(len(self._waiting), self._largest)
            group = [self._waiting.popleft() for _ in range(size)]
        try:
            self._serve(group)
        finally:
            self._pass_on()
            for ticket in group:
                if not ticket.served:
                    ticket.fail(RuntimeError("Whoever did the work of all broke off."))
                ticket.gate.release()

    def _pass_on(self) -> None:
        with self._lock:
            self._taken = bool(self._waiting)
            if self._taken:
                self._waiting[0].gate.release()
