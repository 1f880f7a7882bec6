"""Who was spoken to in the history of a case, and whether they have seen it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import orjson
from sqlalchemy import Connection, func, insert, select, update

from bot.storage.tables import case, case_history, mention

_LISTED = 50


@dataclass(frozen=True, slots=True)
class Mention:
    """One line of «ถึงฉัน»."""

    number: str
    category: str
    sub_intent: str | None
    to: str
    by: str
    at: datetime
    what: str
    """What the history calls it: a note, advice, an assignment."""
    text: str
    given_to: str | None
    """Whose the case became, where it was given to somebody."""
    seen_at: datetime | None


def add(connection: Connection, number: str, names: Collection[str]) -> None:
    """Note that the newest line of a case's history speaks to these officers."""
    if not names:
        return
    newest = connection.scalar(
        select(func.max(case_history.c.id)).where(case_history.c.case_number == number)
    )
    rows = [
        {"history_id": newest, "case_number": number, "staff_name": name} for name in sorted(names)
    ]
    connection.execute(insert(mention), rows)


def to(connection: Connection, names: Collection[str]) -> list[Mention]:
    """Return what was last said to these officers, the newest first."""
    query = (
        select(
            mention.c.case_number,
            mention.c.staff_name,
            mention.c.seen_at,
            case.c.category,
            case.c.sub_intent,
            case_history.c.by,
            case_history.c.at,
            case_history.c.what,
            case_history.c.detail,
        )
        .join(case_history, case_history.c.id == mention.c.history_id)
        .join(case, case.c.number == mention.c.case_number)
        .where(mention.c.staff_name.in_(names))
        .order_by(mention.c.id.desc())
        .limit(_LISTED)
    )
    told = [
        (row, orjson.loads(row.detail) if row.detail else {}) for row in connection.execute(query)
    ]
    return [
        Mention(
            number=row.case_number,
            category=row.category,
            sub_intent=row.sub_intent,
            to=row.staff_name,
            by=row.by,
            at=row.at,
            what=row.what,
            text=str(detail.get("text", "")),
            given_to=detail.get("after"),
            seen_at=row.seen_at,
        )
        for row, detail in told
    ]


def unseen(connection: Connection, names: Collection[str]) -> int:
    """Count what these officers have not looked at yet."""
    query = select(func.count()).where(mention.c.staff_name.in_(names), mention.c.seen_at.is_(None))
    return int(connection.execute(query).scalar_one())


def see(connection: Connection, number: str, names: Collection[str], *, now: datetime) -> None:
    """Note that the case was opened by, or for, these officers."""
    connection.execute(
        update(mention)
        .where(
            mention.c.case_number == number,
            mention.c.staff_name.in_(names),
            mention.c.seen_at.is_(None),
        )
        .values(seen_at=now)
    )
