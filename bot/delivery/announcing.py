"""Sending an announcement: claim a chunk, call LINE, record; again, until nothing is left.

As with the outbox the attempt is committed before the call. A process that dies in between leaves
a chunk whose outcome is unknown; the same request goes out again under the same retry key, and
LINE, which has taken it already, says so.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, assert_never

import orjson
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from bot.broadcasts.states import State
from bot.broadcasts.wording import UNIT
from bot.crashpoint import crashpoint
from bot.delivery.gate import Gate
from bot.delivery.retry import FallBackToPush, GiveUp, Sent, TryAgain, decide
from bot.line.client import LineClient
from bot.model.sending import Accepted, Failure, Refused
from bot.storage import broadcasts, chunks
from bot.storage.audience import Rules
from bot.storage.broadcasts import Broadcast
from bot.storage.chunks import Chunk, TooDear
from bot.storage.writer import Writer

_DATABASE_PAUSE_SECONDS = 0.5

Step = Literal["sent", "waits", "nothing", "over"]


@dataclass(frozen=True, slots=True)
class Allowance:
    """How many may still be written to by an announcement, asked for before each chunk.

    `left` returns None for any number.
    """

    left: Callable[[Broadcast], int | None]
    spend: Callable[[Broadcast, int], None]


@dataclass(frozen=True, slots=True)
class Announcer:
    """What sending announcements needs. `jitter` gives a number from 0 to 1."""

    writer: Writer
    line: LineClient
    gate: Gate
    holder: str
    now: Callable[[], datetime]
    jitter: Callable[[], float]
    rules: Callable[[Broadcast, datetime], Rules]
    allowance: Allowance
    count: Callable[[str], None] = lambda _outcome: None
    pause: Callable[[float], object] = threading.Event().wait
    one_by_one: threading.Lock = field(default_factory=threading.Lock)
    """Threads claim one after the other, so that none spends what another has."""

    def step(self, one: Broadcast, *, closed: tuple[str, ...] = ()) -> Step:
        """Send the next chunk; tell whether there may be another.

        `sent` and `waits`: go on. `nothing`: no chunk is due now. `over`: it is not being sent any
        more: everything went out, or it was paused, stopped or held.
        """
        if not self.gate.worth_a_claim:
            return "nothing"
        claimed = self.claim(one, closed=closed)
        if isinstance(claimed, str):
            return claimed
        crashpoint("chunk.after_claim")
        return self._send(one, claimed)

    def claim(self, one: Broadcast, *, closed: tuple[str, ...] = ()) -> Chunk | Step:
        """Claim the next chunk, its attempt committed; or tell why there is none."""
        with self.one_by_one:
            most = self.allowance.left(one)
            try:
                claimed = self.writer.run(
                    lambda connection: self._claim(connection, one, most, closed)
                )
            except TooDear:
                return self._hold(one, "budget")
            if not isinstance(claimed, str):
                self.allowance.spend(one, len(claimed.recipients))
            return claimed

    def _claim(
        self, connection: Connection, one: Broadcast, most: int | None, closed: tuple[str, ...]
    ) -> Chunk | Step:
        state, pilot = broadcasts.standing(connection, one.id)
        if state is not State.SENDING:
            return "over"
        now = self.now()
        claimed = chunks.claim_next(
            connection,
            one.id,
            self.rules(one, now),
            holder=self.holder,
            most=most,
            closed=closed,
            only=pilot,
        )
        if claimed is not None:
            return claimed
        if pilot is not None and not chunks.any_left(connection, one.id, pilot):
            broadcasts.move(
                connection, one.id, State.SENDING, State.HELD, reason="pilot", pilot=None
            )
            return "over"
        if not chunks.progress(connection, one.id).done:
            return "nothing"
        broadcasts.move(connection, one.id, State.SENDING, State.SENT, finished_at=now, reason=None)
        return "over"

    def _send(self, one: Broadcast, claimed: Chunk) -> Step:
        if not self.gate.lets_through("multicast"):
            now = self.now()
            self._write(lambda connection: chunks.let_go(connection, claimed, now=now))
            return "nothing"
        crashpoint("chunk.before_call")
        outcome = self.line.multicast(body_of(one, claimed), claimed.retry_key)
        crashpoint("chunk.after_call")
        self.gate.note("multicast", outcome)
        if isinstance(outcome, Accepted):
            self.count("accepted")
            return self._record_sent(claimed, outcome.request_id)
        self.count(outcome.failure.value)
        return self._settle(one, claimed, outcome)

    def _settle(self, one: Broadcast, claimed: Chunk, refused: Refused) -> Step:
        now = self.now()
        decision = decide(
            "multicast",
            refused.failure,
            attempts=claimed.attempts,
            first_attempt_at=claimed.first_attempt_at,
            now=now,
            earlier_unknown=claimed.unknown_attempts > 0,
            jitter=self.jitter(),
        )
        match decision:
            case Sent():
                return self._record_sent(claimed, refused.request_id)
            case TryAgain(after=after):
                due_at, unknown = now + after, refused.failure.leaves_doubt
                told = f"{refused.status}: {refused.failure}"
                self._write(
                    lambda connection: chunks.put_back(
                        connection, claimed, due_at=due_at, unknown=unknown, error=told
                    )
                )
                if refused.failure is Failure.QUOTA_USED_UP:
                    return self._hold(one, "quota")
                return "waits"
            case GiveUp(reason=reason):
                told = f"{reason}: {refused.message}"
                self._write(
                    lambda connection: chunks.give_up(connection, claimed, error=told, now=now)
                )
                # What LINE would not take for these people it will hardly take for others.
                return self._hold(one, "refused")
            case FallBackToPush():  # pragma: no cover -- only a reply has a token to lose
                raise AssertionError(decision)
            case _:
                assert_never(decision)

    def _hold(self, one: Broadcast, reason: str) -> Step:
        """Hold an announcement that the month's messages do not last for."""
        self._write(
            lambda connection: broadcasts.move(
                connection, one.id, State.SENDING, State.HELD, reason=reason
            )
        )
        return "over"

    def _record_sent(self, claimed: Chunk, request_id: str) -> Step:
        now = self.now()
        self._write(
            lambda connection: chunks.mark_sent(connection, claimed, request_id=request_id, now=now)
        )
        crashpoint("chunk.after_record")
        return "sent"

    def _write(self, work: Callable[[Connection], object]) -> None:
        """Write what LINE told us, however long the database takes to be well again."""
        while True:
            try:
                self.writer.run(work)
            except OperationalError:
                self.pause(_DATABASE_PAUSE_SECONDS)
            else:
                return


def body_of(one: Broadcast, claimed: Chunk) -> bytes:
    """Return the request that a chunk is, the same at every attempt."""
    body = {
        "to": claimed.recipients,
        "messages": orjson.Fragment(one.messages),
        "customAggregationUnits": [UNIT.format(id=one.id)],
    }
    return orjson.dumps(body)
