"""The emulator's own time and randomness: the only module of it that reads either."""

from __future__ import annotations

import secrets
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def system_now() -> datetime:
    """Return the present moment, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 -- the emulator may not use the bot's clock


def stopwatch() -> float:
    """Return seconds on a clock that never goes back; only differences mean anything."""
    return time.monotonic()


class Clock:
    """The time LINE believes it is: a source that can be replaced, plus an offset."""

    def __init__(self, now: Callable[[], datetime] = system_now) -> None:
        self._now = now
        self.offset = timedelta()

    def now(self) -> datetime:
        """Return the present moment as LINE sees it."""
        return self._now() + self.offset

    def now_ms(self) -> int:
        """Return the present moment in milliseconds since 1970, as webhooks write it."""
        return round(self.now().timestamp() * 1000)

    def shift(self, seconds: float) -> None:
        """Move the clock forward (or back), for instance to let a reply token grow old."""
        self.offset += timedelta(seconds=seconds)


def new_uuid() -> str:
    """Return a request id, in the form LINE gives them."""
    return str(uuid.uuid4())  # noqa: TID251 -- the emulator may not use the bot's clock


def new_hex() -> str:
    """Return 32 hexadecimal digits: a reply token, or the tail of a user id."""
    return secrets.token_hex(16)


def new_token() -> str:
    """Return an opaque token such as a quote token."""
    return secrets.token_urlsafe(32)


def new_ulid(at_ms: int) -> str:
    """Return a 26-letter ULID for this moment: a `webhookEventId`."""
    value = (at_ms << 80) | secrets.randbits(80)
    return "".join(_CROCKFORD[(value >> shift) & 31] for shift in range(125, -1, -5))
