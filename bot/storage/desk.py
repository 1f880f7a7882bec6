"""What lies on the desks: lists of open cases, without anything personal."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Select, func, select, tuple_

from bot.model.cases import Status
from bot.storage.tables import alert, case, conversation

PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One open case as a list shows it."""

    number: str
    status: Status
    category: str
    sub_intent: str | None
    priority: str
    province: str | None
    centre_name: str
    opened_at: datetime
    last_action_at: datetime
    next_contact: date
    assigned_to: str | None
    held_by: str | None
    """The officer who is speaking with its owner, so that the bot is silent."""
    following: bool | None
    """Whether its owner can be reached by LINE; None for one who is not on it."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page of a list ended."""

    next_contact: date
    number: str


_LINES = (
    select(
        case.c.number,
        case.c.status,
        case.c.category,
        case.c.sub_intent,
        case.c.priority,
        case.c.province,
        case.c.centre_name,
        case.c.opened_at,
        case.c.last_action_at,
        case.c.next_contact,
        case.c.assigned_to,
        conversation.c.held_by,
        conversation.c.following,
    )
    .join(conversation, conversation.c.person == case.c.person, isouter=True)
    .where(case.c.ended_at.is_(None), case.c.next_contact.is_not(None))
    .order_by(case.c.next_contact, case.c.number)
    .limit(PAGE)
)


def open_cases(
    connection: Connection, units: Collection[str] | None, *, after: Place | None = None
) -> Sequence[Line]:
    """Return a page of the open cases of these units (None: of all), the most pressing first.

    It takes as long on the last page as on the first, however many there are.
    """
    query = _LINES
    if units is not None:
        query = query.where(case.c.centre_code.in_(units))
    if after is not None:
        query = query.where(
            tuple_(case.c.next_contact, case.c.number) > (after.next_contact, after.number)
        )
    return _lines(connection, query)


def asked_to_help(connection: Connection, units: Collection[str]) -> Sequence[Line]:
    """Return open cases of other offices that lay too long, so that one of these was asked."""
    return _lines(connection, _LINES.where(case.c.escalated_to.in_(units)))


def _lines(connection: Connection, query: Select[Any]) -> list[Line]:
    rows = connection.execute(query).mappings()
    return [Line(**{**row, "status": Status(row["status"])}) for row in rows]


def count_open(
    connection: Connection, units: Collection[str] | None
) -> list[tuple[Status, date, int]]:
    """Count the open cases of these units by state and by the day that their owner was promised."""
    query = (
        select(case.c.status, case.c.next_contact, func.count())
        .where(case.c.ended_at.is_(None), case.c.next_contact.is_not(None))
        .group_by(case.c.status, case.c.next_contact)
    )
    if units is not None:
        query = query.where(case.c.centre_code.in_(units))
    return [(Status(status), day, count) for status, day, count in connection.execute(query)]


def asking_for_staff(connection: Connection, units: Collection[str] | None) -> dict[str, str]:
    """Return open cases whose owner asked for a person, or worse, with what they were noted for.

    Of several notes of one owner the first stands: despair and danger come before all else.
    """
    query = (
        select(case.c.number, alert.c.kind)
        .join(alert, alert.c.person == case.c.person)
        .where(case.c.ended_at.is_(None), alert.c.seen_at.is_(None))
    )
    if units is not None:
        query = query.where(case.c.centre_code.in_(units))
    found: dict[str, str] = {}
    for number, kind in connection.execute(query):
        if kind != "hand_off" or number not in found:
            found[number] = kind
    return found
