"""The only reader of time and randomness; everybody else is handed `now` and `new_key`."""

from __future__ import annotations

import time
import uuid
from datetime import UTC, datetime


def now() -> datetime:
    """Return the present moment, in UTC, with its time zone."""
    return datetime.now(UTC)  # noqa: TID251 -- the one place that reads the clock


def ticks() -> float:
    """Return seconds on a clock that only goes forward, whatever is done to the wall clock."""
    return time.monotonic()


def new_key() -> str:
    """Return a fresh random UUID, as LINE wants it in `X-Line-Retry-Key`."""
    return str(uuid.uuid4())  # noqa: TID251 -- the one place that makes random keys
