"""The export says the same in three formats, and nothing in it can run in a spreadsheet."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO, StringIO
from typing import Any

import openpyxl
import pytest

from bot.cases.export import COLUMNS, Format, as_dict, as_row, write, write_xlsx
from bot.cases.record import CaseRecord, Contact, Details, HistoryEntry
from bot.model.cases import Status
from bot.model.heard import Amount

FULL = CaseRecord(
    number="30-69-00123-5",
    status=Status.ADVISING,
    category="financing",
    sub_intent="fin.invest",
    track=None,
    priority="normal",
    province="TH-30",
    district="ปากช่อง",
    centre_code="SSRC-30",
    centre_name_th="ศูนย์สนับสนุนและช่วยเหลือเอสเอ็มอี จังหวัดนครราชสีมา",
    contact=Contact("บุญมา ใจดี", "0812345678", "a@example.com", "0105536112014"),
    details=Details(Amount(500_000, None), "แปรรูปมะขาม", "2026-12-24", {"machine": "เครื่องอบ"}),
    summary="อยากกู้เงินซื้อเครื่องอบ",
    line_user_id="U1",
    opened_at=datetime(2026, 11, 25, 2, 30, tzinfo=UTC),
    history=(
        HistoryEntry(datetime(2026, 11, 25, 2, 30, tzinfo=UTC), "opened", "owner"),
        HistoryEntry(datetime(2026, 11, 26, 3, 0, tzinfo=UTC), "accepted", "staff"),
    ),
)
BARE = CaseRecord(
    number="00-69-00001-6",
    status=Status.NEW,
    category="other",
    sub_intent=None,
    track=None,
    priority="normal",
    province=None,
    district=None,
    centre_code="HQ-BKK",
    centre_name_th="โต๊ะรับเรื่องส่วนกลาง",
    contact=Contact(),
    details=Details(),
    summary="-",
    line_user_id=None,
    opened_at=datetime(2026, 11, 25, 2, 30, tzinfo=UTC),
)


def written(form: Format, *records: CaseRecord) -> bytes:
    stream = BytesIO()
    assert write(iter(records), stream, form) == len(records)
    return stream.getvalue()


def table_of(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(data.decode("utf-8-sig"), newline="")))


def sheets_of(data: bytes) -> list[list[tuple[Any, ...]]]:
    book = openpyxl.load_workbook(BytesIO(data))
    return [list(sheet.values) for sheet in book.worksheets]


def test_a_case_becomes_nested_json() -> None:
    assert as_dict(FULL) == {
        "number": "30-69-00123-5",
        "status": "advising",
        "category": "financing",
        "sub_intent": "fin.invest",
        "track": None,
        "priority": "normal",
        "province": "TH-30",
        "district": "ปากช่อง",
        "centre": {
            "code": "SSRC-30",
            "name_th": "ศูนย์สนับสนุนและช่วยเหลือเอสเอ็มอี จังหวัดนครราชสีมา",
        },
        "contact": {
            "name": "บุญมา ใจดี",
            "phone": "0812345678",
            "email": "a@example.com",
            "juristic_id": "0105536112014",
        },
        "details": {
            "amount_baht": {"min": 500_000, "max": None},
            "business": "แปรรูปมะขาม",
            "deadline": "2026-12-24",
            "machine": "เครื่องอบ",
        },
        "summary": "อยากกู้เงินซื้อเครื่องอบ",
        "line_user_id": "U1",
        "opened_at": "2026-11-25T09:30:00+07:00",
        "history": [
            {"at": "2026-11-25T09:30:00+07:00", "what": "opened", "by": "owner"},
            {"at": "2026-11-26T10:00:00+07:00", "what": "accepted", "by": "staff"},
        ],
    }


def test_what_was_not_told_is_null() -> None:
    case = as_dict(BARE)
    assert case["contact"] == {"name": None, "phone": None, "email": None, "juristic_id": None}
    assert case["details"] == {"amount_baht": None, "business": None, "deadline": None}
    assert case["history"] == []


def test_json_lines_hold_one_case_each() -> None:
    lines = written("jsonl", FULL, BARE).splitlines()
    assert [json.loads(line) for line in lines] == [as_dict(FULL), as_dict(BARE)]
    assert "ปากช่อง".encode() in lines[0]


def test_a_row_has_a_cell_for_every_column() -> None:
    assert len(as_row(FULL)) == len(as_row(BARE)) == len(COLUMNS)


def test_csv_begins_with_a_bom_and_has_dotted_headers() -> None:
    data = written("csv", FULL)
    assert data.startswith(b"\xef\xbb\xbfnumber,")
    row = table_of(data)[0]
    assert row["centre.code"] == "SSRC-30"
    assert row["contact.phone"] == "0812345678"
    assert row["details.amount_baht.min"] == "500000"
    assert row["details.amount_baht.max"] == ""
    assert json.loads(row["details.more"]) == {"machine": "เครื่องอบ"}


def test_history_is_one_readable_cell() -> None:
    row = table_of(written("csv", FULL))[0]
    assert row["history"] == (
        "2026-11-25T09:30:00+07:00 opened owner | 2026-11-26T10:00:00+07:00 accepted staff"
    )


@pytest.mark.parametrize("form", ["jsonl", "csv", "xlsx"])
def test_no_cases_make_a_file_without_cases(form: Format) -> None:
    data = written(form)
    if form == "jsonl":
        assert data == b""
    elif form == "csv":
        assert table_of(data) == []
    else:
        assert sheets_of(data) == [[COLUMNS]]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r=", " ="])
def test_no_csv_cell_can_run_as_a_formula(start: str) -> None:
    hostile = f'{start}cmd|"/c calc"!A1'
    evil = replace(FULL, summary=hostile, contact=Contact(name=hostile))
    row = table_of(written("csv", evil))[0]
    assert row["summary"] == row["contact.name"] == f"'{hostile}"


def test_no_workbook_cell_is_a_formula_or_a_link() -> None:
    evil = replace(FULL, summary="=1+1", contact=Contact(name="https://example.com"))
    book = openpyxl.load_workbook(BytesIO(written("xlsx", evil)))
    cells = {cell.value: cell for cell in next(book.worksheets[0].iter_rows(min_row=2))}
    assert cells["=1+1"].data_type == "s"
    assert cells["=1+1"].quotePrefix
    assert cells["https://example.com"].hyperlink is None


def test_a_workbook_keeps_text_as_text_and_amounts_as_numbers() -> None:
    header, row, bare = sheets_of(written("xlsx", FULL, BARE))[0]
    cells = dict(zip(header, row, strict=True))
    assert header == COLUMNS
    assert cells["contact.phone"] == "0812345678"
    assert cells["details.amount_baht.min"] == 500_000
    assert dict(zip(header, bare, strict=True))["contact.phone"] is None


def test_more_cases_than_a_sheet_holds_go_to_another_sheet() -> None:
    stream = BytesIO()
    records = (replace(BARE, number=str(number)) for number in range(5))
    assert write_xlsx(records, stream, rows_a_sheet=2) == 5
    sheets = sheets_of(stream.getvalue())
    assert [[row[0] for row in sheet] for sheet in sheets] == [
        ["number", "0", "1"],
        ["number", "2", "3"],
        ["number", "4"],
    ]


def test_a_text_longer_than_a_cell_is_shortened_visibly() -> None:
    long = replace(BARE, summary="ก" * 40_000)
    row = sheets_of(written("xlsx", long))[0][1]
    summary = row[COLUMNS.index("summary")]
    assert len(summary) == 32_767
    assert summary.endswith("…")


def test_cases_are_taken_one_at_a_time() -> None:
    stream = BytesIO()
    seen: list[int] = []

    def cases() -> Iterator[CaseRecord]:
        for index in range(3):
            seen.append(stream.tell())
            yield replace(BARE, number=str(index))

    write(cases(), stream, "jsonl")
    assert seen[0] == 0
    assert 0 < seen[1] < seen[2]
