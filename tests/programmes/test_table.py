"""The catalogue as a table: out and back without loss, all mistakes at once with their lines."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from importlib.resources import files

import pytest

from bot.programmes.catalogue import Catalogue, load
from bot.programmes.table import COLUMNS, differences, read, write
from tests.programmes.test_eligibility import PLAIN, RELIEF, STRICT

TODAY = date(2026, 11, 25)
PLACES = {"TH-30": "นครราชสีมา", "TH-90": "สงขลา"}
ALL = (STRICT, replace(RELIEF, documents=("สำเนาบัตร", "รูปความเสียหาย")), PLAIN)
SHEET = write(ALL)


def told(text: str) -> list[tuple[int, str]]:
    found = read(text.encode(), provinces=PLACES, today=TODAY)
    assert found.programmes == [], "with a mistake nothing is taken"
    return found.mistakes


def test_what_is_taken_out_comes_back_the_same() -> None:
    found = read(b"\xef\xbb\xbf" + SHEET.encode(), provinces=PLACES, today=TODAY)

    assert found.mistakes == []
    assert tuple(found.programmes) == ALL
    assert differences(found.programmes, Catalogue(ALL)) == []


def test_the_records_shipped_come_back_the_same() -> None:
    text = (files("bot.programmes") / "data" / "programmes.yaml").read_text(encoding="utf-8")
    shipped = load(text, "programmes.yaml")

    found = read(write(shipped.programmes).encode(), provinces={}, today=TODAY)

    assert tuple(found.programmes) == shipped.programmes


def test_what_would_run_as_a_formula_goes_out_as_text() -> None:
    odd = replace(PLAIN, title="=1+1")

    sheet = write([odd])

    assert ",'=1+1," not in SHEET
    assert ",'=1+1," in sheet
    assert read(sheet.encode(), provinces=PLACES, today=TODAY).programmes == [odd]


def test_what_a_table_adds_and_changes_is_told_field_by_field() -> None:
    changed = replace(STRICT, title="ชื่อใหม่", sizes=("micro",))

    first, second = differences([changed, RELIEF, PLAIN], Catalogue((STRICT, PLAIN)))

    assert (first.before, first.changed) == (STRICT, ("title", "sizes"))
    assert (second.before, second.after, second.changed) == (None, RELIEF, ())


def test_a_row_without_a_day_of_checking_counts_as_checked_today() -> None:
    sheet = SHEET.replace("2026-11-01", "")

    found = read(sheet.encode(), provinces=PLACES, today=TODAY)

    assert {one.as_of for one in found.programmes} == {TODAY}


def test_what_has_a_name_may_be_written_by_it() -> None:
    sheet = SHEET.replace("TH-30", "นครราชสีมา").replace("TH-90", "สงขลา")
    sheet = sheet.replace("micro|small", "รายย่อย | ขนาดย่อม").replace("juristic", "นิติบุคคล")
    sheet = sheet.replace("manufacture", "ผลิตสินค้า")

    assert tuple(read(sheet.encode(), provinces=PLACES, today=TODAY).programmes) == ALL


def test_rows_without_anything_are_passed_over() -> None:
    empty = "," * (len(COLUMNS) - 1)

    assert len(read(f"{SHEET}{empty}\r\n".encode(), provinces=PLACES, today=TODAY).programmes) == 3


@pytest.mark.parametrize(
    ("old", "new", "mistake"),
    [
        ("strict,", "ตรง,", (2, "รหัสเป็นอักษรอังกฤษ")),
        ("plain,", "STRICT,", (4, "รหัส strict ซ้ำกับบรรทัด 2")),
        ("TH-30", "TH-99", (2, "เลือกจังหวัดจากรายการ")),
        ("micro|small", "micro|big", (2, "เลือกขนาดกิจการจากรายการ")),
        ("2026-12-31", "2569-12-31", (3, "เขียนเป็นปี ค.ศ. 2026-12-31")),
        ("2026-12-31", "31/12/2026", (3, "ไม่ใช่วันที่ เขียนเช่น 2026-11-25")),
        ("2026-11-01", "2569-11-01", (2, "(as_of) “2569-11-01” เป็นปี พ.ศ.")),
        ("2026-11-01", "2026-11-26", (2, "(as_of) “2026-11-26” ยังมาไม่ถึง")),
        ("code,title", "title", (1, "ไม่มีคอลัมน์ code")),
    ],
)
def test_a_mistake_is_told_with_its_line(old: str, new: str, mistake: tuple[int, str]) -> None:
    assert old in SHEET
    line, words = mistake

    assert any(at == line and words in found for at, found in told(SHEET.replace(old, new, 1)))


def test_all_mistakes_are_told_at_once() -> None:
    sheet = SHEET.replace("strict,", "ตรง,").replace("https://", "www.").replace("TH-90", "90")

    assert [line for line, _ in told(sheet)] == [2, 2, 3, 3, 4]


def test_a_table_of_another_coding_is_told() -> None:
    found = read("รหัส".encode("cp874"), provinces=PLACES, today=TODAY)

    assert found.mistakes == [(1, "ไฟล์ไม่ใช่ UTF-8 ใน Excel เลือกบันทึกเป็น CSV UTF-8")]
