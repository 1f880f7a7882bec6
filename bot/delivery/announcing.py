"""Sending an announcement: claim some chunks, call LINE, record; again, until nothing is left.

As with the outbox the attempt is committed before the call. A process that dies in between leaves
a chunk whose outcome is unknown; the same request goes out again under the same retry key, and
LINE, which has taken it already, says so.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, TypeVar, assert_never

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
from bot.storage.chunks import Chunk, Taken, TooDear
from bot.storage.writer import Writer

_AMPLE = 100_000
"""Messages; so many that threads at work do not use them up between two looks."""
_STALE = timedelta(seconds=0.25)
"""After so long it is asked again whether what was claimed is still wanted."""
_GIVE_WAY_SECONDS, _LOOKS = 0.005, 20
"""How long and how often a claim waits while somebody is to be answered."""
_DATABASE_PAUSE_SECONDS = 0.5

Step = Literal["sent", "waits", "nothing", "over"]
T = TypeVar("T")


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
    at_once: int = 1
    """So many chunks are claimed, and recorded, in one transaction."""
    somebody_waits: Callable[[], bool] = lambda: False
    """Whether a person has written and is not answered yet."""
    others_live: Callable[[], bool] = lambda: False
    """Whether another process works on the same database: then it makes room for that."""
    one_by_one: threading.Lock = field(default_factory=threading.Lock)
    """Threads claim one after the other where one could spend what another has."""

    def step(self, one: Broadcast, *, closed: tuple[str, ...] = ()) -> Step:
        """Send the next few chunks; tell whether there may be more.

        `sent` and `waits`: go on. `nothing`: no chunk is due now. `over`: it is not being sent any
        more: everything went out, or it was paused, stopped or held.
        """
        if not self.gate.worth_a_claim:
            return "nothing"
        claimed = self.claim(one, closed=closed)
        if isinstance(claimed, str):
            return claimed
        crashpoint("chunk.after_claim")
        return self._send_all(one, claimed)

    def claim(self, one: Broadcast, *, closed: tuple[str, ...] = ()) -> list[Chunk] | Step:
        """Claim the next chunks, their attempts committed; or tell why there are none."""
        self._give_way()
        shared, most = self.others_live(), self.allowance.left(one)
        if not shared and (most is None or most > _AMPLE):
            return self._claim_within(one, most, closed)
        with self.one_by_one:
            began = self.now()
            claimed = self._claim_within(one, self.allowance.left(one), closed)
            if shared and self.writer.one_at_a_time:
                self.pause((self.now() - began).total_seconds())
            return claimed

    def _claim_within(
        self, one: Broadcast, most: int | None, closed: tuple[str, ...]
    ) -> list[Chunk] | Step:
        try:
            claimed = self.writer.run(lambda connection: self._claim(connection, one, most, closed))
        except TooDear:
            return self._hold(one, "budget")
        if not isinstance(claimed, str):
            self.allowance.spend(one, sum(len(chunk.recipients) for chunk in claimed))
        return claimed

    def _give_way(self) -> None:
        """Let those who have written be answered first, unless they come without end."""
        for _ in range(_LOOKS):
            if not self.somebody_waits():
                return
            self.pause(_GIVE_WAY_SECONDS)

    def _claim(
        self, connection: Connection, one: Broadcast, most: int | None, closed: tuple[str, ...]
    ) -> list[Chunk] | Step:
        state, pilot = broadcasts.standing(connection, one.id)
        if state is not State.SENDING:
            return "over"
        now = self.now()
        claimed = chunks.claim(
            connection,
            one.id,
            self.rules(one, now),
            holder=self.holder,
            most=most,
            at_once=self.at_once,
            closed=closed,
            only=pilot,
        )
        if claimed:
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

    def _send_all(self, one: Broadcast, claimed: Sequence[Chunk]) -> Step:
        """Make the requests one after the other; what LINE took is written down together."""
        taken: list[Taken] = []
        step: Step = "sent"
        began = self.now()
        for place, chunk in enumerate(claimed):
            if not self._goes_on(one, began):
                self._let_go(claimed[place:])
                step = "nothing"
                break
            asked = self._ask(one, chunk)
            if isinstance(asked, Taken):
                taken.append(asked)
                continue
            step = asked
            if step == "over":
                self._let_go(claimed[place + 1 :])
                break
        self._record(taken)
        return step

    def _goes_on(self, one: Broadcast, began: datetime) -> bool:
        """Tell whether LINE takes another request, and whether it is still wanted."""
        if not self.gate.lets_through("multicast"):
            return False
        if self.now() - began < _STALE:
            return True
        # However long that takes: what is claimed would be nobody's if this failed.
        state, _ = self._surely(lambda connection: broadcasts.standing(connection, one.id))
        return state is State.SENDING

    def _let_go(self, claimed: Sequence[Chunk]) -> None:
        now = self.now()
        if claimed:
            self._surely(lambda connection: chunks.let_go(connection, claimed, now=now))

    def _ask(self, one: Broadcast, chunk: Chunk) -> Taken | Step:
        """Make one request; return that LINE took it, or what its refusal leads to."""
        crashpoint("chunk.before_call")
        outcome = self.line.multicast(body_of(one, chunk), chunk.retry_key)
        crashpoint("chunk.after_call")
        self.gate.note("multicast", outcome)
        self.count(outcome.counted_as)
        if isinstance(outcome, Accepted):
            return Taken(chunk, outcome.request_id)
        return self._settle(one, chunk, outcome)

    def _settle(self, one: Broadcast, chunk: Chunk, refused: Refused) -> Taken | Step:
        now = self.now()
        decision = decide(
            "multicast",
            refused.failure,
            attempts=chunk.attempts,
            first_attempt_at=chunk.first_attempt_at,
            now=now,
            earlier_unknown=chunk.unknown_attempts > 0,
            jitter=self.jitter(),
        )
        match decision:
            case Sent():
                return Taken(chunk, refused.request_id)
            case TryAgain(after=after):
                due_at, unknown = now + after, refused.failure.leaves_doubt
                told = f"{refused.status}: {refused.failure}"
                self._surely(
                    lambda connection: chunks.put_back(
                        connection, chunk, due_at=due_at, unknown=unknown, error=told
                    )
                )
                if refused.failure is Failure.QUOTA_USED_UP:
                    return self._hold(one, "quota")
                return "waits"
            case GiveUp(reason=reason):
                told = f"{reason}: {refused.message}"
                self._surely(
                    lambda connection: chunks.give_up(connection, chunk, error=told, now=now)
                )
                # What LINE would not take for these people it will hardly take for others.
                return self._hold(one, "refused")
            case FallBackToPush():  # pragma: no cover -- only a reply has a token to lose
                raise AssertionError(decision)
            case _:
                assert_never(decision)

    def _hold(self, one: Broadcast, reason: str) -> Step:
        """Hold an announcement that the month's messages do not last for."""
        self._surely(
            lambda connection: broadcasts.move(
                connection, one.id, State.SENDING, State.HELD, reason=reason
            )
        )
        return "over"

    def _record(self, taken: Sequence[Taken]) -> None:
        if not taken:
            return
        now = self.now()
        self._surely(lambda connection: chunks.mark_sent(connection, taken, now=now))
        crashpoint("chunk.after_record")

    def _surely(self, work: Callable[[Connection], T]) -> T:
        """Do what must be done, however long the database takes to be well again."""
        while True:
            try:
                return self.writer.run(work)
            except OperationalError:
                self.pause(_DATABASE_PAUSE_SECONDS)


def body_of(one: Broadcast, claimed: Chunk) -> bytes:
    """Return the request that a chunk is, the same at every attempt."""
    body = {
        "to": claimed.recipients,
        "messages": orjson.Fragment(one.messages),
        "customAggregationUnits": [UNIT.format(id=one.id)],
    }
    return orjson.dumps(body)
