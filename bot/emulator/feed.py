"""What happens, told to the phone page as it happens (Server-Sent Events)."""

from __future__ import annotations

import json
import queue
from collections.abc import Iterator

_BREATH = 15.0
"""Seconds without news after which a comment line keeps the connection alive."""


class Feed:
    """A list of listeners, each with a queue of its own. Not thread-safe by itself."""

    def __init__(self) -> None:
        self._listeners: list[queue.SimpleQueue[str | None]] = []

    def tell(self, kind: str, data: object) -> None:
        """Tell all listeners."""
        if self._listeners:
            line = f"event: {kind}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
            for listener in self._listeners:
                listener.put(line)

    def join(self) -> queue.SimpleQueue[str | None]:
        """Begin to listen."""
        listener: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._listeners.append(listener)
        return listener

    def leave(self, listener: queue.SimpleQueue[str | None]) -> None:
        """Stop listening."""
        if listener in self._listeners:
            self._listeners.remove(listener)

    def close(self) -> None:
        """Send everybody home."""
        for listener in self._listeners:
            listener.put(None)


def lines(listener: queue.SimpleQueue[str | None]) -> Iterator[str]:
    """Yield the news of one listener as the stream's text until the feed closes."""
    yield ": hello\n\n"
    while True:
        try:
            line = listener.get(timeout=_BREATH)
        except queue.Empty:
            line = ": still here\n\n"
        if line is None:
            return
        yield line
