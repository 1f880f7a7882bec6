"""Counting what is sent: how much is free, why the rest is not, and what is tried again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot import metrics
from bot.delivery.retry import Decision, GiveUp, Sent, TryAgain
from bot.delivery.sender import Method
from bot.handlers.inbound import TOKEN_LIFE
from bot.storage.outbox import Letter


@dataclass(frozen=True, slots=True)
class MetricsTally:
    """Tells Prometheus of every call."""

    now: Callable[[], datetime]

    def called(self, letter: Letter, method: Method, outcome: str) -> None:
        """Count a call; of one that went through, also how it went and how old its token was."""
        metrics.LINE_CALLS.labels(method, outcome).inc()
        if outcome not in {"accepted", "already_accepted"}:
            return
        metrics.SENT.labels(letter.lane, method, _why(letter, method)).inc()
        if method == "reply" and letter.token_expires_at is not None:
            age = TOKEN_LIFE - (letter.token_expires_at - self.now())
            metrics.TOKEN_AGE.observe(max(age.total_seconds(), 0.0))

    def decided(self, letter: Letter, method: Method, decision: Decision) -> None:
        """Count what follows from a failure."""
        match decision:
            case TryAgain():
                metrics.RETRIES.labels(method).inc()
            case Sent(presumed=True):
                metrics.PRESUMED.inc()
                metrics.SENT.labels(letter.lane, method, _why(letter, method)).inc()
            case GiveUp():
                metrics.DEAD_LETTERS.inc()
            case _:
                pass


def _why(letter: Letter, method: Method) -> str:
    """Return why it was pushed; "" for a reply."""
    if method == "reply":
        return ""
    if letter.lane != "live":
        return letter.lane
    return (letter.token_loss or "no token").replace(" ", "_")
