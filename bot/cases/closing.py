"""How a case may end: an outcome from a list, one that fits what the case is about.

Some outcomes are told with a figure or with words, so that reports can add them up: how much was
lent, which certificate, which channel. «Cannot be reached» needs calls on different days.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from bot.errors import BotError
from bot.model.cases import Category, Status
from bot.model.thai import western_digits

TRIES_NEEDED = 3
"""On so many different days somebody must have called in vain."""
LARGEST_BAHT = 99_999_999_999
LONGEST_DETAIL = 200


class WrongOutcome(BotError):
    """That outcome does not exist, or belongs to another kind of case."""


class WrongResult(BotError):
    """What the outcome is told with is missing, or is no sum of baht."""


class NotTriedEnough(BotError):
    """The owner was not called on enough different days."""


@dataclass(frozen=True, slots=True)
class Told:
    """Something that an outcome is told with."""

    label: str
    needed: bool = True


@dataclass(frozen=True, slots=True)
class Outcome:
    """One way in which a case ends."""

    wording: str
    """For officers, and for the owner after «เสร็จสิ้น»."""
    status: Status = Status.CLOSED
    category: Category | None = None
    """None when every case may end so."""
    amount: Told | None = None
    """In baht."""
    detail: Told | None = None


OUTCOMES: Mapping[str, Outcome] = {
    "loan_approved": Outcome(
        "สินเชื่อได้รับอนุมัติ",
        category=Category.FINANCING,
        amount=Told("วงเงินที่ได้รับอนุมัติ"),
        detail=Told("สถาบันการเงิน", needed=False),
    ),
    "loan_applied": Outcome("ยื่นคำขอสินเชื่อแล้ว", category=Category.FINANCING),
    "certified": Outcome(
        "ได้รับการรับรองมาตรฐาน", category=Category.TECHNOLOGY, detail=Told("มาตรฐานที่ได้รับ")
    ),
    "process_improved": Outcome("ปรับปรุงการผลิตแล้ว", category=Category.TECHNOLOGY),
    "channel_found": Outcome(
        "มีช่องทางจำหน่ายใหม่", category=Category.MARKET, detail=Told("ช่องทางจำหน่าย")
    ),
    "partner_met": Outcome("ได้พบคู่ค้าแล้ว", category=Category.MARKET),
    "restructured": Outcome(
        "ปรับโครงสร้างหนี้แล้ว",
        category=Category.RESCUE,
        amount=Told("ยอดหนี้ที่ปรับโครงสร้าง", needed=False),
    ),
    "relief_received": Outcome("ได้รับความช่วยเหลือเยียวยา", category=Category.RESCUE),
    "advised": Outcome("ให้คำปรึกษาแล้ว"),
    "referred": Outcome("ส่งต่อหน่วยงานแล้ว", detail=Told("หน่วยงานที่รับเรื่องต่อ", needed=False)),
    "withdrawn": Outcome("เจ้าของเรื่องขอยกเลิก", status=Status.CANCELLED),
    "unreachable": Outcome("ติดต่อไม่ได้ หลังพยายามสามครั้งต่างวัน", status=Status.UNREACHABLE),
}

IN_ENGLISH: Mapping[str, str] = {
    "loan_approved": "the loan was approved",
    "loan_applied": "the loan was applied for",
    "certified": "the standard was certified",
    "process_improved": "production was improved",
    "channel_found": "there is a new sales channel",
    "partner_met": "you met a partner",
    "restructured": "the debt was restructured",
    "relief_received": "relief was received",
    "advised": "advice was given",
    "referred": "passed on to an agency",
    "withdrawn": "withdrawn by its owner",
    "unreachable": "we could not reach you on three different days",
}
"""The outcomes as owners who write in English read them."""


@dataclass(frozen=True, slots=True)
class Result:
    """An outcome with what it is told with."""

    code: str
    """A key of OUTCOMES."""
    outcome: Outcome
    amount_baht: int | None = None
    detail: str | None = None


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


def result_of(code: str, category: str, *, amount: str = "", detail: str = "") -> Result:
    """Return the outcome with its figure and its words, as an officer typed them.

    What an outcome is not told with is left out. Raises WrongOutcome, or WrongResult.
    """
    outcome = outcome_of(code, category)
    return Result(code, outcome, _amount(outcome, amount), _detail(outcome, detail))


def check_tries(days: Iterable[date]) -> None:
    """Raise NotTriedEnough unless the owner was called in vain on enough different days."""
    tried = len(set(days))
    if tried < TRIES_NEEDED:
        raise NotTriedEnough(
            f"ปิดด้วยผล “ติดต่อไม่ได้” ต้องบันทึกการโทรครบ {TRIES_NEEDED} วันที่ต่างกันก่อน ตอนนี้บันทึกแล้ว {tried} วัน"
        )


def _amount(outcome: Outcome, typed: str) -> int | None:
    told = outcome.amount
    if told is None:
        return None
    digits = western_digits(typed).replace(",", "").replace("บาท", "").strip()
    if not digits and not told.needed:
        return None
    baht = int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 12 else 0
    if not 1 <= baht <= LARGEST_BAHT:
        raise WrongResult(f"กรอก{told.label}เป็นจำนวนบาท ตัวเลขเท่านั้น เช่น 500,000")
    return baht


def _detail(outcome: Outcome, typed: str) -> str | None:
    told, said = outcome.detail, typed.strip()
    if told is None:
        return None
    if not said and told.needed:
        raise WrongResult(f"กรอก{told.label}ก่อน แล้วกดปิดเรื่องอีกครั้ง")
    if len(said) > LONGEST_DETAIL:
        raise WrongResult(f"{told.label}ยาวเกิน {LONGEST_DETAIL} ตัวอักษร กรอกให้สั้นลง")
    return said or None
