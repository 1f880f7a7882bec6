"""The papers that leave the office: what the annex tells of whom, and that others read it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO

import docx
import openpyxl

from bot.cases import annex, papers
from bot.cases.annex import Annex, Item
from bot.cases.profile import Line, Profile

NAMED = Item(
    "สินเชื่อ",
    "สร้างงาน: 20 คน",
    amount="5,000,000 บาท",
    name="บุญมา",
    business="ทอผ้าไหม",
    number="30-69-00001-1",
    named=True,
)
UNNAMED = replace(NAMED, reason="=1+1", amount=None, named=False, resolution="เห็นชอบ")
CLUSTER = Item("น้ำท่วม", "7 รายขอความช่วยเหลือ", firms=7)


def paper() -> Annex:
    return annex.draw_up(
        title="การประชุมคณะกรรมการ ครั้งที่ 3/2569",
        place="ห้องประชุม 2",
        held_on=date(2026, 12, 15),
        province="นครราชสีมา",
        items=(NAMED, UNNAMED, CLUSTER),
    )


def words_of(file: bytes) -> str:
    document = docx.Document(BytesIO(file))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


def test_only_whoever_agreed_is_named() -> None:
    named, unnamed, cluster = paper().rows

    assert named == (
        "1",
        "สินเชื่อ",
        "บุญมา\nทอผ้าไหม\nเลขรับเรื่อง 30-69-00001-1",
        "สร้างงาน: 20 คน\nวงเงิน 5,000,000 บาท",
        "",
    )
    assert unnamed[2] == "1 ราย (ไม่ระบุชื่อ)"
    assert unnamed[4] == "เห็นชอบ"
    assert cluster[2] == "7 ราย (ไม่ระบุชื่อ)"


def test_word_reads_the_annex_with_thai_digits_and_the_buddhist_year() -> None:
    told = words_of(papers.annex_docx(paper()))

    assert "วันอังคารที่ ๑๕ ธันวาคม พ.ศ. ๒๕๖๙ ณ ห้องประชุม ๒" in told
    assert "การประชุมคณะกรรมการ ครั้งที่ ๓/๒๕๖๙" in told
    assert "เลขรับเรื่อง ๓๐-๖๙-๐๐๐๐๑-๑" in told
    assert "บุญมา" in told


def test_excel_reads_it_and_runs_nothing() -> None:
    sheet = openpyxl.load_workbook(BytesIO(papers.annex_xlsx(paper()))).active
    assert sheet is not None
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]

    assert rows[0] == list(annex.COLUMNS)
    assert [row[0] for row in rows[1:]] == ["1", "2", "3"]
    assert sheet["D6"].value == "=1+1"
    assert sheet["D6"].data_type == "s"


def test_word_reads_a_profile_thai_first_english_where_there_is_some() -> None:
    lines = (
        Line("กิจการ", "ไหมโคราช", "Company", "Korat Silk"),
        Line("ภาษา", "ไทย", "Languages", ""),
    )
    file = papers.profile_docx(
        Profile(lines, ("ภาษา",)), as_of="25 พ.ย. 2569", as_of_en="25 November 2026"
    )

    told = words_of(file)
    assert "ไหมโคราช" in told
    assert "Korat Silk" in told
    assert "Languages" not in told
    assert "ข้อมูล ณ 25 พ.ย. 2569" in told
    assert "As of 25 November 2026" in told
