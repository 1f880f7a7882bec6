"""Opening a case at the counter: the officer writes, the owner goes home with a number."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from bot.cases import rights
from bot.cases.walkin import Walkin
from bot.errors import BotError
from bot.handlers import filing
from bot.handlers.deps import StaffDeps
from bot.model.cases import CaseBrief
from bot.model.effects import OpenCase
from bot.model.staff import Officer
from bot.storage import cases


class NotAtACounter(BotError):
    """Somebody whose account opens no cases."""


def open_at_desk(
    connection: Connection,
    deps: StaffDeps,
    officer: Officer,
    told: Walkin,
    *,
    once: str,
    now: datetime,
) -> CaseBrief:
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
        return already[0]
    opened = filing.open_case(connection, deps, person, wanted, now=now)
    detail = {"channel": told.channel, "notice": deps.book.notice_version}
    cases.add_history(
        connection, opened.number, what="entered", by=officer.name, now=now, detail=detail
    )
    return opened
