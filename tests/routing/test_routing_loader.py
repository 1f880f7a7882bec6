"""The routing files are read whole, and every mistake in them is told with its line."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from bot.routing.loader import BadRouting, Map, load

SHIPPED = files("bot.routing") / "data"
Edit = Callable[[str, str, str], None]


@pytest.fixture(scope="module")
def map_() -> Map:
    return load(SHIPPED)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for file in SHIPPED.iterdir():
        if file.name.endswith(".csv"):
            (tmp_path / file.name).write_bytes(file.read_bytes())
    return tmp_path


@pytest.fixture
def edit(folder: Path) -> Edit:
    """Return `edit(file, old, new)`; the old text must be there."""

    def change(name: str, old: str, new: str) -> None:
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")

    return change


def mistakes(folder: Path) -> list[str]:
    with pytest.raises(BadRouting) as caught:
        load(folder)
    lines = str(caught.value).splitlines()
    assert lines[0].startswith(f"The routing files have {len(lines) - 1} mistake")
    return lines[1:]


def test_the_map_shipped_is_whole(map_: Map) -> None:
    kinds = [unit.kind for rows in map_.units.values() for unit in rows]
    assert len(map_.provinces) == len(map_.homes) == len(map_.areas) == 77
    assert (kinds.count("ssrc"), kinds.count("ipc")) == (76, 11)
    assert (kinds.count("bkk_desk"), kinds.count("intl_desk")) == (1, 1)


def test_nothing_is_shipped_as_confirmed(map_: Map) -> None:
    units = [unit for rows in map_.units.values() for unit in rows]
    assert not any(unit.centre.phone or unit.centre.email or unit.confirmed_by for unit in units)
    assert not any(province.strategic_sectors for province in map_.provinces.values())


def test_provinces_have_names_in_both_languages(map_: Map) -> None:
    assert map_.provinces["TH-30"].name_en == "Nakhon Ratchasima"
    assert map_.province_names["TH-30"] == "นครราชสีมา"


def test_a_unit_is_found_by_its_code(map_: Map) -> None:
    centre = map_.centre("IPC-6")
    assert centre is not None
    assert centre.name_th == "ศูนย์ส่งเสริมอุตสาหกรรมภาคที่ 6 (นครราชสีมา)"
    assert map_.centre("SSRC-99") is None
    unit = map_.unit("SSRC-30")
    assert unit is not None
    assert "สำนักงานอุตสาหกรรมจังหวัดนครราชสีมา" in unit.long_name_th


def test_a_file_saved_by_excel_with_a_bom_and_blank_lines_is_read(folder: Path) -> None:
    path = folder / "areas.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes() + b",,,,,,,\r\n\r\n")
    assert len(load(folder).areas) == 77


def test_confirmed_contacts_and_sectors_are_read(folder: Path, edit: Edit) -> None:
    edit(
        "centres.csv",
        "TH-30,2018-01-01,,,,,,,\nSSRC-31",
        "TH-30,2018-01-01,,044-123 456,a@b.go.th,https://b.go.th,ถนนมิตรภาพ,สมศรี,2026-11-01\nSSRC-31",
    )
    edit(
        "provinces.csv", "Nakhon Ratchasima,,,", "Nakhon Ratchasima,อาหาร| ยานยนต์ ,สมศรี,2026-11-01"
    )
    map_ = load(folder)
    unit = map_.unit("SSRC-30")
    assert unit is not None
    assert unit.centre.phone == "044-123 456"
    assert (unit.confirmed_by, unit.confirmed_at) == ("สมศรี", date(2026, 11, 1))
    assert map_.provinces["TH-30"].strategic_sectors == ("อาหาร", "ยานยนต์")


def test_a_long_name_left_out_is_the_short_one(folder: Path, edit: Edit) -> None:
    edit("centres.csv", "ศูนย์ส่งเสริมอุตสาหกรรมภาคที่ 6 จังหวัดนครราชสีมา กรมส่งเสริมอุตสาหกรรม", "")
    unit = load(folder).unit("IPC-6")
    assert unit is not None
    assert unit.long_name_th == unit.centre.name_th


WRONG = [
    ("areas.csv", "TH-30,IPC-6", "TH-99,IPC-6", "areas.csv:20: There is no province 'TH-99'"),
    ("areas.csv", "TH-30,IPC-6", "TH-99,IPC-6", "areas.csv:1: TH-30 has no row"),
    (
        "areas.csv",
        "TH-30,IPC-6",
        "TH-30,IPC-12",
        "areas.csv:20: There is no regional centre 'IPC-12'",
    ),
    ("areas.csv", "TH-30,IPC-6", "TH-30,HQ-INTL", "There is no regional centre 'HQ-INTL'"),
    ("areas.csv", "TH-30,IPC-6,2018-01-01", "TH-30,IPC-6,", "areas.csv:20: 'valid_from' is empty"),
    (
        "areas.csv",
        "TH-30,IPC-6,2018-01-01",
        "TH-30,IPC-6,2018-02-30",
        "'2018-02-30', which is no day",
    ),
    ("areas.csv", "TH-30,IPC-6,2018-01-01", "TH-30,IPC-6,20180101", "'20180101', which is no day"),
    ("areas.csv", "TH-30,IPC-6,2018-01-01", "TH-30,IPC-6,2569-01-31", "Write 2026-01-31."),
    (
        "areas.csv",
        "TH-30,IPC-6,2018-01-01,",
        "TH-30,IPC-6,2018-01-01,2017-01-01",
        "ends before it begins",
    ),
    (
        "areas.csv",
        "TH-30,IPC-6,2018-01-01,",
        "TH-30,IPC-6,2018-01-01,2026-09-30",
        "nothing after 2026-09-30",
    ),
    (
        "areas.csv",
        "TH-30,IPC-6,2018-01-01,,high",
        "TH-30,IPC-6,2018-01-01,,sure",
        "areas.csv:20: 'confidence' is 'sure'",
    ),
    ("areas.csv", "TH-30,IPC-6", ",IPC-6", "areas.csv:20: 'province' is empty"),
    ("areas.csv", "TH-30,IPC-6", "TH-30,", "areas.csv:20: 'unit' is empty"),
    (
        "areas.csv",
        "TH-30,IPC-6,",
        "TH-30,IPC-6,,",
        "The row has 9 cells where the first line has 8",
    ),
    ("areas.csv", "province,unit", "province,units", "areas.csv:1: Columns are missing: unit."),
    ("areas.csv", "province,unit", "province,units", "areas.csv:1: Columns are not known: units."),
    ("centres.csv", "IPC-6,ipc", "IPC-6,regional", "centres.csv:9: 'kind' is 'regional'"),
    ("centres.csv", "IPC-6,ipc", "SSRC-06,ipc", "'SSRC-06' is no code of the kind 'ipc'"),
    ("centres.csv", "SSRC-30,ssrc", "SSRC-31,ssrc", "SSRC-31 does not fit TH-30. Write SSRC-30."),
    ("centres.csv", "SSRC-30,ssrc", "SSRC-31,ssrc", "SSRC-31 overlaps line"),
    ("centres.csv", "SSRC-30,ssrc", "IPC-12,ipc", "TH-30 has no office that takes its cases"),
    (
        "centres.csv",
        ",TH-30,2018-01-01,,,,,,,\nSSRC-31",
        ",TH-00,2018-01-01,,,,,,,\nSSRC-31",
        "There is no province 'TH-00'",
    ),
    (
        "centres.csv",
        ",TH-30,2018-01-01,,,,,,,\nSSRC-31",
        ",,2018-01-01,,,,,,,\nSSRC-31",
        "'province' is empty. Write the province",
    ),
    (
        "centres.csv",
        "TH-10,2018-01-01,,,",
        "TH-10,2018-01-01,,12345,",
        "'phone' is '12345', which is no Thai number",
    ),
    ("centres.csv", "TH-10,2018-01-01,,,,", "TH-10,2018-01-01,,,at home,", "'email' is 'at home'"),
    (
        "centres.csv",
        "TH-10,2018-01-01,,,,,",
        "TH-10,2018-01-01,,,,dip.go.th,",
        "'website' is 'dip.go.th'",
    ),
    (
        "centres.csv",
        "TH-10,2018-01-01",
        "TH-11,2018-01-01",
        "TH-11 has several offices: HQ-BKK, SSRC-11",
    ),
    (
        "centres.csv",
        "HQ-INTL,intl_desk",
        "HQ-INTL,bkk_desk",
        "one office of the kind 'intl_desk'; there are 0",
    ),
    (
        "centres.csv",
        "HQ-BKK,bkk_desk,โต๊ะรับเรื่องส่วนกลาง กรมส่งเสริมอุตสาหกรรม",
        "HQ-BKK,bkk_desk,",
        "centres.csv:2: 'name_th' is empty",
    ),
    ("provinces.csv", "TH-30,", "TH-3,", "'TH-3' is no ISO 3166-2:TH province"),
    ("provinces.csv", "TH-30,", ",", "provinces.csv:20: 'code' is empty"),
    ("provinces.csv", "TH-31,", "TH-30,", "provinces.csv:21: TH-30 stands here a second time"),
    ("provinces.csv", "TH-31,", "TH-30,", "There are 76 provinces; Thailand has 77"),
    ("holidays_extra.csv", "2026-05-13,add", "2026-05-13,also", "'change' is 'also'"),
    ("holidays_extra.csv", "2026-05-13,add", "13 May,add", "'13 May', which is no day"),
    ("holidays_extra.csv", "2026-05-13", "2026-05-01", "2026-05-01 stands here a second time"),
    ("clocks.csv", "office_opens,08:30", "office_opens,8.30", "Write a time such as 08:30"),
    ("clocks.csv", "contact_high,1", "contact_high,one", "Write a number of working days"),
    ("clocks.csv", "contact_high,1", "contact_high,", "'value' is empty"),
    ("clocks.csv", "contact_high,1,2017-01-01", "contact_high,1,soon", "'soon', which is no day"),
    ("clocks.csv", "contact_high", "contact_soon", "'what' is 'contact_soon'"),
    ("clocks.csv", "contact_high", "contact_soon", "'contact_high' has no row"),
]


@pytest.mark.parametrize(("name", "old", "new", "told"), WRONG)
def test_a_mistake_is_told_with_what_to_do(  # noqa: PLR0917 -- a table's columns and two fixtures
    folder: Path, edit: Edit, name: str, old: str, new: str, told: str
) -> None:
    edit(name, old, new)
    assert any(told in line for line in mistakes(folder))


def second_area(edit: Edit, *, ends: str, begins: str) -> None:
    edit(
        "areas.csv",
        "TH-30,IPC-6,2018-01-01,,high",
        f"TH-30,IPC-5,{begins},,low,,,\nTH-30,IPC-6,2018-01-01,{ends},high",
    )


def test_a_province_may_change_its_regional_centre_on_a_day(folder: Path, edit: Edit) -> None:
    second_area(edit, ends="2026-09-30", begins="2026-10-01")
    assert [area.unit for area in load(folder).areas["TH-30"]] == ["IPC-6", "IPC-5"]


def test_overlapping_stretches_are_told_with_the_day_that_mends_them(
    folder: Path, edit: Edit
) -> None:
    second_area(edit, ends="2026-10-01", begins="2026-10-01")
    assert mistakes(folder) == [
        (
            "areas.csv:20: The area of TH-30 overlaps line 21."
            " End line 21 on 2026-09-30, or begin this one later."
        )
    ]


def test_a_gap_is_told_with_the_day_that_closes_it(folder: Path, edit: Edit) -> None:
    second_area(edit, ends="2026-09-29", begins="2026-10-01")
    assert mistakes(folder) == [
        (
            "areas.csv:20: The area of TH-30 has a gap from 2026-09-30 until this row begins."
            " Begin this row on 2026-09-30."
        )
    ]


def test_an_area_may_not_outlive_its_regional_centre(folder: Path, edit: Edit) -> None:
    row = "ศูนย์ส่งเสริมอุตสาหกรรมภาคที่ 6 จังหวัดนครราชสีมา กรมส่งเสริมอุตสาหกรรม,TH-30,2018-01-01,"
    edit("centres.csv", row, row.replace("2018-01-01,", "2019-01-01,2026-09-30"))
    told = mistakes(folder)
    assert len(told) == 8  # four provinces, two mistakes each
    assert any("IPC-6 ends on 2026-09-30, but the area of TH-30 goes on." in line for line in told)
    assert any("IPC-6 begins on 2019-01-01, after this row of TH-30." in line for line in told)


def test_an_area_may_end_together_with_its_regional_centre(folder: Path, edit: Edit) -> None:
    row = "ศูนย์ส่งเสริมอุตสาหกรรมภาคที่ 6 จังหวัดนครราชสีมา กรมส่งเสริมอุตสาหกรรม,TH-30,2018-01-01,"
    edit("centres.csv", row, f"{row}2026-09-30")
    for code in ("30", "31", "32", "36"):
        old = f"TH-{code},IPC-6,2018-01-01,"
        edit("areas.csv", old, f"TH-{code},IPC-5,2026-10-01,,low,,,\n{old}2026-09-30")
    assert load(folder).areas["TH-36"][1].unit == "IPC-5"


def test_all_mistakes_of_all_files_are_told_at_once(folder: Path, edit: Edit) -> None:
    edit("areas.csv", "TH-30,IPC-6", "TH-30,IPC-12")
    edit("centres.csv", "TH-10,2018-01-01,,,", "TH-10,2018-01-01,,12345,")
    edit("holidays_extra.csv", "2026-05-13,add", "2026-05-13,also")
    assert [line.split(":")[0] for line in mistakes(folder)] == [
        "areas.csv",
        "centres.csv",
        "holidays_extra.csv",
    ]


def test_missing_files_are_told(tmp_path: Path) -> None:
    told = mistakes(tmp_path)
    assert "clocks.csv:1: The file is missing or cannot be read. Copy the one shipped." in told


def test_an_empty_file_is_told(folder: Path) -> None:
    (folder / "holidays_extra.csv").write_text("", encoding="utf-8")
    assert mistakes(folder) == [
        "holidays_extra.csv:1: Columns are missing: date, change, name_th, source. Add them."
    ]


def test_a_file_in_the_old_thai_encoding_is_told(folder: Path) -> None:
    path = folder / "provinces.csv"
    path.write_bytes(path.read_text(encoding="utf-8").encode("cp874"))
    assert any("provinces.csv:1: The file is not UTF-8." in line for line in mistakes(folder))


def test_a_folder_without_the_files_is_no_accident_of_the_copy(folder: Path) -> None:
    shutil.rmtree(folder)
    assert len(mistakes(folder)) > 5
