"""However slowly work goes, wake-ups do not pile up in front of it."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterator

import dramatiq
import pytest
import redis
from dramatiq.brokers.redis import RedisBroker
from dramatiq.brokers.stub import StubBroker

from bot.worker.engine import line_of, make_broker
from bot.worker.wakes import Wakes
from tests.world import HandClock

CROWD = [f"U{n}" for n in range(600)]
_PATIENCE_SECONDS = 10.0


def nobody_comes(_person: str) -> None:
    """Whom it wakes; no worker listens in these tests."""


def test_in_one_process_whoever_was_woken_is_woken_again_once_they_are_up(clock: HandClock) -> None:
    broker = make_broker("")
    assert isinstance(broker, StubBroker)
    actor = dramatiq.actor(actor_name="send", queue_name="send", broker=broker)(nobody_comes)
    wakes = Wakes(clock.ticks, in_line=line_of(broker))

    for _ in range(20):
        wakes.again(actor, CROWD)
        clock.move(seconds=0.5)
    assert broker.queues["send"].qsize() == len(CROWD)

    wakes.begun("send", "U7")
    wakes.again(actor, CROWD)
    assert broker.queues["send"].qsize() == len(CROWD) + 1


class Queue:
    """A queue in Redis that nobody works on, nor any other test."""

    def __init__(self, broker: RedisBroker) -> None:
        self.name = f"wakes-{uuid.uuid4().hex[:12]}"
        declare = dramatiq.actor(actor_name="send", queue_name=self.name, broker=broker)
        self.actor = declare(nobody_comes)
        self._client = broker.client

    def reaches(self, length: int) -> bool:
        """Wait until so many wake-ups stand in it."""
        ticking = threading.Event()
        tries = int(_PATIENCE_SECONDS / 0.01)
        return any(len(self) == length or ticking.wait(0.01) for _ in range(tries))

    def __len__(self) -> int:
        return int(self._client.llen(f"dramatiq:{self.name}"))

    def work_off(self) -> None:
        """Take every wake-up out, as workers do."""
        self._client.delete(f"dramatiq:{self.name}", f"dramatiq:{self.name}.msgs")


@pytest.fixture
def broker(redis_url: str) -> Iterator[RedisBroker]:
    made = make_broker(redis_url)
    assert isinstance(made, RedisBroker)
    yield made
    made.close()


@pytest.fixture
def queue(broker: RedisBroker) -> Iterator[Queue]:
    made = Queue(broker)
    yield made
    made.work_off()


@pytest.fixture
def wakes(broker: RedisBroker, clock: HandClock) -> Wakes:
    return Wakes(clock.ticks, in_line=line_of(broker))


def test_redis_holds_a_line_of_bounded_length(queue: Queue, wakes: Wakes, clock: HandClock) -> None:
    wakes.again(queue.actor, CROWD)
    assert queue.reaches(500)
    for _ in range(20):
        wakes.again(queue.actor, CROWD)
        clock.move(seconds=0.5)
    wakes.soon(queue.actor, "U-last")  # handed on behind all others

    assert queue.reaches(501)


def test_who_stands_in_line_is_not_put_there_again(queue: Queue, wakes: Wakes) -> None:
    wakes.again(queue.actor, ["U1", "U2"])
    assert queue.reaches(2)
    wakes.again(queue.actor, ["U1", "U2", "U3"])

    assert queue.reaches(3)


def test_once_the_line_is_worked_off_all_who_still_wait_are_woken(
    queue: Queue, wakes: Wakes
) -> None:
    wakes.again(queue.actor, ["U1", "U2"])
    assert queue.reaches(2)

    queue.work_off()  # and what was to be done for U2 was not
    wakes.again(queue.actor, ["U2"])

    assert queue.reaches(1)


def test_a_wake_up_that_may_be_lost_in_a_long_line_is_given_again(
    queue: Queue, wakes: Wakes, clock: HandClock
) -> None:
    wakes.again(queue.actor, ["U1", "U2"])
    assert queue.reaches(2)

    clock.move(seconds=6)
    wakes.again(queue.actor, ["U2"])

    assert queue.reaches(3)


def test_without_redis_nothing_is_said_of_the_line_and_the_sweeper_goes_on(
    clock: HandClock,
) -> None:
    broker = make_broker("redis://127.0.0.1:1/0")
    assert isinstance(broker, RedisBroker)
    queue, wakes = Queue(broker), Wakes(clock.ticks, in_line=line_of(broker))
    wakes.again(queue.actor, ["U1"])

    assert wakes.broker_is_down
    with pytest.raises(redis.ConnectionError):
        len(queue)
