"""What an outcome is told with, and when an owner counts as not to be reached."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.cases.closing import (
    LARGEST_BAHT,
    NotTriedEnough,
    WrongOutcome,
    WrongResult,
    check_tries,
    result_of,
)
from bot.cases.record import CaseRecord, Contact, Details, HistoryEntry
from bot.model.cases import Category, Status

MONDAY, TUESDAY, WEDNESDAY = date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 25)


@pytest.mark.parametrize(
    ("typed", "baht"),
    [
        ("500000", 500_000),
        (" 500,000 บาท ", 500_000),
        ("๕๔๓,๒๑๑", 543_211),
        ("1", 1),
        ("99999999999", LARGEST_BAHT),
    ],
)
def test_a_sum_is_taken_as_it_is_typed(typed: str, baht: int) -> None:
    assert result_of("loan_approved", Category.FINANCING, amount=typed).amount_baht == baht


@pytest.mark.parametrize(
    "typed", ["", "0", "-5", "5 แสน", "1.5", "²", "100000000000", "9" * 5000, "abc"]
)
def test_what_is_no_sum_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(WrongResult, match="500,000"):
        result_of("loan_approved", Category.FINANCING, amount=typed)


def test_a_sum_that_is_not_needed_may_be_left_out_but_not_be_wrong() -> None:
    assert result_of("restructured", Category.RESCUE).amount_baht is None
    with pytest.raises(WrongResult, match="ยอดหนี้"):
        result_of("restructured", Category.RESCUE, amount="มาก")


def test_words_are_kept_where_the_outcome_has_some() -> None:
    told = result_of("certified", Category.TECHNOLOGY, amount="5", detail=" มผช. 35/2568 ")

    assert (told.amount_baht, told.detail) == (None, "มผช. 35/2568")
    assert result_of("advised", Category.TECHNOLOGY, detail="x").detail is None
    assert result_of("referred", Category.OTHER).detail is None


@pytest.mark.parametrize("detail", ["", "  ", "ก" * 201])
def test_needed_words_are_neither_missing_nor_endless(detail: str) -> None:
    with pytest.raises(WrongResult, match="มาตรฐาน"):
        result_of("certified", Category.TECHNOLOGY, detail=detail)


def test_an_outcome_of_another_kind_of_case_is_refused() -> None:
    with pytest.raises(WrongOutcome):
        result_of("certified", Category.FINANCING, detail="มผช.")


@pytest.mark.parametrize(
    ("days", "counted"),
    [((), 0), ((MONDAY, MONDAY, MONDAY), 1), ((MONDAY, TUESDAY, MONDAY), 2)],
)
def test_three_calls_on_one_day_are_one_day(days: tuple[date, ...], counted: int) -> None:
    with pytest.raises(NotTriedEnough, match=f"{counted} วัน$"):
        check_tries(days)


def test_three_days_are_enough() -> None:
    check_tries([MONDAY, TUESDAY, WEDNESDAY])


def test_a_case_taken_up_again_begins_anew() -> None:
    opened, again = datetime(2026, 11, 2, tzinfo=UTC), datetime(2026, 11, 20, tzinfo=UTC)
    history = (
        HistoryEntry(opened, "opened", "owner"),
        HistoryEntry(again, Status.NEW.value, "owner"),
    )

    def case(*lines: HistoryEntry) -> CaseRecord:
        return CaseRecord(
            number="30-69-00001-1",
            status=Status.NEW,
            category="other",
            sub_intent=None,
            track=None,
            priority="normal",
            province=None,
            district=None,
            centre_code="SSRC-30",
            centre_name_th="-",
            contact=Contact(),
            details=Details(),
            summary="-",
            line_user_id=None,
            opened_at=opened,
            history=lines,
        )

    assert case(*history[:1]).begun_at == opened
    assert case(*history).begun_at == again
