"""Who has a case open now, who types an answer, who answered last. It may be lost at any time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from bot.storage import news
from bot.storage.tables import case_presence

LOOKING = timedelta(seconds=35)
"""A page that is open asks at least every twenty seconds."""
TYPING = timedelta(seconds=8)
_PAUSE = timedelta(seconds=20)
"""Who has not typed for so long begins anew."""
_NOTED_EVERY = timedelta(seconds=10)
_KEPT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Present:
    """A colleague who has the same case open."""

    staff_name: str
    typing: bool


def note_seen(connection: Connection, number: str, staff_name: str, *, now: datetime) -> None:
    """Note that an officer has the case open; once every ten seconds is enough."""
    seen_at = _seen_at(connection, number, staff_name)
    if seen_at is None or seen_at <= now - LOOKING:
        news.note(connection, number)
    if seen_at is None or seen_at <= now - _NOTED_EVERY:
        _note(connection, number, staff_name, now=now)


def note_typing(connection: Connection, number: str, staff_name: str, *, now: datetime) -> bool:
    """Note that an officer is typing; tell whether they have only begun."""
    going_on = select(case_presence.c.typing_at).where(
        case_presence.c.case_number == number,
        case_presence.c.staff_name == staff_name,
        case_presence.c.typing_at > now - _PAUSE,
    )
    began = connection.scalar(going_on) is None
    _note(connection, number, staff_name, now=now, typing_at=now)
    if began:
        news.note(connection, number)
    return began


def note_answer(connection: Connection, number: str, staff_name: str, *, now: datetime) -> None:
    """Note that an officer has answered, and so types no longer."""
    _note(connection, number, staff_name, now=now, typing_at=None, answered_at=now)


def others(connection: Connection, number: str, *, but: str, now: datetime) -> list[Present]:
    """Return who else has the case open, by name."""
    query = (
        select(case_presence.c.staff_name, case_presence.c.typing_at)
        .where(case_presence.c.case_number == number, case_presence.c.staff_name != but)
        .where(case_presence.c.seen_at > now - LOOKING)
        .order_by(case_presence.c.staff_name)
    )
    return [
        Present(row.staff_name, row.typing_at is not None and row.typing_at > now - TYPING)
        for row in connection.execute(query)
    ]


def answered_since(
    connection: Connection, number: str, moment: datetime, *, but: str
) -> str | None:
    """Return which other officer has answered since then; the latest when several have."""
    query = (
        select(case_presence.c.staff_name)
        .where(case_presence.c.case_number == number, case_presence.c.staff_name != but)
        .where(case_presence.c.answered_at > moment)
        .order_by(case_presence.c.answered_at.desc())
        .limit(1)
    )
    found: str | None = connection.scalar(query)
    return found


def forget_old(connection: Connection, *, now: datetime) -> None:
    """Clear away who was there yesterday."""
    connection.execute(delete(case_presence).where(case_presence.c.seen_at < now - _KEPT))


def _seen_at(connection: Connection, number: str, staff_name: str) -> datetime | None:
    seen: datetime | None = connection.scalar(
        select(case_presence.c.seen_at).where(
            case_presence.c.case_number == number, case_presence.c.staff_name == staff_name
        )
    )
    return seen


def _note(
    connection: Connection,
    number: str,
    staff_name: str,
    *,
    now: datetime,
    **more: datetime | None,
) -> None:
    insert_ = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    values = {"seen_at": now, **more}
    row = insert_(case_presence).values(case_number=number, staff_name=staff_name, **values)
    keys = ["case_number", "staff_name"]
    connection.execute(row.on_conflict_do_update(index_elements=keys, set_=values))
