"""Who tries too many passwords waits: counted per address and per name, over all processes.

Addresses and names are counted under keyed hashes, which only this installation can make again.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.storage import sign_in_tries

WINDOW = timedelta(minutes=15)
PER_ADDRESS = 30
"""An office of many officers has one address."""
PER_NAME = 10


@dataclass(frozen=True, slots=True)
class Trier:
    """Where a try comes from, and whose account it is about."""

    address: str
    name: str

    @classmethod
    def of(cls, secret: bytes, *, address: str, name: str) -> Trier:
        """Hash both with the installation's key."""
        return cls(_hash(secret, f"address/{address}"), _hash(secret, f"name/{name}"))


def wait(connection: Connection, trier: Trier, *, now: datetime) -> timedelta | None:
    """Return how long they must wait; None when they may try."""
    since = now - WINDOW
    limits = ((trier.address, PER_ADDRESS), (trier.name, PER_NAME))
    tries = [sign_in_tries.nth_latest(connection, key, most, since=since) for key, most in limits]
    until = [at + WINDOW for at in tries if at is not None]
    return max(until) - now if until else None


def note_failure(connection: Connection, trier: Trier, *, now: datetime) -> None:
    """Count a failed try."""
    sign_in_tries.forget_old(connection, before=now - WINDOW)
    sign_in_tries.note(connection, [trier.address, trier.name], now=now)


def note_success(connection: Connection, trier: Trier) -> None:
    """Forget what was tried under this name; what an address tried still counts."""
    sign_in_tries.forget(connection, trier.name)


def in_words(waiting: timedelta) -> str:
    """Tell how long to wait, in whole minutes."""
    minutes = -(-int(waiting.total_seconds()) // 60) or 1
    return f"ลองเข้าสู่ระบบผิดหลายครั้ง รออีก {minutes} นาที แล้วลองใหม่"


def _hash(secret: bytes, what: str) -> str:
    return hmac.new(secret, what.encode(), hashlib.sha256).hexdigest()
