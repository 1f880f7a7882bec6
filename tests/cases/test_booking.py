"""Which cases technical help is booked for, and what a form may say."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.cases.booking import (
    Kind,
    Plan,
    State,
    WrongBooking,
    check_planned,
    is_technical,
    read_plan,
    read_result,
)
from bot.model.thai import BANGKOK
from tests.world import WEDNESDAY_MORNING as NOW

FORM = {
    "kind": "visit",
    "day": "2026-12-01",
    "time": "13.30",
    "place": " โรงงานน้ำพริก ",
    "expert": "อาจารย์สมชาย",
}


@pytest.mark.parametrize(
    ("category", "sub_intent", "technical"),
    [
        ("technology", None, True),
        ("technology", "prod.machine", True),
        ("technology", "std.lab", True),
        ("market", "mkt.pack", True),
        ("market", "mkt.online", False),
        ("financing", "fin.invest", False),
    ],
)
def test_technical_help_is_for_production_standards_and_design(
    category: str, sub_intent: str | None, *, technical: bool
) -> None:
    assert is_technical(category, sub_intent) is technical


@pytest.mark.parametrize("hour", ["13:30", "13.30", "๑๓:๓๐"])
def test_a_form_is_a_plan(hour: str) -> None:
    at = datetime(2026, 12, 1, 13, 30, tzinfo=BANGKOK)

    assert read_plan({**FORM, "time": hour}, now=NOW) == Plan(
        Kind.VISIT, at, "โรงงานน้ำพริก", "อาจารย์สมชาย"
    )


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"kind": "party"}, "เลือกประเภทการนัด"),
        ({"day": "tomorrow"}, "เลือกวันนัด"),
        ({"day": "2020-01-01"}, "ลงย้อนหลังได้"),
        ({"time": "25:00"}, "ใส่เวลานัด"),
        ({"place": " "}, "ใส่สถานที่"),
        ({"expert": "ก" * 301}, "ผู้เชี่ยวชาญ"),
    ],
)
def test_what_is_wrong_is_told(wrong: dict[str, str], told: str) -> None:
    with pytest.raises(WrongBooking, match=told):
        read_plan({**FORM, **wrong}, now=NOW)


def test_all_mistakes_are_told_at_once() -> None:
    with pytest.raises(WrongBooking, match=r"ประเภท.*วันนัด.*เวลา.*สถานที่"):
        read_plan({}, now=NOW)


@pytest.mark.parametrize("words", [" ", "ก" * 2001])
def test_a_result_has_words_and_not_too_many(words: str) -> None:
    with pytest.raises(WrongBooking):
        read_result(words)
    assert read_result(" ผ่าน ") == "ผ่าน"


def test_only_what_is_planned_can_be_changed() -> None:
    check_planned(State.PLANNED)
    with pytest.raises(WrongBooking, match="ลงผลแล้ว"):
        check_planned(State.DONE)
