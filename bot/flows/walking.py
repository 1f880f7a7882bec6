"""Every place that can be reached from some others, along whatever ways are meant."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")


def walk(starts: Iterable[T], onward: Callable[[T], Iterable[T]]) -> Iterator[T]:
    """Yield each place once, as it is reached; `onward` gives those that a place leads to."""
    waiting, seen = list(starts), set[T]()
    while waiting:
        place = waiting.pop()
        if place not in seen:
            seen.add(place)
            waiting += onward(place)
            yield place
