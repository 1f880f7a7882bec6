"""Asking an owner whether they may be named on a board, and writing down what they said."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import cast

from sqlalchemy import Connection

from bot.cases.rights import Act
from bot.errors import BotError
from bot.handlers import casework, handoff
from bot.handlers.casework import Work
from bot.handlers.deps import StaffDeps
from bot.handlers.languages import speaking_to
from bot.handlers.settling import board_button
from bot.model.effects import Card, Choice, SettleBoard
from bot.storage import board_consents, cases
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
    """Ask the owner on LINE, by two buttons; `cause` makes it be asked once."""
    chosen, deps = _purpose(purpose), work.deps
    access = work.access(connection, Act.ANSWER)
    person = casework.owner(access)
    casework.check_free(connection, access, person)
    speaking = speaking_to(connection, deps, person)
    card = Card(
        kind="case",
        title=speaking.phrase("consent_title", number=work.number),
        rows=(),
        note=speaking.phrase(f"{chosen}_consent", number=work.number),
        buttons=(
            Choice(speaking.phrase("refer_yes"), board_button(chosen, work.number, given=True)),
            Choice(speaking.phrase("refer_no"), board_button(chosen, work.number, given=False)),
        ),
    )
    handoff.show(connection, deps, person, card, cause=f"staff/{cause}", now=work.now)
    cases.note_contact(connection, work.number, now=work.now)
    work.write(connection, ASKED, purpose=chosen, text=PURPOSES[chosen])


def settle(
    connection: Connection, deps: StaffDeps, person: str, answer: SettleBoard, *, now: datetime
) -> str | None:
    """Keep what the owner pressed; return what to tell them, None for a strange button."""
    record = cases.find_as_it_stands(connection, answer.number)
    if record is None or record.line_user_id != person or answer.purpose not in PURPOSES:
        return None
    chosen = _purpose(answer.purpose)
    board_consents.record(connection, answer.number, chosen, given=answer.given, now=now)
    cases.add_history(
        connection,
        answer.number,
        what=_word(given=answer.given),
        by="owner",
        now=now,
        detail={"text": f"{PURPOSES[chosen]} · {WAYS['line']}"},
    )
    said = "agreed" if answer.given else "refused"
    return deps.phrase(f"{chosen}_{said}", number=answer.number)


def record(connection: Connection, work: Work, purpose: str, *, given: bool, way: str) -> None:
    """Write down what the owner said, and how; taking back is as easy as giving."""
    work.access(connection, Act.ANSWER)
    chosen = _purpose(purpose)
    if way not in WAYS:
        raise BotError("เลือกว่าเจ้าของเรื่องบอกทางไหน")
    board_consents.record(connection, work.number, chosen, given=given, now=work.now)
    work.write(connection, _word(given=given), text=f"{PURPOSES[chosen]} · {WAYS[way]}")


def _word(*, given: bool) -> str:
    return "consent_given" if given else "consent_refused"


def _purpose(given: str) -> Purpose:
    if given not in PURPOSES:
        raise BotError("เลือกเรื่องที่ขอความยินยอมจากรายการ")
    return cast("Purpose", given)
