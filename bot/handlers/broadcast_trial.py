"""An announcement as its readers will see it, sent to the officer who asks for it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from bot.errors import BotError
from bot.handlers import broadcasts
from bot.handlers.deps import StaffDeps
from bot.model.staff import Officer
from bot.storage import outbox, staff, tokens
from bot.storage.outbox import NewLetter

_NO_ANNOUNCEMENT = 0
"""Its buttons carry this number, so that pressing them counts for nothing."""


class NoLine(BotError):
    """The officer's own LINE is not known."""


def send(
    connection: Connection,
    deps: StaffDeps,
    officer: Officer,
    number: int,
    *,
    cause: str,
    now: datetime,
) -> str:
    """Have an announcement sent to the officer's own LINE, and return to whom."""
    broadcasts.check_duty(officer)
    one = broadcasts.find(connection, number)
    person = staff.own_line(connection, officer.name)
    if person is None:
        raise NoLine("บัญชีนี้ยังไม่ได้ผูก LINE ผูกได้ที่บัญชีของฉัน แล้วลองอีกครั้ง")
    new = NewLetter(
        person=person,
        messages=broadcasts.messages_of(deps, one.draft, _NO_ANNOUNCEMENT),
        cause=cause,
        retry_key=deps.new_key(),
        ticket=tokens.take(connection, person, now=now),
        lane="staff",
    )
    outbox.add(connection, new, now=now)
    return person
