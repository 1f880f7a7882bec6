"""What is promised: what is typical of a centre, and never more than the rule."""

from __future__ import annotations

import pytest

from bot.cases.promise import Counted, count, promised_days


@pytest.mark.parametrize(
    ("days", "typical"), [([2], 2), ([0, 1], 1), ([1, 1, 9], 1), ([1, 2, 3, 4], 3)]
)
def test_half_came_within_the_typical_days(days: list[int], typical: int) -> None:
    assert count(days) == Counted(typical, len(days))


@pytest.mark.parametrize(
    ("rule", "lately", "promised"),
    [
        (3, None, 3),
        (3, Counted(1, 9), 3),
        (3, Counted(1, 10), 1),
        (3, Counted(2, 10), 2),
        (3, Counted(8, 10), 3),
        (3, Counted(0, 10), 1),
        (0, Counted(2, 10), 0),
    ],
)
def test_a_centre_s_own_pace_from_ten_contacts_on(
    rule: int, lately: Counted | None, promised: int
) -> None:
    assert promised_days(rule, lately, at_least=10) == promised
