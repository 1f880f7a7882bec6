"""One writer for all who write in this process: those that wait share one transaction, one fsync.

SQLite lets one connection write at a time, and its busy handler sleeps and starves; a queue does
neither. PostgreSQL groups commits by itself, so there everybody writes on a connection of their
own; only what LINE delivers goes in together (`bot.storage.intake`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

import psycopg
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from bot.storage import inbox
from bot.storage.db import DatabaseUnusable, begun, explain, transaction
from bot.storage.inbox import Arrival
from bot.storage.intake import Intake
from bot.storage.turnstile import Ticket, Turnstile

_LARGEST_GROUP = 200

T = TypeVar("T")

_Ticket = Ticket[Callable[[Connection], Any], Any]


class Writer:
    """Writes durably: `run` and `record` return once what they were given is committed."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.one_at_a_time = engine.dialect.name == "sqlite"
        """Whether nobody else, of any process, writes meanwhile."""
        self._turnstile: Turnstile[Callable[[Connection], Any], Any] = Turnstile(
            self._commit, largest=_LARGEST_GROUP
        )
        self._intake = Intake(engine)
        self._connection: Connection | None = None
        self._stopping = False

    def run(self, work: Callable[[Connection], T]) -> T:
        """Do the work in a transaction and return its result once that is committed.

        Raises what the work or the database raised; then nothing of it was written. The work must
        touch nothing but the connection, because it may be done in another thread, and again when
        a neighbour in its group fails; and it may not call the writer.
        """
        if not self.one_at_a_time:
            with transaction(self._engine) as connection:
                return work(connection)
        result: T = self._turnstile.do(work)
        return result

    def record(self, arrivals: Sequence[Arrival]) -> int:
        """Commit what LINE delivered and return how many of the events were new.

        Raises DatabaseUnusable; then, as far as anybody can tell, none of them was written.
        """
        try:
            if self.one_at_a_time:
                return self.run(lambda connection: inbox.record(connection, arrivals))
            return self._intake.record(arrivals)
        except (SQLAlchemyError, psycopg.Error, OSError) as error:
            raise DatabaseUnusable(explain(self._engine, error)) from error

    def stop(self) -> None:
        """Let go of the database once all that waits is written."""
        self._stopping = True
        if self._connection is not None:
            self._turnstile.do(lambda _connection: None)
        self._intake.stop()

    def _commit(self, group: list[_Ticket]) -> None:
        """Write the group as one; who fails is told and left out, and the rest begins again."""
        while group:
            results: list[Any] = []
            try:
                with self._transaction() as connection:
                    for ticket in group:
                        results.append(ticket.job(connection))  # noqa: PERF401 -- counts who is done
            except Exception as error:  # noqa: BLE001 -- whoever waits is told, whatever it was
                failed = group[len(results) : len(results) + 1] or group
                for ticket in failed:
                    ticket.fail(error)
                group = [ticket for ticket in group if ticket not in failed]
                continue
            for ticket, result in zip(group, results, strict=True):
                ticket.settle(result)
            return

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        """Run a transaction on a connection that is kept: taking one from the pool costs more."""
        if self._connection is None:
            self._connection = self._engine.connect()
        connection = self._connection
        try:
            with begun(connection):
                yield connection
        finally:
            if self._stopping or connection.invalidated:
                self._close()

    def _close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()
