"""Small rules of sharing work: names in notes, leave, profiles, second matters, what needs help."""

from __future__ import annotations

from datetime import date

import pytest

from bot.cases import enterprise, leave, second
from bot.cases.enterprise import Profile, WrongProfile
from bot.cases.leave import Away, WrongLeave
from bot.cases.mentions import named
from bot.cases.region import why_help
from bot.cases.second import IncompleteMatter, Matter
from bot.model.cases import Category, Status

TODAY = date(2026, 11, 25)
PEOPLE = {"ann": "แอน", "ben": "เบน", "benja": "เบนจา", "dan": "", "tim2": "แอน"}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("@เบน ช่วยดูหน่อย", {"ben"}),
        ("@เบนช่วยดู", {"ben"}),
        ("@เบนจาช่วยดู", {"benja"}),
        ("ฝาก @BEN และ@ dan", {"ben", "dan"}),
        ("@benny", set()),
        ("@ben2", set()),
        ("@แอน", {"ann", "tim2"}),
        ("\uff20เบน", {"ben"}),
        ("เขียนถึง boss@ben.example", set()),
        ("ใช้ @ เฉย ๆ", set()),
        ("เบน", set()),
    ],
)
def test_who_a_note_speaks_to(words: str, found: set[str]) -> None:
    assert named(words, PEOPLE) == found


def test_days_away_are_read() -> None:
    form = {"substitute": "ben", "first_day": "2026-11-25", "last_day": "2026-11-27"}
    away = Away("ann", "ben", date(2026, 11, 25), date(2026, 11, 27))

    assert leave.read(form, me="ann", today=TODAY) == away
    assert leave.read({**form, "who": "cat"}, me="ann", today=TODAY).who == "cat"


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"first_day": ""}, "เลือกวันแรก"),
        ({"last_day": "พรุ่งนี้"}, "เลือกวันแรก"),
        ({"last_day": "2026-11-24"}, "ไม่ก่อนวันแรก"),
        ({"first_day": "2026-11-01", "last_day": "2026-11-02"}, "ผ่านไปแล้ว"),
        ({"last_day": "2028-01-01"}, "หนึ่งปี"),
        ({"substitute": "ann"}, "ไม่ใช่ผู้ลา"),
        ({"substitute": ""}, "ไม่ใช่ผู้ลา"),
    ],
)
def test_days_that_cannot_be_are_told(changed: dict[str, str], told: str) -> None:
    form = {"substitute": "ben", "first_day": "2026-11-25", "last_day": "2026-11-27", **changed}
    with pytest.raises(WrongLeave, match=told):
        leave.read(form, me="ann", today=TODAY)


def test_a_profile_is_read() -> None:
    form = {
        "name": "  บจก.  บุญมา ",
        "juristic_id": "\u0e50-1055-36112-01-4",
        "province": "TH-30",
        "size": "small",
    }
    assert enterprise.read(form, provinces=["TH-30"]) == Profile(
        "บจก. บุญมา", "0105536112014", "TH-30", "small"
    )
    assert enterprise.read({"name": "ร้านบุญมา"}, provinces=[]) == Profile("ร้านบุญมา")


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"name": " "}, "ชื่อกิจการ"),
        ({"name": "ก" * 121}, "ชื่อกิจการ"),
        ({"juristic_id": "010553611201"}, "13 หลัก"),
        ({"juristic_id": "3100600445635"}, "ไม่เก็บ"),
        ({"juristic_id": "0994000617723"}, "ไม่ถูกต้อง"),
        ({"province": "TH-99"}, "จังหวัด"),
        ({"size": "huge"}, "ขนาด"),
    ],
)
def test_what_is_wrong_in_a_profile_is_told(changed: dict[str, str], told: str) -> None:
    with pytest.raises(WrongProfile, match=told):
        enterprise.read({"name": "ร้านบุญมา", **changed}, provinces=["TH-30"])


def test_a_second_matter_is_read() -> None:
    topics = {"mkt.booth"}
    form = {"topic": "market/mkt.booth", "summary": " ออกบูธ "}
    assert second.read(form, topics=topics) == Matter(Category.MARKET, "mkt.booth", "ออกบูธ")
    assert second.read({**form, "topic": "market"}, topics=topics).sub_intent is None


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"topic": "", "summary": "ออกบูธ"}, "เกี่ยวกับอะไร"),
        ({"topic": "market/other.thing", "summary": "ออกบูธ"}, "เกี่ยวกับอะไร"),
        ({"topic": "market", "summary": "  "}, "สรุป"),
    ],
)
def test_a_second_matter_says_what_it_is_about(form: dict[str, str], told: str) -> None:
    with pytest.raises(IncompleteMatter, match=told):
        second.read(form, topics={"mkt.booth"})


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, []),
        ({"next_contact": None}, []),
        ({"next_contact": date(2026, 11, 20)}, ["เลยวันที่สัญญากับเจ้าของเรื่อง 5 วัน"]),
        ({"asked": True}, ["หน่วยงานช้าเกินกำหนด ระบบขอให้ช่วย"]),
        (
            {"asked": True, "assigned": False},
            ["หน่วยงานช้าเกินกำหนด ระบบขอให้ช่วย", "ยังไม่มีผู้ดูแล รับเรื่องมาแล้ว 4 วันทำการ"],
        ),
        ({"asked": True, "status": Status.WAITING_OWNER}, []),
    ],
)
def test_why_a_case_needs_help(given: dict[str, object], told: list[str]) -> None:
    usual = {
        "status": Status.ACCEPTED,
        "asked": False,
        "next_contact": TODAY,
        "assigned": True,
        "age": 4,
        "today": TODAY,
    }
    merged = {**usual, **given}
    status = merged.pop("status")

    assert why_help(status, **merged) == told  # type: ignore[arg-type]  # as the table above has it
