"""How answers went out lately: for free on a reply token, or as a push that costs."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from bot.storage.outbox import TALK
from bot.storage.tables import outbox_done

_LATEST = 2000


def free_percent(connection: Connection) -> int | None:
    """Return how many of a hundred answers were free, of the latest; None while there are none."""
    latest = (
        select(outbox_done.c.sent_by)
        .where(outbox_done.c.lane.in_(TALK), outbox_done.c.sent_by.is_not(None))
        .order_by(outbox_done.c.id.desc())
        .limit(_LATEST)
        .subquery()
    )
    query = select(latest.c.sent_by, func.count()).group_by(latest.c.sent_by)
    counted: dict[str, int] = {row[0]: row[1] for row in connection.execute(query)}
    every = sum(counted.values())
    return round(100 * counted.get("reply", 0) / every) if every else None
