"""What announcements' reasons are called in Thai."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil

from bot.broadcasts.audience import CRISIS_DAYS, GAP_DAYS, LeftOut
from bot.broadcasts.capacity import Load

LEFT_OUT: Mapping[str, str] = {
    LeftOut.UNFOLLOWED: "บล็อกบัญชีหรือเลิกเป็นเพื่อนแล้ว",
    LeftOut.OPTED_OUT: "ขอเลิกรับข่าว",
    LeftOut.NO_CONSENT: "ไม่เคยขอรับข่าว",
    LeftOut.TOPIC: "รับข่าว แต่ไม่รับเรื่องนี้",
    LeftOut.CRISIS: f"อยู่ในภาวะวิกฤตใน {CRISIS_DAYS} วันที่ผ่านมา",
    LeftOut.RECENT: f"เพิ่งได้รับข่าวอื่นใน {GAP_DAYS} วัน",
}
"""Why somebody is left out."""

_WHY_HELD: Mapping[str, str] = {
    "refused": "LINE ไม่รับข้อความนี้ ดูเหตุผลในรายงาน",
    "pilot": "จังหวัดนำร่องได้รับครบแล้ว ดูรายงานก่อน แล้วกดส่งต่อไปจังหวัดอื่น",
    "budget": "ข้อความที่เหลือของเดือนนี้กันไว้ตอบเรื่องของผู้ประกอบการ",
    "quota": "LINE แจ้งว่าข้อความของเดือนนี้หมดแล้ว",
}

_FAILED: Mapping[str, str] = {
    "LINE refused the request": "LINE ไม่รับข้อความนี้",
    "LINE never answered": "LINE ไม่ตอบเลยทั้งวัน",
    "LINE answered with errors": "ระบบของ LINE ขัดข้องทั้งวัน",
    "LINE could not be reached": "ติดต่อ LINE ไม่ได้ทั้งวัน",
    "LINE's rate limit": "ส่งถี่เกินที่ LINE รับทั้งวัน",
    "LINE takes no more": "LINE ไม่รับข้อความถึงคนนี้อีก",
    "LINE refused the access token": "สิทธิ์ของบัญชี LINE ใช้ไม่ได้ทั้งวัน",
    "the month's messages": "ข้อความของเดือนนี้หมด",
}
"""How the reasons begin for which sending is given up."""


_MOST_NAMED = 3


def waiting(provinces: Sequence[tuple[str, Load]]) -> str:
    """Return which provinces, by name, are told later and why; nothing where none is."""
    if not provinces:
        return ""
    named = [
        f"{name} (เรื่องใหม่ {load.new:,} คาดว่าจะมีอีก {ceil(load.expected):,} รับได้ {load.capacity:,})"
        for name, load in provinces[:_MOST_NAMED]
    ]
    rest = len(provinces) - len(named)
    more = f" และอีก {rest} จังหวัด" if rest else ""
    return f"รอก่อน {', '.join(named)}{more} เรื่องเต็มกำลังของศูนย์แล้ว จะส่งต่อเองเมื่อศูนย์ว่างลง"


def failed(reason: str) -> str:
    """Return why LINE did not take an announcement for some."""
    return next((words for lead, words in _FAILED.items() if reason.startswith(lead)), reason)


def why_held(reason: str | None) -> str:
    """Return why the service itself holds an announcement."""
    return _WHY_HELD.get(reason or "", reason or "")
