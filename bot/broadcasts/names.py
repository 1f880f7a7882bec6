"""What announcements' reasons are called in Thai."""

from __future__ import annotations

from collections.abc import Mapping

from bot.broadcasts.audience import CRISIS_DAYS, GAP_DAYS, LeftOut

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
    "budget": "ข้อความที่เหลือของเดือนนี้กันไว้ตอบเรื่องของผู้ประกอบการ",
    "quota": "LINE แจ้งว่าข้อความของเดือนนี้หมดแล้ว",
}


def why_held(reason: str | None) -> str:
    """Return why the service itself holds an announcement."""
    return _WHY_HELD.get(reason or "", reason or "")
