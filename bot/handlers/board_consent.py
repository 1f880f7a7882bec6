"""Asking an owner whether they may be named on a board, and writing down what they said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from sqlalchemy import Connection

from bot.cases.rights import Act
from bot.errors import BotError
from bot.handlers import casework
from bot.handlers.casework import Work
from bot.storage import board_consents
from bot.storage.board_consents import Purpose

ASKED = "consent_asked"
PURPOSES: Mapping[str, str] = {
    "committee": "เปิดเผยชื่อต่อคณะกรรมการระดับจังหวัด",
    "international": "ส่งข้อมูลแนะนำกิจการให้คู่ค้าต่างประเทศ",
}
WAYS: Mapping[str, str] = {
    "line": "ตอบใน LINE",
    "phone": "บอกทางโทรศัพท์",
    "paper": "ลงชื่อในหนังสือ",
}


def ask(connection: Connection, work: Work, purpose: str, *, cause: str) -> None:
    """Ask the owner on LINE; the officer has the word, and so reads the answer."""
    chosen = _purpose(purpose)
    line = work.deps.phrase(f"{chosen}_consent", number=work.number)
    casework.answer(connection, work, line, cause=cause)
    work.write(connection, ASKED, text=PURPOSES[chosen])


def record(connection: Connection, work: Work, purpose: str, *, given: bool, way: str) -> None:
    """Write down what the owner said, and how; taking back is as easy as giving."""
    work.access(connection, Act.ANSWER)
    chosen = _purpose(purpose)
    if way not in WAYS:
        raise BotError("เลือกว่าเจ้าของเรื่องบอกทางไหน")
    board_consents.record(connection, work.number, chosen, given=given, now=work.now)
    what = "consent_given" if given else "consent_refused"
    work.write(connection, what, text=f"{PURPOSES[chosen]} · {WAYS[way]}")


def _purpose(given: str) -> Purpose:
    if given not in PURPOSES:
        raise BotError("เลือกเรื่องที่ขอความยินยอมจากรายการ")
    return cast("Purpose", given)
