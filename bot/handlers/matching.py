"""The international desk's work on a firm: what it can do, what may be shown of it, whom it met."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection

from bot.cases import profile as rules
from bot.cases import readiness
from bot.cases.committee import read_day
from bot.cases.profile import Profile
from bot.cases.readiness import Known, Readiness
from bot.cases.record import CaseRecord
from bot.cases.rights import Act
from bot.errors import BotError
from bot.handlers.casework import Work
from bot.handlers.deps import StaffDeps
from bot.model.thai import BANGKOK, show_date
from bot.storage import access_log, board_consents, international
from bot.storage.international import Outcome, Sheet

_LONGEST = 500


class NotPermitted(BotError):
    """The owner has not agreed to a profile, or nothing of it is ticked."""


def readiness_of(record: CaseRecord, sheet: Sheet) -> Readiness:
    """Return how ready a firm is for partners abroad."""
    registered = record.contact.juristic_id is not None
    return readiness.assess(Known(record.details.business, registered, sheet.facts))


def note_firm(
    connection: Connection, work: Work, form: Mapping[str, str], ticked: Sequence[str]
) -> None:
    """Keep what the desk learnt of a firm, and which fields its owner allowed to show."""
    work.access(connection, Act.MATCH)
    sheet = Sheet(rules.read_facts(form), rules.read_allowed(ticked))
    international.keep_sheet(connection, work.number, sheet, by=work.officer.name, now=work.now)
    work.write(connection, "intl_profile")


def note_outcome(connection: Connection, work: Work, form: Mapping[str, str], *, once: str) -> None:
    """Write down whom a firm met and what came of it; its province reads it in the history."""
    work.access(connection, Act.MATCH)
    met = _read_outcome(form, work)
    international.note_outcome(
        connection, work.number, met, by=work.officer.name, once=once, now=work.now
    )
    told = f"{show_date(met.held_on)} พบ {met.counterpart} ({met.country}): {met.outcome}"
    work.write(
        connection, "intl_outcome", text=f"{told} ต่อไป: {met.next_step}" if met.next_step else told
    )


def profile(connection: Connection, work: Work) -> Profile:
    """Return a firm's profile of the fields that its owner allowed.

    Raises NotPermitted unless the owner's consent stands and something is ticked.
    """
    record = work.access(connection, Act.MATCH).record
    if not board_consents.stands(connection, work.number, "international"):
        raise NotPermitted("เจ้าของเรื่องยังไม่ยินยอมให้ส่งข้อมูลแนะนำกิจการ ขอความยินยอมและบันทึกไว้ก่อน")
    sheet = international.find_sheet(connection, work.number)
    drawn = rules.draw_up(
        record, sheet.facts, sheet.allowed, province=_province(work.deps, record.province)
    )
    if not drawn.lines:
        raise NotPermitted("ยังไม่มีข้อมูลที่ให้เปิดเผยได้ เลือกช่องที่เจ้าของเรื่องอนุญาตก่อน")
    if rules.PERSONAL & set(sheet.allowed):
        name = work.officer.name
        access_log.note(connection, work.number, staff_name=name, act=Act.REVEAL, now=work.now)
    return drawn


def _province(deps: StaffDeps, code: str | None) -> tuple[str, str]:
    found = deps.map.provinces.get(code or "")
    return (found.name_th, found.name_en) if found else ("", "")


def _read_outcome(form: Mapping[str, str], work: Work) -> Outcome:
    held_on = read_day(form.get("held_on", ""))
    counterpart, country, outcome, next_step = (
        " ".join(form.get(name, "").split())[:_LONGEST]
        for name in ("counterpart", "country", "outcome", "next_step")
    )
    wanted = (
        ("ใส่วันที่พบ", held_on),
        ("ใส่คู่เจรจา", counterpart),
        ("ใส่ประเทศ", country),
        ("ใส่ผลการพบ", outcome),
    )
    missing = [words for words, there in wanted if not there]
    if missing or held_on is None:
        raise BotError(" · ".join(missing))
    if held_on > work.now.astimezone(BANGKOK).date():
        raise BotError("วันที่พบอยู่ในอนาคต บันทึกผลหลังพบกันแล้ว")
    return Outcome(held_on, counterpart, country, outcome, next_step or None)
