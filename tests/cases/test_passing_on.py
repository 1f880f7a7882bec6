"""When a case may change hands, and that it never goes in circles."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.cases.passing_on import (
    GoesInCircles,
    NoReason,
    Passing,
    StillTheirs,
    check_reason,
    check_taking,
    check_transfer,
    goes_to_headquarters,
    passings,
    without_holder,
)
from bot.cases.record import HistoryEntry
from bot.model.cases import Status

BACK_AND_FORTH = (Passing("SSRC-30", "SSRC-50", "กิจการย้ายแล้ว"),)


def test_only_transfers_are_passings() -> None:
    at = datetime(2026, 11, 25, tzinfo=UTC)
    history = [
        HistoryEntry(at, "opened", "owner"),
        HistoryEntry(
            at,
            "transferred",
            "ann",
            {"before": "SSRC-30", "after": "SSRC-50", "text": "กิจการย้ายแล้ว"},
        ),
    ]

    assert passings(history) == BACK_AND_FORTH
    assert not goes_to_headquarters(BACK_AND_FORTH * 2)
    assert goes_to_headquarters(BACK_AND_FORTH * 3)


def test_a_reason_says_something() -> None:
    assert check_reason("  กิจการ\nย้ายแล้ว ") == "กิจการ ย้ายแล้ว"
    with pytest.raises(NoReason, match="8 ตัวอักษร"):
        check_reason("ไม่ใช่")


@pytest.mark.parametrize(
    ("to", "fresh", "told"),
    [
        ("SSRC-50", "", "อยู่กับหน่วยงานนี้แล้ว"),
        ("SSRC-30", "", "กิจการย้ายแล้ว"),
        ("SSRC-30", "  สั้น  ", "มีอะไรใหม่"),
    ],
)
def test_it_goes_neither_nowhere_nor_back_without_news(to: str, fresh: str, told: str) -> None:
    with pytest.raises(GoesInCircles, match=told):
        check_transfer(BACK_AND_FORTH, owner="SSRC-50", to=to, fresh=fresh)


def test_it_goes_on_or_back_with_news() -> None:
    check_transfer(BACK_AND_FORTH, owner="SSRC-50", to="SSRC-40", fresh="")
    check_transfer(BACK_AND_FORTH, owner="SSRC-50", to="SSRC-30", fresh="โรงงานยังอยู่ที่เดิม")


@pytest.mark.parametrize(
    ("heads", "holder", "to", "free", "allowed"),
    [
        (True, "ben", "cat", False, True),
        (False, None, "cat", False, True),
        (False, "ann", "cat", False, True),
        (False, "ben", "ann", True, True),
        (False, "ben", "ann", False, False),
        (False, "ben", "cat", True, False),
    ],
)
def test_who_says_whose_it_is(
    *, heads: bool, holder: str | None, to: str, free: bool, allowed: bool
) -> None:
    if allowed:
        check_taking(giver="ann", heads=heads, holder=holder, to=to, free=free)
        return
    with pytest.raises(StillTheirs):
        check_taking(giver="ann", heads=heads, holder=holder, to=to, free=free)


@pytest.mark.parametrize("status", [*Status])
def test_without_a_holder_it_is_new_unless_others_have_it(status: Status) -> None:
    taken = status in {Status.NEW, Status.ACCEPTED, Status.ADVISING}

    assert without_holder(status) is (Status.NEW if taken else status)
