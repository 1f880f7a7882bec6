"""Which cases are one, and for how long that can be taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.cases.merging import CannotMerge, check_merge, check_undo
from bot.cases.record import CaseRecord, Contact, Details
from bot.model.cases import Status

NOW = datetime(2026, 11, 25, 3, tzinfo=UTC)
ONE = CaseRecord(
    number="30-69-00001-1",
    status=Status.NEW,
    category="financing",
    sub_intent=None,
    track=None,
    priority="normal",
    province="TH-30",
    district=None,
    centre_code="SSRC-30",
    centre_name_th="ศูนย์",
    contact=Contact(),
    details=Details(),
    summary="-",
    line_user_id="Uanna",
    opened_at=NOW,
)
OTHER = replace(ONE, number="30-69-00002-2")


@pytest.mark.parametrize("person", ["Uanna", None])
def test_open_cases_of_one_owner_are_merged(person: str | None) -> None:
    check_merge(ONE, replace(OTHER, line_user_id=person))


@pytest.mark.parametrize(
    ("other", "told"),
    [
        (ONE, "อีกเรื่องหนึ่ง"),
        (replace(OTHER, status=Status.CLOSED), "ยังไม่ปิด"),
        (replace(OTHER, line_user_id="Ubob"), "คนละคน"),
    ],
)
def test_others_are_not(other: CaseRecord, told: str) -> None:
    with pytest.raises(CannotMerge, match=told):
        check_merge(ONE, other)


def test_a_merge_is_taken_back_for_a_day() -> None:
    check_undo(merged_at=NOW, now=NOW + timedelta(days=1))
    with pytest.raises(CannotMerge):
        check_undo(merged_at=NOW, now=NOW + timedelta(days=1, seconds=1))
