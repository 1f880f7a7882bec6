"""An office's old register: what is read, and everything that is wrong with a row at once."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from bot.cases.register import COLUMNS, MOST_ROWS, Entry, Lists, NotARegister, read
from bot.model.cases import Category

LISTS = Lists(
    topics={"เงินทุน": Category.FINANCING, "ตลาด": Category.MARKET, "อื่น": Category.OTHER},
    provinces={"นครราชสีมา": "TH-30"},
    own_province="TH-30",
    today=date(2026, 11, 28),
)
HEADINGS = tuple(headings[0] for headings in COLUMNS.values())
ROW: dict[str, Any] = {
    "old_number": 12.0,
    "opened_on": "5 มกราคม 2569",
    "name": " สมศรี  มีดี ",
    "phone": 812345678,
    "category": "ขอเงินทุนหมุนเวียน",
    "province": "จ.นครราชสีมา",
    "summary": "ซื้อวัตถุดิบ",
    "closed_on": None,
    "outcome": None,
}


def entry(**changes: Any) -> Entry:  # noqa: ANN401 -- cells
    (found,) = read([HEADINGS, tuple((ROW | changes).values())], LISTS).entries
    return found


def why(**changes: Any) -> str:  # noqa: ANN401 -- cells
    (found,) = read([HEADINGS, tuple((ROW | changes).values())], LISTS).mistakes
    assert found.row == 2
    return found.why


def test_a_row_is_read_as_offices_write_it() -> None:
    found = entry()

    assert (found.old_number, found.opened_on, found.name) == ("12", date(2026, 1, 5), "สมศรี มีดี")
    assert (found.phone, found.category, found.province) == (
        "0812345678",
        Category.FINANCING,
        "TH-30",
    )
    assert (found.closed_on, found.outcome) == (None, None)


@pytest.mark.parametrize(
    "written",
    ["05/01/2569", "5-1-2026", "๕ ม.ค. ๒๕๖๙", datetime(2026, 1, 5), date(2569, 1, 5)],  # noqa: DTZ001 -- as Excel has it
)
def test_a_day_may_be_written_in_many_ways(written: object) -> None:
    assert entry(opened_on=written).opened_on == date(2026, 1, 5)


def test_a_closed_matter_has_its_outcome() -> None:
    found = entry(closed_on="20/02/2569", outcome="สินเชื่อได้รับอนุมัติ")

    assert (found.closed_on, found.outcome) == (date(2026, 2, 20), "loan_approved")


def test_what_is_left_out_is_the_offices_own_province_or_nothing() -> None:
    found = entry(province="", phone=None, old_number=None)

    assert (found.province, found.phone, found.old_number) == ("TH-30", None, None)


def test_the_same_row_has_the_same_key_and_another_has_another() -> None:
    assert entry().key == entry().key
    assert entry().key != entry(old_number=13).key
    assert entry(old_number="").key != entry(old_number="", summary="อื่น").key


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"opened_on": None}, "ไม่มีวันที่รับเรื่อง"),
        ({"opened_on": "เมื่อวาน"}, "ไม่ออก"),
        ({"opened_on": "5 มกรา 2569"}, "ไม่ออก"),
        ({"opened_on": "31/02/2569"}, "ในปฏิทิน"),
        ({"opened_on": "01/01/2570"}, "อนาคต"),
        ({"name": ""}, "ไม่มีชื่อ"),
        ({"phone": "12"}, "9 หรือ 10 หลัก"),
        ({"category": "แต่งบ้าน"}, "ไม่รู้จักเรื่อง “แต่งบ้าน” ใช้คำใดคำหนึ่งใน: เงินทุน ตลาด อื่น"),
        ({"category": "เงินทุน ตลาด"}, "ไม่รู้จักเรื่อง"),
        ({"province": "เชียงใหม่"}, "ไม่รู้จักจังหวัด “เชียงใหม่”"),
        ({"closed_on": "04/01/2569"}, "ไม่ก่อนวันที่รับเรื่อง"),
        ({"closed_on": "01/02/2569", "outcome": "ดีมาก"}, "ไม่รู้จักผล “ดีมาก”"),
        ({"outcome": "ให้คำปรึกษาแล้ว"}, "ไม่มีวันที่ปิด"),
        ({"closed_on": "01/02/2569", "outcome": "ได้พบคู่ค้าแล้ว"}, "ประเภทนี้ไม่ได้"),
    ],
)
def test_a_mistake_is_told(changes: dict[str, Any], told: str) -> None:
    assert told in why(**changes)


def test_all_mistakes_of_a_row_are_told_at_once() -> None:
    assert why(name="", summary="", category="").count(" · ") == 2


def test_without_a_province_of_its_own_an_office_must_name_one() -> None:
    lists = Lists(LISTS.topics, LISTS.provinces, None, LISTS.today)

    (mistake,) = read([HEADINGS, tuple((ROW | {"province": None}).values())], lists).mistakes

    assert mistake.why == "ไม่มีจังหวัด"


def test_empty_rows_are_passed_over_and_short_ones_read() -> None:
    short = tuple(ROW.values())[:7]

    assert len(read([HEADINGS, (), (None,) * 9, short], LISTS).entries) == 1


def test_missing_headings_are_named() -> None:
    with pytest.raises(NotARegister, match="วันที่รับเรื่อง · ชื่อ · เรื่อง · รายละเอียด"):
        read([("จังหวัด",)], LISTS)
    with pytest.raises(NotARegister):
        read([], LISTS)


def test_other_headings_will_do() -> None:
    (found,) = read(
        [("วันที่", "ผู้ประกอบการ", "ประเภท", "สรุป"), ("5/1/2569", "สมศรี", "ตลาด", "หาลูกค้า")], LISTS
    ).entries

    assert found.category is Category.MARKET


def test_too_many_rows_are_refused_whole() -> None:
    with pytest.raises(NotARegister, match="5,000"):
        read([HEADINGS, *[tuple(ROW.values())] * (MOST_ROWS + 1)], LISTS)
