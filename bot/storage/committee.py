"""What goes before the provinces' committees: meetings, and the items of their agendas."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, delete, func, insert, select, update

from bot.cases.committee import Resolution, Verdict
from bot.model.thai import BANGKOK
from bot.storage.tables import case, committee_item, committee_meeting

MEETINGS_SHOWN = 50


@dataclass(frozen=True, slots=True)
class NewMeeting:
    """A meeting as it is called, or changed."""

    province: str
    held_on: date
    title: str
    place: str


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting of a province's committee."""

    id: int
    province: str
    held_on: date
    title: str
    place: str
    cancelled_at: datetime | None


@dataclass(frozen=True, slots=True)
class NewProposal:
    """A case as it is proposed."""

    number: str
    province: str
    reason: str
    words: str
    named: bool
    """Whether its owner is to be named, while their consent stands."""


@dataclass(frozen=True, slots=True)
class Item:
    """A proposal, or a cluster, with what its case says without anything personal."""

    id: int
    province: str
    meeting_id: int | None
    case_number: str | None
    """None of a cluster."""
    topic: str | None
    """The sub-intent of the case, or the one that a cluster's cases share."""
    category: str | None
    reason: str | None
    words: str | None
    named: bool
    proposed_by: str
    proposed_at: datetime
    withdrawn_at: datetime | None
    verdict: Verdict | None
    note: str | None
    held_on: date | None
    """When its meeting is, once it is on an agenda."""


_MEETING = select(
    committee_meeting.c.id,
    committee_meeting.c.province,
    committee_meeting.c.held_on,
    committee_meeting.c.title,
    committee_meeting.c.place,
    committee_meeting.c.cancelled_at,
)
_ITEM = (
    select(
        committee_item.c.id,
        committee_item.c.province,
        committee_item.c.meeting_id,
        committee_item.c.case_number,
        func.coalesce(committee_item.c.topic, case.c.sub_intent).label("topic"),
        case.c.category,
        committee_item.c.reason,
        committee_item.c.words,
        committee_item.c.named,
        committee_item.c.proposed_by,
        committee_item.c.proposed_at,
        committee_item.c.withdrawn_at,
        committee_item.c.verdict,
        committee_item.c.note,
        committee_meeting.c.held_on,
    )
    .join(case, case.c.number == committee_item.c.case_number, isouter=True)
    .join(committee_meeting, committee_meeting.c.id == committee_item.c.meeting_id, isouter=True)
    .order_by(committee_item.c.id)
)


def call(connection: Connection, new: NewMeeting, *, by: str, once: str, now: datetime) -> int:
    """Call a meeting; return its id. Raises IntegrityError when the form was sent twice."""
    done = connection.execute(
        insert(committee_meeting)
        .values(
            province=new.province,
            held_on=new.held_on,
            title=new.title,
            place=new.place,
            created_by=by,
            created_at=now,
            once=once,
        )
        .returning(committee_meeting.c.id)
    )
    return int(done.scalar_one())


def change(connection: Connection, meeting_id: int, to: NewMeeting) -> None:
    """Put right when, where and under what name a meeting is."""
    connection.execute(
        update(committee_meeting)
        .where(committee_meeting.c.id == meeting_id)
        .values(held_on=to.held_on, title=to.title, place=to.place)
    )


def cancel(connection: Connection, meeting_id: int, *, now: datetime) -> None:
    """Note that a meeting does not take place."""
    connection.execute(
        update(committee_meeting)
        .where(committee_meeting.c.id == meeting_id)
        .values(cancelled_at=now)
    )


def find_meeting(connection: Connection, meeting_id: int) -> Meeting | None:
    """Return a meeting."""
    row = connection.execute(_MEETING.where(committee_meeting.c.id == meeting_id)).first()
    return Meeting(*row) if row else None


def meetings(connection: Connection, provinces: Collection[str] | None) -> list[Meeting]:
    """Return the latest meetings of these provinces (None: of all), those to come first."""
    query = _MEETING.order_by(committee_meeting.c.held_on.desc(), committee_meeting.c.id.desc())
    if provinces is not None:
        query = query.where(committee_meeting.c.province.in_(provinces))
    return [Meeting(*row) for row in connection.execute(query.limit(MEETINGS_SHOWN))]


def propose(connection: Connection, new: NewProposal, *, by: str, now: datetime) -> None:
    """Propose a case. Raises IntegrityError while a proposal of it is undecided."""
    connection.execute(
        insert(committee_item).values(
            province=new.province,
            case_number=new.number,
            reason=new.reason,
            words=new.words,
            named=new.named,
            proposed_by=by,
            proposed_at=now,
        )
    )


def withdraw(connection: Connection, number: str, *, now: datetime) -> bool:
    """Take back the proposal of a case that is on no agenda; False when there is none."""
    done = connection.execute(
        update(committee_item)
        .where(committee_item.c.case_number == number)
        .where(committee_item.c.withdrawn_at.is_(None), committee_item.c.meeting_id.is_(None))
        .values(withdrawn_at=now)
    )
    return done.rowcount == 1


def find_item(connection: Connection, item_id: int) -> Item | None:
    """Return one item, if it was not withdrawn."""
    query = _ITEM.where(committee_item.c.id == item_id, committee_item.c.withdrawn_at.is_(None))
    return next(iter(_items(connection, query)), None)


def items_of_case(connection: Connection, number: str) -> list[Item]:
    """Return every proposal of a case, oldest first."""
    return _items(connection, _ITEM.where(committee_item.c.case_number == number))


def agenda(connection: Connection, meeting_id: int) -> list[Item]:
    """Return what is on a meeting's agenda."""
    return _items(connection, _ITEM.where(committee_item.c.meeting_id == meeting_id))


def waiting(connection: Connection, provinces: Collection[str] | None) -> list[Item]:
    """Return the proposals of these provinces (None: of all) that are on no agenda yet."""
    query = _ITEM.where(
        committee_item.c.meeting_id.is_(None), committee_item.c.withdrawn_at.is_(None)
    )
    if provinces is not None:
        query = query.where(committee_item.c.province.in_(provinces))
    return _items(connection, query.limit(MEETINGS_SHOWN))


def place(connection: Connection, item_id: int, meeting_id: int | None) -> None:
    """Put a proposal on an agenda, or take it off again."""
    connection.execute(
        update(committee_item).where(committee_item.c.id == item_id).values(meeting_id=meeting_id)
    )


def add_cluster(
    connection: Connection, meeting: Meeting, topic: str, *, by: str, now: datetime
) -> None:
    """Put a topic on an agenda. Raises IntegrityError when it is there already."""
    connection.execute(
        insert(committee_item).values(
            province=meeting.province,
            meeting_id=meeting.id,
            topic=topic,
            named=False,
            proposed_by=by,
            proposed_at=now,
        )
    )


def drop_cluster(connection: Connection, item_id: int) -> None:
    """Take a topic off an agenda."""
    connection.execute(delete(committee_item).where(committee_item.c.id == item_id))


def resolve(
    connection: Connection, item_id: int, resolution: Resolution, *, by: str, now: datetime
) -> None:
    """Note what was decided; a later word replaces the one before."""
    connection.execute(
        update(committee_item)
        .where(committee_item.c.id == item_id)
        .values(
            verdict=resolution.verdict,
            note=resolution.note or None,
            resolved_by=by,
            resolved_at=now,
        )
    )


def firms_by_topic(
    connection: Connection, province: str, window: tuple[date, date]
) -> dict[str, int]:
    """Count the owners with a case of each topic in a province, first and last day included."""
    first = datetime.combine(window[0], time(), BANGKOK)
    after = datetime.combine(window[1] + timedelta(days=1), time(), BANGKOK)
    rows = connection.execute(
        select(case.c.sub_intent, func.count(case.c.person.distinct()))
        .where(case.c.province == province, case.c.sub_intent.is_not(None))
        .where(case.c.opened_at >= first, case.c.opened_at < after)
        .group_by(case.c.sub_intent)
        .order_by(func.count(case.c.person.distinct()).desc(), case.c.sub_intent)
    )
    return {row[0]: row[1] for row in rows}


def _items(connection: Connection, query: Select[Any]) -> list[Item]:
    rows: Sequence[RowMapping] = connection.execute(query).mappings().all()
    return [
        Item(**{**row, "verdict": Verdict(row["verdict"]) if row["verdict"] else None})
        for row in rows
    ]
