"""What agencies are to do after a committee's resolutions."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Select, delete, insert, select, update

from bot.cases.committee import Duty
from bot.storage.tables import committee_item, committee_task

SHOWN = 50


@dataclass(frozen=True, slots=True)
class Task:
    """One task, with the item that it comes from."""

    id: int
    item_id: int
    meeting_id: int
    what: str
    agency: str
    due_on: date
    done_at: datetime | None


_TASK = (
    select(
        committee_task.c.id,
        committee_task.c.item_id,
        committee_item.c.meeting_id,
        committee_task.c.what,
        committee_task.c.agency,
        committee_task.c.due_on,
        committee_task.c.done_at,
    )
    .join(committee_item, committee_item.c.id == committee_task.c.item_id)
    .order_by(committee_task.c.due_on, committee_task.c.id)
)


def add(
    connection: Connection, item_id: int, duty: Duty, *, once: str, from_verdict: bool = False
) -> None:
    """Give an agency something to do. Raises IntegrityError when the form was sent twice."""
    connection.execute(
        insert(committee_task).values(
            item_id=item_id,
            what=duty.what,
            agency=duty.agency,
            due_on=duty.due_on,
            from_verdict=from_verdict,
            once=once,
        )
    )


def drop_undone_of_verdict(connection: Connection, item_id: int) -> None:
    """Take back what a resolution gave an agency to do, because another one replaces it."""
    connection.execute(
        delete(committee_task).where(
            committee_task.c.item_id == item_id,
            committee_task.c.from_verdict,
            committee_task.c.done_at.is_(None),
        )
    )


def mark(connection: Connection, task_id: int, *, by: str | None, done_at: datetime | None) -> None:
    """Note that a task is done; with None, that it is not."""
    connection.execute(
        update(committee_task)
        .where(committee_task.c.id == task_id)
        .values(done_at=done_at, done_by=by)
    )


def of_meeting(connection: Connection, meeting_id: int) -> list[Task]:
    """Return the tasks that came out of a meeting, the most pressing first."""
    return _tasks(connection, _TASK.where(committee_item.c.meeting_id == meeting_id))


def undone(connection: Connection, provinces: Collection[str] | None) -> list[Task]:
    """Return what is still to be done in these provinces (None: in all), by its day."""
    query = _TASK.where(committee_task.c.done_at.is_(None)).limit(SHOWN)
    if provinces is not None:
        query = query.where(committee_item.c.province.in_(provinces))
    return _tasks(connection, query)


def _tasks(connection: Connection, query: Select[Any]) -> list[Task]:
    return [Task(*row) for row in connection.execute(query)]
