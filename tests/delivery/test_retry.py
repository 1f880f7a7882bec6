from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.retry import (
    LAST_ATTEMPT_AFTER,
    Decision,
    FallBackToPush,
    GiveUp,
    Method,
    Sent,
    TryAgain,
    decide,
)
from bot.model.sending import Failure

START = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
METHODS: tuple[Method, ...] = ("reply", "push", "multicast")
PAID: tuple[Method, ...] = ("push", "multicast")
PASSING = (
    Failure.UNKNOWN,
    Failure.LINE_BROKEN,
    Failure.UNREACHABLE,
    Failure.RATE_LIMITED,
    Failure.PERSON_FLOODED,
    Failure.UNAUTHORISED,
    Failure.QUOTA_USED_UP,
)


def _decide(
    method: Method,
    failure: Failure,
    *,
    attempts: int = 1,
    age: timedelta = timedelta(0),
    earlier_unknown: bool = False,
    jitter: float = 1.0,
) -> Decision:
    return decide(
        method,
        failure,
        attempts=attempts,
        first_attempt_at=START,
        now=START + age,
        earlier_unknown=earlier_unknown,
        jitter=jitter,
    )


def _wait(method: Method, failure: Failure, *, attempts: int = 1, jitter: float = 1.0) -> timedelta:
    decision = _decide(method, failure, attempts=attempts, jitter=jitter)
    assert isinstance(decision, TryAgain)
    return decision.after


def test_a_reply_token_that_was_never_in_doubt_is_gone_so_the_message_is_pushed() -> None:
    assert _decide("reply", Failure.INVALID_REPLY_TOKEN) == FallBackToPush()


def test_a_reply_in_doubt_is_presumed_sent_and_never_doubled_by_a_push() -> None:
    decision = _decide("reply", Failure.INVALID_REPLY_TOKEN, attempts=2, earlier_unknown=True)

    assert decision == Sent(presumed=True)


@pytest.mark.parametrize("failure", [Failure.UNKNOWN, Failure.LINE_BROKEN])
@pytest.mark.parametrize("earlier_unknown", [False, True])
def test_a_lost_answer_to_a_reply_is_asked_for_again_with_the_same_token(
    failure: Failure, *, earlier_unknown: bool
) -> None:
    decision = _decide("reply", failure, earlier_unknown=earlier_unknown)

    assert decision == TryAgain(timedelta(seconds=1))


@pytest.mark.parametrize("method", PAID)
def test_a_retry_key_that_line_knows_means_sent(method: Method) -> None:
    assert _decide(method, Failure.ALREADY_ACCEPTED, earlier_unknown=True) == Sent(presumed=False)


@pytest.mark.parametrize("method", METHODS)
def test_what_line_refuses_for_good_is_given_up_at_once(method: Method) -> None:
    assert isinstance(_decide(method, Failure.REFUSED), GiveUp)


@pytest.mark.parametrize("method", PAID)
def test_a_push_that_is_told_of_a_reply_token_is_given_up(method: Method) -> None:
    assert isinstance(_decide(method, Failure.INVALID_REPLY_TOKEN), GiveUp)


@pytest.mark.parametrize(
    ("failure", "expected"),
    [
        (Failure.UNKNOWN, timedelta(seconds=2)),
        (Failure.LINE_BROKEN, timedelta(seconds=2)),
        (Failure.UNREACHABLE, timedelta(seconds=2)),
        (Failure.RATE_LIMITED, timedelta(seconds=2)),
        (Failure.PERSON_FLOODED, timedelta(minutes=1)),
        (Failure.UNAUTHORISED, timedelta(minutes=1)),
        (Failure.QUOTA_USED_UP, timedelta(hours=1)),
    ],
)
def test_a_push_waits_as_long_as_its_trouble_needs(failure: Failure, expected: timedelta) -> None:
    assert _wait("push", failure) == expected


def test_waits_double_up_to_a_quarter_of_an_hour() -> None:
    waits = [_wait("push", Failure.UNKNOWN, attempts=n).total_seconds() for n in range(1, 12)]

    assert waits == [2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]


def test_a_reply_never_waits_longer_than_its_token_might_live() -> None:
    waits = [_wait("reply", Failure.UNKNOWN, attempts=n).total_seconds() for n in range(1, 10)]

    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60]


def test_jitter_spreads_a_wait_over_its_upper_half() -> None:
    waits = [_wait("push", Failure.UNKNOWN, attempts=3, jitter=j) for j in (0.0, 0.5, 1.0)]

    assert [wait.total_seconds() for wait in waits] == [4, 6, 8]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("failure", PASSING)
def test_nothing_is_tried_again_after_a_day_and_the_operator_is_told_why(
    method: Method, failure: Failure
) -> None:
    decision = _decide(method, failure, age=LAST_ATTEMPT_AFTER)

    assert isinstance(decision, GiveUp)
    assert len(decision.reason) > 20


def test_the_last_attempt_still_falls_within_the_life_of_the_retry_key() -> None:
    age = LAST_ATTEMPT_AFTER - timedelta(minutes=2)

    decision = _decide("push", Failure.QUOTA_USED_UP, attempts=24, age=age)

    assert decision == TryAgain(timedelta(minutes=2))


@given(
    method=st.sampled_from(METHODS),
    failure=st.sampled_from(Failure),
    attempts=st.integers(0, 10**9),
    age=st.timedeltas(timedelta(0), timedelta(days=3)),
    earlier_unknown=st.booleans(),
    jitter=st.floats(0, 1),
)
def test_whatever_happens_a_retry_key_is_never_used_after_line_forgot_it(
    *,
    method: Method,
    failure: Failure,
    attempts: int,
    age: timedelta,
    earlier_unknown: bool,
    jitter: float,
) -> None:
    decision = _decide(
        method,
        failure,
        attempts=attempts,
        age=age,
        earlier_unknown=earlier_unknown,
        jitter=jitter,
    )

    if isinstance(decision, TryAgain):
        assert timedelta(0) < decision.after
        assert age + decision.after < timedelta(hours=24)
    if isinstance(decision, FallBackToPush):
        assert method == "reply"
        assert not earlier_unknown


@pytest.mark.parametrize("failure", list(Failure))
def test_only_a_lost_answer_and_an_error_of_lines_leave_doubt(failure: Failure) -> None:
    assert failure.leaves_doubt == (failure in {Failure.UNKNOWN, Failure.LINE_BROKEN})
