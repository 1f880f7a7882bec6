"""An official letter as a PDF to be signed: as `letter_docx` has it, for who does not edit it."""

from __future__ import annotations

from datetime import datetime

from bot.cases.letter import Letter
from bot.cases.pdf import Cut, Paper

_LABEL, _MIDDLE, _INDENT = 30, 80, 25


def write(letter: Letter, cut: Cut, *, made_at: datetime) -> bytes:
    """Return the letter, its enclosure on a page of its own, as a PDF file."""
    paper = Paper(cut, title=letter.subject, made_at=made_at)
    paper.room(20)  # for the garuda of the office's own paper
    paper.beside(f"ที่ {letter.reference}", letter.office)
    paper.write(letter.dated, at=_MIDDLE)
    for label, words in (
        ("เรื่อง", letter.subject),
        ("เรียน", letter.to),
        ("สิ่งที่ส่งมาด้วย", letter.enclosure),
    ):
        paper.room(2)
        paper.beside(label, words, at=_LABEL)
    for words in letter.body:
        paper.room(2)
        paper.write(words, indent=_INDENT)
    _signature(paper)
    paper.write(letter.office)
    paper.write(f"โทร. {letter.phone}")
    _enclosure(paper, letter)
    return paper.file()


def _signature(paper: Paper) -> None:
    paper.room(6)
    paper.write("ขอแสดงความนับถือ", at=60, align="C")
    paper.room(20)
    paper.write(f"({'.' * 50})", at=60, align="C")
    paper.write(f"ตำแหน่ง{'.' * 40}", at=60, align="C")
    paper.room(12)


def _enclosure(paper: Paper, letter: Letter) -> None:
    paper.turn()
    paper.write("แบบสรุปข้อมูลเรื่องเพื่อการส่งต่อ", align="C", bold=True)
    paper.write(letter.about, align="C")
    paper.room(4)
    paper.table((), letter.rows, (50, 110))
