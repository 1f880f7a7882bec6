"""The flows.yaml files that have been in force: who was asked by an older one goes on with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from bot.storage.tables import conversation, flow_revision

_NEEDED_FOR = timedelta(days=90)
"""So long after its place was taken no draft of a file is left: each is wiped after a month."""


@dataclass(frozen=True, slots=True)
class Revision:
    """One flows.yaml as it was in force; `waiting` people stand in the midst of its questions."""

    revision: str
    kept_at: datetime
    superseded_at: datetime | None
    """When another took its place; None for the one in force."""
    retired_at: datetime | None
    """When it was declared unfit: nobody is asked by it any more."""
    waiting: int


def keep(connection: Connection, revision: str, text: str, *, now: datetime) -> None:
    """Keep the file now in force, which takes the place of all others; drop what nobody needs."""
    kept = flow_revision.c.revision == revision
    if connection.scalar(select(flow_revision.c.revision).where(kept)) is None:
        try:
            with connection.begin_nested():
                connection.execute(
                    insert(flow_revision).values(revision=revision, text=text, kept_at=now)
                )
        except IntegrityError:  # a process that starts beside this one was first
            pass
    connection.execute(
        update(flow_revision)
        .where(kept, flow_revision.c.superseded_at.is_not(None))
        .values(superseded_at=None)
    )
    connection.execute(
        update(flow_revision)
        .where(~kept, flow_revision.c.superseded_at.is_(None))
        .values(superseded_at=now)
    )

    old = flow_revision.c.superseded_at < now - _NEEDED_FOR
    connection.execute(delete(flow_revision).where(old))


def text_of(connection: Connection, revision: str) -> str | None:
    """Return the text of a file; None for one that is not known."""
    query = select(flow_revision.c.text).where(flow_revision.c.revision == revision)
    found: str | None = connection.scalar(query)
    return found


def usable(connection: Connection) -> frozenset[str]:
    """Return the revisions by which people may still be asked."""
    query = select(flow_revision.c.revision).where(flow_revision.c.retired_at.is_(None))
    return frozenset(connection.scalars(query))


def listed(connection: Connection) -> list[Revision]:
    """Return them all, the newest first."""
    waiting = _waiting(connection)
    rows = connection.execute(select(flow_revision).order_by(flow_revision.c.kept_at.desc()))
    return [
        Revision(
            row.revision,
            row.kept_at,
            row.superseded_at,
            row.retired_at,
            waiting=waiting.get(row.revision, 0),
        )
        for row in rows
    ]


def retire(connection: Connection, revision: str | None = None, *, now: datetime) -> int:
    """Have nobody asked by this file any more, or, without one, by any but the one in force.

    Returns how many that retires: none where it is not known, retired already, or in force.
    """
    found = update(flow_revision).where(
        flow_revision.c.superseded_at.is_not(None), flow_revision.c.retired_at.is_(None)
    )
    if revision is not None:
        found = found.where(flow_revision.c.revision == revision)
    return connection.execute(found.values(retired_at=now)).rowcount


def _waiting(connection: Connection) -> Mapping[str, int]:
    """Count the people by the revision that their conversation names."""
    marked = '"revision":"'
    start = func.instr if connection.dialect.name == "sqlite" else func.strpos
    named = func.substr(
        conversation.c.state, start(conversation.c.state, marked) + len(marked), 12
    ).label("named")
    query = (
        select(named, func.count())
        .where(conversation.c.state.contains(marked, autoescape=True))
        .group_by(named)
    )
    return {row[0]: row[1] for row in connection.execute(query)}
