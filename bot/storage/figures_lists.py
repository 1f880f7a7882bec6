"""The cases behind each number of the director-general's page, without anything personal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, select, tuple_

from bot.cases.figures_lists import Listing, What
from bot.model.cases import Status
from bot.storage.figures_results import Areas
from bot.storage.tables import case, figure_fact

PAGE = 50
COUNTED = 10_000
"""Longer lists are not counted to their end."""


@dataclass(frozen=True, slots=True)
class Line:
    """One case of a list."""

    number: str
    day: date
    """On which it was received; in a list of what ended, or of what is late, the day of that."""
    status: Status
    reporting: str
    category: str
    sub_intent: str | None
    province: str | None
    centre_name: str
    loan_baht: int | None


@dataclass(frozen=True, slots=True)
class Range:
    """What a list is of: areas (None: all), and days; `today` tells what is late."""

    areas: Areas
    first: date
    last: date
    today: date


_DAY = {
    What.ENDED: figure_fact.c.ended_day,
    What.LOANS: figure_fact.c.ended_day,
    What.LATE: figure_fact.c.promised,
}


def lines(
    connection: Connection, listing: Listing, of: Range, *, after: tuple[date, str] | None = None
) -> list[Line]:
    """Return a page of the list, the oldest day first."""
    day = _DAY.get(listing.what, figure_fact.c.day)
    query = (
        select(
            figure_fact.c.number,
            day.label("day"),
            figure_fact.c.reporting,
            figure_fact.c.loan_baht,
            case.c.status,
            case.c.category,
            case.c.sub_intent,
            case.c.province,
            case.c.centre_name,
        )
        .join(case, case.c.number == figure_fact.c.number)
        .order_by(day, figure_fact.c.number)
        .limit(PAGE)
    )
    if after is not None:
        query = query.where(tuple_(day, figure_fact.c.number) > after)
    rows = connection.execute(_chosen(query, listing, of)).mappings()
    return [Line(**{**row, "status": Status(row["status"])}) for row in rows]


def count(connection: Connection, listing: Listing, of: Range) -> int:
    """Count the list; COUNTED + 1 means that there are more."""
    found = _chosen(select(figure_fact.c.number), listing, of).limit(COUNTED + 1).subquery()
    return connection.scalar(select(func.count()).select_from(found)) or 0


def _chosen(query: Select[Any], listing: Listing, of: Range) -> Select[Any]:
    fact = figure_fact.c
    if of.areas is not None:
        query = query.where(fact.area.in_(of.areas))
    for column, value in (
        (fact.reporting, listing.reporting),
        (fact.status, listing.status),
        (fact.track, listing.track),
        (fact.area, listing.province),
    ):
        if value is not None:
            query = query.where(column == value)
    if listing.petitioner is not None:
        query = query.where(fact.petitioner.in_(_of_kind(listing, of)))
    return query.where(*_what(listing.what, of))


def _what(what: What, of: Range) -> tuple[ColumnElement[bool], ...]:
    fact = figure_fact.c
    closed = fact.status == Status.CLOSED
    received = fact.day.between(of.first, of.last)
    ended = fact.ended_day.between(of.first, of.last)
    return {
        What.MATTERS: (received,),
        What.COMPLETED: (received, closed),
        What.CONTACTED: (received, fact.contact_days.is_not(None)),
        What.ENDED: (ended, closed),
        What.LOANS: (ended, fact.loan_baht.is_not(None)),
        What.LATE: (fact.promised < of.today,),
    }[what]


def _of_kind(listing: Listing, of: Range) -> Select[Any]:
    """Return those who are of a kind by all that they told in the period."""
    fact = figure_fact.c
    query = (
        select(fact.petitioner)
        .where(fact.day.between(of.first, of.last))
        .group_by(fact.petitioner)
        .having(func.max(fact.kind) == listing.petitioner)
    )
    return query if of.areas is None else query.where(fact.area.in_(of.areas))
