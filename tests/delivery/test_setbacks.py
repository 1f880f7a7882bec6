"""What each setback leads to, without a network."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.delivery.setbacks import (
    LAST_ATTEMPT_AFTER,
    Again,
    Consequence,
    Lose,
    Refuse,
    Setback,
    decide,
    setback_of,
)
from bot.model.contents import WhyRefused
from bot.model.sending import Failure, Refused

SENT = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)


def after(
    setback: Setback, *, attempts: int = 1, later: timedelta = timedelta(0), jitter: float = 1.0
) -> Consequence:
    return decide(setback, attempts=attempts, sent_at=SENT, now=SENT + later, jitter=jitter)


@pytest.mark.parametrize(
    ("status", "failure", "setback"),
    [
        (404, Failure.REFUSED, Setback.GONE),
        (410, Failure.REFUSED, Setback.GONE),
        (400, Failure.REFUSED, Setback.REFUSED),
        (401, Failure.UNAUTHORISED, Setback.UNAUTHORISED),
        (403, Failure.UNAUTHORISED, Setback.UNAUTHORISED),
        (429, Failure.RATE_LIMITED, Setback.LINE_AWAY),
        (429, Failure.QUOTA_USED_UP, Setback.LINE_AWAY),
        (500, Failure.LINE_BROKEN, Setback.LINE_AWAY),
        (None, Failure.UNKNOWN, Setback.LINE_AWAY),
        (None, Failure.UNREACHABLE, Setback.LINE_AWAY),
    ],
)
def test_what_lines_refusal_means(status: int | None, failure: Failure, setback: Setback) -> None:
    assert setback_of(Refused(failure, status, "", "")) is setback


def test_what_is_too_large_or_of_no_kind_is_refused_and_what_line_has_not_is_lost() -> None:
    assert after(Setback.TOO_LARGE) == Refuse(WhyRefused.TOO_LARGE)
    assert after(Setback.WRONG_KIND) == Refuse(WhyRefused.WRONG_KIND)
    assert isinstance(after(Setback.GONE), Lose)
    assert isinstance(after(Setback.REFUSED), Lose)


@pytest.mark.parametrize(
    ("setback", "first", "longest"),
    [
        (Setback.STILL_PREPARING, timedelta(seconds=2), timedelta(minutes=1)),
        (Setback.UNAUTHORISED, timedelta(minutes=1), timedelta(minutes=10)),
        (Setback.LINE_AWAY, timedelta(seconds=2), timedelta(minutes=30)),
        (Setback.NO_ROOM, timedelta(minutes=1), timedelta(minutes=10)),
        (Setback.OUR_MISTAKE, timedelta(minutes=1), timedelta(hours=1)),
    ],
)
def test_the_wait_doubles_up_to_a_longest_one_and_is_spread(
    setback: Setback, first: timedelta, longest: timedelta
) -> None:
    assert after(setback) == Again(first)
    assert after(setback, attempts=2) == Again(first * 2)
    assert after(setback, attempts=1000) == Again(longest)
    assert after(setback, jitter=0.0) == Again(first / 2)


@pytest.mark.parametrize(
    "setback",
    [
        Setback.STILL_PREPARING,
        Setback.UNAUTHORISED,
        Setback.LINE_AWAY,
        Setback.NO_ROOM,
        Setback.OUR_MISTAKE,
    ],
)
def test_after_a_week_it_is_lost_with_words_of_its_own(setback: Setback) -> None:
    just_before = after(setback, later=LAST_ATTEMPT_AFTER - timedelta(seconds=1))
    given_up = after(setback, later=LAST_ATTEMPT_AFTER)

    assert isinstance(just_before, Again)
    assert isinstance(given_up, Lose)
    assert Lose(given_up.reason) != after(Setback.GONE)
