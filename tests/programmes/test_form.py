"""A programme as it is typed: all mistakes at once, and what is kept of a good one."""

from __future__ import annotations

from datetime import date

import pytest

from bot.model.programmes import Programme
from bot.programmes.catalogue import Catalogue
from bot.programmes.form import IncompleteProgramme, Several, read

TODAY = date(2026, 11, 29)
GOOD = {
    "code": " Green-Loan ",
    "title": "สินเชื่อ  เพื่อโรงงานสีเขียว",
    "owner": "ธพว.",
    "summary": "สินเชื่อปรับปรุงเครื่องจักร",
    "valid_from": "2026-12-01",
    "valid_to": "",
    "source_url": "https://www.smebank.co.th/green",
}


def typed(several: Several | None = None, **other: str) -> Programme:
    return read({**GOOD, **other}, several or {}, provinces={"TH-30", "TH-50"}, as_of=TODAY)


def test_what_is_typed_well_is_kept_as_checked_today() -> None:
    several = {"needs": ["financing"], "provinces": ["TH-30"]}
    assert typed(several, valid_to="2027-03-31") == Programme(
        code="green-loan",
        title="สินเชื่อ เพื่อโรงงานสีเขียว",
        owner="ธพว.",
        summary="สินเชื่อปรับปรุงเครื่องจักร",
        needs=("financing",),
        provinces=("TH-30",),
        valid_from=date(2026, 12, 1),
        valid_to=date(2027, 3, 31),
        source_url="https://www.smebank.co.th/green",
        as_of=TODAY,
    )


def test_whom_it_is_for_and_what_to_bring_is_kept() -> None:
    several = {
        "sizes": ["micro", "small"],
        "sectors": ["manufacture"],
        "legal_forms": ["juristic"],
        "disaster_areas": ["TH-50"],
        "documents": ["หนังสือรับรอง ", "", "งบการเงิน", "งบการเงิน"],
    }

    found = typed(several, apply_by="2027-02-28")

    assert (found.sizes, found.sectors) == (("micro", "small"), ("manufacture",))
    assert (found.legal_forms, found.disaster_areas) == (("juristic",), ("TH-50",))
    assert found.apply_by == found.last_day == date(2027, 2, 28)
    assert found.documents == ("หนังสือรับรอง", "งบการเงิน")


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"code": "สีเขียว"}, "รหัส"),
        ({"title": ""}, "ใส่ชื่อโครงการ"),
        ({"owner": " "}, "หน่วยงานเจ้าของ"),
        ({"summary": "ก" * 401}, "ไม่เกิน 400"),
        ({"valid_from": ""}, "วันแรก"),
        ({"valid_to": "เร็ว ๆ นี้"}, "วันสุดท้าย “เร็ว ๆ นี้” ไม่ใช่วันที่"),
        ({"valid_to": "2570-03-31"}, "เป็นปี พ.ศ. เขียนเป็นปี ค.ศ. 2027-03-31"),
        ({"apply_by": "2027-01-31"}, "ต้องเลือกจังหวัดที่ประกาศ"),
        ({"apply_by": "2026-11-30"}, "วันสุดท้ายที่ยื่นได้ต้องไม่มาก่อน"),
        ({"valid_to": "2026-11-30"}, "ไม่มาก่อน"),
        ({"source_url": "www.smebank.co.th"}, "แหล่งข้อมูล"),
    ],
)
def test_what_is_wrong_is_named(wrong: dict[str, str], told: str) -> None:
    with pytest.raises(IncompleteProgramme, match=told):
        typed(None, **wrong)


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("needs", "gold", "เลือกเรื่องที่เกี่ยวข้อง"),
        ("provinces", "TH-99", "เลือกจังหวัดจากรายการ"),
        ("sizes", "tiny", "เลือกขนาดกิจการ"),
        ("sectors", "magic", "เลือกประเภทกิจการ"),
        ("legal_forms", "club", "เลือกรูปแบบกิจการ"),
        ("disaster_areas", "TH-99", "เลือกจังหวัดที่ประกาศ.*ต้องใส่วันสุดท้ายที่ยื่นได้"),
        ("documents", "ก" * 121, "เอกสารไม่เกิน 12 รายการ"),
    ],
)
def test_what_is_not_in_the_lists_is_named(name: str, value: str, told: str) -> None:
    with pytest.raises(IncompleteProgramme, match=told):
        typed({name: [value]})


def test_all_mistakes_are_named_at_once() -> None:
    with pytest.raises(IncompleteProgramme) as wrong:
        read({}, {}, provinces=(), as_of=TODAY)

    assert str(wrong.value).count("·") == 5


def test_changes_stand_in_their_places_and_new_ones_behind() -> None:
    first, second = typed(code="first"), typed(code="second")
    changed, new = typed(code="first", title="ชื่อใหม่"), typed(code="new")

    found = Catalogue((first, second)).with_changes({"new": new, "first": changed})

    assert found.programmes == (changed, second, new)
    assert found.find("first") == changed
    assert found.find("third") is None
