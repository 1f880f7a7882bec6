"""What the rules would bring before a committee, and what they let nobody bring."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.cases.committee import (
    DISMISSED,
    CannotPropose,
    Duty,
    Resolution,
    Verdict,
    WrongResolution,
    cluster_window,
    is_late,
    read_day,
    read_reason,
    read_resolution,
    suggest,
)
from bot.cases.record import CaseRecord, Contact, Desk, Details, HistoryEntry
from bot.model.cases import Status
from bot.model.heard import Amount

NOW = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
SOUND = Desk(triage=1)
CASE = CaseRecord(
    number="30-69-00001-1",
    status=Status.ACCEPTED,
    category="financing",
    sub_intent="fin.invest",
    track=None,
    priority="normal",
    province="TH-30",
    district=None,
    centre_code="SSRC-30",
    centre_name_th="ศูนย์",
    contact=Contact(name="บุญมา"),
    details=Details(),
    summary="อยากซื้อเครื่องจักร",
    line_user_id="U1",
    opened_at=NOW,
    desk=SOUND,
)


def with_amount(low: int | None, high: int | None) -> CaseRecord:
    return replace(CASE, details=Details(amount_baht=Amount(low, high)))


@pytest.mark.parametrize(
    ("record", "reason", "told"),
    [
        (with_amount(2_000_000, 3_000_000), "investment", "3,000,000 บาท"),
        (with_amount(5_000_000, None), "investment", "5,000,000 บาท"),
        (replace(CASE, summary="จะขยายโรงงาน จ้างงานเพิ่ม ๑๕ คน"), "jobs", "15 คน"),
        (replace(CASE, summary="รับพนักงานเพิ่มอีก 10 คน"), "jobs", "10 คน"),
        (replace(CASE, details=Details(business="ทอผ้าไหม")), "strategy", "ผ้าไหม"),
        (replace(CASE, summary="โรงงานผ้าไหม"), "strategy", "ผ้าไหม"),
        (replace(CASE, track="export"), "growth", "ต่างประเทศ"),
        (replace(CASE, sub_intent="intl.import"), "growth", "ต่างประเทศ"),
    ],
)
def test_what_the_rules_suggest(record: CaseRecord, reason: str, told: str) -> None:
    found = suggest(record, ["ผ้าไหม"])

    assert found is not None
    assert found.reason == reason
    assert told in found.because


@pytest.mark.parametrize(
    "record",
    [
        CASE,
        with_amount(None, 2_999_999),
        replace(with_amount(9_000_000, None), sub_intent="fin.working"),
        replace(CASE, sub_intent=None),
        replace(CASE, summary="จ้างเพิ่ม 9 คน"),
        replace(with_amount(9_000_000, None), desk=Desk(triage=3)),
        replace(with_amount(9_000_000, None), desk=Desk()),
        replace(with_amount(9_000_000, None), status=Status.NEW),
        replace(with_amount(9_000_000, None), status=Status.CLOSED),
        replace(with_amount(9_000_000, None), history=(HistoryEntry(NOW, DISMISSED, "ann"),)),
    ],
)
def test_what_they_do_not(record: CaseRecord) -> None:
    assert suggest(record, []) is None


def test_a_reason_is_one_of_the_list_in_words_without_the_owner() -> None:
    assert read_reason("jobs", "  จ้าง  20 คน ", name="บุญมา") == ("jobs", "จ้าง 20 คน")
    assert read_reason("jobs", "ลงทุน 10,000,000 บาท", name=None)[1] == "ลงทุน 10,000,000 บาท"


@pytest.mark.parametrize(
    ("reason", "words", "why"),
    [
        ("", "ดี", "จากรายการ"),
        ("jobs", " ", "เขียนเหตุผล"),
        ("jobs", "ก" * 501, "ย่อ"),
        ("jobs", "คุณบุญมาจ้าง 20 คน", "ชื่อหรือเบอร์"),
        ("jobs", "โทร ๐๘๑-๒๓๔ ๕๖๗๘", "ชื่อหรือเบอร์"),
    ],
)
def test_what_is_no_reason(reason: str, words: str, why: str) -> None:
    with pytest.raises(CannotPropose, match=why):
        read_reason(reason, words, name="บุญมา")


def test_a_resolution_names_who_does_what_by_when() -> None:
    form = {"verdict": "approved", "agency": " SME  D Bank ", "due_on": "2569-12-15", "note": "x"}

    assert read_resolution(form, duty="ดำเนินการ") == Resolution(
        Verdict.APPROVED, "x", Duty("ดำเนินการ", "SME D Bank", date(2026, 12, 15))
    )


def test_whoever_declines_gives_nobody_a_duty() -> None:
    assert read_resolution({"verdict": "declined"}, duty="-") == Resolution(
        Verdict.DECLINED, "", None
    )


@pytest.mark.parametrize(
    ("form", "why"),
    [
        ({}, "เลือกมติ"),
        ({"verdict": "approved"}, "ใส่หน่วยงานที่รับผิดชอบ · ใส่วันกำหนดเสร็จ"),
        ({"verdict": "more_info", "agency": "สอจ."}, "ใส่วันกำหนดเสร็จ"),
        ({"verdict": "more_info", "due_on": "2026-12-15"}, "ใส่หน่วยงาน"),
    ],
)
def test_what_is_missing_is_told(form: dict[str, str], why: str) -> None:
    with pytest.raises(WrongResolution, match=why):
        read_resolution(form, duty="ดำเนินการ")


def test_days_are_read_in_either_era() -> None:
    assert read_day("2026-12-15") == read_day("2569-12-15") == date(2026, 12, 15)
    assert read_day("15/12/2569") is None
    assert read_day("2569-02-29") is None, "2026 has no such day"


def test_a_task_is_late_from_the_day_after() -> None:
    day = date(2026, 12, 15)

    assert not is_late(day, done=False, today=day)
    assert is_late(day, done=False, today=date(2026, 12, 16))
    assert not is_late(day, done=True, today=date(2026, 12, 16))


def test_clusters_are_counted_over_the_quarter_before_the_meeting_or_today() -> None:
    today = date(2026, 11, 25)

    assert cluster_window(date(2026, 12, 25), today=today) == (date(2026, 8, 27), today)
    past = date(2026, 11, 1)
    assert cluster_window(past, today=today) == (date(2026, 8, 3), past)
