"""What is counted of a case, and how the page says it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from io import BytesIO

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cases import figures_lists
from bot.cases.categories import Reporting
from bot.cases.figures import (
    ALL,
    COUNTRY,
    Cell,
    Fact,
    Measure,
    Petitioner,
    contributions,
    difference,
    figures_of,
    late,
    median,
    percent,
    petitioner_kind,
)
from bot.cases.figures_lists import Listing, What, WrongList
from bot.cases.figures_sheets import Sheet, write_csv, write_xlsx
from bot.cases.figures_words import paragraph
from bot.cases.periods import fiscal_year
from bot.model.cases import Status

DAY, LATER = date(2026, 1, 5), date(2026, 1, 12)
OPEN = Fact(
    number="30-69-00001-1",
    day=DAY,
    area="TH-30",
    petitioner=1,
    kind=Petitioner.NATURAL,
    reporting=Reporting.FINANCE,
    status=Status.NEW,
    track=None,
    promised=LATER,
    contact_days=None,
    close_days=None,
    ended_day=None,
    loan_baht=None,
)
LENT = replace(
    OPEN,
    status=Status.CLOSED,
    promised=None,
    track="jv",
    contact_days=1,
    close_days=7,
    ended_day=LATER,
    loan_baht=500_000,
)


@pytest.mark.parametrize(
    ("juristic", "business", "sub_intent", "kind"),
    [
        ("0105536112014", "", None, Petitioner.JURISTIC),
        (None, " บริษัท น้ำพริก จำกัด", None, Petitioner.JURISTIC),
        (None, "วิสาหกิจชุมชนบ้านสวน", None, Petitioner.COMMUNITY),
        (None, "กลุ่มแม่บ้าน", "start.community", Petitioner.COMMUNITY),
        (None, "ร้านป้า", "fin.invest", Petitioner.NATURAL),
    ],
)
def test_who_asks_as_far_as_is_known(
    juristic: str | None, business: str, sub_intent: str | None, kind: Petitioner
) -> None:
    assert petitioner_kind(juristic, business, sub_intent) is kind


def test_an_open_case_is_counted_in_its_province_and_in_the_country() -> None:
    added = contributions(OPEN)

    assert {cell.area for cell in added} == {"TH-30", COUNTRY}
    assert {(cell.measure, cell.key) for cell in added} == {
        (Measure.MATTERS, ALL),
        (Measure.RECEIVED, "การเงิน"),
        (Measure.STATUS, "new"),
        (Measure.PROMISED, "2026-01-12"),
    }
    assert set(added.values()) == {1}


def test_what_ended_is_counted_on_the_day_of_its_end_as_well() -> None:
    added = contributions(LENT)

    assert added[Cell(LATER, COUNTRY, Measure.BAHT, ALL)] == 500_000
    assert added[Cell(LATER, "TH-30", Measure.LOANS, ALL)] == 1
    assert added[Cell(DAY, COUNTRY, Measure.COMPLETED, "การเงิน")] == 1
    assert added[Cell(DAY, COUNTRY, Measure.TRACK, "jv")] == 1
    cancelled = replace(LENT, status=Status.CANCELLED, loan_baht=None)
    assert not any(cell.measure is Measure.LOANS for cell in contributions(cancelled))


def test_the_totals_change_by_the_difference() -> None:
    totals = contributions(OPEN)
    totals.update(difference([OPEN], [LENT]))

    assert {cell: n for cell, n in totals.items() if n} == dict(contributions(LENT))
    assert difference([LENT], [LENT]) == {}


@given(st.lists(st.integers(0, 30)))
def test_the_median_of_counts_is_that_of_the_numbers(numbers: list[int]) -> None:
    found = median(Counter(map(str, numbers)))

    if not numbers:
        assert found is None
        return
    ordered, middle = sorted(numbers), len(numbers) // 2
    assert found == (ordered[middle] + ordered[-1 - middle]) / 2


@pytest.mark.parametrize(
    ("part", "whole", "told"), [(0, 0, 0), (2, 3, 67), (1, 8, 13), (5, 5, 100)]
)
def test_hundredths_are_rounded_half_up(part: int, whole: int, told: int) -> None:
    assert percent(part, whole) == told


def test_late_is_what_was_promised_for_a_day_that_is_past() -> None:
    assert late({"2026-01-11": 2, "2026-01-12": 3}, today=LATER) == 2


SUMS = {
    Measure.MATTERS: {ALL: 10_582},
    Measure.COMPLETED_ALL: {ALL: 4_861},
    Measure.RECEIVED: {"การเงิน": 6_772, "การตลาด": 3_810},
    Measure.COMPLETED: {"การเงิน": 2_585, "การตลาด": 2_276},
    Measure.LOANS: {ALL: 242},
    Measure.BAHT: {ALL: 261_310_000},
    Measure.ENDED: {"closed": 12, "cancelled": 3},
}
PEOPLE = {Petitioner.NATURAL: 5_577, Petitioner.JURISTIC: 1_706}


def test_the_paragraph_says_what_the_director_general_reads_out() -> None:
    found = figures_of(SUMS, PEOPLE)

    said = paragraph(found, fiscal_year(2569), place="ทั่วประเทศ")

    assert said == (
        "ตั้งแต่วันที่ 1 ตุลาคม 2568 ถึงวันที่ 30 กันยายน 2569"
        " มีผู้ประกอบการขอรับความช่วยเหลือจากศูนย์ช่วยเหลือเอสเอ็มอี (ทั่วประเทศ) จำนวน 7,283 ราย"
        " แบ่งเป็นนิติบุคคล 1,706 ราย (ร้อยละ 23) บุคคลธรรมดาหรือไม่ได้ระบุ 5,577 ราย (ร้อยละ 77)"
        " รวม 10,582 เรื่อง เรื่องที่ขอรับความช่วยเหลือ ได้แก่ ด้านการเงิน ร้อยละ 64"
        " ด้านการตลาด ร้อยละ 36 ดำเนินการแล้วเสร็จ 4,861 เรื่อง (ร้อยละ 46)"
        " ได้แก่ ด้านการเงิน 2,585 เรื่อง ด้านการตลาด 2,276 เรื่อง"
        " มีผู้ได้รับอนุมัติสินเชื่อ 242 ราย วงเงินรวม 261.31 ล้านบาท"
    )
    assert found.ended == 12


def test_the_paragraph_says_when_there_is_nothing_yet() -> None:
    empty = figures_of({}, {})
    nothing_done = figures_of({Measure.MATTERS: {ALL: 1}}, {Petitioner.NATURAL: 1})

    said = paragraph(empty, fiscal_year(2569), place="นครราชสีมา")
    assert said.endswith("นครราชสีมา ยังไม่มีผู้ประกอบการขอรับความช่วยเหลือ")
    assert "ยังไม่มีเรื่องที่ดำเนินการแล้วเสร็จ" in paragraph(
        nothing_done, fiscal_year(2569), place="นครราชสีมา"
    )


def test_a_link_names_a_list() -> None:
    asked = {"what": "completed", "reporting": "การเงิน", "petitioner": "JURISTIC", "track": "jv"}

    assert figures_lists.read(asked) == Listing(
        What.COMPLETED, Reporting.FINANCE, track="jv", petitioner=Petitioner.JURISTIC
    )
    assert figures_lists.read({"status": "new", "province": "TH-30"}) == Listing(
        What.MATTERS, status=Status.NEW, province="TH-30"
    )


@pytest.mark.parametrize(
    "asked",
    [{"what": "all"}, {"reporting": "เงิน"}, {"status": "x"}, {"petitioner": "x"}, {"track": "x"}],
)
def test_a_link_that_names_no_list_is_told(asked: dict[str, str]) -> None:
    with pytest.raises(WrongList, match="กลับไปหน้ารายงาน"):
        figures_lists.read(asked)


SHEET = Sheet("หมวด", ("หมวด", "เรื่อง"), [("=1+1", 5), ("การเงิน", 2.5), ("ว่าง", None)])


def test_a_workbook_keeps_numbers_as_numbers_and_runs_nothing() -> None:
    stream = BytesIO()
    write_xlsx([SHEET], "หัวเรื่อง", stream)

    sheet = openpyxl.load_workbook(stream)["หมวด"]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows == [
        ("หัวเรื่อง", None),
        (None, None),
        ("หมวด", "เรื่อง"),
        ("=1+1", 5),
        ("การเงิน", 2.5),
        ("ว่าง", None),
    ]
    assert sheet["A4"].data_type == "s"


def test_a_csv_opens_in_thai_excel() -> None:
    stream = BytesIO()
    write_csv([replace(SHEET, rows=SHEET.rows[1:])], "หัวเรื่อง", stream)

    told = stream.getvalue()
    assert told.startswith(b"\xef\xbb\xbf")
    assert told.decode("utf-8-sig").splitlines() == [
        "หัวเรื่อง",
        "",
        "หมวด",
        "หมวด,เรื่อง",
        "การเงิน,2.5",
        "ว่าง,",
    ]
