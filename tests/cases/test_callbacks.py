"""When an owner is called, and how often."""

from __future__ import annotations

from datetime import time

import pytest

from bot.cases.callbacks import PARTS, CallStatus, Part, Tried, after_try, still_today


@pytest.mark.parametrize(
    ("part", "at", "today"),
    [
        (Part.MORNING, time(11, 29), True),
        (Part.MORNING, time(11, 30), False),
        (Part.AFTERNOON, time(15, 29), True),
        (Part.AFTERNOON, time(15, 30), False),
        (Part.ANY, time(15, 29), True),
        (Part.ANY, time(15, 30), False),
    ],
)
def test_a_call_is_for_today_while_there_is_time(part: Part, at: time, *, today: bool) -> None:
    assert still_today(part, at) is today


@pytest.mark.parametrize(
    ("tries", "reached", "then", "over"),
    [
        (0, False, Tried(1, CallStatus.WAITING), False),
        (1, False, Tried(2, CallStatus.WAITING), False),
        (2, False, Tried(3, CallStatus.NOT_REACHED), True),
        (0, True, Tried(1, CallStatus.DONE), True),
        (2, True, Tried(3, CallStatus.DONE), True),
    ],
)
def test_three_tries_at_the_most(tries: int, then: Tried, *, reached: bool, over: bool) -> None:
    assert after_try(tries, reached=reached) == then
    assert then.over is over


def test_every_part_has_its_words() -> None:
    assert set(PARTS) == {*Part}
