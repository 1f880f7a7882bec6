"""What the console's pages say in Thai about states, piles and events; filters for templates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from flask import Blueprint

from bot.cases.callbacks import PARTS
from bot.cases.closing import OUTCOMES
from bot.cases.desk import Pile, show_count
from bot.cases.filters import Whose
from bot.cases.record import HistoryEntry
from bot.cases.states import owner_wording
from bot.model.cases import Category, Priority, Status
from bot.model.staff import Role
from bot.model.thai import show_date, show_day, show_moment, show_phone
from bot.routing.hours import working_age
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
FAMILY_NAMES: Mapping[str, str] = {
    "fin": "แหล่งเงินทุน สินเชื่อ",
    "rescue": "แก้หนี้ ฟื้นฟูกิจการ",
    "disaster": "ภัยพิบัติ",
    "mkt": "การตลาด",
    "intl": "ต่างประเทศ",
    "prod": "การผลิต เทคโนโลยี",
    "std": "มาตรฐาน ใบอนุญาต",
    "mgmt": "บัญชี ภาษี การจัดการ",
    "legal": "กฎหมาย คดีความ",
    "start": "เริ่มธุรกิจ อบรม",
    "other": "เรื่องอื่น",
}
REFERRAL_STATES: Mapping[str, str] = {
    "draft": "ร่าง ยังไม่ส่ง",
    "sent": "รอหน่วยงานตอบ",
    "accepted": "หน่วยงานรับแล้ว",
    "declined": "หน่วยงานไม่รับ",
    "done": "ได้ผลแล้ว",
    "cancelled": "ยกเลิก",
    "received": "เรื่องมาจากหน่วยงานนี้",
}
REFERRAL_ANSWERS: Mapping[str, str] = {
    "accepted": "รับเรื่อง",
    "declined": "ไม่รับ",
    "done": "แจ้งผลแล้ว",
}
REFERRAL_KINDS: Mapping[str, str] = {
    "forward": "ส่งให้หน่วยงานรับไปดูแล",
    "join": "ขอให้มาช่วยดูด้วยกัน",
}
CHANGES: Mapping[str, str] = {
    "added": "เพิ่ม",
    "changed": "แก้ไข",
    "retired": "เลิกใช้",
    "restored": "กลับมาใช้",
}
_EVENTS: Mapping[str, str] = {
    "opened": "รับเรื่อง",
    "entered": "เจ้าหน้าที่กรอกแทนเจ้าของเรื่อง",
    "imported": "นำเข้าจากทะเบียนเดิม",
    "tied": "เจ้าของเรื่องเชื่อมเรื่องกับ LINE ด้วยใบรับเรื่อง",
    "claimed": "รับเป็นผู้ดูแล",
    "contacted": "ติดต่อเจ้าของเรื่องครั้งแรก",
    "given_back": "ส่งคืนให้ผู้ช่วยอัตโนมัติ",
    "internal_note": "บันทึกภายใน",
    "note": "เจ้าของเรื่องให้ข้อมูลเพิ่ม",
    "changed": "เจ้าของเรื่องแก้ข้อมูล",
    "sorted": "จัดประเภทเรื่อง",
    "moved": "ย้ายหน่วยงาน",
    "call_wanted": "เจ้าของเรื่องขอให้โทรกลับ",
    "call_done": "โทรหาเจ้าของเรื่องแล้ว ได้คุยกัน",
    "asked_well": "โทรถามผลแล้ว เจ้าของเรื่องบอกว่าเรียบร้อย",
    "asked_not_well": "โทรถามผลแล้ว เจ้าของเรื่องบอกว่ายังไม่เรียบร้อย",
    "asked_missed": "โทรถามผล ไม่มีผู้รับสาย",
    "call_missed": "โทรหาเจ้าของเรื่องแล้ว ไม่มีผู้รับสาย",
    "assigned": "มอบเรื่อง",
    "laid_back": "คืนเรื่องเข้ากอง",
    "transferred": "ส่งต่อหน่วยงานอื่น",
    "advice": "คำแนะนำ",
    "merged": "รวมเรื่องซ้ำ",
    "unmerged": "แยกเรื่องที่รวมไว้",
    "enterprise": "ผูกกับกิจการ",
    "no_enterprise": "เลิกผูกกับกิจการ",
    "second_opened": "เปิดอีกเรื่องของเจ้าของเดียวกัน",
    "reminded": "เตือนหน่วยงาน ยังไม่มีผู้รับ",
    "owner_waited": "รอเจ้าของเรื่องนานแล้ว ให้โทรตาม",
    "escalated": "ขอให้หน่วยงานถัดไปช่วย",
    "refer_drafted": "ร่างส่งต่อหน่วยงาน",
    "refer_received": "รับเรื่องมาจากหน่วยงาน",
    "refer_cancelled": "ยกเลิกร่างส่งต่อ",
    "refer_asked": "ถามความยินยอมให้ส่งข้อมูล",
    "refer_agreed": "เจ้าของเรื่องยินยอมให้ส่งข้อมูล",
    "refer_refused": "เจ้าของเรื่องไม่ยินยอมให้ส่งข้อมูล",
    "refer_sent": "ส่งข้อมูลให้หน่วยงาน",
    "refer_numbered": "ลงเลขหนังสือส่ง",
    "refer_accepted": "หน่วยงานรับเรื่อง",
    "refer_declined": "หน่วยงานไม่รับเรื่อง",
    "refer_done": "หน่วยงานแจ้งผล",
    "refer_reminded": "ครบกำหนดติดตามหน่วยงาน",
    "refer_overdue": "หน่วยงานยังไม่ตอบ ให้หัวหน้าหน่วยติดตาม",
    "told_owner": "แจ้งเจ้าของเรื่องว่ายังดำเนินการอยู่",
    "committee_proposed": "เสนอคณะกรรมการระดับจังหวัด",
    "committee_withdrawn": "ถอนข้อเสนอต่อคณะกรรมการ",
    "committee_dismissed": "ไม่ใช้คำแนะนำให้เสนอคณะกรรมการ",
    "committee_agenda": "เข้าวาระการประชุมคณะกรรมการ",
    "committee_dropped": "นำออกจากวาระการประชุม",
    "committee_resolved": "มติคณะกรรมการ",
    "consent_asked": "ขอความยินยอม",
    "consent_given": "เจ้าของเรื่องยินยอม",
    "consent_refused": "เจ้าของเรื่องไม่ยินยอม",
    "intl_profile": "โต๊ะต่างประเทศแก้ข้อมูลกิจการ",
    "intl_outcome": "โต๊ะต่างประเทศบันทึกผลการพบคู่เจรจา",
    "ask_again": "ถามเจ้าของเรื่องอีกครั้งว่าเรียบร้อยไหม",
    "ask_helped": "ถามเจ้าของเรื่องว่าช่วยได้จริงไหม",
    "follows": "เปิดต่อจากเรื่องเดิม",
    "followed": "เจ้าของเรื่องเปิดเรื่องใหม่ต่อจากเรื่องนี้",
    "booked": "นัดหมายทางเทคนิค",
    "booking_changed": "เปลี่ยนนัดหมายทางเทคนิค",
    "booking_cancelled": "ยกเลิกนัดหมายทางเทคนิค",
    "booking_done": "ลงผลการช่วยเหลือทางเทคนิค",
}
HELPED: Mapping[str, str] = {
    "yes": "ช่วยได้จริง",
    "partly": "ช่วยได้บางส่วน",
    "no": "ยังช่วยไม่ได้",
}
CATEGORIES: Mapping[str, str] = {
    Category.FINANCING: "เงินทุน",
    Category.TECHNOLOGY: "การผลิตและมาตรฐาน",
    Category.MARKET: "การตลาด",
    Category.RESCUE: "กิจการเดือดร้อน",
    Category.OTHER: "เรื่องอื่น",
}
WHOSE: Mapping[Whose, str] = {Whose.MINE: "ฉันดูแล", Whose.NOBODYS: "ยังไม่มีผู้ดูแล"}
_KINDS: Mapping[str, str] = {
    "image": "รูปภาพ",
    "video": "วิดีโอ",
    "audio": "ข้อความเสียง",
    "file": "ไฟล์",
    "location": "ตำแหน่งที่ตั้ง",
    "sticker": "สติกเกอร์",
    "button": "กดปุ่ม",
}


TELLING = frozenset(
    {
        "internal_note",
        "escalated",
        "laid_back",
        "assigned",
        "transferred",
        "advice",
        "merged",
        "second_opened",
        "enterprise",
        "booked",
        "booking_changed",
        "booking_cancelled",
        "booking_done",
        "committee_proposed",
        "committee_agenda",
        "committee_resolved",
        "consent_asked",
        "consent_given",
        "consent_refused",
        "intl_outcome",
    }
)
"""Events whose words every officer may read who may see the case."""


def event(entry: HistoryEntry) -> str:
    """Return what happened, for the timeline."""
    if entry.what in _EVENTS:
        return _EVENTS[entry.what]
    return (
        owner_wording(Status(entry.what), reopened=True) if entry.what in {*Status} else entry.what
    )


def show_age(days: int, hours: int) -> str:
    """Return how long something has lain, in office time."""
    parts = [f"{days} วันทำการ"] if days else []
    parts += [f"{hours} ชม."] if hours and days else [f"{hours} ชม.ทำการ"] if hours else []
    return " ".join(parts) or "ไม่ถึง 1 ชม.ทำการ"


def percent(probability: float) -> str:
    """Show how sure the bot was; nobody is ever quite sure."""
    return f"{min(round(probability * 100), 99)}%"


def add(routes: Blueprint, console: Console) -> None:
    """Give the templates their filters and words."""

    @routes.app_context_processor
    def words() -> dict[str, object]:
        return {
            "piles": PILES,
            "priorities": PRIORITIES,
            "triage_groups": TRIAGE,
            "categories": CATEGORIES,
            "whose_words": WHOSE,
            "alert_words": ALERTS,
            "roles": ROLES,
            "outcomes": OUTCOMES,
            "kinds": _KINDS,
            "family_names": FAMILY_NAMES,
            "referral_states": REFERRAL_STATES,
            "referral_answers": REFERRAL_ANSWERS,
            "referral_kinds": REFERRAL_KINDS,
            "changes_words": CHANGES,
            "call_parts": PARTS,
            "telling": TELLING,
            "helped_words": HELPED,
        }

    def topic(sub_intent: str | None, category: str) -> str:
        return console.app.staff_deps.topic(sub_intent, category)

    def province(code: str | None) -> str:
        return console.app.staff_deps.province(code)

    def age(since: datetime) -> str:
        return show_age(*working_age(console.app.calendar, since, console.now()))

    def due(day: date) -> str:
        if day == console.today():
            return "วันนี้"
        return show_date(day)

    filters = (
        event,
        topic,
        province,
        age,
        due,
        show_moment,
        show_date,
        show_phone,
        show_day,
        owner_wording,
        show_count,
        percent,
    )
    for one in filters:
        routes.add_app_template_filter(one, one.__name__)
