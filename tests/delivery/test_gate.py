"""Not faster than LINE takes it; not at all while LINE is down; shared by all processes."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterator

import pytest
import redis

from bot.delivery.bucket import LocalBucket, SharedBucket, limits
from bot.delivery.circuit import OPENS_AFTER, PROBE_SECONDS, Circuit
from bot.delivery.gate import Gate
from bot.model.sending import Accepted, Failure, Refused


class Ticks:
    """Seconds that pass when they are told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def sent_within(bucket: LocalBucket | SharedBucket, ticks: Ticks, *, seconds: float) -> list[float]:
    """Call as fast as the bucket allows; return when each call leaves."""
    leaves = []
    until = ticks.now + seconds
    while ticks.now < until:
        wait = bucket.reserve("push", patience=10)
        assert wait is not None
        ticks.now += wait
        leaves.append(ticks.now)
    return leaves


def test_no_second_ever_sees_more_calls_than_are_allowed() -> None:
    ticks = Ticks()
    leaves = sent_within(LocalBucket({"push": 50}, ticks), ticks, seconds=5)

    for start in leaves:
        assert sum(start <= one < start + 1 for one in leaves) <= 50
    assert len(leaves) >= 0.8 * 50 * 5


def test_who_would_wait_too_long_is_sent_away_and_takes_no_place() -> None:
    ticks = Ticks()
    bucket = LocalBucket({"push": 1}, ticks)
    bucket.reserve("push", patience=0)

    assert bucket.reserve("push", patience=0.5) is None
    assert bucket.reserve("push", patience=2) == pytest.approx(1 / 0.9 - 0.1)


def test_an_installation_may_allow_itself_less_than_line_does() -> None:
    assert limits(150)["push"] == 150
    assert limits(150)["loading"] == 100


@pytest.fixture
def shared(redis_url: str) -> Iterator[redis.Redis]:
    client = redis.Redis.from_url(redis_url)
    yield client
    client.close()


@pytest.mark.redis
def test_two_processes_share_one_bucket(shared: redis.Redis) -> None:
    endpoint = uuid.uuid4().hex
    buckets = [SharedBucket(shared, {endpoint: 5}, Ticks()) for _ in range(2)]

    waits = [bucket.reserve(endpoint, patience=10) for bucket in buckets * 4]

    assert waits[0] == 0
    assert waits[-1] == pytest.approx(7 / 4.5 - 0.1, abs=0.2)


def test_without_redis_each_process_keeps_to_the_limits_by_itself() -> None:
    gone = redis.Redis.from_url("redis://127.0.0.1:1/0", socket_connect_timeout=0.1)
    bucket = SharedBucket(gone, {"push": 1}, Ticks())

    assert bucket.reserve("push", patience=0) == 0
    assert bucket.reserve("push", patience=0) is None


def test_a_circuit_opens_after_failures_in_a_row_and_lets_one_probe_through_a_second() -> None:
    circuit = Circuit()
    for _ in range(OPENS_AFTER - 1):
        circuit.note(Failure.LINE_BROKEN, 0)
    assert circuit.lets_through(0)
    circuit.note(Failure.UNKNOWN, 0)

    assert not circuit.lets_through(0)
    assert circuit.lets_through(PROBE_SECONDS)
    assert not circuit.lets_through(PROBE_SECONDS)
    circuit.note(None, PROBE_SECONDS)
    assert circuit.lets_through(PROBE_SECONDS)


def test_what_line_says_about_one_person_is_no_sign_of_its_being_down() -> None:
    circuit = Circuit()
    for failure in (Failure.REFUSED, Failure.QUOTA_USED_UP, Failure.INVALID_REPLY_TOKEN):
        for _ in range(OPENS_AFTER):
            circuit.note(failure, 0)

    assert not circuit.open


def test_pushes_that_fail_do_not_stop_replies() -> None:
    ticks = Ticks()
    gate = Gate(LocalBucket({"push": 100, "reply": 100}, ticks), ticks)
    gate.note("reply", Accepted("r"))
    for _ in range(OPENS_AFTER):
        gate.note("push", Refused(Failure.RATE_LIMITED, 429, "", ""))

    assert not gate.lets_through("push")
    assert gate.lets_through("reply")
    assert gate.worth_a_claim
    assert not gate.down


def test_while_line_is_down_no_persons_answer_finds_out_whether_it_still_is() -> None:
    ticks, asked, there = Ticks(), [], [False, True]

    def answers() -> bool:
        asked.append(ticks.now)
        return there[len(asked) - 1]

    gate = Gate(LocalBucket({"reply": 100}, ticks), ticks, answers=answers)
    assert gate.lets_through("reply")
    assert asked == []
    for _ in range(OPENS_AFTER):
        gate.note("reply", Refused(Failure.UNKNOWN, 0, "", ""))

    ticks.now += PROBE_SECONDS
    assert not gate.lets_through("reply")
    ticks.now += PROBE_SECONDS
    assert gate.lets_through("reply")
    assert len(asked) == 2


def test_a_gate_that_must_wait_lets_the_right_number_through_in_real_time() -> None:
    import time  # noqa: PLC0415 -- a real clock, only here

    gate = Gate(LocalBucket({"push": 100}, time.monotonic), time.monotonic)
    started = time.monotonic()
    threads = [threading.Thread(target=gate.lets_through, args=("push",)) for _ in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert time.monotonic() - started >= (40 - 1 - 9) / 90 - 0.02
