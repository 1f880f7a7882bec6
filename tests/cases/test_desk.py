"""What was promised decides how soon a case is worked on; what it ends with fits its kind."""

from __future__ import annotations

from datetime import date

import pytest

from bot.cases.closing import OUTCOMES, WrongOutcome, outcome_of, outcomes_for
from bot.cases.desk import Pile, pile_of
from bot.model.cases import Category, Status

TODAY = date(2026, 11, 25)
YESTERDAY = date(2026, 11, 24)
TOMORROW = date(2026, 11, 26)


@pytest.mark.parametrize(
    ("status", "promised", "pile"),
    [
        (Status.NEW, TOMORROW, Pile.NEW),
        (Status.NEW, TODAY, Pile.NEW),
        (Status.NEW, YESTERDAY, Pile.LATE),
        (Status.ACCEPTED, YESTERDAY, Pile.LATE),
        (Status.ACCEPTED, TODAY, Pile.TODAY),
        (Status.ADVISING, TOMORROW, Pile.LATER),
        (Status.ADVISING, None, Pile.LATER),
        (Status.WAITING_OWNER, YESTERDAY, Pile.WAITING),
    ],
)
def test_in_which_pile_a_case_lies(status: Status, promised: date | None, pile: Pile) -> None:
    assert pile_of(status, next_contact=promised, today=TODAY) is pile


def test_a_loan_case_may_end_with_a_loan_and_not_with_a_certificate() -> None:
    assert outcome_of("loan_approved", Category.FINANCING).status is Status.CLOSED
    with pytest.raises(WrongOutcome, match="เลือกผล"):
        outcome_of("certified", Category.FINANCING)
    with pytest.raises(WrongOutcome):
        outcome_of("", Category.FINANCING)


@pytest.mark.parametrize("category", [*Category])
def test_every_case_may_end_with_advice_or_because_nobody_answers(category: str) -> None:
    offered = outcomes_for(category)

    assert {"advised", "referred", "withdrawn", "unreachable"} <= offered.keys()
    assert offered["unreachable"].status is Status.UNREACHABLE
    assert offered.keys() < OUTCOMES.keys()
