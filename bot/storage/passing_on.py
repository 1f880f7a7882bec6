"""A case changes hands: to a colleague, back to the pile, to another office."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import Connection, exists, func, select, update

from bot.model.cases import Status
from bot.model.centres import Centre
from bot.storage import cases, news
from bot.storage.tables import case, case_history


def assign(
    connection: Connection,
    number: str,
    *,
    before: str | None,
    to: str,
    why: str,
    by: str,
    now: datetime,
) -> None:
    """Put a case into a colleague's hands."""
    connection.execute(
        update(case).where(case.c.number == number).values(assigned_to=to, last_action_at=now)
    )
    detail = {"before": before, "after": to, "text": why}
    cases.add_history(connection, number, what="assigned", by=by, now=now, detail=detail)


def lay_back(
    connection: Connection,
    number: str,
    *,
    before: str | None,
    status: Status,
    by: str,
    now: datetime,
    why: str = "",
) -> None:
    """Lay a case back on its unit's pile, for anybody to take."""
    connection.execute(
        update(case)
        .where(case.c.number == number)
        .values(
            assigned_to=None, status=status, reminded_at=None, clock_at=None, last_action_at=now
        )
    )
    detail = {"before": before, **({"text": why} if why else {})}
    cases.add_history(connection, number, what="laid_back", by=by, now=now, detail=detail)


def transfer(
    connection: Connection,
    number: str,
    *,
    to: Centre,
    status: Status,
    promised: date,
    detail: Mapping[str, object],
    by: str,
    now: datetime,
) -> None:
    """Lay a case on another office's desk; that office, too, is reminded of it if it lies."""
    connection.execute(
        update(case)
        .where(case.c.number == number)
        .values(
            centre_code=to.code,
            centre_name=to.name_th,
            assigned_to=None,
            status=status,
            next_contact=promised,
            reminded_at=None,
            escalated_to=None,
            escalations=0,
            clock_at=None,
            last_action_at=now,
        )
    )
    cases.add_history(connection, number, what="transferred", by=by, now=now, detail=detail)
    news.note_on_desk(connection, to.code)


def was_transferred(connection: Connection, number: str) -> bool:
    """Tell whether an officer has passed a case on to another office."""
    passed = exists().where(
        case_history.c.case_number == number, case_history.c.what == "transferred"
    )
    return bool(connection.scalar(select(passed)))


def open_by_officer(connection: Connection, names: list[str]) -> dict[str, int]:
    """Count the open cases in each of these officers' hands."""
    query = (
        select(case.c.assigned_to, func.count())
        .where(case.c.assigned_to.in_(names), case.c.ended_at.is_(None))
        .group_by(case.c.assigned_to)
    )
    return {row[0]: row[1] for row in connection.execute(query)}
