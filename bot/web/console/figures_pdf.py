"""The director-general's page as a PDF: the paragraph, the charts, and every table."""

from __future__ import annotations

from datetime import datetime

from bot.cases.figures_sheets import Cell, Sheet
from bot.cases.pdf import Cut, Paper
from bot.handlers import figures_sheets
from bot.handlers.figures_report import Report
from bot.model.thai import show_date
from bot.web.console.figures_charts import WIDTH, Chart, bars, columns

_PAGE = 160.0
_SCALE = _PAGE / WIDTH
"""Millimetres of paper for a unit of a drawing."""


def write(report: Report, cut: Cut, *, made_at: datetime) -> bytes:
    """Return the page as a PDF file."""
    period = report.period
    title = f"รายงาน {report.scope.name} {period.label}"
    paper = Paper(cut, title=title, made_at=made_at, size=11, margins=(25, 20, 25, 20))
    paper.write(title, bold=True, size=16)
    paper.write(
        f"{show_date(period.first)} ถึง {show_date(period.last)}"
        f" ข้อมูล ณ {show_date(report.today)}"
    )  # fmt: skip
    paper.room(3)
    paper.write(report.paragraph)
    _bars(paper, bars(report))
    if (months := columns(report.months)) is not None:
        _columns(paper, months)
    for sheet in figures_sheets.sheets(report):
        _table(paper, sheet, told=report.paragraph)
    return paper.file()


def _bars(paper: Paper, chart: Chart) -> None:
    paper.room(4)
    paper.write("เจ็ดหมวดเรื่อง (แท่งอ่อน รับ · แท่งเข้ม เสร็จสิ้น)", bold=True)
    for bar in chart.bars:
        paper.keep_together(12)
        paper.write(f"{bar.label} {bar.received:,}", size=10)
        paper.bar(bar.long * _SCALE, 4, dark=False)
        paper.bar(bar.filled * _SCALE, 4, dark=True)
        paper.room(6)


def _columns(paper: Paper, chart: Chart) -> None:
    high = chart.high * _SCALE
    paper.keep_together(high + 20)
    paper.room(4)
    paper.write("เรื่องที่รับรายเดือน", bold=True)
    for column in chart.columns:
        paper.bar(
            column.wide * _SCALE,
            column.high * _SCALE,
            at=column.x * _SCALE,
            down=column.y * _SCALE,
            dark=True,
        )
    paper.room(high - 7)
    paper.labels(
        (column.label, column.x * _SCALE) for column in chart.columns if column.label
    )  # fmt: skip


def _table(paper: Paper, sheet: Sheet, *, told: str) -> None:
    """Draw a table, names in columns that are twice as wide as those of numbers."""
    rows = [row for row in sheet.rows if row[0] != told]
    if not rows:
        return
    places = range(len(sheet.head))
    numbers = {place for place in places if not any(isinstance(row[place], str) for row in rows)}
    step = _PAGE / sum(1 if place in numbers else 2 for place in places)
    paper.keep_together(30)
    paper.room(5)
    paper.write(sheet.name, bold=True)
    paper.room(1)
    paper.table(
        sheet.head,
        [[_shown(cell) for cell in row] for row in rows],
        [step if place in numbers else 2 * step for place in places],
        numbers=numbers,
    )


def _shown(cell: Cell) -> str:
    if isinstance(cell, str):
        return cell
    return "ยังไม่มี" if cell is None else f"{cell:,.12g}"
