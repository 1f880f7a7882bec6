"""Retry keys: a send request made twice with the same key is accepted once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.emulator.rules import Refused, is_uuid

LIFE = timedelta(hours=24)
"""After this a key is forgotten, and using it again sends again."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """What was accepted under a key."""

    request_id: str
    request: str
    """The endpoint and body, to see that the retry is the same request."""
    sent: list[dict[str, object]] | None
    at: datetime


def already_accepted(accepted: Accepted) -> Refused:
    """Build LINE's 409: the key was used and the message is on its way. Treat it as success."""
    more = {} if accepted.sent is None else {"sentMessages": accepted.sent}
    headers = {"x-line-accepted-request-id": accepted.request_id}
    return Refused(409, "The retry key is already accepted", more=more, headers=headers)


class RetryKeys:
    """The keys of the last 24 hours. Not thread-safe by itself: the platform's lock guards it."""

    def __init__(self) -> None:
        self._accepted: dict[str, Accepted] = {}

    def check(self, key: str | None, request: str, now: datetime) -> None:
        """Raise when a request with this key must not be carried out.

        400 for a key that is no UUID, 409 for one that was accepted, and 400 for one that was
        accepted for another request. LINE only says that body and recipient must be the same;
        this refusal is ours, so that a bot's mistake does not pass for a success.
        """
        if key is None:
            return
        if not is_uuid(key):
            raise Refused(400, "The retry key must be a UUID in hexadecimal notation")
        known = self._accepted.get(key.lower())
        if known is None or now - known.at >= LIFE:
            return
        if known.request != request:
            raise Refused(400, "The retry key was used for a different request")
        raise already_accepted(known)

    def accept(self, key: str | None, accepted: Accepted) -> None:
        """Remember what was accepted under this key."""
        if key is not None:
            self._accepted[key.lower()] = accepted
