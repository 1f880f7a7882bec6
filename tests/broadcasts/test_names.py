"""Every reason has a Thai name."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.broadcasts.audience import LeftOut
from bot.broadcasts.names import LEFT_OUT, failed, why_held
from bot.delivery.retry import GiveUp, decide
from bot.model.sending import Failure

NOW = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)


def test_whoever_is_left_out_it_is_said_why() -> None:
    assert set(LEFT_OUT) == set(LeftOut)


def test_why_one_is_held_is_said_as_far_as_it_is_known() -> None:
    assert "กันไว้" in why_held("budget")
    assert why_held("something else") == "something else"
    assert why_held(None) == ""


@pytest.mark.parametrize("failure", list(Failure))
def test_whatever_it_was_given_up_for_has_a_thai_name(failure: Failure) -> None:
    decision = decide(
        "multicast",
        failure,
        attempts=9,
        first_attempt_at=NOW - timedelta(days=2),
        now=NOW,
        earlier_unknown=False,
        jitter=0.5,
    )
    if isinstance(decision, GiveUp):
        assert failed(f"{decision.reason}: more of it") != f"{decision.reason}: more of it"


def test_what_nobody_knows_is_shown_as_it_is() -> None:
    assert failed("-") == "-"
