"""Scheduled jobs: something that is to happen to a conversation at a certain time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select, text

from bot.storage.prepared import Prepared
from bot.storage.tables import Moment, scheduled_job

_SCHEDULE = Prepared(
    text(
        "INSERT INTO scheduled_job (dedupe, kind, person, due_at)"
        " VALUES (:dedupe, :kind, :person, :due_at)"
        " ON CONFLICT (dedupe) DO UPDATE SET due_at = excluded.due_at"
    ).bindparams(bindparam("due_at", type_=Moment))
)
_CANCEL = Prepared(delete(scheduled_job).where(scheduled_job.c.dedupe == bindparam("which")))


@dataclass(frozen=True, slots=True)
class Job:
    """One job that is due."""

    id: int
    kind: str
    person: str
    due_at: datetime


def schedule(connection: Connection, person: str, kind: str, *, due_at: datetime) -> None:
    """Set the time of this kind of job for a person, in place of an earlier one."""
    name = f"{kind}:{person}"
    _SCHEDULE.run(connection, dedupe=name, kind=kind, person=person, due_at=due_at)


def cancel(connection: Connection, person: str, kind: str) -> None:
    """Take this kind of job for a person off the list."""
    _CANCEL.run(connection, which=f"{kind}:{person}")


def due(connection: Connection, *, now: datetime, limit: int = 200) -> list[Job]:
    """Return the jobs whose time has come, oldest first."""
    query = (
        select(scheduled_job)
        .where(scheduled_job.c.due_at <= now)
        .order_by(scheduled_job.c.due_at)
        .limit(limit)
    )
    return [
        Job(id=row["id"], kind=row["kind"], person=row["person"], due_at=row["due_at"])
        for row in connection.execute(query).mappings()
    ]


def take(connection: Connection, job: Job) -> bool:
    """Take a due job off the list; False when somebody else has, or its time was changed."""
    taken = connection.execute(
        delete(scheduled_job).where(
            scheduled_job.c.id == job.id, scheduled_job.c.due_at == job.due_at
        )
    )
    return taken.rowcount == 1
