"""Referrals of cases to agencies: made, sent, answered; and those that wait for an answer."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import orjson
from sqlalchemy import Connection, Row, func, insert, select, update

from bot.cases.referral import WAITING, Kind, State
from bot.errors import BotError
from bot.storage.offices import lies_at
from bot.storage.tables import case, referral

LISTED = 200


class OvertakenReferral(BotError):
    """Somebody else moved this referral on first."""


@dataclass(frozen=True, slots=True)
class Referral:
    """One referral."""

    id: int
    case_number: str
    agency: str
    agency_name: str
    kind: Kind
    state: State
    reason: str
    request: str
    fields: tuple[str, ...]
    told: tuple[tuple[str, str], ...] | None
    """What went out: labels and values, word for word."""
    created_at: datetime
    created_by: str
    sent_at: datetime | None
    sent_by: str | None
    letter_number: str | None
    letter_date: date | None
    answered_at: datetime | None
    answer: str | None
    remind_on: date | None
    reminders: int


@dataclass(frozen=True, slots=True)
class NewReferral:
    """A referral as it is begun."""

    case_number: str
    agency: str
    agency_name: str
    kind: Kind
    reason: str = ""
    request: str = ""
    fields: Sequence[str] = ()
    state: State = State.DRAFT


def add(connection: Connection, new: NewReferral, *, by: str, now: datetime) -> int:
    """Begin a referral and return its id."""
    made = connection.execute(
        insert(referral)
        .values(
            case_number=new.case_number,
            agency=new.agency,
            agency_name=new.agency_name,
            kind=new.kind,
            state=new.state,
            reason=new.reason,
            request=new.request,
            fields=_json(list(new.fields)),
            created_at=now,
            created_by=by,
            reminders=0,
        )
        .returning(referral.c.id)
    )
    return int(made.scalar_one())


def find(connection: Connection, case_number: str, which: int) -> Referral | None:
    """Return one referral of a case."""
    query = select(referral).where(referral.c.id == which, referral.c.case_number == case_number)
    return next(map(_referral, connection.execute(query)), None)


def get(connection: Connection, which: int) -> Referral:
    """Return a referral that is known to exist."""
    return _referral(connection.execute(select(referral).where(referral.c.id == which)).one())


def of_case(connection: Connection, case_number: str) -> list[Referral]:
    """Return every referral of a case, oldest first."""
    query = select(referral).where(referral.c.case_number == case_number)
    return [_referral(row) for row in connection.execute(query.order_by(referral.c.id))]


def change(connection: Connection, before: Referral, **values: Any) -> None:  # noqa: ANN401 -- columns
    """Change a referral that is still as it was read; raises OvertakenReferral when it is not.

    Lists and tuples are kept as JSON.
    """
    kept = {
        name: _json(value) if isinstance(value, list | tuple) else value
        for name, value in values.items()
    }
    changed = connection.execute(
        update(referral)
        .where(referral.c.id == before.id, referral.c.state == before.state)
        .where(referral.c.reminders == before.reminders)
        .values(**kept)
    )
    if changed.rowcount != 1:
        raise OvertakenReferral("มีผู้ทำรายการนี้ไปก่อนแล้ว โหลดหน้าใหม่ แล้วดูอีกครั้ง")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A referral that waits, as a list shows it: without anything personal."""

    id: int
    case_number: str
    agency: str
    agency_name: str
    kind: Kind
    state: State
    centre_name: str
    category: str
    sub_intent: str | None
    sent_at: datetime
    reminders: int


_WAITS = (
    referral.c.state.in_(sorted(WAITING)),
    case.c.ended_at.is_(None),
)


def waiting(
    connection: Connection, units: Collection[str] | None, *, agency: str | None = None
) -> list[Waiting]:
    """Return what these units (None: all) wait for, the longest first; with `agency`, from it."""
    query = (
        select(
            referral.c.id,
            referral.c.case_number,
            referral.c.agency,
            referral.c.agency_name,
            referral.c.kind,
            referral.c.state,
            case.c.centre_name,
            case.c.category,
            case.c.sub_intent,
            referral.c.sent_at,
            referral.c.reminders,
        )
        .join(case, case.c.number == referral.c.case_number)
        .where(*_WAITS)
        .order_by(referral.c.sent_at, referral.c.id)
        .limit(LISTED)
    )
    if units is not None:
        query = query.where(lies_at(units))
    if agency is not None:
        query = query.where(referral.c.agency == agency)
    return [
        Waiting(**{**row, "kind": Kind(row["kind"]), "state": State(row["state"])})
        for row in connection.execute(query).mappings()
    ]


def count_waiting(connection: Connection, units: Collection[str] | None) -> dict[str, int]:
    """Count what these units (None: all) wait for, by agency."""
    query = (
        select(referral.c.agency, func.count())
        .join(case, case.c.number == referral.c.case_number)
        .where(*_WAITS)
        .group_by(referral.c.agency)
    )
    if units is not None:
        query = query.where(lies_at(units))
    return {agency: count for agency, count in connection.execute(query)}  # noqa: C416 -- rows


def due(connection: Connection, *, today: date, most: int) -> list[Referral]:
    """Return referrals of open cases whose agency is to be reminded."""
    query = (
        select(referral)
        .join(case, case.c.number == referral.c.case_number)
        .where(referral.c.state == State.SENT, referral.c.remind_on <= today)
        .where(case.c.ended_at.is_(None))
        .order_by(referral.c.remind_on, referral.c.id)
        .limit(most)
    )
    return [_referral(row) for row in connection.execute(query)]


def waited_for(connection: Connection, case_number: str) -> str | None:
    """Return the agency whose answer a forwarded case waits for."""
    query = select(referral.c.agency_name).where(
        referral.c.case_number == case_number,
        referral.c.state == State.SENT,
        referral.c.kind == Kind.FORWARD,
    )
    found: str | None = connection.scalar(query.order_by(referral.c.id.desc()).limit(1))
    return found


def reminded(connection: Connection, unit: str) -> list[tuple[str, str]]:
    """Return a unit's cases whose agency owes an answer, with the agency's name."""
    query = (
        select(referral.c.case_number, referral.c.agency_name)
        .join(case, case.c.number == referral.c.case_number)
        .where(referral.c.state == State.SENT, referral.c.reminders > 0)
        .where(lies_at([unit]), case.c.ended_at.is_(None))
        .order_by(referral.c.sent_at, referral.c.id)
    )
    return [(row.case_number, row.agency_name) for row in connection.execute(query)]


def _referral(row: Row[Any]) -> Referral:
    told = orjson.loads(row.told) if row.told else None
    read = {
        "kind": Kind(row.kind),
        "state": State(row.state),
        "fields": tuple(orjson.loads(row.fields)),
        "told": None if told is None else tuple((label, value) for label, value in told),
    }
    return Referral(**{**row._asdict(), **read})


def _json(value: object) -> str:
    return orjson.dumps(value).decode()
