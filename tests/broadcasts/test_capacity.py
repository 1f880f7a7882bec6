"""How many more cases an office can bear."""

from __future__ import annotations

import pytest

from bot.broadcasts import capacity, names
from bot.broadcasts.capacity import Load


@pytest.mark.parametrize(
    ("officers", "new", "expected", "bears", "free"),
    [
        (0, 0, 0, 30, 30),
        (2, 0, 0, 30, 30),
        (4, 0, 0, 40, 40),
        (4, 25, 0, 40, 15),
        (4, 25, 10.5, 40, 4.5),
        (4, 25, 15, 40, 0),
        (1, 31, 0, 30, -1),
    ],
)
def test_what_is_there_and_what_is_to_come_takes_up_an_office(
    officers: int, new: int, expected: float, bears: int, free: float
) -> None:
    load = Load(officers, new, expected)
    assert (load.capacity, load.free, load.full) == (bears, free, free <= 0)


@pytest.mark.parametrize(
    ("told", "cases", "rate"),
    [
        (0, 0, 0.002),
        (4_999, 400, 0.002),
        (5_000, 50, 0.01),
        (1_000_000, 500, 0.0005),
        (1_000_000, 0, 0.0002),
    ],
)
def test_the_rate_is_learned_of_enough_people_only(told: int, cases: int, rate: float) -> None:
    assert capacity.learned_rate(told, cases) == rate


def test_who_waits_is_said_in_a_line() -> None:
    assert names.waiting([]) == ""
    one = names.waiting([("ตาก", Load(4, 35, 5.2))])
    assert "ตาก (เรื่องใหม่ 35 คาดว่าจะมีอีก 6 รับได้ 40) เรื่องเต็ม" in one
    many = names.waiting([(name, Load(0, 30, 0)) for name in ("ตาก", "น่าน", "แพร่", "เลย", "ตรัง")])
    assert "แพร่ (เรื่องใหม่ 30 คาดว่าจะมีอีก 0 รับได้ 30) และอีก 2 จังหวัด เรื่องเต็ม" in many
    assert "เลย" not in many
