"""Opening a case at the counter: the officer writes, the owner goes home with a number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.cases import rights
from bot.cases.rights import Act
from bot.cases.walkin import Walkin
from bot.errors import BotError
from bot.handlers import filing
from bot.handlers.casework import Work
from bot.handlers.deps import StaffDeps
from bot.model import slips as slip_codes
from bot.model.cases import CaseBrief
from bot.model.effects import OpenCase
from bot.model.staff import Officer
from bot.storage import cases, slips


class NotAtACounter(BotError):
    """Somebody whose account opens no cases."""


class AlreadyOnLine(BotError):
    """A slip for a case whose owner has it on LINE."""


@dataclass(frozen=True, slots=True)
class Slip:
    """What the owner takes home: the number, and the code that ties the case to their LINE."""

    brief: CaseBrief
    code: str


def open_at_desk(
    connection: Connection,
    deps: StaffDeps,
    officer: Officer,
    told: Walkin,
    *,
    once: str,
    now: datetime,
) -> Slip:
    """Open a case for somebody who is not on LINE, at the office that the map names.

    `once` makes it be opened once, however often a browser sends the form.
    """
    if not rights.works_on_cases(officer.role):
        raise NotAtACounter("บัญชีนี้เปิดเรื่องแทนเจ้าของเรื่องไม่ได้")
    slots: dict[str, object] = {
        "name": told.name,
        "phone": told.phone,
        "province": told.province,
        "summary": told.summary,
    }
    wanted = OpenCase(told.category, told.sub_intent, "normal", slots)
    person = f"{cases.AT_THE_DESK}{once}"
    if already := cases.briefs(connection, person):
        return _slip(connection, deps, already[0], now=now)
    opened = filing.open_case(connection, deps, person, wanted, now=now)
    detail = {"channel": told.channel, "notice": deps.book.notice_version}
    cases.add_history(
        connection, opened.number, what="entered", by=officer.name, now=now, detail=detail
    )
    return _slip(connection, deps, opened, now=now)


def print_again(connection: Connection, work: Work) -> Slip:
    """Return the slip of a case from the counter whose owner is not on LINE yet."""
    record = work.access(connection, Act.ANSWER).record
    brief = cases.brief(connection, work.number)
    if record.line_user_id is not None or brief is None:
        raise AlreadyOnLine("เรื่องนี้อยู่ใน LINE ของเจ้าของเรื่องแล้ว ไม่ต้องใช้ใบรับเรื่อง")
    return _slip(connection, work.deps, brief, now=work.now)


def _slip(connection: Connection, deps: StaffDeps, brief: CaseBrief, *, now: datetime) -> Slip:
    fresh = slip_codes.code_from(deps.new_key())
    return Slip(brief, slips.print_one(connection, brief.number, fresh=fresh, now=now))
