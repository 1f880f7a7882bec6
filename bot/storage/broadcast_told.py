"""How many people of each province announcements have reached.

Recipients are frozen province by province, so nearly every chunk is of one province and its
count is known. Only where two provinces meet the recipients themselves are looked up. Among a
million that is some eighty chunks of two thousand.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime

import orjson
from sqlalchemy import JSON, Connection, FromClause, cast, func, or_, select, true

from bot.broadcasts.funnel import NOWHERE, Measure, Sum
from bot.storage.audience import Place
from bot.storage.chunks import SENDING, SENT
from bot.storage.tables import broadcast_chunk as chunk
from bot.storage.tables import broadcast_ride as ride
from bot.storage.tables import friend

_PROVINCE = func.coalesce(friend.c.province, NOWHERE)
_MIXED = chunk.c.provinces.like("%,%")


def sums(connection: Connection, numbers: Collection[int]) -> list[Sum]:
    """Count whom announcements, given by their numbers, have reached, whatever the way.

    The recipients must not have been erased yet.
    """
    counted: dict[tuple[int, str], int] = {}
    for number, province, count in (*_alike(connection, numbers), *_mixed(connection, numbers)):
        counted[number, province] = counted.get((number, province), 0) + count
    told = [
        Sum(number, where, Measure.TOLD, "", count) for (number, where), count in counted.items()
    ]
    return told + list(_rode(connection, numbers))


def lately(connection: Connection, *, since: datetime) -> dict[str, float]:
    """Return to how many people of each province announcements were sent since then.

    Of a chunk of several provinces each has an even share; that is near enough to be spared by.
    Those who were told with a free answer were writing anyway, and are not among them.
    """
    query = (
        select(chunk.c.provinces, func.sum(chunk.c.count))
        .where(chunk.c.first_attempt_at >= since)
        .where(or_(chunk.c.status.in_([SENT, SENDING]), chunk.c.unknown_attempts > 0))
        .group_by(chunk.c.provinces)
    )
    counted: dict[str, float] = {}
    for told, people in connection.execute(query):
        provinces = orjson.loads(told)
        for province in provinces:
            counted[province] = counted.get(province, 0.0) + int(people) / len(provinces)
    return counted


def riders(connection: Connection, number: int, *, after: str, most: int) -> list[Place]:
    """Return those who were told of an announcement with a free answer, by their ids."""
    query = (
        select(_PROVINCE, ride.c.person)
        .select_from(ride.outerjoin(friend, friend.c.person == ride.c.person))
        .where(ride.c.broadcast_id == number, ride.c.person > after)
        .order_by(ride.c.person)
        .limit(most)
    )
    return [Place(row[0], row[1]) for row in connection.execute(query)]


def left(connection: Connection, number: int) -> set[str]:
    """Return the provinces to whose people an announcement is still to be sent."""
    query = select(chunk.c.provinces).where(
        chunk.c.broadcast_id == number, chunk.c.finished_at.is_(None)
    )
    return {
        province for told in connection.scalars(query.distinct()) for province in orjson.loads(told)
    }


def _alike(connection: Connection, numbers: Collection[int]) -> Iterator[tuple[int, str, int]]:
    query = (
        select(chunk.c.broadcast_id, chunk.c.provinces, func.sum(chunk.c.count))
        .where(chunk.c.broadcast_id.in_(numbers), chunk.c.status == SENT, ~_MIXED)
        .group_by(chunk.c.broadcast_id, chunk.c.provinces)
    )
    for number, provinces, count in connection.execute(query):
        (province,) = orjson.loads(provinces)
        yield number, province, int(count)


def _mixed(connection: Connection, numbers: Collection[int]) -> Iterator[tuple[int, str, int]]:
    one = _each_recipient(connection)
    query = (
        select(chunk.c.broadcast_id, _PROVINCE, func.count())
        .select_from(chunk.join(one, true()).outerjoin(friend, friend.c.person == one.c.value))
        .where(chunk.c.broadcast_id.in_(numbers), chunk.c.status == SENT, _MIXED)
        .group_by(chunk.c.broadcast_id, _PROVINCE)
    )
    for row in connection.execute(query):
        yield row[0], row[1], row[2]


def _rode(connection: Connection, numbers: Collection[int]) -> Iterator[Sum]:
    query = (
        select(ride.c.broadcast_id, _PROVINCE, func.count())
        .select_from(ride.outerjoin(friend, friend.c.person == ride.c.person))
        .where(ride.c.broadcast_id.in_(numbers))
        .group_by(ride.c.broadcast_id, _PROVINCE)
    )
    for number, province, count in connection.execute(query):
        yield Sum(number, province, Measure.RODE, "", count)


def _each_recipient(connection: Connection) -> FromClause:
    if connection.dialect.name == "postgresql":
        return func.json_array_elements_text(cast(chunk.c.recipients, JSON)).table_valued("value")
    return func.json_each(chunk.c.recipients).table_valued("value")
