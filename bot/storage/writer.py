"""One writer for all who write in this process: those that wait share one transaction, one fsync.

SQLite lets one connection write at a time, and its busy handler sleeps and starves; a queue does
neither. PostgreSQL groups commits by itself, so there everybody writes on a connection of their
own.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine

from bot.storage import inbox
from bot.storage.db import reading, transaction
from bot.storage.inbox import Arrival

_LARGEST_GROUP = 200

T = TypeVar("T")


@dataclass(slots=True)
class _Job:
    """Something to be written, and who waits for it."""

    work: Callable[[Connection], Any]
    done: Future[Any] = field(default_factory=Future)


class Writer:
    """Writes durably: `run` and `record` return once what they were given is committed."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._in_line = engine.dialect.name == "sqlite"
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()

    def run(self, work: Callable[[Connection], T]) -> T:
        """Do the work in a transaction and return its result once that is committed.

        Raises what the work or the database raised; then nothing of it was written. The work must
        touch nothing but the connection, because it is done again when a neighbour in its group
        fails; and it may not call the writer.
        """
        if not self._in_line:
            with transaction(self._engine) as connection:
                return work(connection)
        self._start()
        job = _Job(work)
        self._jobs.put(job)
        result: T = job.done.result()
        return result

    def record(self, arrivals: Sequence[Arrival]) -> None:
        """Commit what LINE delivered; on PostgreSQL as one statement that commits by itself."""
        if self._in_line:
            self.run(lambda connection: inbox.record(connection, arrivals))
            return
        with reading(self._engine) as connection:
            inbox.record(connection, arrivals)

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
                self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
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
        """Write the group as one; who fails is told and left out, and the rest begins again."""
        while group:
            results: list[Any] = []
            try:
                with transaction(self._engine) as connection:
                    for job in group:
                        results.append(job.work(connection))  # noqa: PERF401 -- counts who is done
            except BaseException as error:  # noqa: BLE001 -- whoever waits is told, whatever it was
                failed = group[len(results) : len(results) + 1] or group
                for job in failed:
                    job.done.set_exception(error)
                group = [job for job in group if job not in failed]
                continue
            for job, result in zip(group, results, strict=True):
                job.done.set_result(result)
            return
