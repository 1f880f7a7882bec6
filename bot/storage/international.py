"""The international desk's board: its cases, what is known of the firms, whom they met."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

import orjson
from sqlalchemy import Connection, func, insert, select, update

from bot.model.cases import Status
from bot.storage.tables import case, intl_meeting, intl_profile

SHOWN = 300
"""So many cards are read; the desk has a few hundred open cases at most."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the desk noted of a firm, and which fields its owner allowed to show."""

    facts: Mapping[str, str] = field(default_factory=dict)
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One open case as the board shows it, without anything personal."""

    number: str
    status: Status
    track: str
    province: str | None
    business: str | None
    registered: bool
    next_contact: date | None
    assigned_to: str | None
    facts: Mapping[str, str]
    last_met: date | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of meeting somebody."""

    held_on: date
    counterpart: str
    country: str
    outcome: str
    next_step: str | None


@dataclass(frozen=True, slots=True)
class Noted:
    """An outcome, with who wrote it down."""

    outcome: Outcome
    noted_by: str


_LAST_MET = (
    select(func.max(intl_meeting.c.held_on))
    .where(intl_meeting.c.case_number == case.c.number)
    .correlate(case)
    .scalar_subquery()
)
_ENTRY = (
    select(
        case.c.number,
        case.c.status,
        case.c.track,
        case.c.province,
        case.c.details,
        case.c.juristic_id,
        case.c.next_contact,
        case.c.assigned_to,
        intl_profile.c.facts,
        _LAST_MET.label("last_met"),
    )
    .join(intl_profile, intl_profile.c.case_number == case.c.number, isouter=True)
    .where(case.c.ended_at.is_(None), case.c.track.is_not(None))
    .order_by(case.c.next_contact, case.c.number)
    .limit(SHOWN)
)


def board(
    connection: Connection,
    desk: str,
    *,
    provinces: Collection[str] | None,
    track: str | None = None,
) -> list[Entry]:
    """Return the open cases of a desk in these provinces (None: in all), most pressing first."""
    query = _ENTRY.where(case.c.centre_code == desk)
    if provinces is not None:
        query = query.where(case.c.province.in_(provinces))
    if track is not None:
        query = query.where(case.c.track == track)
    return [
        Entry(
            number=row.number,
            status=Status(row.status),
            track=row.track,
            province=row.province,
            business=orjson.loads(row.details).get("business"),
            registered=row.juristic_id is not None,
            next_contact=row.next_contact,
            assigned_to=row.assigned_to,
            facts=orjson.loads(row.facts) if row.facts else {},
            last_met=row.last_met,
        )
        for row in connection.execute(query)
    ]


def find_sheet(connection: Connection, number: str) -> Sheet:
    """Return what the desk noted of a firm; an empty sheet when it noted nothing."""
    row = connection.execute(
        select(intl_profile.c.facts, intl_profile.c.allowed).where(
            intl_profile.c.case_number == number
        )
    ).first()
    return Sheet(orjson.loads(row.facts), tuple(orjson.loads(row.allowed))) if row else Sheet()


def keep_sheet(
    connection: Connection, number: str, sheet: Sheet, *, by: str, now: datetime
) -> None:
    """Keep what the desk notes of a firm in place of what it noted before."""
    values = {
        "facts": orjson.dumps(dict(sheet.facts)).decode(),
        "allowed": orjson.dumps(list(sheet.allowed)).decode(),
        "updated_by": by,
        "updated_at": now,
    }
    changed = connection.execute(
        update(intl_profile).where(intl_profile.c.case_number == number).values(values)
    )
    if changed.rowcount == 0:
        connection.execute(insert(intl_profile).values(case_number=number, **values))


def note_outcome(
    connection: Connection, number: str, met: Outcome, *, by: str, once: str, now: datetime
) -> None:
    """Write down what came of a meeting. Raises IntegrityError when the form was sent twice."""
    connection.execute(
        insert(intl_meeting).values(
            case_number=number,
            held_on=met.held_on,
            counterpart=met.counterpart,
            country=met.country,
            outcome=met.outcome,
            next_step=met.next_step,
            noted_by=by,
            noted_at=now,
            once=once,
        )
    )


def outcomes(connection: Connection, number: str) -> list[Noted]:
    """Return whom a firm met, the latest first."""
    rows = connection.execute(
        select(intl_meeting)
        .where(intl_meeting.c.case_number == number)
        .order_by(intl_meeting.c.held_on.desc(), intl_meeting.c.id.desc())
    )
    return [
        Noted(
            Outcome(row.held_on, row.counterpart, row.country, row.outcome, row.next_step),
            row.noted_by,
        )
        for row in rows
    ]
