"""The month's free messages, and how many requests a second LINE takes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone

from bot.emulator.rules import Refused

_THAI_TIME = timezone(timedelta(hours=7))
_PER_SECOND = 1.0
_PER_HOUR = 3600.0

RATES: dict[str, tuple[int, float]] = {
    "multicast": (200, _PER_SECOND),
    "narrowcast": (60, _PER_HOUR),
    "broadcast": (60, _PER_HOUR),
    "insight-unit": (60, _PER_HOUR),
    "loading": (100, _PER_SECOND),
    "webhook-test": (60, _PER_HOUR),
    "webhook-get": (1000, 60.0),
    "webhook-set": (1000, 60.0),
    "richmenu-create": (100, _PER_HOUR),
    "richmenu-delete": (100, _PER_HOUR),
    "richmenu-alias-delete": (100, _PER_HOUR),
    "richmenu-list": (10, _PER_SECOND),
}
"""Requests per so many seconds, by endpoint; all others get 2,000 a second."""

_USUAL = (2000, _PER_SECOND)


@dataclass(slots=True)
class Quota:
    """Messages that cost something, counted by recipients and by month (Thai time)."""

    limit: int | None = None
    """How many a month; None is a plan without limit."""
    _used: dict[str, int] = field(default_factory=dict)

    def used(self, now: datetime) -> int:
        """Return how many recipients were charged this month."""
        return self._used.get(_month(now), 0)

    def charge(self, recipients: int, now: datetime) -> None:
        """Charge the recipients of one request, or refuse it whole when the month is used up."""
        used = self.used(now)
        if self.limit is not None and used + recipients > self.limit:
            raise Refused(429, "You have reached your monthly limit.")
        self._used[_month(now)] = used + recipients


def _month(now: datetime) -> str:
    return now.astimezone(_THAI_TIME).strftime("%Y-%m")


class Rates:
    """One token bucket per endpoint, as LINE keeps them per channel."""

    def __init__(self) -> None:
        self._buckets: dict[str, tuple[float, float]] = {}

    def take(self, endpoint: str, at: float) -> None:
        """Count one request at this moment (in seconds), or refuse it."""
        size, seconds = RATES.get(endpoint, _USUAL)
        left, last = self._buckets.get(endpoint, (float(size), at))
        left = min(float(size), left + max(0.0, at - last) * size / seconds)
        if left < 1:
            self._buckets[endpoint] = (left, at)
            raise rate_exceeded()
        self._buckets[endpoint] = (left - 1, at)


def rate_exceeded() -> Refused:
    """Build the 429 for too many requests."""
    return Refused(429, "The API rate limit has been exceeded. Try again later.")
