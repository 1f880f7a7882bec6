"""What of a case may go out, field by field."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.cases import disclosure
from bot.cases.disclosure import Names, UnknownField
from bot.cases.record import CaseRecord, Contact, Details
from bot.model.cases import Status
from bot.model.heard import Amount

NAMES = Names(
    topic="สินเชื่อเพื่อลงทุน",
    province="นครราชสีมา",
    slots={"collateral": "หลักประกัน", "damage": "ความเสียหาย"},
    values={"damage": {"machine": "เครื่องจักร", "stock": "สินค้า"}},
)
RECORD = CaseRecord(
    number="30-69-00012-4",
    status=Status.ACCEPTED,
    category="financing",
    sub_intent="fin.invest",
    track=None,
    priority="normal",
    province="TH-30",
    district="ปากช่อง",
    centre_code="SSRC-30",
    centre_name_th="ศูนย์",
    contact=Contact("บุญมา", "0812345678"),
    details=Details(more={"collateral": "ไม่มี", "damage": ["machine", "stock"], "inner": True}),
    summary="อยากซื้อเครื่องซีล",
    line_user_id="Uanna",
    opened_at=datetime(2026, 11, 25, tzinfo=UTC),
)


def shown(record: CaseRecord) -> dict[str, str]:
    return {field.name: field.value for field in disclosure.fields_of(record, NAMES)}


def test_everything_that_was_told_may_go_and_nothing_that_was_not() -> None:
    assert shown(RECORD) == {
        "topic": "สินเชื่อเพื่อลงทุน",
        "contact_name": "บุญมา",
        "phone": "081-234-5678",
        "summary": "อยากซื้อเครื่องซีล",
        "province": "ปากช่อง นครราชสีมา",
        "collateral": "ไม่มี",
        "damage": "เครื่องจักร, สินค้า",
    }


def test_a_case_without_a_name_a_telephone_or_a_place_tells_none() -> None:
    bare = replace(RECORD, contact=Contact(), province=None, district=None)

    assert not {"contact_name", "phone", "province"} & shown(bare).keys()


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (500_000, 500_000, "500,000 บาท"),
        (100_000, 500_000, "100,000-500,000 บาท"),
        (None, 500_000, "ไม่เกิน 500,000 บาท"),
        (500_000, None, "500,000 บาทขึ้นไป"),
    ],
)
def test_sums(low: int | None, high: int | None, words: str) -> None:
    details = Details(amount_baht=Amount(low, high))

    assert shown(replace(RECORD, details=details))["amount_baht"] == words


def test_what_is_necessary_or_usual_is_ticked_and_details_are_not() -> None:
    fields = disclosure.fields_of(RECORD, NAMES)

    assert disclosure.usual(fields) == ["topic", "contact_name", "phone", "summary", "province"]


def test_what_is_necessary_goes_though_it_was_not_ticked() -> None:
    fields = disclosure.fields_of(RECORD, NAMES)

    going = disclosure.chosen(fields, ["damage"])

    assert [field.name for field in going] == ["topic", "contact_name", "phone", "damage"]


def test_what_the_case_does_not_have_cannot_be_ticked() -> None:
    with pytest.raises(UnknownField):
        disclosure.chosen(disclosure.fields_of(RECORD, NAMES), ["email"])
