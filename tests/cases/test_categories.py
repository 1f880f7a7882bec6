"""Sub-intents become a desk, a line of the ministry's report, a track and a priority."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.cases.categories import (
    Reporting,
    category_of,
    more_urgent,
    priority_of,
    reporting_category,
    track_after,
    track_of,
)
from bot.model.cases import Category, Priority

TODAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("sub_intent", "category", "reported"),
    [
        ("fin.invest", Category.FINANCING, "การเงิน"),
        ("prod.machine", Category.TECHNOLOGY, "การผลิต"),
        ("std.fda", Category.TECHNOLOGY, "มาตรฐาน"),
        ("mgmt.digital", Category.TECHNOLOGY, "การบริหารจัดการ"),
        ("mkt.booth", Category.MARKET, "การตลาด"),
        ("intl.export", Category.MARKET, "การตลาด"),
        ("rescue.debt", Category.RESCUE, "การเงิน"),
        ("disaster.flood", Category.RESCUE, "อื่นๆ"),
        ("legal.sued", Category.RESCUE, "คดีความ"),
        ("mgmt.tax", Category.OTHER, "การบริหารจัดการ"),
        ("start.training", Category.OTHER, "อื่นๆ"),
        ("complaint", Category.OTHER, "อื่นๆ"),
        ("centre_info", Category.OTHER, "อื่นๆ"),
        ("programme_info", Category.OTHER, "อื่นๆ"),
        ("other", Category.OTHER, "อื่นๆ"),
    ],
)
def test_each_sub_intent_has_its_desk_and_its_line_in_the_report(
    sub_intent: str, category: Category, reported: str
) -> None:
    assert category_of(sub_intent) is category
    assert reporting_category(category, sub_intent) == reported


@pytest.mark.parametrize("sub_intent", [None, "", "greet", "lottery", "case_status"])
def test_what_makes_no_case_has_no_category(sub_intent: str | None) -> None:
    assert category_of(sub_intent) is None


@pytest.mark.parametrize(
    ("category", "reported"),
    [
        (Category.FINANCING, "การเงิน"),
        (Category.TECHNOLOGY, "การผลิต"),
        (Category.MARKET, "การตลาด"),
        (Category.RESCUE, "การเงิน"),
        (Category.OTHER, "อื่นๆ"),
    ],
)
def test_a_case_without_sub_intent_is_counted_by_its_category(
    category: Category, reported: str
) -> None:
    assert reporting_category(category, None) == reported


def test_the_report_has_seven_categories() -> None:
    assert len(Reporting) == 7


def test_international_matters_have_one_of_five_tracks() -> None:
    tracks = [track_of(f"intl.{track}") for track in ("partner", "jv", "invest", "export", "coop")]
    assert tracks == ["partner", "jv", "invest", "export", "coop"]


@pytest.mark.parametrize("sub_intent", ["intl.import", "intl", "fin.invest", "mkt.buyer", None])
def test_other_matters_have_no_track(sub_intent: str | None) -> None:
    assert track_of(sub_intent) is None


@pytest.mark.parametrize(
    ("category", "sub_intent", "track"),
    [
        ("market", "intl.jv", "jv"),
        ("market", "mkt.buyer", None),
        ("market", None, "export"),
        ("financing", None, None),
    ],
)
def test_put_right_a_matter_at_home_has_no_track(
    category: str, sub_intent: str | None, track: str | None
) -> None:
    assert track_after("export", category=category, sub_intent=sub_intent) == track


@pytest.mark.parametrize(
    ("category", "sub_intent", "days_left", "priority"),
    [
        (Category.RESCUE, "disaster.flood", None, Priority.URGENT),
        (Category.RESCUE, "legal.sued", None, Priority.HIGH),
        (Category.RESCUE, "legal.sued", 15, Priority.HIGH),
        (Category.RESCUE, "legal.enforce", 14, Priority.URGENT),
        (Category.RESCUE, "legal.enforce", -2, Priority.URGENT),
        (Category.RESCUE, "rescue.debt", 3, Priority.HIGH),
        (Category.RESCUE, None, None, Priority.HIGH),
        (Category.FINANCING, "fin.working", 3, Priority.NORMAL),
        (Category.MARKET, "mkt.booth", None, Priority.NORMAL),
        (Category.OTHER, None, None, Priority.NORMAL),
    ],
)
def test_priority_follows_the_matter_and_its_deadline(
    category: Category, sub_intent: str | None, days_left: int | None, priority: Priority
) -> None:
    deadline = None if days_left is None else TODAY + timedelta(days=days_left)
    assert priority_of(category, sub_intent, today=TODAY, deadline=deadline) is priority


def test_the_more_urgent_priority_wins() -> None:
    assert more_urgent(Priority.NORMAL, Priority.URGENT) is Priority.URGENT
    assert more_urgent(Priority.HIGH, Priority.NORMAL) is Priority.HIGH
