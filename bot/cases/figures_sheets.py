"""Tables of figures as files: a workbook with a sheet for each, or one CSV file."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from io import TextIOWrapper
from typing import BinaryIO

Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with its name, at most 31 characters; None is an empty cell."""

    name: str
    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def write_xlsx(sheets: Sequence[Sheet], title: str, stream: BinaryIO) -> None:
    """Write a workbook: numbers are numbers, words stay words."""
    import xlsxwriter  # noqa: PLC0415 -- loads much, few need it

    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as book:
        bold = book.add_format({"bold": True, "text_wrap": True})
        number = book.add_format({"num_format": "#,##0.##"})
        for one in sheets:
            sheet = book.add_worksheet(one.name)
            sheet.write_string(0, 0, title, bold)
            sheet.set_column(0, 0, 40)
            sheet.set_column(1, len(one.head), 18)
            for column, word in enumerate(one.head):
                sheet.write_string(2, column, word, bold)
            sheet.freeze_panes(3, 0)
            for line, row in enumerate(one.rows, start=3):
                for column, cell in enumerate(row):
                    if isinstance(cell, str):
                        sheet.write_string(line, column, cell)
                    elif cell is not None:
                        sheet.write_number(line, column, cell, number)


def write_csv(sheets: Sequence[Sheet], title: str, stream: BinaryIO) -> None:
    """Write all tables below each other, as Thai Excel opens them: UTF-8 with BOM, CRLF."""
    text = TextIOWrapper(stream, encoding="utf-8-sig", newline="", write_through=True)
    table = csv.writer(text)
    table.writerow([title])
    for one in sheets:
        table.writerows([[], [one.name], one.head, *one.rows])
    text.detach()
