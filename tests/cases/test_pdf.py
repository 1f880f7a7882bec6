"""Papers as PDF: what is told stands in them, and lines of Thai end between words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO

import pytest
from pypdf import PdfReader

from bot.app import packaged
from bot.cases import letter, letter_pdf
from bot.cases.pdf import Paper
from bot.nlu import pipeline
from tests.cases.test_letter import DAY, MATTER

MADE = datetime(2026, 12, 1, 3, 0, tzinfo=UTC)
SIGNS = "ะาำิีึืฺุู็่้๊๋์ๅ"


@pytest.fixture(scope="module")
def cut() -> Callable[[str], list[str]]:
    return pipeline.load_words(packaged("nlu"))


def words_of(file: bytes) -> list[str]:
    """Return what stands on each page; signs that show nothing are left out."""
    pages = [page.extract_text() for page in PdfReader(BytesIO(file)).pages]
    return ["".join(one for one in page if one == "\n" or one.isprintable()) for page in pages]


def test_the_letter_has_its_parts_and_the_enclosure_a_page(cut: Callable[[str], list[str]]) -> None:
    written = letter.compose(MATTER, reference="อก 0001/123", dated=DAY)

    first, second = words_of(letter_pdf.write(written, cut, made_at=MADE))

    assert "ที่ อก ๐๐๐๑/๑๒๓" in first
    assert "เรียน ผู้อำนวยการธนาคารออมสิน" in first
    assert "๓๐-๖๙-๐๐๐๑๒-๔" in first
    assert "บุญมา" not in first, "a person's data stands in the enclosure only"
    assert "ชื่อผู้ติดต่อ บุญมา" in second
    assert "b1@example.com" in second


def test_the_same_letter_is_the_same_file(cut: Callable[[str], list[str]]) -> None:
    written = letter.compose(MATTER, reference=None, dated=DAY)

    assert letter_pdf.write(written, cut, made_at=MADE) == letter_pdf.write(
        written, cut, made_at=MADE
    )


def test_no_line_begins_in_the_middle_of_a_word(cut: Callable[[str], list[str]]) -> None:
    told = "ตอนนี้เครื่องจักรเก่ามากทำไม่ทันออเดอร์ที่ลูกค้าสั่งเข้ามาอยากขยายโรงงานน้ำพริก" * 12
    paper = Paper(cut, title="ก", made_at=MADE)
    paper.write(told)

    [page] = words_of(paper.file())

    lines = page.splitlines()
    assert len(lines) > 5
    assert [line for line in lines if line[0] in SIGNS] == []
    words = set(cut(told))
    assert all(any(line.startswith(word) for word in words) for line in lines)


def test_what_the_face_does_not_have_is_left_out(cut: Callable[[str], list[str]]) -> None:
    paper = Paper(cut, title="ก", made_at=MADE)
    paper.write("กู้\x00เงิน😀\x0b\uffffค่ะ\nด่วนมาก")

    assert words_of(paper.file()) == ["กู้เงินค่ะ\nด่วนมาก"]


def test_what_belongs_together_begins_on_a_new_page(cut: Callable[[str], list[str]]) -> None:
    paper = Paper(cut, title="ก", made_at=MADE)
    paper.room(200)
    paper.keep_together(20)
    paper.write("หน้าแรก")
    paper.keep_together(60)
    paper.table(("หมวด", "เรื่อง"), [("การเงิน", "1,200")], (100, 60), numbers={1})

    first, second = words_of(paper.file())

    assert first == "หน้าแรก"
    assert "1,200" in second
