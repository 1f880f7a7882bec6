"""However slowly work goes, wake-ups do not pile up in front of it."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterator

import dramatiq
import pytest
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

    def __init__(self, broker: RedisBroker, kind: str = "send") -> None:
        self.name = f"wakes-{uuid.uuid4().hex[:12]}"
        declare = dramatiq.actor(actor_name=kind, queue_name=self.name, broker=broker)
        self.actor = declare(nobody_comes)
        self._client = broker.client

    def __len__(self) -> int:
        return int(self._client.llen(f"dramatiq:{self.name}"))

    def work_off(self) -> None:
        """Take every wake-up out, as workers do."""
        self._client.delete(f"dramatiq:{self.name}", f"dramatiq:{self.name}.msgs")


class Line:
    """Wake-ups for one queue, and a way to know that they have come."""

    def __init__(self, broker: RedisBroker, clock: HandClock) -> None:
        self.wakes = Wakes(clock.ticks, in_line=line_of(broker))
        self.queue, self._last = Queue(broker), Queue(broker, "aside")

    def again(self, *people: str) -> int:
        """Have the sweeper find people waiting; return how many then stand in line."""
        self.wakes.again(self.queue.actor, people)
        self.wakes.soon(self._last.actor, "U-last")  # one thread hands them on, in their order
        ticking = threading.Event()
        tries = int(_PATIENCE_SECONDS / 0.01)
        assert any(len(self._last) or ticking.wait(0.01) for _ in range(tries))
        self._last.work_off()
        return len(self.queue)


@pytest.fixture
def broker(redis_url: str) -> Iterator[RedisBroker]:
    made = make_broker(redis_url)
    assert isinstance(made, RedisBroker)
    yield made
    made.close()


@pytest.fixture
def line(broker: RedisBroker, clock: HandClock) -> Iterator[Line]:
    made = Line(broker, clock)
    yield made
    made.queue.work_off()


def test_a_line_in_redis_never_grows_beyond_a_bound(line: Line, clock: HandClock) -> None:
    for _ in range(20):
        assert line.again(*CROWD) == 500
        clock.move(seconds=0.5)


def test_who_stands_in_line_is_not_put_there_again(line: Line) -> None:
    assert line.again("U1", "U2") == 2
    assert line.again("U1", "U2", "U3") == 3


def test_that_the_line_of_other_work_is_worked_off_changes_nothing(
    line: Line, broker: RedisBroker
) -> None:
    assert line.again("U1") == 1

    other = Queue(broker, "drain")
    line.wakes.again(other.actor, ["U2"])

    assert line.again("U1") == 1
    other.work_off()


def test_once_the_line_is_worked_off_all_who_still_wait_are_woken(line: Line) -> None:
    assert line.again("U1", "U2") == 2

    line.queue.work_off()  # and what was to be done for U2 was not

    assert line.again("U2") == 1


def test_a_wake_up_that_may_be_lost_in_a_long_line_is_given_again(
    line: Line, clock: HandClock
) -> None:
    assert line.again("U1", "U2") == 2
    clock.move(seconds=3)
    assert line.again("U2") == 3


def test_without_redis_the_sweeper_goes_on(clock: HandClock) -> None:
    broker = make_broker("redis://127.0.0.1:1/0")
    assert isinstance(broker, RedisBroker)
    wakes = Wakes(clock.ticks, in_line=line_of(broker))

    wakes.again(Queue(broker).actor, ["U1"])

    assert wakes.broker_is_down
