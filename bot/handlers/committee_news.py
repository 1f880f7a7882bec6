"""What the owner of a case hears of the committee, in the neutral words of flows.yaml."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Connection

from bot.handlers import handoff
from bot.handlers.deps import StaffDeps
from bot.handlers.languages import speaking_to
from bot.storage import cases


def tell(
    connection: Connection,
    deps: StaffDeps,
    number: str,
    phrase: str,
    *,
    once: str,
    now: datetime,
    **values: str | date,
) -> list[str]:
    """Put a phrase into the outbox for the owner; return whom to send to: nobody off LINE.

    `once` makes it be said once, however often a browser sends the form.
    """
    record = cases.find_record(connection, number)
    if record is None or record.line_user_id is None:
        return []
    person = record.line_user_id
    line = speaking_to(connection, deps, person).phrase(phrase, number=number, **values)
    handoff.answer(connection, deps, person, line, cause=f"staff/{once}/{number}", now=now)
    return [person]
