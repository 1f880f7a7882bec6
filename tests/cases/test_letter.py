"""The official letter: its words, and the file they stand in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document

from bot.cases import letter, letter_docx
from bot.cases.letter import Matter
from bot.cases.referral import Kind

MATTER = Matter(
    kind=Kind.FORWARD,
    number="30-69-00012-4",
    topic="สินเชื่อเพื่อลงทุน",
    office="สำนักงานอุตสาหกรรมจังหวัดนครราชสีมา",
    phone="1358",
    addressee="ผู้อำนวยการธนาคารออมสิน",
    request="",
    consent_on=date(2026, 11, 25),
    told=[("ชื่อผู้ติดต่อ", "บุญมา"), ("โทรศัพท์", "081-234-5678"), ("อีเมล", "b1@example.com")],
)
DAY = date(2026, 12, 1)


def test_a_letter_has_its_parts_with_thai_digits_and_the_buddhist_year() -> None:
    written = letter.compose(MATTER, reference="อก 0001/123", dated=DAY)

    assert written.reference == "อก ๐๐๐๑/๑๒๓"
    assert written.dated == "๑ ธันวาคม ๒๕๖๙"
    assert written.to == "ผู้อำนวยการธนาคารออมสิน"
    assert "๓๐-๖๙-๐๐๐๑๒-๔" in written.body[0]
    assert "เมื่อวันที่ ๒๕ พฤศจิกายน ๒๕๖๙" in written.body[1]
    assert written.body[2].startswith("จึงเรียนมาเพื่อโปรดพิจารณา")
    assert len(written.body) == 3


def test_an_address_stays_as_it_must_be_typed() -> None:
    rows = dict(letter.compose(MATTER, reference=None, dated=DAY).rows)

    assert rows == {
        "ชื่อผู้ติดต่อ": "บุญมา",
        "โทรศัพท์": "๐๘๑-๒๓๔-๕๖๗๘",
        "อีเมล": "b1@example.com",
    }


@pytest.mark.parametrize(("kind", "words"), [(Kind.FORWARD, "รับไว้ดำเนินการ"), (Kind.JOIN, "ร่วมกัน")])
def test_the_two_ways_are_asked_for_in_different_words(kind: Kind, words: str) -> None:
    written = letter.compose(replace(MATTER, kind=kind), reference=None, dated=DAY)

    assert words in written.body[1]


def test_what_the_officer_asks_stands_in_the_letter() -> None:
    asked = replace(MATTER, request="ช่วยดูวงเงิน 5 แสน")

    assert "ช่วยดูวงเงิน ๕ แสน" in letter.compose(asked, reference=None, dated=DAY).body[1]


def test_the_file_opens_and_is_set_in_the_official_type() -> None:
    file = letter_docx.write(letter.compose(MATTER, reference=None, dated=DAY))

    opened = Document(BytesIO(file))
    words = [one.text for one in opened.paragraphs]
    assert "เรียน\tผู้อำนวยการธนาคารออมสิน" in words
    assert "ขอแสดงความนับถือ" in words
    assert [cell.text for cell in opened.tables[0].rows[0].cells] == ["ชื่อผู้ติดต่อ", "บุญมา"]
    styles = ZipFile(BytesIO(file)).read("word/styles.xml").decode()
    assert 'w:cs="TH SarabunPSK"' in styles


def test_what_no_file_can_hold_is_left_out() -> None:
    strange = replace(MATTER, told=[("สรุปเรื่อง", "กู้\x00เงิน\x0b\uffffค่ะ")])

    file = letter_docx.write(letter.compose(strange, reference=None, dated=DAY))

    assert Document(BytesIO(file)).tables[0].rows[0].cells[1].text == "กู้เงินค่ะ"
