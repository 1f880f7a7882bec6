"""Sending what waits in the outbox: claim, call LINE, record. Every message leaves by this door.

The attempt is committed before the call. A process that dies in between therefore leaves a row
whose outcome is unknown, and `bot.delivery.retry` treats it as such: nothing is sent twice.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol, assert_never

import orjson
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from bot.cases.group_commands import named
from bot.crashpoint import crashpoint
from bot.delivery.gate import Gate
from bot.delivery.retry import Decision, FallBackToPush, GiveUp, Sent, TryAgain, decide
from bot.line.client import LineClient
from bot.model.sending import Accepted, Outcome, Refused
from bot.storage import groups, outbox
from bot.storage.outbox import TALK, Letter, TokenLoss
from bot.storage.writer import Writer

_DATABASE_PAUSE_SECONDS = 0.5
_GROUPS = "C"
"""LINE's ids of groups begin with it, those of people with U."""

Method = Literal["reply", "push"]
Result = Literal["finished", "waits", "not tried"]


class Tally(Protocol):
    """Told of every call and of what follows from it, for whoever counts."""

    def called(self, letter: Letter, method: Method, outcome: str) -> None:
        """Take note of a call; `outcome` is `accepted` or the name of a failure."""

    def decided(self, letter: Letter, method: Method, decision: Decision) -> None:
        """Take note of what follows from a call that failed."""


@dataclass(frozen=True, slots=True)
class Sender:
    """What sending needs. `jitter` gives a number from 0 to 1."""

    writer: Writer
    line: LineClient
    gate: Gate
    holder: str
    now: Callable[[], datetime]
    jitter: Callable[[], float]
    tally: Tally
    pause: Callable[[float], object] = threading.Event().wait
    in_hand: set[int] = field(default_factory=set)
    """Rows that some thread of this process is at."""

    def send_waiting(self, person: str, *, lanes: Sequence[str] = TALK) -> datetime | None:
        """Send what is due to one person, in order; return when to come back, if at all.

        Nothing is promised while LINE is down: the sweeper comes by again and again.
        """
        while self.gate.worth_a_claim:
            letter, due_at = self.writer.run(
                lambda connection: self._claim(connection, person, lanes)
            )
            if letter is None:
                return due_at
            crashpoint("claim.after_commit")
            if self.send(letter) == "not tried":
                return None
        return None

    def send(self, letter: Letter) -> Result:
        """Make the call of a row that was claimed, and record what came of it."""
        self.in_hand.add(letter.id)
        try:
            return self._send(letter)
        finally:
            self.in_hand.discard(letter.id)

    def _send(self, letter: Letter) -> Result:
        if self._token_ran_out(letter):
            self._drop_token(letter, "token expired")
            return "waits"
        method: Method = "reply" if letter.reply_token else "push"
        if not self.gate.lets_through(method):
            self._write(lambda connection: outbox.let_go(connection, letter))
            return "not tried"
        crashpoint("send.before_call")
        outcome = self._call(letter, method)
        crashpoint("send.after_call")
        self.gate.note(method, outcome)
        self.tally.called(letter, method, outcome.counted_as)
        if isinstance(outcome, Accepted):
            self._record_sent(letter, method, outcome.request_id, presumed=False)
            self._note_said_in_group(letter, outcome)
            return "finished"
        return self._settle(letter, method, outcome)

    def _write(self, work: Callable[[Connection], None]) -> None:
        """Write what LINE told us, however long the database takes to be well again.

        Until then the row is held by this process, and nobody else may touch it. A process that
        waits too long is ended as stuck, and its row is then taken over in doubt.
        """
        while True:
            try:
                return self.writer.run(work)
            except OperationalError:
                self.pause(_DATABASE_PAUSE_SECONDS)

    def _claim(
        self, connection: Connection, person: str, lanes: Sequence[str]
    ) -> tuple[Letter | None, datetime | None]:
        now = self.now()
        letter = outbox.claim_next(connection, person, holder=self.holder, now=now, lanes=lanes)
        if letter is not None:
            crashpoint("claim.before_commit")
            return letter, None
        return None, outbox.next_due(connection, person, lanes=lanes)

    def _settle(self, letter: Letter, method: Method, refused: Refused) -> Result:
        decision = decide(
            method,
            refused.failure,
            attempts=letter.attempts,
            first_attempt_at=letter.first_attempt_at or self.now(),
            now=self.now(),
            earlier_unknown=letter.unknown_attempts > 0,
            jitter=self.jitter(),
        )
        self.tally.decided(letter, method, decision)
        match decision:
            case Sent(presumed=presumed):
                self._record_sent(letter, method, refused.request_id, presumed=presumed)
                return "finished"
            case TryAgain(after=after):
                self._put_back(letter, refused, due_at=self.now() + after)
                return "waits"
            case FallBackToPush():
                self._drop_token(letter, "token refused")
                return "waits"
            case GiveUp(reason=reason):
                told = f"{reason}: {refused.message}"
                self._give_up(letter, told, unknown=refused.failure.leaves_doubt)
                return "finished"
            case _:
                assert_never(decision)

    def _token_ran_out(self, letter: Letter) -> bool:
        """Tell whether its token is of no use; one tried in doubt is a probe to the end."""
        if letter.token_expires_at is None or letter.unknown_attempts > 0:
            return False
        return letter.token_expires_at <= self.now()

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
        now = self.now()
        self._write(
            lambda connection: outbox.mark_sent(
                connection, letter, by=method, request_id=request_id, now=now, presumed=presumed
            )
        )
        crashpoint("record.after_commit")

    def _note_said_in_group(self, letter: Letter, accepted: Accepted) -> None:
        """Keep by LINE's ids what officers may quote. Lost in a crash, they type the number."""
        if not letter.person.startswith(_GROUPS) or not accepted.message_ids:
            return
        said = [str(one.get("text", "")) for one in orjson.loads(letter.messages)]
        cases = dict(zip(accepted.message_ids, map(named, said), strict=False))
        now = self.now()
        self._write(lambda connection: groups.note_said(connection, letter.person, cases, now=now))

    def _give_up(self, letter: Letter, reason: str, *, unknown: bool) -> None:
        now = self.now()
        self._write(
            lambda connection: outbox.give_up(
                connection, letter, error=reason, now=now, unknown=unknown
            )
        )

    def _drop_token(self, letter: Letter, because: TokenLoss) -> None:
        now = self.now()
        self._write(
            lambda connection: outbox.drop_token(connection, letter, now=now, because=because)
        )

    def _put_back(self, letter: Letter, refused: Refused, *, due_at: datetime) -> None:
        self._write(
            lambda connection: outbox.put_back(
                connection,
                letter,
                due_at=due_at,
                unknown=refused.failure.leaves_doubt,
                error=f"{refused.status}: {refused.failure}",
            )
        )
