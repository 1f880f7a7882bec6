"""Sending what waits in the outbox: claim, call LINE, record. Every message leaves by this door.

The attempt is committed before the call. A process that dies in between therefore leaves a row
whose outcome is unknown, and `bot.delivery.retry` treats it as such: nothing is sent twice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, assert_never

import orjson
from sqlalchemy import Engine

from bot.delivery.retry import FallBackToPush, GiveUp, Sent, TryAgain, decide
from bot.line.client import LineClient
from bot.model.sending import Accepted, Outcome
from bot.storage import outbox
from bot.storage.db import reading, transaction
from bot.storage.outbox import Letter

Method = Literal["reply", "push"]


@dataclass(frozen=True, slots=True)
class Sender:
    """What sending needs. `jitter` gives a number from 0 to 1; `count` is told each outcome."""

    engine: Engine
    line: LineClient
    now: Callable[[], datetime]
    jitter: Callable[[], float]
    count: Callable[[Method, str], None]

    def send_waiting(self, person: str) -> datetime | None:
        """Send what is due to one person, in order; return when to come back, if at all."""
        while True:
            with transaction(self.engine) as connection:
                letter = outbox.claim_next(connection, person, now=self.now())
            if letter is None:
                with reading(self.engine) as connection:
                    return outbox.next_due(connection, person)
            self._send(letter)

    def _send(self, letter: Letter) -> None:
        method = self._method(letter)
        outcome = self._call(letter, method)
        if isinstance(outcome, Accepted):
            self.count(method, "accepted")
            self._record_sent(letter, method, outcome.request_id, presumed=False)
            return
        self.count(method, outcome.failure.value)
        decision = decide(
            method,
            outcome.failure,
            attempts=letter.attempts,
            first_attempt_at=letter.first_attempt_at or self.now(),
            now=self.now(),
            earlier_unknown=letter.unknown_attempts > 0,
            jitter=self.jitter(),
        )
        match decision:
            case Sent(presumed=presumed):
                self._record_sent(letter, method, outcome.request_id, presumed=presumed)
            case TryAgain(after=after):
                unknown = outcome.failure.leaves_doubt
                self._put_back(letter, due_at=self.now() + after, unknown=unknown, outcome=outcome)
            case FallBackToPush():
                with transaction(self.engine) as connection:
                    outbox.drop_token(connection, letter, now=self.now())
            case GiveUp(reason=reason):
                with transaction(self.engine) as connection:
                    outbox.give_up(connection, letter, error=reason, now=self.now())
            case _:
                assert_never(decision)

    def _method(self, letter: Letter) -> Method:
        """Reply while the token lives; once tried, its fate must be known before a push."""
        if letter.reply_token is None or letter.token_expires_at is None:
            return "push"
        if letter.unknown_attempts > 0 or letter.token_expires_at > self.now():
            return "reply"
        return "push"

    def _call(self, letter: Letter, method: Method) -> Outcome:
        messages = orjson.Fragment(letter.messages)
        if method == "reply":
            return self.line.reply(
                orjson.dumps({"replyToken": letter.reply_token, "messages": messages})
            )
        return self.line.push(
            orjson.dumps({"to": letter.person, "messages": messages}), letter.retry_key
        )

    def _record_sent(
        self, letter: Letter, method: Method, request_id: str, *, presumed: bool
    ) -> None:
        with transaction(self.engine) as connection:
            outbox.mark_sent(
                connection,
                letter,
                by=method,
                request_id=request_id,
                now=self.now(),
                presumed=presumed,
            )

    def _put_back(
        self, letter: Letter, *, due_at: datetime, unknown: bool, outcome: Outcome
    ) -> None:
        with transaction(self.engine) as connection:
            outbox.put_back(
                connection, letter, due_at=due_at, unknown=unknown, error=_reason(outcome)
            )


def _reason(outcome: Outcome) -> str:
    return "" if isinstance(outcome, Accepted) else f"{outcome.status}: {outcome.failure}"
