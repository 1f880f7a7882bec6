"""What the console's pages say in Thai about states, piles and events; filters for templates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from flask import Blueprint

from bot.cases.closing import OUTCOMES
from bot.cases.desk import Pile
from bot.cases.record import HistoryEntry
from bot.cases.states import owner_wording
from bot.model.cases import Priority, Status
from bot.model.staff import Role
from bot.model.thai import BANGKOK, show_date, show_moment
from bot.routing.hours import working_days_between
from bot.web.console.context import Console

PILES: Mapping[Pile, str] = {
    Pile.LATE: "เกินกำหนด",
    Pile.NEW: "เรื่องใหม่",
    Pile.TODAY: "ครบกำหนดวันนี้",
    Pile.LATER: "กำลังดำเนินการ",
    Pile.WAITING: "รอเจ้าของเรื่อง",
}
PRIORITIES: Mapping[str, str] = {
    Priority.URGENT: "ด่วน",
    Priority.HIGH: "สำคัญ",
    Priority.NORMAL: "ปกติ",
}
TRIAGE: Mapping[int, str] = {
    1: "กลุ่ม 1 มีศักยภาพ ติดเรื่องเงิน",
    2: "กลุ่ม 2 มีศักยภาพ ติดเรื่องการจัดการ",
    3: "กลุ่ม 3 ต้องฟื้นฟู",
}
ALERTS: Mapping[str, str] = {
    "crisis": "อาจคิดทำร้ายตัวเอง โทรหาทันที",
    "danger": "อาจอยู่ในอันตราย โทรหาทันที",
    "fraud_alert": "อาจถูกหลอกลวง",
    "hand_off": "ขอคุยกับเจ้าหน้าที่",
    "turn_failed": "ระบบตอบข้อความไม่สำเร็จ",
}
ROLES: Mapping[Role, str] = {
    Role.OFFICER: "เจ้าหน้าที่",
    Role.UNIT_HEAD: "หัวหน้าหน่วย",
    Role.REGION: "ศูนย์ภาค",
    Role.HEADQUARTERS: "ส่วนกลาง",
    Role.BROADCAST: "ประกาศข่าว",
    Role.INTERNATIONAL: "โต๊ะต่างประเทศ",
    Role.ADMIN: "ผู้ดูแลระบบ",
    Role.DPO: "เจ้าหน้าที่คุ้มครองข้อมูล",
}
_EVENTS: Mapping[str, str] = {
    "opened": "รับเรื่อง",
    "entered": "เจ้าหน้าที่กรอกแทนเจ้าของเรื่อง",
    "claimed": "รับเป็นผู้ดูแล",
    "contacted": "ติดต่อเจ้าของเรื่องครั้งแรก",
    "given_back": "ส่งคืนให้ผู้ช่วยอัตโนมัติ",
    "internal_note": "บันทึกภายใน",
    "note": "เจ้าของเรื่องให้ข้อมูลเพิ่ม",
    "changed": "เจ้าของเรื่องแก้ข้อมูล",
    "sorted": "จัดประเภทเรื่อง",
    "moved": "ย้ายหน่วยงาน",
    "reminded": "เตือนหน่วยงาน ยังไม่มีผู้รับ",
    "escalated": "ขอให้หน่วยงานถัดไปช่วย",
    "told_owner": "แจ้งเจ้าของเรื่องว่ายังดำเนินการอยู่",
    "booked": "นัดหมายทางเทคนิค",
    "booking_changed": "เปลี่ยนนัดหมายทางเทคนิค",
    "booking_cancelled": "ยกเลิกนัดหมายทางเทคนิค",
    "booking_done": "ลงผลการช่วยเหลือทางเทคนิค",
}
_KINDS: Mapping[str, str] = {
    "image": "รูปภาพ",
    "video": "วิดีโอ",
    "audio": "ข้อความเสียง",
    "file": "ไฟล์",
    "location": "ตำแหน่งที่ตั้ง",
    "sticker": "สติกเกอร์",
    "button": "กดปุ่ม",
}


def event(entry: HistoryEntry) -> str:
    """Return what happened, for the timeline."""
    if entry.what in _EVENTS:
        return _EVENTS[entry.what]
    return owner_wording(Status(entry.what)) if entry.what in {*Status} else entry.what


def add(routes: Blueprint, console: Console) -> None:
    """Give the templates their filters and words."""

    @routes.app_context_processor
    def words() -> dict[str, object]:
        return {
            "piles": PILES,
            "priorities": PRIORITIES,
            "triage_groups": TRIAGE,
            "alert_words": ALERTS,
            "roles": ROLES,
            "outcomes": OUTCOMES,
            "kinds": _KINDS,
        }

    def topic(sub_intent: str | None, category: str) -> str:
        return console.app.staff_deps.topic(sub_intent, category)

    def province(code: str | None) -> str:
        return console.app.staff_deps.province(code)

    def working_days(since: datetime) -> int:
        opened = since.astimezone(BANGKOK).date()
        return working_days_between(console.app.calendar, opened, console.today())

    def due(day: date) -> str:
        if day == console.today():
            return "วันนี้"
        return show_date(day)

    filters = (event, topic, province, working_days, due, show_moment, show_date, owner_wording)
    for one in filters:
        routes.add_app_template_filter(one, one.__name__)
