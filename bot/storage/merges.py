"""Cases that turned out to be another one, and cases that may be."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import orjson
from sqlalchemy import ColumnElement, Connection, and_, delete, insert, select, update

from bot.cases.categories import more_urgent
from bot.model.cases import Priority, Status
from bot.storage import cases, menus
from bot.storage.offices import lies_at
from bot.storage.tables import case, case_merge, enterprise_case

_SUGGESTED = 10


@dataclass(frozen=True, slots=True)
class Merge:
    """One case that goes on under another number."""

    number: str
    into: str
    by: str
    at: datetime


def find(connection: Connection, number: str) -> Merge | None:
    """Return under which number a case goes on, if it was merged."""
    row = connection.execute(_MERGE.where(case_merge.c.number == number)).first()
    return Merge(*row) if row else None


def merged_into(connection: Connection, number: str) -> list[Merge]:
    """Return the cases that go on under this number."""
    query = _MERGE.where(case_merge.c.into == number).order_by(case_merge.c.at)
    return [Merge(*row) for row in connection.execute(query)]


def survivors(connection: Connection, numbers: Collection[str]) -> dict[str, str]:
    """Return which of these cases were merged, and the number under which each goes on."""
    found: dict[str, str] = {}
    asked = set(numbers)
    while asked:
        query = _MERGE.where(case_merge.c.number.in_(asked))
        step = {row.number: row.into for row in connection.execute(query)}
        found |= step
        asked = set(step.values()) - found.keys()
    return {number: _last(found, number) for number in numbers if number in found}


def _last(found: dict[str, str], number: str) -> str:
    while number in found:
        number = found[number]
    return number


def candidates(connection: Connection, number: str) -> dict[str, list[str]]:
    """Return open cases of the same unit that may be the same one, and what speaks for it."""
    row = connection.execute(select(case).where(case.c.number == number)).one()
    together = select(enterprise_case.c.case_number).where(
        enterprise_case.c.enterprise_id
        == select(enterprise_case.c.enterprise_id)
        .where(enterprise_case.c.case_number == number)
        .scalar_subquery()
    )
    signs: list[tuple[str, ColumnElement[bool]]] = [
        ("บัญชี LINE เดียวกัน", case.c.person == row.person),
        ("กิจการเดียวกัน", case.c.number.in_(together)),
    ]
    if row.phone:
        signs.append(("เบอร์โทรเดียวกัน", case.c.phone == row.phone))
    if row.juristic_id:
        signs.append(("เลขนิติบุคคลเดียวกัน", case.c.juristic_id == row.juristic_id))
    others = and_(case.c.ended_at.is_(None), lies_at([row.centre_code]), case.c.number != number)
    found: dict[str, list[str]] = {}
    for sign, same in signs:
        query = select(case.c.number).where(others, same).order_by(case.c.number).limit(_SUGGESTED)
        for other in connection.scalars(query):
            found.setdefault(other, []).append(sign)
    return found


def merge(connection: Connection, gone: str, into: str, *, by: str, now: datetime) -> None:
    """Let a case go on under another number, whose owner hears of it no later than was promised."""
    one = connection.execute(select(case).where(case.c.number == gone)).one()
    other = connection.execute(select(case).where(case.c.number == into)).one()
    before = {
        "status": one.status,
        "people": {gone: one.person, into: other.person},
        "priority": other.priority,
    }
    connection.execute(
        insert(case_merge).values(
            number=gone, into=into, by=by, at=now, before=orjson.dumps(before).decode()
        )
    )
    on_line = next(
        (key for key in (other.person, one.person) if not key.startswith(cases.AT_THE_DESK)), None
    )
    whose = {"person": on_line} if on_line else {}
    connection.execute(
        update(case)
        .where(case.c.number == gone)
        .values(status=Status.CLOSED, ended_at=now, last_action_at=now, **whose)
    )
    promised = [day for day in (one.next_contact, other.next_contact) if day is not None]
    connection.execute(
        update(case)
        .where(case.c.number == into)
        .values(
            next_contact=min(promised, default=None),
            priority=more_urgent(Priority(one.priority), Priority(other.priority)),
            last_action_at=now,
            **whose,
        )
    )
    told = {gone: f"รวมเข้ากับเรื่อง {into}", into: f"รวมเรื่อง {gone} เข้ามา"}
    for number, text in told.items():
        cases.add_history(connection, number, what="merged", by=by, now=now, detail={"text": text})
    menus.note(connection, *{one.person, other.person}, now=now)


def part(connection: Connection, one: Merge, *, by: str, now: datetime) -> None:
    """Take a merge back: both cases are as they were, with what was added meanwhile."""
    row = connection.execute(
        select(case_merge.c.before).where(case_merge.c.number == one.number)
    ).one()
    before = orjson.loads(row.before)
    connection.execute(delete(case_merge).where(case_merge.c.number == one.number))
    restored = {
        one.number: {"status": before["status"], "ended_at": None},
        one.into: {"priority": before["priority"]},
    }
    for number, values in restored.items():
        connection.execute(
            update(case)
            .where(case.c.number == number)
            .values(person=before["people"][number], last_action_at=now, **values)
        )
        cases.add_history(connection, number, what="unmerged", by=by, now=now)
    menus.note(connection, *set(before["people"].values()), now=now)


_MERGE = select(case_merge.c.number, case_merge.c.into, case_merge.c.by, case_merge.c.at)
