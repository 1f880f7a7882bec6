"""What lies on the desks: lists of open cases, without anything personal."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Connection, Select, func, literal, select, tuple_

from bot.cases.desk import MOST_COUNTED, Pile
from bot.cases.filters import Filters, Whose
from bot.cases.rights import Position
from bot.model.cases import Status
from bot.storage.tables import alert, case, conversation

PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One case as a list shows it."""

    number: str
    status: Status
    category: str
    sub_intent: str | None
    priority: str
    triage: int | None
    province: str | None
    centre_name: str
    opened_at: datetime
    last_action_at: datetime
    next_contact: date
    ended_at: datetime | None
    assigned_to: str | None
    held_by: str | None
    """The officer who is speaking with its owner, so that the bot is silent."""
    following: bool | None
    """Whether its owner can be reached by LINE; None for one who is not on it."""
    position: Position


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page of a list ended."""

    next_contact: date
    number: str


@dataclass(frozen=True, slots=True)
class View:
    """What of the desks is looked at, by whom, on which day."""

    units: Collection[str] | None
    """Whose desks; None for all."""
    today: date
    filters: Filters = field(default_factory=Filters)
    me: str = ""
    """The name of the account that «mine» means."""


_OPEN = (case.c.ended_at.is_(None), case.c.next_contact.is_not(None))
_IN_ORDER = (case.c.next_contact, case.c.number)
_LINES = select(
    case.c.number,
    case.c.status,
    case.c.category,
    case.c.sub_intent,
    case.c.priority,
    case.c.triage,
    case.c.province,
    case.c.centre_name,
    case.c.centre_code,
    case.c.helpers,
    case.c.escalated_to,
    case.c.opened_at,
    case.c.last_action_at,
    case.c.next_contact,
    case.c.ended_at,
    case.c.assigned_to,
    conversation.c.held_by,
    conversation.c.following,
).join(conversation, conversation.c.person == case.c.person, isouter=True)


def open_cases(connection: Connection, view: View, *, after: Place | None = None) -> list[Line]:
    """Return a page of the open cases in view, the most pressing first.

    It takes as long on the last page as on the first, however many there are: which cases they are
    is read from an index alone.
    """
    numbers = _seen(view, case.c.number).order_by(*_IN_ORDER).limit(PAGE)
    if view.filters.pile is not None:
        numbers = numbers.where(*_in_pile(view.filters.pile, view.today))
    if after is not None:
        numbers = numbers.where(tuple_(*_IN_ORDER) > (after.next_contact, after.number))
    return lines_of(connection, list(connection.scalars(numbers)))


def asked_to_help(connection: Connection, units: Collection[str]) -> list[Line]:
    """Return open cases of other offices that lay too long, so that one of these was asked."""
    query = select(case.c.number).where(*_OPEN, _one_of(case.c.escalated_to, units))
    numbers = connection.scalars(query.order_by(*_IN_ORDER).limit(PAGE))
    return lines_of(connection, list(numbers))


def lines_of(connection: Connection, numbers: Collection[str]) -> list[Line]:
    """Return these cases as a list shows them, open or not, the most pressing first."""
    if not numbers:
        return []
    wanted = (case.c.number.in_(numbers), case.c.next_contact.is_not(None))
    query = _LINES.where(*wanted).order_by(*_IN_ORDER)
    return list(_lines(connection, query))


def _lines(connection: Connection, query: Select[Any]) -> Iterator[Line]:
    for row in connection.execute(query).mappings():
        values = dict(row)
        position = Position(
            owner=values.pop("centre_code"),
            helpers=tuple(orjson.loads(values.pop("helpers"))),
            province=values["province"],
            asked=values.pop("escalated_to"),
        )
        yield Line(**{**values, "status": Status(values["status"])}, position=position)


def owners(connection: Connection, numbers: Collection[str]) -> set[str]:
    """Return who, on LINE, these cases belong to."""
    query = select(case.c.person).where(case.c.number.in_(numbers), case.c.person.is_not(None))
    return set(connection.scalars(query))


def count_piles(connection: Connection, view: View) -> dict[Pile, int]:
    """Count the open cases in view pile by pile, whichever of them is looked at.

    None further than one more than `MOST_COUNTED`, so that it takes no longer the more there are.
    """
    counts = {}
    for pile in Pile:
        some = _seen(view, literal(1)).where(*_in_pile(pile, view.today)).limit(MOST_COUNTED + 1)
        counts[pile] = connection.scalar(select(func.count()).select_from(some.subquery())) or 0
    return counts


def new_by_unit(connection: Connection) -> dict[str, int]:
    """Return how many cases nobody has taken yet lie on each unit's desk."""
    query = (
        select(case.c.centre_code, func.count())
        .where(case.c.ended_at.is_(None), case.c.status == Status.NEW)
        .group_by(case.c.centre_code)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def asking_for_staff(connection: Connection, numbers: Collection[str]) -> dict[str, str]:
    """Return which of these cases' owners asked for a person, or worse: what was noted of them.

    Of several notes of one owner the first stands: despair and danger come before all else.
    """
    query = (
        select(case.c.number, alert.c.kind)
        .join(alert, alert.c.person == case.c.person)
        .where(case.c.number.in_(numbers), alert.c.seen_at.is_(None))
    )
    found: dict[str, str] = {}
    for number, kind in connection.execute(query):
        if kind != "hand_off" or number not in found:
            found[number] = kind
    return found


def _seen(view: View, what: ColumnElement[Any]) -> Select[Any]:
    """Select open cases in view, in all piles."""
    query = select(what).where(*_OPEN)
    if view.units is not None:
        query = query.where(_one_of(case.c.centre_code, view.units))
    chosen = view.filters
    for column, value in (
        (case.c.category, chosen.category),
        (case.c.triage, chosen.triage),
        (case.c.priority, chosen.priority),
        (case.c.province, chosen.province),
    ):
        if value is not None:
            query = query.where(column == value)
    if chosen.whose is Whose.MINE:
        return query.where(case.c.assigned_to == view.me)
    if chosen.whose is Whose.NOBODYS:
        return query.where(case.c.assigned_to.is_(None))
    return query


def _in_pile(pile: Pile, today: date) -> Sequence[ColumnElement[bool]]:
    """Return what `bot.cases.desk.pile_of` says, in the database's words."""
    waiting, new = case.c.status == Status.WAITING_OWNER, case.c.status == Status.NEW
    promised = case.c.next_contact
    return {
        Pile.WAITING: (waiting,),
        Pile.LATE: (~waiting, promised < today),
        Pile.NEW: (new, promised >= today),
        Pile.TODAY: (~waiting, ~new, promised == today),
        Pile.LATER: (~waiting, ~new, promised > today),
    }[pile]


def _one_of(column: ColumnElement[Any], codes: Collection[str]) -> ColumnElement[bool]:
    """Say which offices; of one alone in a way that keeps an index's order."""
    return column == next(iter(codes)) if len(codes) == 1 else column.in_(codes)
