"""How cases ended, what their owners say of it, and the calls that nobody took."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, func, insert, select, update

from bot.cases.closing import Result
from bot.model.cases import Status
from bot.storage.cases import AT_THE_DESK
from bot.storage.tables import call_attempt, case, case_ending

MOST_ASKS = 2
"""So often an owner is asked whether all is well; who does not answer is left in peace."""


@dataclass(frozen=True, slots=True)
class Ending:
    """One time that a case ended."""

    id: int
    case_number: str
    outcome: str
    """A key of `bot.cases.closing.OUTCOMES`."""
    amount_baht: int | None
    detail: str | None
    ended_at: datetime
    ended_by: str
    asks: int
    """How often its owner was asked whether all is well."""
    confirmed: bool | None
    """None until its owner has answered."""
    rating: int | None
    """1 to 5."""
    rating_words: str | None
    helped_asked_at: datetime | None
    helped: str | None
    """`yes`, `partly` or `no`, a month later."""
    reopened_at: datetime | None


@dataclass(frozen=True, slots=True)
class Attempt:
    """A call that nobody took."""

    at: datetime
    by: str
    note: str | None


@dataclass(frozen=True, slots=True)
class Opinion:
    """What owners say of the endings of some units since a day."""

    ended: int
    confirmed: int
    not_done: int
    rated: int
    average: float | None
    """Of the ratings 1 to 5; None while there is none."""
    helped: dict[str, int]
    """How many said `yes`, `partly`, `no` a month later."""


_SHOWN = tuple(case_ending.c[name] for name in Ending.__dataclass_fields__)


def add(
    connection: Connection, number: str, result: Result, *, centre: str, by: str, now: datetime
) -> None:
    """Note that a case ended, and with what."""
    connection.execute(
        insert(case_ending).values(
            case_number=number,
            centre_code=centre,
            outcome=result.code,
            amount_baht=result.amount_baht,
            detail=_kept(result.detail),
            ended_at=now,
            ended_by=by,
            asks=0,
        )
    )


def of_case(connection: Connection, number: str) -> list[Ending]:
    """Return every time that a case ended, the last first."""
    query = select(*_SHOWN).where(case_ending.c.case_number == number)
    return _endings(connection, query.order_by(case_ending.c.id.desc()))


def last(connection: Connection, number: str) -> Ending | None:
    """Return how a case ended last, whether it was taken up again or not."""
    return next(iter(of_case(connection, number)), None)


def to_ask_by_telephone(
    connection: Connection, units: Collection[str], *, since: datetime, until: datetime, most: int
) -> list[Ending]:
    """Return endings of these units between two moments whose owners are not on LINE, unanswered.

    Oldest first; who was not reached `MOST_ASKS` times is left in peace.
    """
    query = (
        select(*_SHOWN)
        .join(case, case.c.number == case_ending.c.case_number)
        .where(
            case_ending.c.centre_code.in_(units),
            case_ending.c.ended_at.between(since, until),
            case_ending.c.confirmed.is_(None),
            case_ending.c.reopened_at.is_(None),
            case_ending.c.asks < MOST_ASKS,
            case.c.status == Status.CLOSED,
            case.c.person.startswith(AT_THE_DESK),
        )
        .order_by(case_ending.c.ended_at)
        .limit(most)
    )
    return _endings(connection, query)


def note_ask(connection: Connection, ending: Ending) -> None:
    """Note that the owner was asked whether all is well."""
    _change(connection, ending, asks=ending.asks + 1)


def note_helped_ask(connection: Connection, ending: Ending, *, now: datetime) -> None:
    """Note that the owner was asked, a month later, whether it really helped."""
    _change(connection, ending, helped_asked_at=now)


def confirm(connection: Connection, ending: Ending, *, done: bool, now: datetime) -> None:
    """Note whether all is well in the owner's eyes."""
    _change(connection, ending, confirmed=done, answered_at=now)


def rate(connection: Connection, ending: Ending, rating: int) -> None:
    """Note the owner's rating; one that comes later takes its place."""
    _change(connection, ending, rating=rating)


def note_words(connection: Connection, ending: Ending, words: str) -> None:
    """Note what the owner wrote with the rating."""
    _change(connection, ending, rating_words=_kept(words))


def note_helped(connection: Connection, ending: Ending, helped: str) -> None:
    """Note whether it really helped."""
    _change(connection, ending, helped=helped)


def reopen(connection: Connection, ending: Ending, *, now: datetime) -> None:
    """Note that the case was taken up again: what it ended with counts no more."""
    _change(connection, ending, reopened_at=now)


def opinion(connection: Connection, units: Collection[str] | None, *, since: datetime) -> Opinion:
    """Count what owners say of the endings of these units (None: of all) since a moment."""
    ending = case_ending.c
    row = connection.execute(
        _of_units(
            select(
                func.count(),
                func.count().filter(ending.confirmed.is_(True)),
                func.count().filter(ending.confirmed.is_(False)),
                func.count(ending.rating),
                func.avg(ending.rating),
                *(func.count().filter(ending.helped == one) for one in ("yes", "partly", "no")),
            ),
            units,
            since,
        )
    ).one()
    helped = dict(zip(("yes", "partly", "no"), row[5:], strict=True))
    average = None if row[4] is None else float(row[4])
    return Opinion(row[0], row[1], row[2], row[3], average, helped)


def latest_words(
    connection: Connection, units: Collection[str] | None, *, since: datetime, most: int
) -> list[Ending]:
    """Return the endings of these units that their owners wrote something about, latest first."""
    query = _of_units(select(*_SHOWN), units, since).where(case_ending.c.rating_words.is_not(None))
    return _endings(connection, query.order_by(case_ending.c.ended_at.desc()).limit(most))


def add_attempt(
    connection: Connection, number: str, *, by: str, note: str | None, now: datetime
) -> None:
    """Note a call that nobody took."""
    connection.execute(
        insert(call_attempt).values(case_number=number, at=now, by=by, note=_kept(note))
    )


def attempts(connection: Connection, number: str, *, since: datetime) -> list[Attempt]:
    """Return the calls about a case that nobody took since a moment, oldest first."""
    query = (
        select(call_attempt.c.at, call_attempt.c.by, call_attempt.c.note)
        .where(call_attempt.c.case_number == number, call_attempt.c.at >= since)
        .order_by(call_attempt.c.id)
    )
    return [Attempt(*row) for row in connection.execute(query)]


def _of_units(query: Select[Any], units: Collection[str] | None, since: datetime) -> Select[Any]:
    query = query.where(case_ending.c.ended_at >= since)
    return query if units is None else query.where(case_ending.c.centre_code.in_(units))


def _endings(connection: Connection, query: Select[Any]) -> list[Ending]:
    return [Ending(**row) for row in connection.execute(query).mappings()]


def _kept(words: str | None) -> str | None:
    return words.replace("\0", "") or None if words else None  # PostgreSQL keeps no NUL


def _change(connection: Connection, ending: Ending, **values: object) -> None:
    connection.execute(update(case_ending).where(case_ending.c.id == ending.id).values(**values))
