"""The ids of people to whom announcements that are over were sent, or who answered: erased here."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Table, case, delete, exists, select, update

from bot.broadcasts.states import FINISHED, State
from bot.storage.tables import broadcast, broadcast_answer, broadcast_ride
from bot.storage.tables import broadcast_chunk as chunk

_NOBODY = "[]"
_correction = broadcast.alias("correction")


def uncounted(connection: Connection, *, ended_before: datetime) -> int | None:
    """Return an announcement whose people are still to be counted by province, if there is one."""
    return _first(connection, broadcast.c.counted_at.is_(None), ended_before)


def with_recipients(connection: Connection, *, ended_before: datetime) -> int | None:
    """Return an announcement the ids of whose recipients are still there.

    None that somebody is being told by a correction which has not been frozen yet.
    """
    needed = exists().where(
        _correction.c.corrects == broadcast.c.id,
        _correction.c.state == State.APPROVED,
        _correction.c.bound.is_(None),
    )
    kept = broadcast.c.counted_at.is_not(None) & broadcast.c.recipients_erased_at.is_(None)
    return _first(connection, kept & ~needed, ended_before)


def with_answers(connection: Connection, *, ended_before: datetime) -> int | None:
    """Return an announcement the ids of those who rode or answered are still there.

    None that can still be corrected: those whom it was told with an answer are needed for that.
    """
    return _first(connection, broadcast.c.recipients_erased_at.is_not(None), ended_before)


def erase_recipients(connection: Connection, number: int, *, most: int) -> int:
    """Erase whom the first so many chunks were for, and return how many chunks those were."""
    some = (
        select(chunk.c.n)
        .where(chunk.c.broadcast_id == number, chunk.c.people != _NOBODY)
        .order_by(chunk.c.n)
        .limit(most)
    )
    gone = case((chunk.c.recipients.is_not(None), _NOBODY))
    done = connection.execute(
        update(chunk)
        .where(chunk.c.broadcast_id == number, chunk.c.n.in_(some.scalar_subquery()))
        .values(people=_NOBODY, recipients=gone)
    )
    return done.rowcount


def any_erased(connection: Connection, number: int) -> bool:
    """Tell whether some of those who received an announcement are known no more."""
    marked = select(broadcast.c.recipients_erased_at).where(broadcast.c.id == number)
    first = select(chunk.c.people).where(chunk.c.broadcast_id == number).order_by(chunk.c.n)
    return connection.scalar(marked) is not None or connection.scalar(first.limit(1)) == _NOBODY


def erase_rides(connection: Connection, number: int, *, most: int) -> int:
    """Erase so many of those who were told with an answer, and return how many those were."""
    ride = broadcast_ride
    some = select(ride.c.person).where(ride.c.broadcast_id == number).limit(most)
    return _delete(connection, ride, number, ride.c.person.in_(some.scalar_subquery()))


def erase_answers(connection: Connection, number: int) -> int:
    """Erase who answered an announcement, and return how many they were."""
    return _delete(connection, broadcast_answer, number)


def _delete(connection: Connection, table: Table, number: int, *which: ColumnElement[bool]) -> int:
    query = delete(table).where(table.c.broadcast_id == number, *which)
    return connection.execute(query).rowcount


def _first(
    connection: Connection, wanted: ColumnElement[bool], ended_before: datetime
) -> int | None:
    query = select(broadcast.c.id).where(
        broadcast.c.answers_erased_at.is_(None),
        broadcast.c.finished_at < ended_before,
        broadcast.c.state.in_(sorted(FINISHED)),
        wanted,
    )
    return connection.scalar(query.order_by(broadcast.c.finished_at).limit(1))
