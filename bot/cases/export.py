"""Cases as others read them: one JSON object each, or one row each of a table.

Writers stream into a binary file, so memory stays flat however many cases there are. In tables
no cell can run as a formula, whatever somebody typed into the chat.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from datetime import datetime
from io import TextIOWrapper
from typing import BinaryIO, Literal

import orjson
import xlsxwriter

from bot.cases.record import CaseRecord, HistoryEntry
from bot.model.thai import BANGKOK

Format = Literal["jsonl", "csv", "xlsx"]
Cell = str | int | None

COLUMNS = (
    "number",
    "status",
    "category",
    "sub_intent",
    "track",
    "priority",
    "province",
    "district",
    "centre.code",
    "centre.name_th",
    "contact.name",
    "contact.phone",
    "contact.email",
    "contact.juristic_id",
    "details.amount_baht.min",
    "details.amount_baht.max",
    "details.business",
    "details.deadline",
    "details.more",
    "summary",
    "line_user_id",
    "opened_at",
    "history",
)
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_CELL_LIMIT = 32_767
_SHEET_ROWS = 1_000_000
"""Excel's sheets end at 1,048,576 rows; further cases go to a further sheet."""


def as_dict(record: CaseRecord) -> dict[str, object]:
    """Return the case as JSON values; absent things are None, times ISO 8601 in +07:00."""
    return {
        "number": record.number,
        "status": record.status.value,
        "category": record.category,
        "sub_intent": record.sub_intent,
        "track": record.track,
        "priority": record.priority,
        "province": record.province,
        "district": record.district,
        "centre": {"code": record.centre_code, "name_th": record.centre_name_th},
        "contact": {
            "name": record.contact.name,
            "phone": record.contact.phone,
            "email": record.contact.email,
            "juristic_id": record.contact.juristic_id,
        },
        "details": _details(record),
        "summary": record.summary,
        "line_user_id": record.line_user_id,
        "opened_at": iso(record.opened_at),
        "history": [
            {"at": iso(entry.at), "what": entry.what, "by": entry.by} for entry in record.history
        ],
    }


def as_row(record: CaseRecord) -> tuple[Cell, ...]:
    """Return the case as one cell for each of COLUMNS.

    `details.more` holds a flow's own slots as JSON; `history` is one line of text with the
    entries in order, each «time what by».
    """
    amount, more = record.details.amount_baht, record.details.more
    return (
        record.number,
        record.status.value,
        record.category,
        record.sub_intent,
        record.track,
        record.priority,
        record.province,
        record.district,
        record.centre_code,
        record.centre_name_th,
        record.contact.name,
        record.contact.phone,
        record.contact.email,
        record.contact.juristic_id,
        amount.min if amount else None,
        amount.max if amount else None,
        record.details.business,
        record.details.deadline,
        orjson.dumps(dict(more)).decode() if more else None,
        record.summary,
        record.line_user_id,
        iso(record.opened_at),
        " | ".join(_history_line(entry) for entry in record.history),
    )


def write(records: Iterable[CaseRecord], stream: BinaryIO, form: Format) -> int:
    """Write the cases in one of the three formats; return how many there were."""
    writers = {"jsonl": write_jsonl, "csv": write_csv, "xlsx": write_xlsx}
    return writers[form](records, stream)


def write_jsonl(records: Iterable[CaseRecord], stream: BinaryIO) -> int:
    """Write one JSON object a line, in UTF-8."""
    count = 0
    for count, record in enumerate(records, start=1):  # noqa: B007 -- the last count is the answer
        stream.write(orjson.dumps(as_dict(record)) + b"\n")
    return count


def write_csv(records: Iterable[CaseRecord], stream: BinaryIO) -> int:
    """Write a table that Thai Excel opens: UTF-8 with BOM, dotted headers, CRLF."""
    count = 0
    text = TextIOWrapper(stream, encoding="utf-8-sig", newline="", write_through=True)
    table = csv.writer(text)
    table.writerow(COLUMNS)
    for count, record in enumerate(records, start=1):  # noqa: B007 -- the last count is the answer
        table.writerow([_harmless(cell) for cell in as_row(record)])
    text.detach()
    return count


def write_xlsx(
    records: Iterable[CaseRecord], stream: BinaryIO, *, rows_a_sheet: int = _SHEET_ROWS
) -> int:
    """Write a workbook; text stays text (telephone numbers keep their 0), amounts are numbers."""
    count = 0
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as book:
        quoted = book.add_format({"quote_prefix": True})
        sheet = _new_sheet(book)
        for record in records:
            line = count % rows_a_sheet
            if count and line == 0:
                sheet = _new_sheet(book)
            _write_row(sheet, line + 1, as_row(record), quoted)
            count += 1
    return count


def iso(moment: datetime) -> str:
    """Return e.g. ``2026-11-25T09:30:00+07:00``."""
    return moment.astimezone(BANGKOK).isoformat(timespec="seconds")


def _details(record: CaseRecord) -> Mapping[str, object]:
    amount = record.details.amount_baht
    return {
        **record.details.more,
        "amount_baht": {"min": amount.min, "max": amount.max} if amount else None,
        "business": record.details.business,
        "deadline": record.details.deadline,
    }


def _history_line(entry: HistoryEntry) -> str:
    return f"{iso(entry.at)} {entry.what} {entry.by}"


def _harmless(cell: Cell) -> Cell:
    # A spreadsheet runs a cell that begins so; the apostrophe makes it text (OWASP, CSV injection).
    if isinstance(cell, str) and cell.lstrip(" ").startswith(_FORMULA_STARTS):
        return f"'{cell}"
    return cell


def _new_sheet(book: xlsxwriter.Workbook) -> xlsxwriter.worksheet.Worksheet:
    sheet = book.add_worksheet()
    sheet.freeze_panes(1, 0)
    sheet.write_row(0, 0, COLUMNS)
    return sheet


def _write_row(
    sheet: xlsxwriter.worksheet.Worksheet,
    line: int,
    cells: tuple[Cell, ...],
    quoted: xlsxwriter.format.Format,
) -> None:
    for column, cell in enumerate(cells):
        if isinstance(cell, int):
            sheet.write_number(line, column, cell)
        elif cell:
            form = None if _harmless(cell) == cell else quoted
            sheet.write_string(line, column, _shortened(cell), form)


def _shortened(cell: str) -> str:
    return cell if len(cell) <= _CELL_LIMIT else cell[: _CELL_LIMIT - 1] + "…"
