"""The director-general's page as tables: whole for the office, with small cells hidden for all."""

from __future__ import annotations

from collections.abc import Mapping

from bot.cases.booking import KINDS, STATES
from bot.cases.figures import percent
from bot.cases.figures_sheets import Cell, Sheet
from bot.cases.figures_words import KINDS as PETITIONERS
from bot.cases.periods import month_name
from bot.cases.small_cells import LEAST, Published, is_small, publish
from bot.cases.states import owner_wording
from bot.errors import BotError
from bot.handlers.figures_report import Report
from bot.model.cases import Status
from bot.model.thai import show_date

HIDDEN = "ไม่แสดง"
TRACKS: Mapping[str, str] = {
    "partner": "คู่ค้า",
    "jv": "ร่วมทุน",
    "invest": "ลงทุน",
    "export": "ส่งออก",
    "coop": "ความร่วมมือพัฒนา",
}


class TooFew(BotError):
    """So few that nothing of it may be told to the public."""


def sheets(report: Report) -> list[Sheet]:
    """Return every table of the page."""
    found = report.figures
    whole = Sheet("สรุป", ("รายการ", "จำนวน"), _summary(report))
    shares = Sheet(
        "หมวดเรื่อง",
        ("หมวด", "เรื่องที่รับ", "ร้อยละของเรื่องที่รับ", "เสร็จสิ้น", "ร้อยละที่เสร็จสิ้น"),
        [
            (
                one.reporting.value,
                one.received,
                percent(one.received, found.matters),
                one.completed,
                percent(one.completed, one.received),
            )
            for one in found.shares
        ],
    )
    months = [(month_name(one.first), one.count) for one in report.months]
    provinces = [(one.name, one.matters, one.completed) for one in report.provinces]
    longest = [
        (one.number, show_date(one.day), one.reporting, one.centre_name) for one in report.longest
    ]
    return [
        whole,
        shares,
        Sheet("รายเดือน", ("เดือน", "เรื่องที่รับ"), months),
        Sheet("จังหวัด", ("จังหวัด", "เรื่องที่รับ", "เสร็จสิ้น"), provinces),
        Sheet("สถานะ", ("สถานะ", "เรื่อง"), _statuses(report)),
        Sheet("เกินกำหนด", ("เลขรับเรื่อง", "สัญญาไว้", "หมวด", "หน่วยงาน"), longest),
        Sheet("นัดหมายทางเทคนิค", ("ประเภท", *STATES.values()), _booked(report)),
        *_optional(report),
    ]


def _summary(report: Report) -> list[tuple[Cell, ...]]:
    found = report.figures
    return [
        ("ผู้ขอรับความช่วยเหลือ (ราย)", found.asked),
        *((f"- {PETITIONERS[kind]}", count) for kind, count in found.petitioners.items()),
        ("เรื่องที่รับ", found.matters),
        ("เสร็จสิ้นแล้ว ของเรื่องที่รับ", found.completed),
        ("เสร็จสิ้นในช่วงนี้ ไม่ว่ารับเมื่อใด", found.ended),
        ("มัธยฐานวันถึงการติดต่อครั้งแรก", found.median_contact),
        ("มัธยฐานวันถึงวันเสร็จสิ้น", found.median_close),
        ("ได้รับอนุมัติสินเชื่อ (ราย)", found.loans),
        ("วงเงินสินเชื่อ (บาท)", found.baht),
        ("เกินกำหนด ณ วันนี้", report.late),
        (report.paragraph, None),
    ]


def _statuses(report: Report) -> list[tuple[Cell, ...]]:
    statuses = report.figures.statuses
    tracks = report.figures.tracks
    return [
        *((owner_wording(one), statuses[one]) for one in Status if statuses.get(one)),
        *(
            (f"ต่างประเทศ: {name}", tracks[code])
            for code, name in TRACKS.items()
            if tracks.get(code)
        ),
    ]


def _booked(report: Report) -> list[tuple[Cell, ...]]:
    return [
        (name, *(report.bookings[kind].get(state, 0) for state in STATES))
        for kind, name in KINDS.items()
    ]


def _optional(report: Report) -> list[Sheet]:
    asked = (
        ("ส่งต่อหน่วยงาน", "หน่วยงาน", report.referrals),
        ("คณะกรรมการระดับจังหวัด", "ขั้น", report.committee),
    )
    return [
        Sheet(name, (head, "เรื่อง"), list(counts.items())) for name, head, counts in asked if counts
    ]


def public_sheets(report: Report) -> list[Sheet]:
    """Return what the public may have of it; raises TooFew when that is nothing.

    No lists, no areas below a province, and no count from which a hidden one could be told.
    """
    found = report.figures
    if found.matters < LEAST:
        raise TooFew(f"ช่วงนี้มีไม่ถึง {LEAST} เรื่อง จึงไม่มีฉบับเผยแพร่ เลือกช่วงหรือพื้นที่ที่กว้างกว่า")
    people = publish({PETITIONERS[kind]: (n,) for kind, n in found.petitioners.items()})
    provinces = publish({one.name: (one.matters,) for one in report.provinces})
    loans: Cell = HIDDEN if is_small(found.loans) else found.loans
    baht: Cell = HIDDEN if is_small(found.loans) else found.baht
    return [
        Sheet(
            "สรุป",
            ("รายการ", "จำนวน"),
            [
                ("เรื่องที่รับ", found.matters),
                ("ได้รับอนุมัติสินเชื่อ (ราย)", loans),
                ("วงเงินสินเชื่อ (บาท)", baht),
            ],
        ),
        Sheet("ผู้ขอรับความช่วยเหลือ", ("ประเภท", "ราย"), _rows(people, 1)),
        _public_shares(report),
        Sheet("จังหวัด", ("จังหวัด", "เรื่องที่รับ"), _rows(provinces, 1)),
    ]


def _public_shares(report: Report) -> Sheet:
    """Return the categories, with their completion unless its total alone would point at somebody.

    What is not completed is a count of its own: it could be told from the other two.
    """
    name, head = "หมวดเรื่อง", ("หมวด", "เสร็จสิ้น", "ยังไม่เสร็จสิ้น")
    shares = report.figures.shares
    split = publish(
        {one.reporting.value: (one.completed, one.received - one.completed) for one in shares}
    )
    if split.total is not None:
        return Sheet(name, head, _rows(split, 2))
    received = publish({one.reporting.value: (one.received,) for one in shares})
    return Sheet(name, ("หมวด", "เรื่องที่รับ"), _rows(received, 1))


def _rows(table: Published, width: int) -> list[tuple[Cell, ...]]:
    hidden = (HIDDEN,) * width
    rows: list[tuple[Cell, ...]] = [
        (name, *(counts or hidden)) for name, counts in table.rows.items()
    ]
    return [*rows, ("รวม", *(table.total or hidden))]
