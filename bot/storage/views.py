"""Filters of the desk that an officer has given a name."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select, update

from bot.storage.tables import staff_view


@dataclass(frozen=True, slots=True)
class SavedView:
    """One of them."""

    name: str
    query: str
    """What stands behind the question mark in the desk's address."""
    first: bool
    """Whether the desk opens with it."""


def of_officer(connection: Connection, staff_id: int) -> list[SavedView]:
    """Return an officer's views by name."""
    query = select(staff_view).where(staff_view.c.staff_id == staff_id).order_by(staff_view.c.name)
    return [SavedView(row.name, row.query, row.first) for row in connection.execute(query)]


def save(connection: Connection, staff_id: int, view: SavedView) -> None:
    """Keep a view in the place of one of the same name; the first of all is one alone."""
    if view.first:
        mine = update(staff_view).where(staff_view.c.staff_id == staff_id)
        connection.execute(mine.values(first=False))
    remove(connection, staff_id, view.name)
    connection.execute(
        insert(staff_view).values(
            staff_id=staff_id, name=view.name, query=view.query, first=view.first
        )
    )


def remove(connection: Connection, staff_id: int, name: str) -> None:
    """Forget a view."""
    connection.execute(
        delete(staff_view).where(staff_view.c.staff_id == staff_id, staff_view.c.name == name)
    )
