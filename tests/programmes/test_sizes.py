"""Sizes by the ministerial regulation B.E. 2562: the larger class governs, and none is guessed."""

from __future__ import annotations

import pytest

from bot.programmes.sizes import possible_sizes, size_of

MILLION = 1_000_000
ALL = ("micro", "small", "medium", "large")


@pytest.mark.parametrize(
    ("sector", "employees", "revenue", "size"),
    [
        ("manufacture", 4, 3 * MILLION, "small"),
        ("service", 35, 20 * MILLION, "medium"),
        ("trade", 3, 60 * MILLION, "medium"),
        ("manufacture", 150, 600 * MILLION, "large"),
        ("manufacture", 5, 1_800_000, "micro"),
        ("manufacture", 5, 1_800_001, "small"),
        ("manufacture", 50, 100 * MILLION, "small"),
        ("manufacture", 51, 100 * MILLION, "medium"),
        ("farm", 200, 500 * MILLION, "medium"),
        ("farm", 201, 1, "large"),
        ("trade", 30, 50 * MILLION, "small"),
        ("trade", 31, 50 * MILLION, "medium"),
        ("service", 100, 300 * MILLION, "medium"),
        ("service", 101, 300 * MILLION, "large"),
        (None, 3, MILLION, "micro"),
        (None, 40, MILLION, None),
        ("service", None, 1_200_000, None),
        ("service", 2, None, None),
        ("service", None, None, None),
        (None, None, None, None),
    ],
)
def test_a_size_is_what_both_numbers_say(
    sector: str | None, employees: int | None, revenue: int | None, size: str | None
) -> None:
    assert size_of(sector, employees, revenue) == size


@pytest.mark.parametrize(
    ("sector", "employees", "revenue", "possible"),
    [
        ("service", None, 1_200_000, ALL),
        ("service", 35, None, ("medium", "large")),
        ("manufacture", 201, None, ("large",)),
        (None, 40, MILLION, ("small", "medium")),
        (None, None, None, ALL),
    ],
)
def test_what_is_not_known_leaves_the_larger_classes_open(
    sector: str | None, employees: int | None, revenue: int | None, possible: tuple[str, ...]
) -> None:
    assert possible_sizes(sector, employees, revenue) == possible
