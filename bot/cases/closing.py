"""How a case may end: an outcome from a list, one that fits what the case is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.errors import BotError
from bot.model.cases import Category, Status


class WrongOutcome(BotError):
    """That outcome does not exist, or belongs to another kind of case."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One way in which a case ends."""

    wording: str
    """For officers, and for the owner after «เสร็จสิ้น»."""
    status: Status = Status.CLOSED
    category: Category | None = None
    """None when every case may end so."""


OUTCOMES: Mapping[str, Outcome] = {
    "loan_approved": Outcome("สินเชื่อได้รับอนุมัติ", category=Category.FINANCING),
    "loan_applied": Outcome("ยื่นคำขอสินเชื่อแล้ว", category=Category.FINANCING),
    "certified": Outcome("ได้รับการรับรองมาตรฐาน", category=Category.TECHNOLOGY),
    "process_improved": Outcome("ปรับปรุงการผลิตแล้ว", category=Category.TECHNOLOGY),
    "channel_found": Outcome("มีช่องทางจำหน่ายใหม่", category=Category.MARKET),
    "partner_met": Outcome("ได้พบคู่ค้าแล้ว", category=Category.MARKET),
    "restructured": Outcome("ปรับโครงสร้างหนี้แล้ว", category=Category.RESCUE),
    "relief_received": Outcome("ได้รับความช่วยเหลือเยียวยา", category=Category.RESCUE),
    "advised": Outcome("ให้คำปรึกษาแล้ว"),
    "referred": Outcome("ส่งต่อหน่วยงานแล้ว"),
    "withdrawn": Outcome("เจ้าของเรื่องขอยกเลิก", status=Status.CANCELLED),
    "unreachable": Outcome("ติดต่อไม่ได้ หลังพยายามสามครั้งต่างวัน", status=Status.UNREACHABLE),
}


def outcomes_for(category: str) -> dict[str, Outcome]:
    """Return what a case of this category may end with, in the order of the list."""
    return {
        code: one
        for code, one in OUTCOMES.items()
        if one.category is None or one.category == category
    }


def outcome_of(code: str, category: str) -> Outcome:
    """Return the outcome of this code; raises WrongOutcome unless such a case may end so."""
    found = outcomes_for(category).get(code)
    if found is None:
        raise WrongOutcome("เลือกผลการช่วยเหลือจากรายการ แล้วกดปิดเรื่องอีกครั้ง")
    return found
