"""A database that cannot be written for a while, after LINE was called."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError
from typing_extensions import override

from bot.emulator import Emulator
from bot.storage.writer import Writer

T = TypeVar("T")


class Unwell(Writer):
    """A writer whose database is full for a while, once LINE has been called."""

    def __init__(self, engine: Engine, line: Emulator) -> None:
        super().__init__(engine)
        self.line = line
        self.refusals = 2

    @override
    def run(self, work: Callable[[Connection], T]) -> T:
        if self.line.ledger() and self.refusals:
            self.refusals -= 1
            raise OperationalError("COMMIT", None, Exception("database or disk is full"))
        return super().run(work)
