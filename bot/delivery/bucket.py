"""LINE's rate limits: a token bucket for each endpoint, shared through Redis where there is one.

LINE counts calls per channel and endpoint: 2,000 a second for reply and push, 200 for multicast,
100 for the loading animation, 2,000 for linking a menu (LINE Developers, Messaging API reference,
«Rate limits»).

The bucket is kept as one number, the time at which it would be full again (GCRA): a caller moves
it on by one call's share and waits until its own turn. The burst is a tenth of a second's worth
and the pace nine tenths of the limit, so that no second ever sees more calls than are allowed.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import Any, Protocol

import structlog

_log = structlog.get_logger()

LIMITS: Mapping[str, int] = {
    "reply": 2000,
    "push": 2000,
    "multicast": 200,
    "loading": 100,
    "content": 2000,
    "rich_menu": 2000,
}
"""Calls a second that LINE takes."""

_BURST_SECONDS = 0.1
_PACE = 0.9

_RESERVE = """
local time = redis.call('TIME')
local now = time[1] + time[2] / 1000000
local full = tonumber(redis.call('GET', KEYS[1]) or '0')
if full < now then full = now end
local wait = full - now - tonumber(ARGV[2])
if wait > tonumber(ARGV[3]) then return tostring(wait) end
redis.call('SET', KEYS[1], string.format('%.6f', full + tonumber(ARGV[1])), 'EX', 60)
return tostring(wait)
"""


class Bucket(Protocol):
    """Whoever says when the next call may be made."""

    def reserve(self, endpoint: str, *, patience: float) -> float | None:
        """Take a place; return the seconds to wait for it, None when that is beyond patience."""


class LocalBucket:
    """The buckets of one process. `ticks` is a clock in seconds that only goes forward."""

    def __init__(self, limits: Mapping[str, int], ticks: Callable[[], float]) -> None:
        self._limits = limits
        self._ticks = ticks
        self._full_at: dict[str, float] = {}
        self._lock = threading.Lock()

    def reserve(self, endpoint: str, *, patience: float) -> float | None:
        """See `Bucket`."""
        now = self._ticks()
        with self._lock:
            full_at = max(self._full_at.get(endpoint, 0.0), now)
            wait = full_at - now - _BURST_SECONDS
            if wait > patience:
                return None
            self._full_at[endpoint] = full_at + 1 / (self._limits[endpoint] * _PACE)
        return max(0.0, wait)


class SharedBucket:
    """The buckets of all processes, in Redis, by its clock.

    While Redis does not answer each process keeps to the limits by itself.
    """

    def __init__(self, redis: Any, limits: Mapping[str, int], ticks: Callable[[], float]) -> None:  # noqa: ANN401 -- redis-py's client, untyped scripts
        self._reserve = redis.register_script(_RESERVE)
        self._limits = limits
        self._ticks = ticks
        self._alone = LocalBucket(limits, ticks)
        self._ask_again_at = 0.0

    def reserve(self, endpoint: str, *, patience: float) -> float | None:
        """See `Bucket`."""
        if self._ticks() < self._ask_again_at:
            return self._alone.reserve(endpoint, patience=patience)
        share = 1 / (self._limits[endpoint] * _PACE)
        try:
            wait = float(
                self._reserve(
                    keys=[f"frontdoor:bucket:{endpoint}"], args=[share, _BURST_SECONDS, patience]
                )
            )
        except Exception as error:  # noqa: BLE001 -- whatever Redis' trouble is, calls go on
            _log.warning("bucket_alone", error=type(error).__name__)
            self._ask_again_at = self._ticks() + 1.0
            return self._alone.reserve(endpoint, patience=patience)
        return None if wait > patience else max(0.0, wait)


def limits(most_a_second: int) -> dict[str, int]:
    """Return LINE's limits, none higher than what this installation allows itself."""
    return {endpoint: min(limit, most_a_second) for endpoint, limit in LIMITS.items()}
