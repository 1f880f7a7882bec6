"""«ดูแลระบบ»: what there is to look after, and who changed what about it."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from bot.cases import duties
from bot.cases.duties import Duty
from bot.model.staff import Role
from bot.storage import admin_log, staff
from bot.storage.admin_log import PAGE, Change
from bot.storage.db import reading
from bot.web.console.context import Console, officer, on_duty
from bot.web.console.wording import ROLES

_PAGES = (
    (Duty.ACCOUNTS, "console.users", "ผู้ใช้", "เชิญ เปลี่ยนบทบาท ปิดบัญชี"),
    (Duty.MAP, "console.map", "พื้นที่รับผิดชอบ", "จังหวัดไหนอยู่กับศูนย์ไหน ตั้งแต่เมื่อไร"),
    (Duty.CALENDAR, "console.calendar", "วันหยุดและเวลาทำการ", "วันหยุดพิเศษ เวลาของแต่ละหน่วยงาน"),
    (Duty.PROGRAMMES, "console.programmes", "โครงการของรัฐ", "โครงการที่บอตบอกผู้ประกอบการ เปิดปิดเมื่อไร"),
    (Duty.ANNOUNCE, "console.broadcasts", "ประกาศข่าว", "แจ้งข่าวโครงการถึงผู้ที่ขอรับข่าวทาง LINE"),
    (Duty.LABELS, "console.labels", "ที่ผู้ช่วยเข้าใจผิด", "เรื่องที่เจ้าหน้าที่จัดประเภทใหม่ ใช้สอนผู้ช่วยอัตโนมัติ"),
    (Duty.LOOKS, "console.looks", "ประวัติการเปิดดู", "ใครเปิดดูเรื่องไหน เมื่อไร"),
    (
        Duty.CHANGES,
        "console.changes",
        "ประวัติการเปลี่ยนแปลง",
        "ใครแก้บัญชี พื้นที่ โครงการ หรือประกาศ เมื่อไร",
    ),
)
_WHAT: Mapping[str, str] = {
    "invited": "เชิญเข้าใช้",
    "link_made": "สร้างลิงก์ใหม่ให้",
    "second_factor_reset": "ล้างการยืนยันขั้นที่สองของ",
    "placed": "เปลี่ยนบทบาทหรือหน่วยงานของ",
    "disabled": "ปิดบัญชี",
    "enabled": "เปิดบัญชีอีกครั้ง",
    "added": "เปิดบัญชี",
    "password_set": "ตั้งรหัสผ่านให้",
    "password_chosen": "ตั้งรหัสผ่านครั้งแรก",
    "password_changed": "เปลี่ยนรหัสผ่าน",
    "second_factor_on": "เปิดการยืนยันขั้นที่สอง",
    "second_factor_off": "ปิดการยืนยันขั้นที่สอง",
    "line_bound": "ผูก LINE",
    "line_unbound": "เลิกผูก LINE",
    "signed_out_there": "ออกจากระบบที่เครื่องหนึ่ง",
    "signed_out_everywhere": "ออกจากระบบทุกเครื่อง",
    "area_moved": "เปลี่ยนศูนย์ภาคของ",
    "area_confirmed": "ยืนยันพื้นที่",
    "holiday_added": "เพิ่มวันหยุด",
    "holiday_removed": "ยกเลิกวันหยุด",
    "office_set": "แก้ข้อมูลหน่วยงาน",
    "hours_set": "ตั้งเวลาทำการของ",
    "programme_added": "เพิ่มโครงการ",
    "programme_changed": "แก้โครงการ",
    "broadcast_written": "เขียนประกาศ",
    "broadcast_approved": "อนุมัติประกาศ",
    "broadcast_scheduled": "ตั้งเวลาส่งประกาศ",
    "broadcast_paused": "พักการส่งประกาศ",
    "broadcast_resumed": "ส่งประกาศต่อ",
    "broadcast_stopped": "ยุติประกาศ",
    "looks_exported": "ส่งออกประวัติการเปิดดู",
}


def add(routes: Blueprint, console: Console) -> None:
    """Put the pages on the blueprint."""

    @routes.get("/admin", endpoint="admin")
    def show() -> ResponseReturnValue:
        mine = duties.DUTIES[officer().role]
        return render_template(
            "console/admin.html", pages=[page[1:] for page in _PAGES if page[0] in mine]
        )

    @routes.get("/changes", endpoint="changes")
    def changes() -> ResponseReturnValue:
        on_duty(Duty.CHANGES)
        before = request.args.get("before", "")
        with reading(console.app.engine) as connection:
            found = admin_log.latest(connection, before=int(before) if before.isdecimal() else None)
            names = staff.display_names(connection)
        more = found[-1].id if len(found) == PAGE else None
        return render_template("console/changes.html", changes=found, names=names, more=more)

    def office(code: str) -> str:
        centre = console.app.map.centre(code)
        return centre.name_th if centre else code

    for one in (looks_after_something, change_words, change_detail, office):
        routes.add_app_template_filter(one, one.__name__)


def looks_after_something(role: Role) -> bool:
    """Tell whether there is anything on the page for this role."""
    return bool(duties.DUTIES[role])


def change_words(change: Change) -> str:
    """Return what was done, in words."""
    return _WHAT.get(change.what, change.what)


def change_detail(change: Change) -> str:
    """Return from what to what, in words; "" where there is nothing to add."""
    detail = change.detail
    if change.what == "placed":
        return f"{_place(detail['before'])} → {_place(detail['after'])}"
    if change.what == "invited":
        return _place([detail["role"], detail["unit"]])
    if change.what == "disabled" and detail.get("cases"):
        return f"เรื่องที่ค้าง {', '.join(map(str, _list(detail['cases'])))}"
    return str(detail.get("text", ""))


def _place(place: object) -> str:
    role, unit = _list(place)
    return f"{ROLES[Role(str(role))]}{f' · {unit}' if unit else ''}"


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
