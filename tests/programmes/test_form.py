"""A programme as it is typed: all mistakes at once, and what is kept of a good one."""

from __future__ import annotations

from datetime import date

import pytest

from bot.model.programmes import Programme
from bot.programmes.catalogue import Catalogue
from bot.programmes.form import IncompleteProgramme, read

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


def typed(*chosen: tuple[str, ...], **other: str) -> Programme:
    needs, places = chosen or ((), ())
    return read({**GOOD, **other}, needs, places, provinces={"TH-30", "TH-50"}, today=TODAY)


def test_what_is_typed_well_is_kept_as_checked_today() -> None:
    assert typed(("financing",), ("TH-30",), valid_to="2027-03-31") == Programme(
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


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"code": "สีเขียว"}, "รหัส"),
        ({"title": ""}, "ใส่ชื่อโครงการ"),
        ({"owner": " "}, "หน่วยงานเจ้าของ"),
        ({"summary": "ก" * 401}, "ไม่เกิน 400"),
        ({"valid_from": ""}, "วันแรก"),
        ({"valid_to": "เร็ว ๆ นี้"}, "วันสุดท้ายไม่ถูกต้อง"),
        ({"valid_to": "2026-11-30"}, "ไม่มาก่อน"),
        ({"source_url": "www.smebank.co.th"}, "แหล่งข้อมูล"),
    ],
)
def test_what_is_wrong_is_named(wrong: dict[str, str], told: str) -> None:
    with pytest.raises(IncompleteProgramme, match=told):
        typed(**wrong)


def test_what_is_not_in_the_lists_is_named() -> None:
    with pytest.raises(IncompleteProgramme, match=r"เรื่องที่เกี่ยวข้อง.*จังหวัด"):
        typed(("gold",), ("TH-99",))


def test_all_mistakes_are_named_at_once() -> None:
    with pytest.raises(IncompleteProgramme) as wrong:
        read({}, (), (), provinces=(), today=TODAY)

    assert str(wrong.value).count("·") == 5


def test_changes_stand_in_their_places_and_new_ones_behind() -> None:
    first, second = typed(code="first"), typed(code="second")
    changed, new = typed(code="first", title="ชื่อใหม่"), typed(code="new")

    found = Catalogue((first, second)).with_changes({"new": new, "first": changed})

    assert found.programmes == (changed, second, new)
    assert found.find("first") == changed
    assert found.find("third") is None
