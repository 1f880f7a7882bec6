"""One writer for many waiting webhooks: all that wait share one transaction and one fsync.

SQLite lets one connection write at a time, and its busy handler sleeps and starves; a queue does
neither. PostgreSQL groups commits by itself and does not need this.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Sequence
from concurrent.futures import Future

from sqlalchemy import Engine

from bot.storage import inbox
from bot.storage.db import reading, transaction
from bot.storage.inbox import Arrival

_LARGEST_GROUP = 200
_Job = tuple[Sequence[Arrival], "Future[None]"]


class InboxWriter:
    """Records arrivals durably; `record` returns once they are committed."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()

    def record(self, arrivals: Sequence[Arrival]) -> None:
        """Commit the arrivals, or raise what the database said; never both, never neither."""
        if self._engine.dialect.name == "postgresql":
            with reading(self._engine) as connection:  # one statement, which commits by itself
                inbox.record(connection, arrivals)
            return
        self._start()
        done: Future[None] = Future()
        self._jobs.put((arrivals, done))
        done.result()

    def stop(self) -> None:
        """Let the writer finish what waits, and end it."""
        if self._thread is not None:
            self._jobs.put(None)
            self._thread.join(timeout=10)
            self._thread = None

    def _start(self) -> None:
        if self._thread is not None:
            return
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="inbox", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while (first := self._jobs.get()) is not None:
            group = [first]
            stopping = self._take_waiting(group)
            self._commit(group)
            if stopping:
                return

    def _take_waiting(self, group: list[_Job]) -> bool:
        """Add what waits to the group; True when the stop mark was among it."""
        while len(group) < _LARGEST_GROUP:
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                return False
            if job is None:
                return True
            group.append(job)
        return False

    def _commit(self, group: list[_Job]) -> None:
        try:
            with transaction(self._engine) as connection:
                inbox.record(connection, [arrival for arrivals, _ in group for arrival in arrivals])
        except BaseException as error:  # noqa: BLE001 -- whoever waits is told, whatever it was
            for _, done in group:
                done.set_exception(error)
            return
        for _, done in group:
            done.set_result(None)
