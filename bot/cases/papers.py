"""Word documents and tables that leave the office: A4, Thai faces, nothing that runs."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

import docx
import xlsxwriter
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from bot.cases import annex
from bot.cases.annex import Annex
from bot.cases.profile import Profile
from bot.model.thai import thai_digits

FACE = "TH Sarabun New"
"""The face of official papers (cabinet resolution of 2010, TH SarabunPSK and its successor)."""
_SIZE = 16
_SMALL = 14
"""So that a profile of every field in both languages is one page."""
_ANNEX_WIDTHS = (Cm(1.8), Cm(4.6), Cm(5.8), Cm(8.0), Cm(5.0))
_PROFILE_WIDTHS = (Cm(6.2), Cm(10.4))
_INK = RGBColor(0x0B, 0x53, 0x94)


def annex_docx(paper: Annex) -> bytes:
    """Return the annex as a Word document, across the page, in Thai digits."""
    document = _document(across=True)
    for words, bold in (
        ("เอกสารประกอบระเบียบวาระการประชุม", True),
        (thai_digits(paper.title), True),
        (f"{annex.formal_day(paper.held_on)} ณ {thai_digits(paper.place)}", False),
        (f"จังหวัด{paper.province}", False),
    ):
        line = document.add_paragraph()
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _write(line, words, bold=bold)
    document.add_paragraph()
    table = document.add_table(rows=1, cols=len(annex.COLUMNS), style="Table Grid")
    for cell, words in zip(table.rows[0].cells, annex.COLUMNS, strict=True):
        cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
        _write(cell.paragraphs[0], words, bold=True)
    _repeat(table.rows[0]._tr)  # noqa: SLF001 -- python-docx has no name for it
    for row in paper.rows:
        cells = table.add_row().cells
        for cell, words in zip(cells, row, strict=True):
            _write(cell.paragraphs[0], thai_digits(words))
        cells[0].paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
    _widen(table, _ANNEX_WIDTHS)
    return _bytes(document)


def annex_xlsx(paper: Annex) -> bytes:
    """Return the annex as a workbook; every cell is text, none can run as a formula."""
    stream = BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with xlsxwriter.Workbook(stream, options) as book:
        sheet = book.add_worksheet("วาระ")
        head = book.add_format({"bold": True, "border": 1, "align": "center"})
        body = book.add_format({"text_wrap": True, "border": 1, "valign": "top"})
        bold = book.add_format({"bold": True})
        sheet.write_string(0, 0, paper.title, bold)
        sheet.write_string(1, 0, f"{annex.formal_day(paper.held_on)} ณ {paper.place}")
        sheet.write_row(3, 0, annex.COLUMNS, head)
        for place, row in enumerate(paper.rows, start=4):
            for column, words in enumerate(row):
                sheet.write_string(place, column, words, body)
        for column, width in enumerate((8, 30, 30, 50, 30)):
            sheet.set_column(column, column, width)
        sheet.freeze_panes(4, 0)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
    return stream.getvalue()


def profile_docx(paper: Profile, *, as_of: str, as_of_en: str) -> bytes:
    """Return a firm's profile as one page, Thai above and English below."""
    document = _document(across=False)
    _profile_part(
        document,
        "ข้อมูลผู้ประกอบการ",
        [(line.thai_label, line.thai) for line in paper.lines],
        f"ข้อมูล ณ {as_of} ผู้ประกอบการอนุญาตให้เปิดเผยเฉพาะข้อมูลข้างต้น"
        " ติดต่อผ่านโต๊ะต่างประเทศ กรมส่งเสริมอุตสาหกรรม โทร 1358",
    )
    _profile_part(
        document,
        "Company profile",
        [(line.english_label, line.english) for line in paper.lines if line.english],
        f"As of {as_of_en}. Shared with the company's permission. Please contact the"
        " International Desk, Department of Industrial Promotion, Thailand.",
    )
    return _bytes(document)


def _profile_part(document: Document, title: str, rows: list[tuple[str, str]], foot: str) -> None:
    heading = document.add_paragraph()
    _write(heading, title, bold=True, size=_SIZE + 4).font.color.rgb = _INK
    table = document.add_table(rows=0, cols=2)
    for label, words in rows:
        cells = table.add_row().cells
        _write(cells[0].paragraphs[0], label, bold=True, size=_SMALL)
        _write(cells[1].paragraphs[0], words, size=_SMALL)
        for cell in cells:
            cell.paragraphs[0].paragraph_format.line_spacing = Pt(_SMALL + 4)
    _widen(table, _PROFILE_WIDTHS)
    _write(document.add_paragraph(), foot, size=_SMALL - 2)


def _document(*, across: bool) -> Document:
    document = docx.Document()
    section = document.sections[0]
    short, long = Cm(21), Cm(29.7)
    section.page_width, section.page_height = (long, short) if across else (short, long)
    section.orientation = WD_ORIENT.LANDSCAPE if across else WD_ORIENT.PORTRAIT
    section.top_margin = section.bottom_margin = Cm(1.8)
    section.left_margin = section.right_margin = Cm(2.2)
    normal = document.styles["Normal"]
    normal.paragraph_format.space_after = Pt(0)
    return document


def _write(paragraph: Paragraph, words: str, *, bold: bool = False, size: int = _SIZE) -> Run:
    """Write in the face of official papers. Word takes size and weight of Thai from `cs`."""
    run = paragraph.add_run(words)
    run.font.name, run.font.size, run.font.bold = FACE, Pt(size), bold
    run.font.cs_bold = bold
    properties = run._r.get_or_add_rPr()  # noqa: SLF001 -- python-docx has no name for it
    properties.get_or_add_rFonts().set(qn("w:cs"), FACE)
    complex_size = OxmlElement("w:szCs")
    complex_size.set(qn("w:val"), str(size * 2))
    properties.append(complex_size)
    return run


def _repeat(row: object) -> None:
    """Have a table's head stand on each of its pages."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row.get_or_add_trPr().append(mark)  # type: ignore[attr-defined]


def _widen(table: Table, widths: Sequence[Cm]) -> None:
    """Give columns their widths: Word reads those of the cells, others those of the columns."""
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
        for cell in column.cells:
            cell.width = width


def _bytes(document: Document) -> bytes:
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()
