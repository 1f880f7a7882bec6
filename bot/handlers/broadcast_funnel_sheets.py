"""What came of announcements by programme and by province, as tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.broadcasts.funnel import Steps
from bot.cases.figures_sheets import Cell, Sheet
from bot.handlers.broadcast_funnel import NO_PROGRAMME, Funnel

HEAD = (
    "ส่งถึง (คน)",
    "กดปุ่มตอบ (คน)",
    "ร้อยละของที่ส่งถึง",
    "สนใจโครงการ (คน)",
    "ร้อยละของที่กดปุ่มตอบ",
    "เปิดเรื่องตามมา (เรื่อง)",
    "เรื่องต่อร้อยคนที่กดปุ่มตอบ",
    "เสร็จสิ้น (เรื่อง)",
    "ร้อยละของเรื่องที่ตามมา",
    "ปิดด้วยเหตุอื่น (เรื่อง)",
    "ยังไม่ปิดเรื่อง (เรื่อง)",
)
"""The columns after the first."""


def sheets(
    found: Funnel, programme: Callable[[str], str], province: Callable[[str], str]
) -> list[Sheet]:
    """Return a table of programmes and one of provinces; the functions give codes their names."""
    of_programmes = [
        (programme(code), found.announcements[code], *cells(steps, of=code))
        for code, steps in found.programmes.items()
    ]
    return [
        Sheet("รายโครงการ", ("โครงการ", "ประกาศ", *HEAD), of_programmes),
        of_provinces(found.provinces, province, found.total),
    ]


def of_provinces(provinces: Mapping[str, Steps], name: Callable[[str], str], total: Steps) -> Sheet:
    """Return the table of provinces, with the sum of all below."""
    rows = [(name(code), *cells(steps)) for code, steps in provinces.items()]
    return Sheet("รายจังหวัด", ("จังหวัด", *HEAD), [*rows, ("รวม", *cells(total))])


def cells(steps: Steps, *, of: str | None = None) -> tuple[Cell, ...]:
    """Return a row's figures, in the order of HEAD; where no programme is, nobody wants it."""
    asked = of != NO_PROGRAMME
    return (
        steps.told,
        steps.answered,
        steps.answered_percent,
        steps.interested if asked else None,
        steps.interested_percent if asked else None,
        steps.cases,
        steps.cases_percent,
        steps.success,
        steps.success_percent,
        steps.other,
        steps.open,
    )
