"""Sums of announcements become rows, percentages and the words of a report."""

from __future__ import annotations

import pytest

from bot.broadcasts import funnel
from bot.broadcasts.funnel import OPEN, STOP, End, Measure, Steps, Sum

SUMS = [
    Sum(1, "TH-50", Measure.TOLD, "", 40),
    Sum(1, "TH-30", Measure.TOLD, "", 200),
    Sum(2, "TH-30", Measure.RODE, "", 50),
    Sum(1, "TH-30", Measure.ANSWERED, "market", 10),
    Sum(2, "TH-30", Measure.ANSWERED, "loan", 2),
    Sum(2, "TH-30", Measure.ANSWERED, STOP, 7),
    Sum(1, "TH-30", Measure.INTERESTED, "", 3),
    Sum(1, "TH-30", Measure.CASES, "advised", 4),
    Sum(1, "TH-30", Measure.CASES, "withdrawn", 1),
    Sum(1, "", Measure.CASES, OPEN, 2),
]


def end_of(outcome: str) -> End:
    return {OPEN: End.OPEN, "advised": End.SUCCESS}.get(outcome, End.OTHER)


def test_rows_come_by_how_many_were_told() -> None:
    found = funnel.rows(SUMS, lambda one: one.province, end_of)
    assert list(found) == ["TH-30", "TH-50", ""]
    assert found["TH-30"] == Steps(told=250, answered=12, interested=3, success=4, other=1)
    assert found[""] == Steps(open=2)
    assert funnel.rows(SUMS, lambda one: one.broadcast, end_of)[2] == Steps(told=50, answered=2)


def test_all_together() -> None:
    found = funnel.total(SUMS, end_of)
    assert found == Steps(told=290, answered=12, interested=3, success=4, other=1, open=2)
    assert funnel.total([], end_of) == Steps()


def test_each_step_is_a_share_of_the_one_before() -> None:
    found = Steps(told=300, answered=12, interested=3, success=4, other=1, open=2)
    assert found.cases == 7
    assert (found.answered_percent, found.interested_percent) == (4.0, 25.0)
    assert (found.cases_percent, found.success_percent) == (58.3, 57.1)


@pytest.mark.parametrize(
    "share", ["answered_percent", "interested_percent", "cases_percent", "success_percent"]
)
def test_of_nothing_there_is_no_share(share: str) -> None:
    assert getattr(Steps(), share) is None


def test_operators_read_the_same() -> None:
    assert Steps(told=9, answered=3, interested=2, success=1, open=1).as_json() == {
        "sent": 9,
        "answered": 3,
        "interested": 2,
        "cases": 2,
        "outcomes": {"success": 1, "other": 0, "open": 1},
    }


def test_who_ended_news_has_not_answered() -> None:
    found = funnel.followed(SUMS)
    assert (found.answered, found.opted_out, found.cases) == (12, 7, 7)
    assert list(found.by_flow.items()) == [("market", 10), ("loan", 2)]
    assert list(found.outcomes.items()) == [("advised", 4), (OPEN, 2), ("withdrawn", 1)]
