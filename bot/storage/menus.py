"""Whose menu below the chat may have to change: noted with the change, done by the sweeper.

Each note is a row of its own. So no transaction waits for another's, and what is noted after
somebody has looked stays when the notes that they saw are struck out.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, exists, insert, literal, select, update

from bot.storage.prepared import Prepared, insert_of
from bot.storage.tables import Moment, case, menu_due

Noted = Mapping[str, Sequence[int]]
"""People, those who have waited longest first, and the ids of the notes about each."""

_NOTE = Prepared(insert_of(menu_due, ("person", "due_at")))
_ON_LINE = "U"
"""LINE's user ids begin so (Messaging API reference, «Webhook event objects»)."""


def note(connection: Connection, *people: str, now: datetime) -> None:
    """Note that the menu of these people is due; who is not on LINE has none."""
    for person in people:
        if person.startswith(_ON_LINE):
            _NOTE.run(connection, person=person, due_at=now)


def note_all_open(connection: Connection, *, now: datetime) -> int:
    """Note it of everybody on LINE who has an open case; return how many they are."""
    people = (
        select(case.c.person, literal(now, Moment))
        .where(case.c.ended_at.is_(None), case.c.person.startswith(_ON_LINE))
        .distinct()
    )
    return connection.execute(insert(menu_due).from_select(["person", "due_at"], people)).rowcount


def anything_due(connection: Connection, *, now: datetime) -> bool:
    """Tell whether somebody's menu is due."""
    return bool(connection.scalar(select(exists().where(menu_due.c.due_at <= now))))


def due(connection: Connection, *, now: datetime, most: int) -> Noted:
    """Return the people of the oldest notes that are due, at most so many notes."""
    query = (
        select(menu_due.c.id, menu_due.c.person)
        .where(menu_due.c.due_at <= now)
        .order_by(menu_due.c.due_at, menu_due.c.id)
        .limit(most)
    )
    found: dict[str, list[int]] = {}
    for row in connection.execute(query):
        found.setdefault(row.person, []).append(row.id)
    return found


def with_open_case(connection: Connection, people: Collection[str]) -> set[str]:
    """Return those of these people who have an open case now."""
    query = select(case.c.person).where(case.c.person.in_(people), case.c.ended_at.is_(None))
    return set(connection.scalars(query.distinct()))


def strike(connection: Connection, noted: Noted, *, now: datetime) -> None:
    """Strike out what was done; what was noted since stays.

    Where a note is gone, another process did the same meanwhile, and whom of the two LINE heard
    last nobody knows: it is noted anew.
    """
    ids = [one for notes in noted.values() for one in notes]
    gone = connection.execute(delete(menu_due).where(menu_due.c.id.in_(ids))).rowcount
    if gone != len(ids):
        note(connection, *noted, now=now)


def postpone(connection: Connection, noted: Noted, *, until: datetime) -> None:
    """Let it be tried again later."""
    ids = [one for notes in noted.values() for one in notes]
    connection.execute(update(menu_due).where(menu_due.c.id.in_(ids)).values(due_at=until))
