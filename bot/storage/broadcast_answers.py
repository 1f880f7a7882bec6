"""Who answered an announcement by a button, and which cases came of it, by province.

A case comes of the last announcement that its owner had answered before, and within two weeks:
so it is counted once, however many announcements somebody answers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, exists, func, select

from bot.broadcasts.funnel import OPEN, STOP, Measure, Sum
from bot.storage import news
from bot.storage.broadcasts import SUBJECT
from bot.storage.friends import insert_into
from bot.storage.tables import broadcast, case, friend, programme_interest
from bot.storage.tables import broadcast_answer as answer

FOLLOWS_DAYS = 14
"""What somebody does so soon after an answer counts as come of it."""
_FOLLOWS = timedelta(days=FOLLOWS_DAYS)
_later = answer.alias("later")


def note(connection: Connection, number: int, person: str, *, flow: str, now: datetime) -> None:
    """Note that somebody pressed a button of an announcement, the first time they do.

    Not of one whose answers are counted for good: who had answered it is known no more.
    """
    known = select(broadcast.c.id).where(
        broadcast.c.id == number, broadcast.c.answers_erased_at.is_(None)
    )
    if connection.execute(known).first() is None:
        return
    values = {"broadcast_id": number, "person": person, "flow": flow, "at": now}
    statement = insert_into(connection, answer).values(values)
    connection.execute(statement.on_conflict_do_nothing())
    news.note(connection, SUBJECT)


def sums(connection: Connection, programmes: Mapping[int, str | None]) -> list[Sum]:
    """Count what followed announcements, given by their numbers with what programme each is of."""
    return [
        *_answered(connection, programmes),
        *_interested(connection, programmes),
        *_cases(connection, programmes),
    ]


def _answered(connection: Connection, numbers: Collection[int]) -> Iterator[Sum]:
    province = func.coalesce(friend.c.province, "")
    query = (
        select(answer.c.broadcast_id, province, answer.c.flow, func.count())
        .select_from(answer.outerjoin(friend, friend.c.person == answer.c.person))
        .where(answer.c.broadcast_id.in_(numbers))
        .group_by(answer.c.broadcast_id, province, answer.c.flow)
    )
    for number, where, flow, count in connection.execute(query):
        yield Sum(number, where, Measure.ANSWERED, flow, count)


def _interested(connection: Connection, programmes: Mapping[int, str | None]) -> Iterator[Sum]:
    counted: Counter[tuple[int, str]] = Counter()
    query = (
        select(
            answer.c.broadcast_id,
            func.coalesce(friend.c.province, "").label("province"),
            answer.c.at,
            programme_interest.c.programme,
            programme_interest.c.at.label("said_at"),
        )
        .join(programme_interest, programme_interest.c.person == answer.c.person)
        .outerjoin(friend, friend.c.person == answer.c.person)
        .where(answer.c.broadcast_id.in_(programmes), answer.c.flow != STOP)
        .where(programme_interest.c.programme.in_({one for one in programmes.values() if one}))
        .where(programme_interest.c.at >= answer.c.at)
    )
    for row in connection.execute(query):
        theirs = programmes[row.broadcast_id] == row.programme
        if theirs and row.said_at <= row.at + _FOLLOWS:
            counted[row.broadcast_id, row.province] += 1
    for (number, province), count in counted.items():
        yield Sum(number, province, Measure.INTERESTED, "", count)


def _cases(connection: Connection, numbers: Collection[int]) -> Iterator[Sum]:
    counted: Counter[tuple[int, str, str]] = Counter()
    query = (
        select(
            answer.c.broadcast_id, answer.c.at, case.c.province, case.c.outcome, case.c.opened_at
        )
        .join(case, and_(case.c.person == answer.c.person, case.c.opened_at >= answer.c.at))
        .where(answer.c.broadcast_id.in_(numbers), answer.c.flow != STOP, ~_another_answer())
    )
    for row in connection.execute(query):
        if row.opened_at <= row.at + _FOLLOWS:
            counted[row.broadcast_id, row.province or "", row.outcome or OPEN] += 1
    for (number, province, outcome), count in counted.items():
        yield Sum(number, province, Measure.CASES, outcome, count)


def _another_answer() -> ColumnElement[bool]:
    """Tell whether the owner answered another announcement between this answer and the case."""
    return exists().where(
        _later.c.person == answer.c.person,
        _later.c.flow != STOP,
        _later.c.at > answer.c.at,
        _later.c.at <= case.c.opened_at,
    )
