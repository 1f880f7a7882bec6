"""What every turn wants to know and seldom changes: read once a second, for the whole process."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from bot.storage.db import reading

FRESH_SECONDS = 1.0

T = TypeVar("T")


class Remembered(Generic[T]):
    """A reading of the database that is a second old at the most, or what else is said.

    While the database cannot be read, what was read last holds; before the first reading
    `nothing` does. `ticks` is a clock that only goes forward, in seconds.
    """

    def __init__(
        self,
        engine: Engine,
        ticks: Callable[[], float],
        read: Callable[[Connection], T],
        nothing: T,
        *,
        fresh_seconds: float = FRESH_SECONDS,
    ) -> None:
        self._engine = engine
        self._ticks = ticks
        self._read = read
        self._last = nothing
        self._fresh_seconds = fresh_seconds
        self._read_at: float | None = None
        self._reading = threading.Lock()

    def latest(self) -> T:
        """Return it. One thread reads anew when it is time; the others do not wait for that one."""
        read_at = self._read_at
        if read_at is not None and self._ticks() - read_at < self._fresh_seconds:
            return self._last
        if self._reading.acquire(blocking=read_at is None):
            try:
                if self._read_at == read_at:  # nobody did while we waited
                    self._read_again()
            finally:
                self._reading.release()
        return self._last

    def _read_again(self) -> None:
        try:
            with reading(self._engine) as connection:
                self._last = self._read(connection)
        except SQLAlchemyError:
            pass  # whoever needs the database more than this one will tell
        self._read_at = self._ticks()
