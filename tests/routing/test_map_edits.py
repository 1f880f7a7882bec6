"""The map as edited: rows in place of a file's own, moves from a day on, sheets back from Excel."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from importlib.resources import files

import pytest

from bot.routing import area_sheet, changes
from bot.routing.area_sheet import COLUMNS
from bot.routing.centres import chain
from bot.routing.changes import WrongEdit
from bot.routing.hours import Calendar, is_working_day
from bot.routing.loader import BadRouting, load
from bot.routing.map import Area, HolidayChange, Map
from bot.routing.overlay import AREAS, CENTRES, CLOCKS, HOLIDAYS, Edited, Overlaid

FOLDER = files("bot.routing") / "data"
MAP = load(FOLDER)
TODAY = date(2026, 11, 25)
NEW_YEAR = date(2027, 1, 1)


def edited(changed: Edited) -> Map:
    return load(Overlaid(FOLDER, changed))


def moved(**about: object) -> list[Area]:
    asked = {"province": "TH-30", "unit": "IPC-7", "first": NEW_YEAR, **about}
    return changes.move(MAP, by="แอน", today=TODAY, **asked)  # type: ignore[arg-type]


# --- areas ---


def test_a_move_ends_the_row_before_and_opens_a_confirmed_one() -> None:
    rows = moved()

    map_ = edited({(AREAS, "TH-30"): tuple(map(changes.area_cells, rows))})

    before, after = map_.areas["TH-30"]
    assert (before.unit, before.valid_to) == (MAP.areas["TH-30"][0].unit, date(2026, 12, 31))
    assert (after.unit, after.valid_from, after.confirmed_by) == ("IPC-7", NEW_YEAR, "แอน")
    assert map_.areas["TH-31"][0].unit == MAP.areas["TH-31"][0].unit


def test_a_second_move_replaces_what_was_to_come() -> None:
    map_ = edited({(AREAS, "TH-30"): tuple(map(changes.area_cells, moved()))})

    earlier = date(2026, 12, 1)
    rows = changes.move(map_, "TH-30", "IPC-5", first=earlier, by="แอน", today=TODAY)

    assert [(row.unit, row.valid_from) for row in rows[1:]] == [("IPC-5", earlier)]
    assert rows[0].valid_to == date(2026, 11, 30)


@pytest.mark.parametrize(
    ("about", "told"),
    [
        ({"province": "TH-00"}, "เลือกจังหวัด"),
        ({"first": date(2018, 1, 1)}, "วันเริ่ม"),
        ({"unit": MAP.areas["TH-30"][0].unit}, "อยู่แล้ว|แล้วในวันนั้น"),
    ],
)
def test_a_move_that_cannot_be_is_told(about: dict[str, object], told: str) -> None:
    with pytest.raises(WrongEdit, match=told):
        moved(**about)


def test_confirming_keeps_what_was_confirmed_before() -> None:
    first = replace(MAP.areas["TH-10"][0], valid_to=date(2026, 12, 31), confirmed_by="บี")
    second = replace(first, valid_from=NEW_YEAR, valid_to=None, confirmed_by=None)
    map_ = replace(MAP, areas={"TH-10": (first, second)})

    rows = changes.confirm(map_, "TH-10", by="แอน", today=TODAY)

    assert [row.confirmed_by for row in rows] == ["บี", "แอน"]


def test_what_does_not_fit_the_files_is_refused_as_any_file_is() -> None:
    with pytest.raises(BadRouting, match="no row"):
        edited({(AREAS, "TH-30"): ()})


# --- offices ---


def test_an_office_s_number_is_put_down_and_after_its_last_day_the_region_serves() -> None:
    last = date(2026, 12, 31)
    rows = changes.office(MAP, "SSRC-30", phone="044-111 222", last=last, by="แอน", today=TODAY)

    map_ = edited({(CENTRES, "SSRC-30"): tuple(map(changes.unit_cells, rows))})

    before, after = chain(map_, "TH-30", last)[0], chain(map_, "TH-30", NEW_YEAR)[0]
    assert (before.code, before.centre.public_phone) == ("SSRC-30", "044111222")
    assert after.code == MAP.areas["TH-30"][0].unit
    assert before.confirmed_by == "แอน"


def test_an_office_without_a_number_or_an_end_stays_as_it_was() -> None:
    rows = changes.office(MAP, "SSRC-30", phone="", last=None, by="แอน", today=TODAY)

    map_ = edited({(CENTRES, "SSRC-30"): tuple(map(changes.unit_cells, rows))})

    assert map_.centre("SSRC-30") == MAP.centre("SSRC-30")
    assert changes.unit_cells(MAP.international_desk)["province"] == ""


@pytest.mark.parametrize(
    ("about", "told"),
    [
        ({"code": "SSRC-99"}, "เลือกหน่วยงาน"),
        ({"phone": "12"}, "9-10 หลัก"),
        ({"last": date(2000, 1, 1)}, "วันแรกที่เปิด"),
    ],
)
def test_an_office_that_cannot_be_so_is_told(about: dict[str, object], told: str) -> None:
    asked = {"code": "SSRC-30", "phone": "", "last": None, **about}

    with pytest.raises(WrongEdit, match=told):
        changes.office(MAP, by="แอน", today=TODAY, **asked)  # type: ignore[arg-type]


# --- calendar ---


def test_a_holiday_of_one_office_is_its_own() -> None:
    day = date(2026, 11, 26)
    cells = changes.holiday_cells(HolidayChange(day, True, "งานประจำจังหวัด", "SSRC-30"))  # noqa: FBT003
    calendar = Calendar.of(edited({(HOLIDAYS, "2026-11-26|SSRC-30"): (cells,)}))

    assert not is_working_day(calendar.at("SSRC-30"), day)
    assert is_working_day(calendar.at("SSRC-50"), day)


def test_an_office_may_work_on_a_day_that_others_have_off() -> None:
    day = date(2026, 12, 10)
    cells = changes.holiday_cells(HolidayChange(day, False, "รัฐธรรมนูญ", "SSRC-30"))  # noqa: FBT003
    calendar = Calendar.of(edited({(HOLIDAYS, "2026-12-10|SSRC-30"): (cells,)}))

    assert is_working_day(calendar.at("SSRC-30"), day)
    assert not is_working_day(calendar, day)


def test_a_row_of_the_file_is_taken_out_by_editing_it_away() -> None:
    day = date(2026, 5, 13)
    assert not is_working_day(Calendar.of(MAP), day)

    assert is_working_day(Calendar.of(edited({(HOLIDAYS, "2026-05-13|"): ()})), day)


def test_an_office_has_hours_of_its_own_from_a_day_on() -> None:
    rows = {
        (CLOCKS, f"{what}|SSRC-30"): (changes.hours_cells(what, "SSRC-30", value, NEW_YEAR),)
        for what, value in (("office_opens", "08:00"), ("office_closes", "16:00"))
    }
    calendar = Calendar.of(edited(rows))
    own = calendar.at("SSRC-30")

    assert own.opens(date(2026, 12, 31)) == time(8, 30)
    assert (own.opens(NEW_YEAR), own.closes(NEW_YEAR)) == (time(8), time(16))
    assert calendar.opens(NEW_YEAR) == time(8, 30)
    assert own.days("remind_after", NEW_YEAR) == calendar.days("remind_after", NEW_YEAR)


def test_rows_of_an_office_that_is_not_there_are_a_mistake() -> None:
    cells = changes.hours_cells("office_opens", "SSRC-99", "08:00", NEW_YEAR)

    with pytest.raises(BadRouting, match="no office 'SSRC-99'"):
        edited({(CLOCKS, "office_opens|SSRC-99"): (cells,)})


# --- sheets ---


def sheet(*rows: str) -> bytes:
    return "\n".join([",".join(COLUMNS), *rows]).encode("utf-8-sig")


def test_what_is_exported_comes_back_without_a_difference() -> None:
    read = area_sheet.read(area_sheet.write(MAP).encode(), MAP)

    assert read.mistakes == []
    assert len(read.areas) == 77
    assert area_sheet.differences(read, MAP) == []


def test_a_changed_province_is_shown_with_before_and_after() -> None:
    raw = sheet(
        "TH-30,IPC-6,2018-01-01,2026-12-31,high,,,",
        "TH-30,IPC-7,2027-01-01,,high,แอน,2026-11-25,หนังสือ",
    )

    [one] = area_sheet.differences(area_sheet.read(raw, MAP), MAP)

    assert one.province == "TH-30"
    assert [area.unit for area in one.after] == ["IPC-6", "IPC-7"]
    assert one.before == MAP.areas["TH-30"]


def test_every_mistake_is_told_at_once_with_its_line() -> None:
    raw = sheet(
        "TH-99,IPC-6,2018-01-01,,high,,,",
        "TH-30,SSRC-30,2018-01-01,,sure,,,",
        "TH-31,IPC-6,2569-01-01,,high,,,",
        "TH-32,IPC-7,,,high,,,",
        "TH-33,IPC-7,2018-01-01,,high,,tomorrow",
        "TH-34,IPC-7,2018-01-01,2020-12-31,high,,,",
        "TH-34,IPC-7,2020-12-01,2021-12-31,high,,,",
        "TH-34,IPC-7,2022-02-01,2023-01-31,high,,,",
    )

    told = area_sheet.read(raw, MAP).mistakes

    parts = [
        (2, "TH-99"),
        (3, "SSRC-30"),
        (3, "confidence"),
        (4, "2569-01-01"),
        (5, "valid_from"),
        (6, "tomorrow"),
        (8, "ทับกับบรรทัด 7"),
        (9, "ช่วงว่างหลังบรรทัด 8"),
        (9, "ไม่มีศูนย์หลังวันสุดท้าย"),
    ]
    assert len(told) == len(parts)
    for line, part in parts:
        assert any(where == line and part in sentence for where, sentence in told), part


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        ("จังหวัด".encode("cp874"), "UTF-8"),
        (b"", "province"),
        (b"province,unit\nTH-30,IPC-6", "valid_from"),
    ],
)
def test_what_is_no_such_sheet_is_told(raw: bytes, told: str) -> None:
    [(line, sentence)] = area_sheet.read(raw, MAP).mistakes

    assert line == 1
    assert told in sentence
