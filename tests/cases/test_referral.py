"""The rules of referring a case: no circles, what agreement covers, when agencies are reminded."""

from __future__ import annotations

import pytest

from bot.cases.referral import (
    Earlier,
    Kind,
    NotReferable,
    Permission,
    State,
    check_way,
    next_reminder,
    permission_for,
)

LATER = "ได้งบการเงินแล้ว"


@pytest.mark.parametrize(
    ("state", "before", "reason"),
    [
        (State.CANCELLED, "", ""),
        (State.DECLINED, "", LATER),
        (State.DONE, "ครั้งแรก", LATER),
    ],
)
def test_a_way_that_is_open(state: State, before: str, reason: str) -> None:
    check_way(
        "GSB", [Earlier("GSB", state, before), Earlier("BAAC", State.SENT, "")], reason=reason
    )


@pytest.mark.parametrize(
    ("state", "before", "reason", "why"),
    [
        (State.RECEIVED, "", LATER, "มาจากหน่วยงานนี้"),
        (State.DRAFT, "", LATER, "อยู่แล้ว"),
        (State.SENT, "", LATER, "อยู่แล้ว"),
        (State.ACCEPTED, "", LATER, "อยู่แล้ว"),
        (State.DECLINED, "", "", "เหตุผลใหม่"),
        (State.DECLINED, LATER, LATER, "เคยใช้"),
    ],
)
def test_a_way_that_goes_in_a_circle(state: State, before: str, reason: str, why: str) -> None:
    with pytest.raises(NotReferable, match=why):
        check_way("GSB", [Earlier("GSB", state, before)], reason=reason)


def test_agreement_to_more_covers_less_and_the_last_word_holds() -> None:
    much = Permission(Kind.FORWARD, ("name", "phone", "amount"), given=True)
    little = Permission(Kind.FORWARD, ("name",), given=False)

    assert permission_for(Kind.FORWARD, ["name", "phone"], [much, little]) is much
    assert permission_for(Kind.FORWARD, ["name"], [much, little]) is little


def test_agreement_to_less_or_to_another_way_covers_nothing() -> None:
    asked = [Permission(Kind.FORWARD, ("name",), given=True)]

    assert permission_for(Kind.FORWARD, ["name", "phone"], asked) is None
    assert permission_for(Kind.JOIN, ["name"], asked) is None


def test_an_agency_is_reminded_twice() -> None:
    assert [next_reminder(count, first=7, last=15) for count in range(3)] == [7, 15, None]
