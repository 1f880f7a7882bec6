"""The paragraph that the director-general reads out, in the Thai of official letters."""

from __future__ import annotations

from bot.cases.figures import Figures, Petitioner, percent
from bot.cases.periods import Period
from bot.model.thai import show_full_date

KINDS = {
    Petitioner.JURISTIC: "นิติบุคคล",
    Petitioner.COMMUNITY: "วิสาหกิจชุมชน",
    Petitioner.NATURAL: "บุคคลธรรมดาหรือไม่ได้ระบุ",
}


def paragraph(found: Figures, period: Period, *, place: str) -> str:
    """Return the whole paragraph."""
    when = f"ตั้งแต่วันที่ {show_full_date(period.first)} ถึงวันที่ {show_full_date(period.last)}"
    if found.matters == 0:
        return f"{when} {place} ยังไม่มีผู้ประกอบการขอรับความช่วยเหลือ"
    asked = (
        f"{when} มีผู้ประกอบการขอรับความช่วยเหลือจากศูนย์ช่วยเหลือเอสเอ็มอี ({place})"
        f" จำนวน {found.asked:,} ราย แบ่งเป็น{_kinds(found)} รวม {found.matters:,} เรื่อง"
    )
    said = [asked, f"เรื่องที่ขอรับความช่วยเหลือ ได้แก่ {_asked(found)}", _completed(found)]
    if found.loans:
        said.append(f"มีผู้ได้รับอนุมัติสินเชื่อ {found.loans:,} ราย วงเงินรวม {_millions(found.baht)} ล้านบาท")
    return " ".join(said)


def _kinds(found: Figures) -> str:
    return " ".join(
        f"{KINDS[kind]} {count:,} ราย (ร้อยละ {percent(count, found.asked)})"
        for kind, count in found.petitioners.items()
        if count
    )


def _asked(found: Figures) -> str:
    ranked = sorted(found.shares, key=lambda one: -one.received)
    return " ".join(
        f"ด้าน{one.reporting} ร้อยละ {percent(one.received, found.matters)}"
        for one in ranked
        if one.received
    )


def _completed(found: Figures) -> str:
    if found.completed == 0:
        return "ยังไม่มีเรื่องที่ดำเนินการแล้วเสร็จ"
    share = percent(found.completed, found.matters)
    parts = " ".join(
        f"ด้าน{one.reporting} {one.completed:,} เรื่อง"
        for one in sorted(found.shares, key=lambda one: -one.completed)
        if one.completed
    )
    return f"ดำเนินการแล้วเสร็จ {found.completed:,} เรื่อง (ร้อยละ {share}) ได้แก่ {parts}"


def _millions(baht: int) -> str:
    return f"{baht / 1_000_000:,.2f}"
