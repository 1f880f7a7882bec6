"""Announcements: their drafts, who approved them, and where they stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, Row, func, insert, select, update

from bot.broadcasts.draft import Draft, of_json
from bot.broadcasts.funnel import Measure
from bot.broadcasts.states import State
from bot.storage import news
from bot.storage.friends import insert_into
from bot.storage.tables import broadcast, broadcast_approval, broadcast_ride, broadcast_sum

SUBJECT = "broadcasts"
"""What open pages about announcements follow."""


@dataclass(frozen=True, slots=True)
class Broadcast:
    """One announcement."""

    id: int
    draft: Draft
    messages: str
    """The final JSON array of LINE's message objects."""
    state: State
    reason: str | None
    author: str
    created_at: datetime
    corrects: int | None
    pilot: str | None
    """The province to which alone it goes for now."""
    send_after: datetime | None
    at_once: bool
    approved_at: datetime | None
    bound: int | None
    """Its recipients at the most; None until all of them are frozen."""
    frozen_upto: str | None
    matched: int | None
    left_out: Mapping[str, int]
    """How many of the matched were never frozen, by reason."""
    started_at: datetime | None
    finished_at: datetime | None
    counted_at: datetime | None
    """When its people were counted by province, for good."""
    recipients_erased_at: datetime | None
    answers_erased_at: datetime | None


@dataclass(frozen=True, slots=True)
class Approval:
    """Somebody who agreed to an announcement."""

    by: str
    at: datetime


def add(
    connection: Connection, draft: Draft, *, author: str, corrects: int | None, now: datetime
) -> int:
    """Keep a new draft and return its number; what it says follows by `set_messages`."""
    values = {
        "title": draft.title,
        "draft": orjson.dumps(draft.as_json()).decode(),
        "messages": "[]",
        "state": State.DRAFT,
        "author": author,
        "created_at": now,
        "nationwide": draft.audience.nationwide,
        "free": draft.free,
        "urgent": draft.urgent,
        "pilot": draft.pilot,
        "corrects": corrects,
    }
    made = connection.execute(insert(broadcast).values(values).returning(broadcast.c.id))
    news.note(connection, SUBJECT)
    return int(made.scalar_one())


def rewrite(connection: Connection, number: int, draft: Draft, *, now: datetime) -> None:
    """Put other words in the place of a draft's; who agreed to the old ones has not to these."""
    told = orjson.dumps(draft.as_json()).decode()
    change(
        connection,
        number,
        title=draft.title,
        draft=told,
        nationwide=draft.audience.nationwide,
        free=draft.free,
        urgent=draft.urgent,
        pilot=draft.pilot,
        created_at=now,
    )
    connection.execute(
        broadcast_approval.delete().where(broadcast_approval.c.broadcast_id == number)
    )


def set_messages(connection: Connection, number: int, messages: str) -> None:
    """Fix what an announcement says, as LINE takes it."""
    change(connection, number, messages=messages)


def find(connection: Connection, number: int) -> Broadcast | None:
    """Return an announcement, if there is one of this number."""
    row = connection.execute(select(broadcast).where(broadcast.c.id == number)).first()
    return _broadcast(row) if row else None


def lock(connection: Connection, number: int) -> None:
    """Let nobody else work on an announcement until this transaction ends."""
    connection.execute(select(broadcast.c.id).where(broadcast.c.id == number).with_for_update())


def latest(connection: Connection, *, before: int | None = None, most: int = 50) -> list[Broadcast]:
    """Return the newest announcements; `before` is the number of the last one seen."""
    query = select(broadcast).order_by(broadcast.c.id.desc()).limit(most)
    if before is not None:
        query = query.where(broadcast.c.id < before)
    return [_broadcast(row) for row in connection.execute(query)]


def started_between(connection: Connection, first: datetime, end: datetime) -> list[Broadcast]:
    """Return those that began to go out from `first` on and before `end`, the oldest first."""
    query = select(broadcast).where(broadcast.c.started_at >= first, broadcast.c.started_at < end)
    return [_broadcast(row) for row in connection.execute(query.order_by(broadcast.c.started_at))]


def ended_before(connection: Connection, moment: datetime, *, most: int) -> list[Broadcast]:
    """Return the last ones that were sent, not on free answers and not to correct another."""
    query = select(broadcast).where(
        broadcast.c.finished_at < moment,
        broadcast.c.started_at.is_not(None),
        broadcast.c.corrects.is_(None),
        broadcast.c.free.is_(False),
    )
    newest = query.order_by(broadcast.c.finished_at.desc()).limit(most)
    return [_broadcast(row) for row in connection.execute(newest)]


def under_way(connection: Connection) -> list[Broadcast]:
    """Return those whose recipients are being frozen, or that are being sent."""
    query = select(broadcast).where(broadcast.c.state.in_([State.APPROVED, State.SENDING]))
    return [_broadcast(row) for row in connection.execute(query.order_by(broadcast.c.id))]


def riding(connection: Connection) -> tuple[Broadcast, ...]:
    """Return those that travel on free answers now, the oldest first."""
    query = select(broadcast).where(broadcast.c.state == State.SENDING, broadcast.c.free)
    return tuple(_broadcast(row) for row in connection.execute(query.order_by(broadcast.c.id)))


def note_ride(connection: Connection, number: int, person: str, *, now: datetime) -> bool:
    """Note that somebody is told of it with an answer; return whether that is the first time."""
    values = {"broadcast_id": number, "person": person, "at": now}
    statement = insert_into(connection, broadcast_ride).values(values)
    told = statement.on_conflict_do_nothing().returning(broadcast_ride.c.person)
    return connection.execute(told).first() is not None


def rides(connection: Connection, number: int) -> int:
    """Return how many were told of it with an answer, whether or not they are still known."""
    kept = select(func.sum(broadcast_sum.c.counted)).where(
        broadcast_sum.c.broadcast_id == number, broadcast_sum.c.measure == Measure.RODE
    )
    if (known := connection.scalar(kept)) is not None:
        return int(known)
    query = select(func.count()).where(broadcast_ride.c.broadcast_id == number)
    return int(connection.execute(query.select_from(broadcast_ride)).scalar_one())


def approvals(connection: Connection, number: int) -> list[Approval]:
    """Return who has agreed to it, first one first."""
    query = select(broadcast_approval).where(broadcast_approval.c.broadcast_id == number)
    rows = connection.execute(query.order_by(broadcast_approval.c.at))
    return [Approval(row.staff_name, row.at) for row in rows]


def approve(connection: Connection, number: int, *, by: str, now: datetime) -> None:
    """Note that somebody agrees to it."""
    values = {"broadcast_id": number, "staff_name": by, "at": now}
    connection.execute(insert(broadcast_approval).values(values))
    news.note(connection, SUBJECT)


def move(connection: Connection, number: int, before: State, to: State, **values: object) -> bool:
    """Move an announcement on, unless somebody else did; with whatever else changes by it."""
    moved = connection.execute(
        update(broadcast)
        .where(broadcast.c.id == number, broadcast.c.state == before)
        .values(state=to, **values)
    )
    news.note(connection, SUBJECT)
    return moved.rowcount == 1


def change(connection: Connection, number: int, **values: object) -> None:
    """Note something else about an announcement."""
    connection.execute(update(broadcast).where(broadcast.c.id == number).values(values))
    news.note(connection, SUBJECT)


def standing(connection: Connection, number: int) -> tuple[State, str | None]:
    """Return where an announcement stands, and the province to which alone it goes for now."""
    query = select(broadcast.c.state, broadcast.c.pilot).where(broadcast.c.id == number)
    row = connection.execute(query).one()
    return State(row.state), row.pilot


def _broadcast(row: Row[Any]) -> Broadcast:
    return Broadcast(
        id=row.id,
        draft=of_json(orjson.loads(row.draft)),
        messages=row.messages,
        state=State(row.state),
        reason=row.reason,
        author=row.author,
        created_at=row.created_at,
        corrects=row.corrects,
        pilot=row.pilot,
        send_after=row.send_after,
        at_once=row.at_once,
        approved_at=row.approved_at,
        bound=row.bound,
        frozen_upto=row.frozen_upto,
        matched=row.matched,
        left_out=orjson.loads(row.left_out) if row.left_out else {},
        started_at=row.started_at,
        finished_at=row.finished_at,
        counted_at=row.counted_at,
        recipients_erased_at=row.recipients_erased_at,
        answers_erased_at=row.answers_erased_at,
    )
