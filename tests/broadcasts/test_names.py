"""Every reason has a Thai name."""

from __future__ import annotations

from bot.broadcasts.audience import LeftOut
from bot.broadcasts.names import LEFT_OUT, why_held


def test_whoever_is_left_out_it_is_said_why() -> None:
    assert set(LEFT_OUT) == set(LeftOut)


def test_why_one_is_held_is_said_as_far_as_it_is_known() -> None:
    assert "กันไว้" in why_held("budget")
    assert why_held("something else") == "something else"
    assert why_held(None) == ""
