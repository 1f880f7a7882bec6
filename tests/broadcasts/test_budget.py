"""The month in lanes: announcements never use what is kept for answers."""

from __future__ import annotations

import pytest

from bot.broadcasts.budget import Budget, Kept


@pytest.mark.parametrize(
    ("used", "announced", "kept", "left"),
    [
        (0, 0, 400, 600),
        (100, 0, 300, 600),  # answers use what is kept for them
        (500, 500, 400, 100),
        (600, 600, 400, 0),
        (700, 100, 0, 300),  # answers have used more than their share: what is left, is left
        (1000, 300, 0, 0),
        (1200, 300, 0, 0),  # LINE's count may be beyond the limit
        (50, 80, 400, 550),  # LINE counts late
    ],
)
def test_what_is_kept_for_answers_is_theirs(
    used: int, announced: int, kept: int, left: int
) -> None:
    budget = Budget(1000, used, announced, Kept(40))
    assert (budget.kept, budget.left) == (kept, left)


def test_a_send_that_would_eat_the_reserve_is_not_allowed() -> None:
    budget = Budget(1000, 0, 0, Kept(40))
    assert budget.allows(600)
    assert not budget.allows(601)
    assert budget.after(600).left == 0
    assert budget.percent(250) == 25.0


def test_a_plan_without_a_limit_allows_everything() -> None:
    budget = Budget(None, 5_000, 5_000, Kept(40))
    assert (budget.left, budget.kept, budget.percent(10), budget.low) == (None, 0, None, False)
    assert budget.allows(10**9)


def test_it_is_said_when_the_month_runs_low() -> None:
    assert not Budget(1000, 799, 0, Kept(40)).low
    assert Budget(1000, 800, 0, Kept(40)).low


def test_what_is_kept_for_urgent_news_only_that_may_use() -> None:
    budget = Budget(1000, 0, 0, Kept(30, 10))
    urgent = budget.seen_by(urgent=True)
    assert (budget.kept, budget.left, urgent.kept, urgent.left) == (400, 600, 300, 700)
    after = urgent.after(60)
    assert (after.announced, after.announced_urgently) == (60, 60)
    assert (after.left, after.seen_by(urgent=False).left) == (640, 600), "it used its own share"
    assert budget.after(60).left == 540
