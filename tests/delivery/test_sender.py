"""The one door: what waits in the outbox goes out in order, once, and says what became of it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.app import App
from bot.delivery.bucket import LIMITS, LocalBucket
from bot.delivery.gate import Gate
from bot.delivery.retry import Decision
from bot.delivery.sender import Sender
from bot.emulator import Emulator
from bot.line.client import LineClient
from bot.storage import outbox
from bot.storage.db import reading, transaction
from bot.storage.outbox import Letter, NewLetter
from bot.storage.tokens import Ticket
from tests.delivery.unwell import Unwell
from tests.world import HandClock


@dataclass
class Tally:
    """Counts the calls by method and outcome."""

    calls: Counter[tuple[str, str]] = field(default_factory=Counter)

    def called(self, letter: Letter, method: str, outcome: str) -> None:
        assert letter.attempts > 0
        self.calls[method, outcome] += 1

    def decided(self, letter: Letter, method: str, decision: Decision) -> None:
        pass


@dataclass
class Desk:
    """An outbox with a sender, and LINE on the other side."""

    app: App
    clock: HandClock
    line: Emulator
    sender: Sender
    counted: Counter[tuple[str, str]]
    person: str

    def put(self, words: str, *, token: str | None = None, lives: float = 50) -> None:
        ticket = Ticket(token, self.clock.now() + timedelta(seconds=lives)) if token else None
        with transaction(self.app.engine) as connection:
            new = NewLetter(
                person=self.person,
                messages=json.dumps([{"type": "text", "text": words}]),
                cause=self.clock.new_key(),
                retry_key=self.clock.new_key(),
                ticket=ticket,
            )
            outbox.add(connection, new, now=self.clock.now())

    def heard(self) -> list[object]:
        return [message["text"] for message in self.line.messages(self.person)]

    def states(self) -> list[tuple[str, str | None]]:
        with reading(self.app.engine) as connection:
            rows = connection.execute(text("SELECT status, sent_by FROM outbox ORDER BY id"))
            return [(row[0], row[1]) for row in rows]


@pytest.fixture
def desk(app: App, clock: HandClock) -> Iterator[Desk]:
    tally = Tally()

    with Emulator(channel_secret="secret", access_token="token") as line:
        client = LineClient("token", base_url=line.base_url)
        sender = Sender(
            writer=app.writer,
            line=client,
            gate=Gate(LocalBucket(LIMITS, clock.ticks), clock.ticks),
            holder="me",
            now=clock.now,
            jitter=lambda: 0.5,
            tally=tally,
        )
        yield Desk(app, clock, line, sender, tally.calls, line.person("anna"))


def test_without_a_token_it_is_pushed_and_the_next_follows(desk: Desk) -> None:
    desk.put("หนึ่ง")
    desk.put("สอง")

    assert desk.sender.send_waiting(desk.person) is None

    assert desk.heard() == ["หนึ่ง", "สอง"]
    assert desk.states() == [("sent", "push"), ("sent", "push")]


def test_a_token_past_its_minute_is_not_tried(desk: Desk) -> None:
    desk.put("หนึ่ง", token="dead", lives=-1)

    desk.sender.send_waiting(desk.person)

    assert desk.states() == [("sent", "push")]
    assert desk.counted == {("push", "accepted"): 1}


def test_a_token_that_line_refuses_falls_back_to_one_push(desk: Desk) -> None:
    desk.put("หนึ่ง", token="unknown to LINE")

    desk.sender.send_waiting(desk.person)

    assert desk.heard() == ["หนึ่ง"]
    assert desk.counted == {("reply", "invalid_reply_token"): 1, ("push", "accepted"): 1}


def test_after_too_many_requests_it_waits_and_the_next_one_waits_behind_it(desk: Desk) -> None:
    desk.line.fault("push", "rate")
    desk.put("หนึ่ง")
    desk.put("สอง")

    again_at = desk.sender.send_waiting(desk.person)

    assert again_at is not None
    assert again_at > desk.clock.now()
    assert desk.heard() == []
    desk.clock.moment = again_at
    desk.sender.send_waiting(desk.person)
    assert desk.heard() == ["หนึ่ง", "สอง"]


def test_a_push_whose_answer_was_lost_is_repeated_with_its_key_and_arrives_once(
    desk: Desk,
) -> None:
    desk.line.fault("push", "accept_status", status=500)
    desk.put("หนึ่ง")

    again_at = desk.sender.send_waiting(desk.person)
    assert again_at is not None
    desk.clock.moment = again_at
    desk.sender.send_waiting(desk.person)

    assert desk.heard() == ["หนึ่ง"]
    assert desk.states() == [("sent", "push")]
    assert desk.counted["push", "already_accepted"] == 1


def test_what_line_will_never_take_is_given_up_with_the_reason(desk: Desk) -> None:
    desk.put("ก" * 5001)
    desk.put("สอง")

    desk.sender.send_waiting(desk.person)

    assert desk.heard() == ["สอง"]
    assert [state for state, _ in desk.states()] == ["dead", "sent"]
    with reading(desk.app.engine) as connection:
        assert connection.scalar(text("SELECT error FROM outbox ORDER BY id LIMIT 1"))


def test_a_line_that_is_down_is_tried_again_for_a_day_and_then_given_up(desk: Desk) -> None:
    desk.line.fault("push", "status", status=500, times=None)
    desk.put("หนึ่ง")

    for _ in range(25 * 60):
        desk.sender.send_waiting(desk.person)
        desk.clock.move(minutes=1)

    assert [state for state, _ in desk.states()] == ["dead"]
    assert 5 < sum(desk.counted.values()) < 200


def test_what_line_said_is_written_however_long_the_database_takes(desk: Desk) -> None:
    desk.put("หนึ่ง")
    writer, paused = Unwell(desk.app.engine, desk.line), list[float]()

    replace(desk.sender, writer=writer, pause=paused.append).send_waiting(desk.person)

    assert len(paused) == 2
    assert desk.heard() == ["หนึ่ง"]
    assert desk.states() == [("sent", "push")]
    writer.stop()
