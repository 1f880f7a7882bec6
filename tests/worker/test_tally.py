"""What was sent is counted by how it went, and a push by its reason, to the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from dramatiq import Worker
from prometheus_client import REGISTRY

from bot.app import App
from bot.delivery.bucket import LIMITS, LocalBucket
from bot.delivery.gate import Gate
from bot.delivery.retry import Decision, GiveUp, Sent
from bot.delivery.sender import Sender
from bot.emulator import Emulator
from bot.line.client import LineClient
from bot.storage import outbox
from bot.storage.db import transaction
from bot.storage.outbox import NewLetter
from bot.storage.tokens import Ticket
from bot.worker.engine import Engine, make_broker
from bot.worker.tally import MetricsTally
from tests.world import HandClock

WORDS = '[{"type":"text","text":"ค่ะ"}]'


@pytest.fixture
def line() -> Iterator[Emulator]:
    with Emulator(channel_secret="secret", access_token="token") as line:
        yield line


@pytest.fixture
def sender(app: App, clock: HandClock, line: Emulator) -> Sender:
    return Sender(
        writer=app.writer,
        line=LineClient("token", base_url=line.base_url),
        gate=Gate(LocalBucket(LIMITS, clock.ticks), clock.ticks),
        holder="me",
        now=clock.now,
        jitter=lambda: 0.5,
        tally=MetricsTally(clock.now),
    )


@pytest.fixture
def put(app: App, clock: HandClock, line: Emulator) -> Callable[..., str]:
    person = line.person("anna")

    def put(token: str | None = None, *, lives: float = 50, lane: str = "live") -> str:
        ticket = Ticket(token, clock.now() + timedelta(seconds=lives)) if token else None
        key = clock.new_key()
        with transaction(app.engine) as connection:
            new = NewLetter(person, WORDS, key, key, ticket=ticket, lane=lane)
            outbox.add(connection, new, now=clock.now())
        return person

    return put


def counted(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


@pytest.mark.parametrize(
    ("token", "lane", "why"),
    [
        (None, "live", "no_token"),
        (("old", -1), "live", "token_expired"),
        (("unknown to LINE", 50), "live", "token_refused"),
        (None, "staff", "staff"),
        (None, "bulk", "bulk"),
    ],
)
def test_a_push_is_counted_with_its_reason(
    sender: Sender, put: Callable[..., str], token: tuple[str, float] | None, lane: str, why: str
) -> None:
    labels = {"lane": lane, "by": "push", "why": why}
    before = counted("frontdoor_sent_total", **labels)
    name, lives = token or (None, 0)
    person = put(name, lives=lives, lane=lane)

    sender.send_waiting(person, lanes=(lane,))

    assert counted("frontdoor_sent_total", **labels) == before + 1


def test_the_reason_outlives_an_attempt_that_failed(
    sender: Sender, put: Callable[..., str], line: Emulator, clock: HandClock
) -> None:
    labels = {"lane": "live", "by": "push", "why": "token_expired"}
    sent = counted("frontdoor_sent_total", **labels)
    retries = counted("frontdoor_retries_total", method="push")
    person = put("old", lives=-1)
    line.fault("push", "status", status=500)

    sender.send_waiting(person)
    clock.move(minutes=1)
    sender.send_waiting(person)

    assert counted("frontdoor_retries_total", method="push") == retries + 1
    assert counted("frontdoor_sent_total", **labels) == sent + 1


def test_a_reply_is_counted_as_free_with_the_age_of_its_token(
    app: App, clock: HandClock, put: Callable[..., str]
) -> None:
    free = {"lane": "live", "by": "reply", "why": ""}
    sent = counted("frontdoor_sent_total", **free)
    seconds = counted("frontdoor_reply_token_age_seconds_sum")
    person = put("token", lives=50)
    with transaction(app.engine) as connection:
        letter = outbox.claim_next(connection, person, holder="me", now=clock.now())
    assert letter is not None
    clock.move(seconds=7)

    MetricsTally(clock.now).called(letter, "reply", "accepted")

    assert counted("frontdoor_sent_total", **free) == sent + 1
    assert counted("frontdoor_reply_token_age_seconds_sum") == pytest.approx(seconds + 7)


@pytest.mark.parametrize(
    ("decision", "figure"),
    [
        (Sent(presumed=True), "frontdoor_presumed_total"),
        (GiveUp("LINE refused the request"), "frontdoor_dead_letters_total"),
    ],
)
def test_what_ends_otherwise_is_counted_too(
    app: App, clock: HandClock, put: Callable[..., str], decision: Decision, figure: str
) -> None:
    before, person = counted(figure), put()
    with transaction(app.engine) as connection:
        letter = outbox.claim_next(connection, person, holder="me", now=clock.now())
    assert letter is not None

    MetricsTally(clock.now).decided(letter, "reply", decision)

    assert counted(figure) == before + 1


def test_the_sign_of_typing_is_counted_by_what_line_said_to_it(app: App, line: Emulator) -> None:
    refused = {"method": "loading", "outcome": "unauthorised"}
    before = counted("frontdoor_line_calls_total", **refused)
    app.__dict__["line"] = LineClient("not the token", base_url=line.base_url)
    broker = make_broker("")
    engine = Engine(app, broker)
    worker = Worker(broker, queues={"aside"}, worker_threads=1)
    worker.start()

    engine.show_typing(line.person("anna"))
    broker.join("aside", timeout=10_000)
    worker.stop()

    assert counted("frontdoor_line_calls_total", **refused) == before + 1
