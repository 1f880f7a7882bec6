"""Reply tokens: each works once, within one minute of the webhook that carried it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.emulator.clock import new_hex

LIFE = timedelta(minutes=1)
"""How long a token works after its webhook was sent (or sent again)."""

OLDEST = timedelta(minutes=20)
"""A redelivered token works only while the event itself is younger than this."""


@dataclass(slots=True)
class _Token:
    chat_id: str
    born: datetime
    expires: datetime
    used: bool = False


class ReplyTokens:
    """All tokens handed out. Not thread-safe by itself: the platform's lock guards it."""

    def __init__(self) -> None:
        self._tokens: dict[str, _Token] = {}

    def issue(self, chat_id: str, now: datetime) -> str:
        """Make a token with which the bot may answer once in this chat."""
        token = new_hex()
        self._tokens[token] = _Token(chat_id, born=now, expires=now + LIFE)
        return token

    def renew(self, token: str, now: datetime) -> None:
        """Give a redelivered token its minute again, unless the event is too old."""
        known = self._tokens.get(token)
        if known and now - known.born <= OLDEST:
            known.expires = now + LIFE

    def chat_of(self, token: object, now: datetime) -> str | None:
        """Tell which chat a token that still works belongs to; None when it does not work."""
        known = self._tokens.get(token) if isinstance(token, str) else None
        if known is None or known.used or now > known.expires:
            return None
        return known.chat_id

    def spend(self, token: str) -> None:
        """Use a token up."""
        self._tokens[token].used = True
