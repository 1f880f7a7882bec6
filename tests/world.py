"""Where the tests' world is, and what time it is there."""

from __future__ import annotations

import os
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

POSTGRES = os.environ.get("TEST_DATABASE_URL", "postgresql://postgres@127.0.0.1:5432/postgres")
REDIS = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/9")
SKIP_NOTHING = bool(os.environ.get("FRONT_DOOR_SKIP_NOTHING"))
CHROMIUM = "/usr/bin/chromium"

WEDNESDAY_MORNING = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
"""25 November 2569, 10:00 in Bangkok: a working day, the offices are open."""


def skip(reason: str) -> None:
    """Skip for want of a part of the machine; where everything must be there, fail."""
    if SKIP_NOTHING:
        pytest.fail(f"nothing may be skipped here, but {reason}")
    pytest.skip(reason)


@dataclass
class HandClock:
    """A clock that moves only when it is told to."""

    moment: datetime = WEDNESDAY_MORNING
    keys: int = field(default=0)

    def now(self) -> datetime:
        return self.moment

    def ticks(self) -> float:
        return self.moment.timestamp()

    def move(self, **by: float) -> None:
        self.moment += timedelta(**by)

    def new_key(self) -> str:
        self.keys += 1
        return str(uuid.UUID(int=self.keys))
