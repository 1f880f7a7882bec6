"""Every province's cases find their office, and the right others hear of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from importlib.resources import files

import pytest

from bot.routing.centres import (
    chain,
    choose_centre,
    public_centres,
    public_contact,
    unconfirmed,
)
from bot.routing.loader import Map, load

DAY = date(2026, 11, 25)
REGIONS = {
    "HQ-BKK": "10 11 12 13",
    "IPC-8": "14 19 70 71 72 73 74 75 76 77",
    "IPC-3": "15 16 17 18 60 61 62 66",
    "IPC-9": "20 21 22 23 24 25 26 27",
    "IPC-6": "30 31 32 36",
    "IPC-7": "33 34 35 37",
    "IPC-4": "38 39 41 42 43",
    "IPC-5": "40 44 45 46 47 48 49",
    "IPC-1": "50 51 52 54 55 56 57 58",
    "IPC-2": "53 63 64 65 67",
    "IPC-10": "80 81 82 83 84 85 86 92 93",
    "IPC-11": "90 91 94 95 96",
}
PROVINCES = [(f"TH-{code}", region) for region, codes in REGIONS.items() for code in codes.split()]
OUTSIDE_BANGKOK = [(code, region) for code, region in PROVINCES if code != "TH-10"]


@pytest.fixture(scope="module")
def map_() -> Map:
    return load(files("bot.routing") / "data")


def choose(
    map_: Map, province: str | None, sub_intent: str | None, category: str = "financing"
) -> tuple[str, list[str]]:
    assigned = choose_centre(
        map_, province=province, sub_intent=sub_intent, category=category, on=DAY
    )
    return assigned.owner.code, [helper.code for helper in assigned.helpers]


def test_the_table_below_names_all_provinces_once(map_: Map) -> None:
    assert sorted(code for code, _ in PROVINCES) == sorted(map_.provinces)


@pytest.mark.parametrize(("province", "region"), OUTSIDE_BANGKOK)
def test_a_provinces_cases_belong_to_its_own_centre(map_: Map, province: str, region: str) -> None:
    own = f"SSRC-{province[3:]}"
    assert choose(map_, province, "fin.invest") == (own, [])
    assert choose(map_, province, "prod.machine", "technology") == (own, [region])
    assert choose(map_, province, "intl.export", "market") == ("HQ-INTL", [own])
    assert choose(map_, province, None, "other") == (own, [])


@pytest.mark.parametrize(("province", "region"), OUTSIDE_BANGKOK)
def test_a_chain_leads_from_the_province_by_its_region_to_headquarters(
    map_: Map, province: str, region: str
) -> None:
    codes = [unit.code for unit in chain(map_, province, DAY)]
    region_and_head = ["HQ-BKK"] if region == "HQ-BKK" else [region, "HQ-BKK"]
    assert codes == [f"SSRC-{province[3:]}", *region_and_head]


@pytest.mark.parametrize(("province", "region"), OUTSIDE_BANGKOK)
def test_a_centre_carries_the_name_of_its_province(map_: Map, province: str, region: str) -> None:
    centre = public_contact(map_, province=province, on=DAY)
    assert centre.name_th.endswith(f"จังหวัด{map_.province_names[province]}")
    assert centre.public_phone == "1358"
    assert region in map_.units


def test_bangkok_belongs_to_the_desk_at_headquarters(map_: Map) -> None:
    assert choose(map_, "TH-10", "fin.invest") == ("HQ-BKK", [])
    assert choose(map_, "TH-10", "prod.machine", "technology") == ("HQ-BKK", [])
    assert choose(map_, "TH-10", "intl.jv", "market") == ("HQ-INTL", ["HQ-BKK"])
    assert [unit.code for unit in chain(map_, "TH-10", DAY)] == ["HQ-BKK"]


@pytest.mark.parametrize("province", [None, "TH-99"])
def test_a_case_without_a_known_province_belongs_to_headquarters(
    map_: Map, province: str | None
) -> None:
    assert choose(map_, province, "prod.machine", "technology") == ("HQ-BKK", [])
    assert choose(map_, province, "intl.partner", "market") == ("HQ-INTL", [])


@pytest.mark.parametrize(
    ("sub_intent", "category", "helped"),
    [
        ("prod.waste", "technology", True),
        ("mkt.pack", "market", True),
        ("std.gmp", "technology", True),
        ("std.lab", "technology", True),
        ("disaster.flood", "rescue", True),
        (None, "technology", True),
        ("std.fda", "technology", False),
        ("mkt.booth", "market", False),
        ("mgmt.digital", "technology", False),
        ("rescue.debt", "rescue", False),
        (None, "financing", False),
    ],
)
def test_technical_matters_and_disasters_bring_in_the_regional_centre(
    map_: Map, sub_intent: str | None, category: str, *, helped: bool
) -> None:
    assert choose(map_, "TH-30", sub_intent, category) == (
        "SSRC-30",
        ["IPC-6"] if helped else [],
    )


@pytest.mark.parametrize(
    ("province", "sub_intent", "why"),
    [
        (
            "TH-30",
            "fin.invest",
            ("กิจการอยู่ในนครราชสีมา ศูนย์สนับสนุนและช่วยเหลือเอสเอ็มอี จังหวัดนครราชสีมาเป็นผู้รับผิดชอบ"),
        ),
        (
            "TH-90",
            "disaster.flood",
            (
                "กิจการอยู่ในสงขลา ศูนย์สนับสนุนและช่วยเหลือเอสเอ็มอี จังหวัดสงขลาเป็นผู้รับผิดชอบ"
                " เรื่องภัยพิบัติ แจ้งศูนย์ส่งเสริมอุตสาหกรรมภาคที่ 11 (สงขลา)"
            ),
        ),
        (
            None,
            "fin.invest",
            ("ยังไม่ทราบจังหวัดของกิจการ โต๊ะรับเรื่องส่วนกลาง กรมส่งเสริมอุตสาหกรรมเป็นผู้รับผิดชอบ"),
        ),
        (
            "TH-10",
            "intl.export",
            (
                "เรื่องเชื่อมโยงต่างประเทศ โต๊ะต่างประเทศ กรมส่งเสริมอุตสาหกรรมเป็นผู้รับผิดชอบ"
                " แจ้งโต๊ะรับเรื่องส่วนกลาง กรมส่งเสริมอุตสาหกรรมด้วย (กิจการอยู่ในกรุงเทพมหานคร)"
            ),
        ),
    ],
)
def test_staff_read_why(map_: Map, province: str | None, sub_intent: str, why: str) -> None:
    assigned = choose_centre(
        map_, province=province, sub_intent=sub_intent, category="financing", on=DAY
    )
    assert assigned.why == why


def test_the_map_of_the_day_counts(map_: Map) -> None:
    area = map_.areas["TH-30"][0]
    changed = replace(
        map_,
        areas={
            **map_.areas,
            "TH-30": (
                replace(area, valid_to=date(2026, 9, 30)),
                replace(area, unit="IPC-5", valid_from=date(2026, 10, 1)),
            ),
        },
    )
    codes = [
        [unit.code for unit in chain(changed, "TH-30", day)]
        for day in (date(2026, 9, 30), date(2026, 10, 1))
    ]
    assert codes == [["SSRC-30", "IPC-6", "HQ-BKK"], ["SSRC-30", "IPC-5", "HQ-BKK"]]


def test_when_a_centre_has_closed_its_region_takes_over(map_: Map) -> None:
    closed = replace(map_.homes["TH-30"][0], valid_to=date(2026, 10, 31))
    changed = replace(map_, homes={**map_.homes, "TH-30": (closed,)})
    assert choose(changed, "TH-30", "prod.machine", "technology") == ("IPC-6", [])


def test_before_the_map_begins_headquarters_answers(map_: Map) -> None:
    assert [unit.code for unit in chain(map_, "TH-30", date(2010, 1, 1))] == ["HQ-BKK"]


def test_the_public_finds_an_office_for_every_province_and_headquarters(map_: Map) -> None:
    centres = public_centres(map_, on=DAY)
    assert len(centres) == 78
    assert centres["TH-30"].code == "SSRC-30"
    assert centres["TH-10"].code == centres[""].code == "HQ-BKK"


def test_a_confirmed_number_is_told_in_place_of_the_hotline(map_: Map) -> None:
    home = map_.homes["TH-30"][0]
    confirmed = replace(home, centre=replace(home.centre, phone="044123456"))
    changed = replace(map_, homes={**map_.homes, "TH-30": (confirmed,)})
    assert public_contact(changed, province="TH-30", on=DAY).public_phone == "044123456"


def test_doubtful_areas_are_listed_until_somebody_confirms_them(map_: Map) -> None:
    doubts = unconfirmed(map_)
    assert [doubt.area.province[3:] for doubt in doubts] == (
        ["10", "11", "12", "13", "15", "16", "74", "75", "76", "77"]
    )
    assert doubts[4].sentence == ("โปรดยืนยันพื้นที่รับผิดชอบ: อ่างทอง อยู่กับศูนย์ส่งเสริมอุตสาหกรรมภาคที่ 3 (พิจิตร)")
    area = replace(map_.areas["TH-10"][0], confirmed_by="สมศรี", confirmed_at=DAY)
    confirmed = replace(map_, areas={**map_.areas, "TH-10": (area,)})
    assert next(doubt.area.province for doubt in unconfirmed(confirmed)) == "TH-11"
