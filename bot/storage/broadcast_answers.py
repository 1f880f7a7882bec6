"""Who answered an announcement by a button, and which cases they opened after it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, func, select

from bot.storage import news
from bot.storage.broadcasts import SUBJECT
from bot.storage.friends import insert_into
from bot.storage.tables import broadcast, broadcast_answer, case

STOP = "stop"
"""What is written down of somebody who pressed the button that ends news."""
FOLLOWS_DAYS = 14
"""A case opened so soon after an answer counts as come of it."""


@dataclass(frozen=True, slots=True)
class Followed:
    """What followed an announcement."""

    answered: int
    by_flow: Mapping[str, int]
    opted_out: int
    cases: int
    outcomes: Mapping[str, int]
    """Of those cases, by what they ended with; «open» while they have not."""


def note(connection: Connection, number: int, person: str, *, flow: str, now: datetime) -> None:
    """Note that somebody pressed a button of an announcement, the first time they do."""
    known = select(broadcast.c.id).where(broadcast.c.id == number)
    if connection.execute(known).first() is None:
        return
    values = {"broadcast_id": number, "person": person, "flow": flow, "at": now}
    statement = insert_into(connection, broadcast_answer).values(values)
    connection.execute(statement.on_conflict_do_nothing())
    news.note(connection, SUBJECT)


def followed(connection: Connection, number: int) -> Followed:
    """Count what followed an announcement."""
    by_flow = _counted(connection, number)
    opted_out = by_flow.pop(STOP, 0)
    outcomes = _outcomes(connection, number)
    return Followed(sum(by_flow.values()), by_flow, opted_out, sum(outcomes.values()), outcomes)


def _counted(connection: Connection, number: int) -> dict[str, int]:
    query = (
        select(broadcast_answer.c.flow, func.count())
        .where(broadcast_answer.c.broadcast_id == number)
        .group_by(broadcast_answer.c.flow)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def _outcomes(connection: Connection, number: int) -> dict[str, int]:
    days = timedelta(days=FOLLOWS_DAYS)
    query = (
        select(case.c.outcome, case.c.opened_at, broadcast_answer.c.at)
        .join(
            case,
            and_(
                case.c.person == broadcast_answer.c.person,
                case.c.opened_at >= broadcast_answer.c.at,
            ),
        )
        .where(broadcast_answer.c.broadcast_id == number, broadcast_answer.c.flow != STOP)
    )
    counted: dict[str, int] = {}
    for row in connection.execute(query):
        if row.opened_at <= row.at + days:
            what = row.outcome or "open"
            counted[what] = counted.get(what, 0) + 1
    return counted
