"""The report of an announcement as tables."""

from __future__ import annotations

from bot.broadcasts import states
from bot.broadcasts.audience import LeftOut
from bot.broadcasts.names import LEFT_OUT, failed
from bot.cases.closing import OUTCOMES
from bot.cases.figures_sheets import Cell, Sheet
from bot.handlers.broadcast_funnel_sheets import of_provinces
from bot.handlers.broadcast_report import Report
from bot.handlers.deps import StaffDeps
from bot.model.thai import show_moment

_STILL_OPEN = "ยังไม่ปิดเรื่อง"
_PEOPLE = "คน"


def sheets(deps: StaffDeps, report: Report) -> list[Sheet]:
    """Return every table of a report."""
    followed = report.followed
    left_out = [(LEFT_OUT[why], report.left_out.get(why, 0)) for why in LeftOut]
    answers = [(opened_by(deps, flow), count) for flow, count in followed.by_flow.items()]
    outcomes = [(outcome(code), count) for code, count in followed.outcomes.items()]
    refused = [(failed(reason), count, reason) for reason, count in report.failed.items()]
    return [
        Sheet("สรุป", ("รายการ", "จำนวน"), _summary(report)),
        Sheet("ไม่ได้ส่ง", ("เหตุผล", _PEOPLE), left_out),
        Sheet("LINE ไม่รับ", ("เหตุผล", _PEOPLE, "ตามที่บันทึกไว้"), refused),
        Sheet("กดปุ่มตอบ", ("คุยเรื่อง", _PEOPLE), answers),
        Sheet("ผลของเรื่อง", ("ผล", "เรื่อง"), outcomes),
        of_provinces(report.provinces, deps.province, report.total),
    ]


def opened_by(deps: StaffDeps, flow: str) -> str:
    """Return the conversation that a button opens, in words."""
    if flow == "programmes":
        return "โครงการที่เปิดอยู่"
    found = deps.book.flows.get(flow)
    return found.title if found else flow


def outcome(code: str) -> str:
    """Return what a case ended with, in words."""
    found = OUTCOMES.get(code)
    return found.wording if found else _STILL_OPEN if code == "open" else code


def _summary(report: Report) -> list[tuple[Cell, ...]]:
    started, finished = report.started_at, report.finished_at
    return [
        ("สถานะ", states.name(report.state)),
        ("เริ่มส่ง", show_moment(started) if started else None),
        ("เสร็จสิ้น", show_moment(finished) if finished else None),
        ("อยู่ในกลุ่มผู้รับ", report.matched),
        ("ส่งถึงแล้ว", report.sent),
        ("- ไปกับคำตอบที่ไม่เสียโควตา", report.on_free_answers),
        ("ไม่ได้ส่ง", sum(report.left_out.values())),
        ("LINE ไม่รับ", report.progress.dead),
        ("คำขอถึง LINE", report.progress.chunks),
        ("กดปุ่มตอบ", report.followed.answered),
        ("เลิกรับข่าวจากประกาศนี้", report.followed.opted_out),
        ("เรื่องที่เปิดตามมา", report.followed.cases),
    ]
