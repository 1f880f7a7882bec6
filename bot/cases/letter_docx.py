"""An official letter as a Word file that officers may still edit: A4, TH SarabunPSK 16 points.

Margins and type as the regulation on correspondence has them (left 3 cm, right 2 cm). The garuda
belongs on the office's own paper and is left free at the top.
"""

from __future__ import annotations

from io import BytesIO
from typing import Final

from docx import Document
from docx.document import Document as Opened
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import Table
from docx.text.paragraph import Paragraph

from bot.cases.letter import Letter

FONT: Final = "TH SarabunPSK"
MIME: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SIZE = 16
_MIDDLE = Cm(8)
_LABEL = Cm(3)


def write(letter: Letter) -> bytes:
    """Return the letter, its enclosure on a page of its own, as a .docx file."""
    document = Document()
    _set_up(document)
    _head(document, letter)
    for words in letter.body:
        paragraph = _paragraph(document, words)
        paragraph.paragraph_format.first_line_indent = Cm(2.5)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.THAI_JUSTIFY
    _signature(document)
    _contact(document, letter)
    document.add_page_break()
    _enclosure(document, letter)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _set_up(document: Opened) -> None:
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin, page.right_margin = Cm(3), Cm(2)
    page.top_margin, page.bottom_margin = Cm(2.5), Cm(2)
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(_SIZE)
    style.paragraph_format.space_after = Pt(6)
    properties = style.element.get_or_add_rPr()
    for script in ("w:cs", "w:eastAsia"):  # Word sets Thai in the font for complex scripts
        properties.rFonts.set(qn(script), FONT)
    _add(properties, "w:szCs", val=str(_SIZE * 2))
    _add(properties, "w:lang", val="th-TH", bidi="th-TH")


def _add(parent: object, tag: str, **values: str) -> None:
    element = OxmlElement(tag)
    for name, value in values.items():
        element.set(qn(f"w:{name}"), value)
    parent.append(element)  # type: ignore[attr-defined]


def _head(document: Opened, letter: Letter) -> None:
    room = document.add_paragraph()
    room.paragraph_format.space_after = Cm(2)
    first = _paragraph(document, f"ที่ {letter.reference}\t{letter.office}")
    first.paragraph_format.tab_stops.add_tab_stop(Cm(16), WD_TAB_ALIGNMENT.RIGHT)
    _paragraph(document, f"\t{letter.dated}").paragraph_format.tab_stops.add_tab_stop(_MIDDLE)
    for label, words in (
        ("เรื่อง", letter.subject),
        ("เรียน", letter.to),
        ("สิ่งที่ส่งมาด้วย", letter.enclosure),
    ):
        line = _paragraph(document, f"{label}\t{words}")
        line.paragraph_format.tab_stops.add_tab_stop(_LABEL)
        line.paragraph_format.left_indent = _LABEL
        line.paragraph_format.first_line_indent = -_LABEL


def _signature(document: Opened) -> None:
    for place, words in enumerate(("ขอแสดงความนับถือ", f"({'.' * 50})", f"ตำแหน่ง{'.' * 40}")):
        line = _paragraph(document, words)
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        line.paragraph_format.left_indent = Cm(6)
        if place == 0:
            line.paragraph_format.space_before, line.paragraph_format.space_after = Pt(12), Cm(2)


def _contact(document: Opened, letter: Letter) -> None:
    office = _paragraph(document, letter.office)
    office.paragraph_format.space_before = Cm(1.5)
    office.paragraph_format.space_after = Pt(0)
    _paragraph(document, f"โทร. {letter.phone}")


def _enclosure(document: Opened, letter: Letter) -> None:
    head = _paragraph(document, "แบบสรุปข้อมูลเรื่องเพื่อการส่งต่อ")
    head.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _bold(head)
    _paragraph(document, letter.about).alignment = WD_ALIGN_PARAGRAPH.CENTER
    table = document.add_table(rows=0, cols=2, style="Table Grid")
    table.autofit = False
    for label, value in letter.rows:
        _row(table, label, value)


def _row(table: Table, label: str, value: str) -> None:
    cells = table.add_row().cells
    for cell, words, width in zip(cells, (label, value), (Cm(5), Cm(11)), strict=True):
        cell.width = width
        cell.paragraphs[0].add_run(_clean(words))
    _bold(cells[0].paragraphs[0])


def _bold(paragraph: Paragraph) -> None:
    for run in paragraph.runs:
        run.bold = True
        run.font.cs_bold = True


def _paragraph(document: Opened, words: str) -> Paragraph:
    return document.add_paragraph(_clean(words))


def _clean(words: str) -> str:
    """Return the words without what XML cannot hold, whatever somebody typed into the chat."""
    return "".join(
        one for one in words if one in "\t\n" or (one >= " " and one not in "\ufffe\uffff")
    )
