"""The way into a PostgreSQL inbox: one connection, one statement for all who wait.

PostgreSQL groups commits by itself; but a statement for each webhook costs both sides several
times what a row in a common one does, and a connection from the pool more than the insert.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import psycopg
from sqlalchemy import Engine

from bot.storage.inbox import INSERT_POSTGRESQL, Arrival, as_json
from bot.storage.turnstile import Ticket, Turnstile

_LARGEST_GROUP = 200

_Ticket = Ticket[Sequence[Arrival], int]


class Intake:
    """Commits what LINE delivered: when `record` returns, it is in the inbox."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: psycopg.Connection[Any] | None = None
        self._turnstile: Turnstile[Sequence[Arrival], int] = Turnstile(
            self._commit, largest=_LARGEST_GROUP
        )
        self._stopping = False

    def record(self, arrivals: Sequence[Arrival]) -> int:
        """Return how many of the events were new, once all are committed.

        Raises what the driver or the pool raises; then, as far as can be told, none is.
        """
        return self._turnstile.do(arrivals)

    def stop(self) -> None:
        """Let go of the connection once all that waits is committed."""
        self._stopping = True
        if self._connection is not None:
            self._turnstile.do([])

    def _commit(self, group: list[_Ticket]) -> None:
        """Insert for all; when that fails, for each alone, so that only who spoils it is told."""
        try:
            new = self._insert([arrival for ticket in group for arrival in ticket.job])
        except Exception as error:  # noqa: BLE001 -- whoever waits is told, whatever it was
            if len(group) == 1:
                group[0].fail(error)
                return
            for ticket in group:
                self._commit([ticket])
            return
        for ticket in group:
            ticket.settle(_take(ticket.job, new))
        if self._stopping:
            self._close()

    def _insert(self, arrivals: Sequence[Arrival]) -> set[str]:
        """Insert; again, on a new connection, when the one at hand has died since its last use.

        Should the first try have got through nevertheless, the second is swallowed as its double.
        """
        if not arrivals:
            return set()
        tried_before = self._connection is not None
        try:
            return self._try_to_insert(arrivals)
        except psycopg.OperationalError:
            if not tried_before or self._connection is not None:
                raise
        return self._try_to_insert(arrivals)

    def _try_to_insert(self, arrivals: Sequence[Arrival]) -> set[str]:
        if self._connection is None:
            self._connection = _connect(self._engine)
        connection = self._connection
        try:
            cursor = connection.execute(INSERT_POSTGRESQL, (as_json(arrivals),), prepare=True)
            return {event_id for (event_id,) in cursor}
        finally:
            if connection.closed:
                self._close()

    def _close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()


def _connect(engine: Engine) -> psycopg.Connection[Any]:
    """Open a connection as the pool does, which then belongs to us alone."""
    pooled = engine.raw_connection()
    connection: Any = pooled.driver_connection
    pooled.detach()
    connection.autocommit = True
    own: psycopg.Connection[Any] = connection
    return own


def _take(arrivals: Sequence[Arrival], new: set[str]) -> int:
    """Take these events out of those that are new, and return how many there were."""
    mine = {arrival.event_id for arrival in arrivals} & new
    new -= mine
    return len(mine)
