"""A case moves only as the rules allow, and its owner reads where it stands in Thai."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest

from bot.cases.states import (
    ENDED,
    Actor,
    IllegalMove,
    check_move,
    may_move,
    may_reopen,
    moves,
    owner_wording,
)
from bot.model.cases import Status

TODAY = date(2026, 11, 25)
OPEN = [status for status in Status if status not in ENDED]


def test_the_usual_life_of_a_case_is_legal() -> None:
    life = [
        Status.NEW,
        Status.ACCEPTED,
        Status.ADVISING,
        Status.WAITING_OWNER,
        Status.ADVISING,
        Status.REFERRED,
        Status.COMMITTEE,
        Status.INTERNATIONAL,
        Status.CLOSED,
        Status.NEW,
    ]
    assert all(may_move(here, there) for here, there in itertools.pairwise(life))


@pytest.mark.parametrize(
    ("here", "there"),
    [
        (Status.NEW, Status.CLOSED),
        (Status.NEW, Status.ADVISING),
        (Status.NEW, Status.UNREACHABLE),
        (Status.WAITING_OWNER, Status.NEW),
        (Status.ADVISING, Status.ADVISING),
        (Status.ADVISING, Status.ACCEPTED),
        (Status.CLOSED, Status.ADVISING),
        (Status.CANCELLED, Status.CLOSED),
    ],
)
def test_no_hand_may_skip_or_go_back(here: Status, there: Status) -> None:
    assert not any(may_move(here, there, by=actor) for actor in Actor)


@pytest.mark.parametrize("status", [Status.ACCEPTED, Status.ADVISING])
def test_what_was_taken_may_be_laid_back(status: Status) -> None:
    assert may_move(status, Status.NEW)


@pytest.mark.parametrize("status", OPEN)
def test_an_owner_may_withdraw_any_open_case(status: Status) -> None:
    assert may_move(status, Status.CANCELLED, by=Actor.OWNER)


@pytest.mark.parametrize("status", sorted(ENDED))
def test_an_ended_case_can_only_be_received_again(status: Status) -> None:
    assert moves(status, by=Actor.OWNER) == moves(status) == {Status.NEW}


def test_an_owners_answer_brings_the_case_back_to_its_adviser() -> None:
    assert may_move(Status.WAITING_OWNER, Status.ADVISING, by=Actor.OWNER)
    assert not may_move(Status.REFERRED, Status.ADVISING, by=Actor.OWNER)


def test_time_alone_ends_only_a_case_whose_owner_stays_silent() -> None:
    assert moves(Status.WAITING_OWNER, by=Actor.SYSTEM) == {Status.UNREACHABLE}
    assert not any(
        moves(status, by=Actor.SYSTEM) for status in Status if status != Status.WAITING_OWNER
    )


def test_every_state_can_be_reached_from_new() -> None:
    reached, waiting = {Status.NEW}, [Status.NEW]
    while waiting:
        fresh = moves(waiting.pop()) - reached
        reached |= fresh
        waiting += fresh
    assert reached == set(Status)


def test_an_ended_case_may_be_reopened_for_thirty_days() -> None:
    assert may_reopen(Status.CLOSED, ended=TODAY - timedelta(days=30), today=TODAY)
    assert not may_reopen(Status.CLOSED, ended=TODAY - timedelta(days=31), today=TODAY)
    assert not may_reopen(Status.REFERRED, ended=TODAY, today=TODAY)


def test_an_illegal_move_is_refused_with_the_legal_ones() -> None:
    with pytest.raises(IllegalMove, match="may go to: accepted, cancelled"):
        check_move(Status.NEW, Status.CLOSED, by=Actor.STAFF)
    with pytest.raises(IllegalMove, match="by system; it may go to: nowhere"):
        check_move(Status.NEW, Status.ACCEPTED, by=Actor.SYSTEM)


def test_a_legal_move_passes() -> None:
    check_move(Status.NEW, Status.ACCEPTED, by=Actor.STAFF)
    check_move(Status.CLOSED, Status.NEW, by=Actor.OWNER, ended=TODAY, today=TODAY)


def test_reopening_too_late_is_refused_with_what_to_do() -> None:
    ended = TODAY - timedelta(days=31)
    with pytest.raises(IllegalMove, match="open a new one"):
        check_move(Status.CLOSED, Status.NEW, by=Actor.STAFF, ended=ended, today=TODAY)


@pytest.mark.parametrize(("ended", "today"), [(None, TODAY), (TODAY, None)])
def test_reopening_needs_both_days(ended: date | None, today: date | None) -> None:
    with pytest.raises(IllegalMove, match="the day on which it ended"):
        check_move(Status.CLOSED, Status.NEW, by=Actor.STAFF, ended=ended, today=today)


@pytest.mark.parametrize(
    ("status", "wording"),
    [
        (Status.NEW, "รับเรื่องแล้ว"),
        (Status.ACCEPTED, "เจ้าหน้าที่กำลังดูเรื่อง"),
        (Status.ADVISING, "กำลังให้คำปรึกษา"),
        (Status.WAITING_OWNER, "รอข้อมูลจากคุณ"),
        (Status.REFERRED, "ส่งต่อหน่วยงาน"),
        (Status.COMMITTEE, "เสนอคณะกรรมการระดับจังหวัด"),
        (Status.INTERNATIONAL, "โต๊ะต่างประเทศ"),
        (Status.CLOSED, "เสร็จสิ้น"),
        (Status.CANCELLED, "ยกเลิกตามคำขอ"),
        (Status.UNREACHABLE, "ติดต่อไม่ได้"),
    ],
)
def test_owners_read_each_state_in_thai(status: Status, wording: str) -> None:
    assert owner_wording(status) == wording


def test_a_referral_names_the_agency_and_a_closed_case_its_result() -> None:
    assert owner_wording(Status.REFERRED, detail="บสย.") == "ส่งต่อหน่วยงาน (บสย.)"
    assert owner_wording(Status.CLOSED, detail="ได้รับสินเชื่อ") == "เสร็จสิ้น (ได้รับสินเชื่อ)"
    assert owner_wording(Status.ADVISING, detail="บันทึกภายใน") == "กำลังให้คำปรึกษา"


def test_a_reopened_case_is_received_again() -> None:
    assert owner_wording(Status.NEW, reopened=True) == "รับเรื่องอีกครั้ง"
    assert owner_wording(Status.ACCEPTED, reopened=True) == "เจ้าหน้าที่กำลังดูเรื่อง"
