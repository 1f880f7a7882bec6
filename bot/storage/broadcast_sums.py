"""What is counted of announcements: kept where the people behind it are forgotten, else asked."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import Connection, insert, select

from bot.broadcasts.funnel import Measure, Sum
from bot.storage import broadcast_answers, broadcast_told
from bot.storage.broadcasts import Broadcast
from bot.storage.tables import broadcast_sum


def look(connection: Connection, announcements: Collection[Broadcast]) -> list[Sum]:
    """Return every sum of some announcements, as they stand now."""
    asked = {one.id: one.draft.programme for one in announcements if one.answers_erased_at is None}
    return [
        *_kept(connection, [one.id for one in announcements if one.counted_at]),
        *broadcast_told.sums(connection, [one.id for one in announcements if not one.counted_at]),
        *broadcast_answers.sums(connection, asked),
    ]


def keep(connection: Connection, sums: Sequence[Sum]) -> None:
    """Keep sums for good."""
    if sums:
        connection.execute(insert(broadcast_sum), [_row(one) for one in sums])


def _kept(connection: Connection, numbers: Sequence[int]) -> list[Sum]:
    query = select(broadcast_sum).where(broadcast_sum.c.broadcast_id.in_(numbers))
    return [
        Sum(row.broadcast_id, row.province, Measure(row.measure), row.key, row.counted)
        for row in connection.execute(query)
    ]


def _row(one: Sum) -> dict[str, object]:
    return {
        "broadcast_id": one.broadcast,
        "province": one.province,
        "measure": one.measure,
        "key": one.key,
        "counted": one.counted,
    }
