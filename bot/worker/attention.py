"""Who is being attended to: two threads on one person would only do each other's work again.

A hint, no more: across processes, and where it fails, compare-and-set decides.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Attention:
    """People who have a thread's attention. `again` is called for those that were missed."""

    def __init__(self, again: Callable[[str], None]) -> None:
        self._again = again
        self._lock = threading.Lock()
        self._missed: dict[str, bool] = {}

    @contextmanager
    def to(self, person: str) -> Iterator[bool]:
        """Give a person this thread's attention; False when another has it and will look again."""
        with self._lock:
            free = person not in self._missed
            self._missed[person] = not free
        if not free:
            yield False
            return
        try:
            yield True
        finally:
            with self._lock:
                missed = self._missed.pop(person)
            if missed:
                self._again(person)
