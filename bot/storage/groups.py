"""Centres' LINE groups, and the one-time codes by which a group or an officer is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, Row, delete, insert, select, update

from bot.model.cases import Status
from bot.storage.tables import case, group_message, staff, staff_code, staff_group

Kind = Literal["group", "officer"]
CODE_LIFE = timedelta(hours=24)
QUOTABLE_FOR = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Group:
    """A group that belongs to a centre."""

    group_id: str
    unit: str
    told_until: datetime
    """Cases opened since then have not been told of."""
    last_card_at: datetime | None
    digest_on: date | None


@dataclass(frozen=True, slots=True)
class Fresh:
    """A case that a group has not been told of."""

    number: str
    category: str
    sub_intent: str | None
    priority: str
    province: str | None
    opened_at: datetime
    next_contact: date | None


def make_code(
    connection: Connection, code: str, kind: Kind, *, unit: str, staff_name: str, now: datetime
) -> None:
    """Keep a code for a day; whoever sends it is a group of this unit, or this officer."""
    connection.execute(delete(staff_code).where(staff_code.c.expires_at < now))
    connection.execute(
        insert(staff_code).values(
            code=code, kind=kind, unit=unit, staff_name=staff_name, expires_at=now + CODE_LIFE
        )
    )


def use_code(
    connection: Connection, code: str, kind: Kind, *, now: datetime
) -> tuple[str, str] | None:
    """Take a code, which works once; return its unit and the officer who made it."""
    row = connection.execute(
        select(staff_code.c.unit, staff_code.c.staff_name).where(
            staff_code.c.code == code, staff_code.c.kind == kind, staff_code.c.expires_at > now
        )
    ).first()
    if row is None:
        return None
    taken = connection.execute(delete(staff_code).where(staff_code.c.code == code))
    return (row.unit, row.staff_name) if taken.rowcount == 1 else None


def bind(connection: Connection, group_id: str, *, unit: str, by: str, now: datetime) -> None:
    """Make a group this centre's; what it was before is over."""
    unbind(connection, group_id)
    connection.execute(
        insert(staff_group).values(
            group_id=group_id, unit=unit, bound_by=by, bound_at=now, told_until=now
        )
    )


def unbind(connection: Connection, group_id: str) -> None:
    """Let a group be nobody's: the account has left it."""
    connection.execute(delete(staff_group).where(staff_group.c.group_id == group_id))


def find(connection: Connection, group_id: str) -> Group | None:
    """Return the group, if it belongs to a centre."""
    query = select(staff_group).where(staff_group.c.group_id == group_id)
    return next(map(_group, connection.execute(query)), None)


def everywhere(connection: Connection, *, unit: str | None = None) -> list[Group]:
    """Return all groups, or those of one unit."""
    query = select(staff_group).order_by(staff_group.c.bound_at)
    if unit is not None:
        query = query.where(staff_group.c.unit == unit)
    return [_group(row) for row in connection.execute(query)]


def _group(row: Row[Any]) -> Group:
    return Group(row.group_id, row.unit, row.told_until, row.last_card_at, row.digest_on)


def note_told(
    connection: Connection,
    group: Group,
    *,
    until: datetime,
    card_at: datetime | None,
    digest: date | None,
) -> bool:
    """Note what the group was told; False when another process was first."""
    noted = connection.execute(
        update(staff_group)
        .where(staff_group.c.group_id == group.group_id)
        .where(staff_group.c.told_until == group.told_until)
        .where(
            staff_group.c.digest_on.is_(None)
            if group.digest_on is None
            else staff_group.c.digest_on == group.digest_on
        )
        .values(
            told_until=until,
            last_card_at=card_at or group.last_card_at,
            digest_on=digest or group.digest_on,
        )
    )
    return noted.rowcount == 1


def untold(connection: Connection, group: Group) -> list[Fresh]:
    """Return the new cases of the group's unit that it has not been told of, oldest first."""
    query = (
        select(
            case.c.number,
            case.c.category,
            case.c.sub_intent,
            case.c.priority,
            case.c.province,
            case.c.opened_at,
            case.c.next_contact,
        )
        .where(case.c.centre_code == group.unit, case.c.status == Status.NEW)
        .where(case.c.opened_at > group.told_until)
        .order_by(case.c.opened_at, case.c.number)
    )
    return [Fresh(*row) for row in connection.execute(query)]


def reminded(connection: Connection, group: Group) -> list[str]:
    """Return cases that nobody has taken, and of which the group is to be reminded."""
    since = group.last_card_at or group.told_until
    query = (
        select(case.c.number)
        .where(case.c.centre_code == group.unit, case.c.status == Status.NEW)
        .where(case.c.reminded_at > since)
        .order_by(case.c.opened_at, case.c.number)
    )
    return list(connection.scalars(query))


def open_numbers(connection: Connection, unit: str, which: str) -> list[str]:
    """Return the numbers of the unit's open cases that are called this."""
    query = select(case.c.number).where(case.c.centre_code == unit, case.c.ended_at.is_(None))
    if "-" in which:
        query = query.where(case.c.number == which)
    else:
        query = query.where(case.c.number.like(f"%-{int(which):05d}-_"))
    return list(connection.scalars(query.order_by(case.c.number)))


def note_said(
    connection: Connection, group_id: str, said: Mapping[str, Sequence[str]], *, now: datetime
) -> None:
    """Keep for a month which cases each message to a group names, by LINE's id of it."""
    connection.execute(delete(group_message).where(group_message.c.at < now - QUOTABLE_FOR))
    rows = [
        {"message_id": message_id, "group_id": group_id, "cases": " ".join(cases), "at": now}
        for message_id, cases in said.items()
        if cases
    ]
    if rows:
        connection.execute(insert(group_message), rows)


def cases_in(connection: Connection, group_id: str, message_id: str) -> tuple[str, ...]:
    """Return the running numbers that a message of ours in this group names."""
    query = select(group_message.c.cases).where(
        group_message.c.message_id == message_id, group_message.c.group_id == group_id
    )
    return tuple((connection.scalar(query) or "").split())


def bind_officer(connection: Connection, name: str, line_user_id: str) -> None:
    """Know an officer by their LINE account; whoever had it before has it no more."""
    connection.execute(
        update(staff).where(staff.c.line_user_id == line_user_id).values(line_user_id=None)
    )
    connection.execute(update(staff).where(staff.c.name == name).values(line_user_id=line_user_id))
