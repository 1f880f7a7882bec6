"""Enterprises and the cases that are about them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    Select,
    delete,
    insert,
    or_,
    select,
    update,
)

from bot.cases.enterprise import Profile
from bot.cases.record import CaseRecord
from bot.storage.tables import case, enterprise, enterprise_case

_SUGGESTED = 5


@dataclass(frozen=True, slots=True)
class Enterprise:
    """One enterprise."""

    id: int
    profile: Profile


def add(connection: Connection, profile: Profile, *, by: str, now: datetime) -> int:
    """Keep a profile; where its juristic number is known already, that one is meant."""
    if profile.juristic_id:
        known = connection.scalar(
            select(enterprise.c.id).where(enterprise.c.juristic_id == profile.juristic_id)
        )
        if known is not None:
            return int(known)
    made = connection.execute(
        insert(enterprise)
        .values(**_values(profile), made_by=by, made_at=now)
        .returning(enterprise.c.id)
    )
    return int(made.scalar_one())


def change(connection: Connection, enterprise_id: int, profile: Profile) -> None:
    """Put a profile right; raises IntegrityError when another one has that juristic number."""
    connection.execute(
        update(enterprise).where(enterprise.c.id == enterprise_id).values(**_values(profile))
    )


def find(connection: Connection, enterprise_id: int) -> Enterprise | None:
    """Return one enterprise."""
    return _first(connection, select(enterprise).where(enterprise.c.id == enterprise_id))


def of_case(connection: Connection, number: str) -> Enterprise | None:
    """Return the enterprise that a case is about."""
    query = select(enterprise).join(
        enterprise_case, enterprise_case.c.enterprise_id == enterprise.c.id
    )
    return _first(connection, query.where(enterprise_case.c.case_number == number))


def attach(
    connection: Connection, enterprise_id: int, number: str, *, by: str, now: datetime
) -> None:
    """Note that a case is about this enterprise, and about no other."""
    detach(connection, number)
    connection.execute(
        insert(enterprise_case).values(
            case_number=number, enterprise_id=enterprise_id, by=by, at=now
        )
    )


def detach(connection: Connection, number: str) -> None:
    """Note that a case is about no enterprise that we know."""
    connection.execute(delete(enterprise_case).where(enterprise_case.c.case_number == number))


def numbers(connection: Connection, enterprise_id: int) -> list[str]:
    """Return the cases that are about this enterprise, the newest first."""
    query = (
        select(enterprise_case.c.case_number)
        .join(case, case.c.number == enterprise_case.c.case_number)
        .where(enterprise_case.c.enterprise_id == enterprise_id)
        .order_by(case.c.opened_at.desc(), case.c.number)
    )
    return list(connection.scalars(query))


def suggestions(connection: Connection, record: CaseRecord) -> list[Enterprise]:
    """Return enterprises that a case may be about: the same juristic number, owner or telephone."""
    same: list[ColumnElement[bool]] = []
    if record.contact.phone:
        same.append(case.c.phone == record.contact.phone)
    if record.line_user_id:
        same.append(case.c.person == record.line_user_id)
    through_cases = (
        select(enterprise_case.c.enterprise_id)
        .join(case, case.c.number == enterprise_case.c.case_number)
        .where(or_(*same))
    )
    signs: list[ColumnElement[bool]] = []
    if same:
        signs.append(enterprise.c.id.in_(through_cases))
    if record.contact.juristic_id:
        signs.append(enterprise.c.juristic_id == record.contact.juristic_id)
    if not signs:
        return []
    query = select(enterprise).where(or_(*signs)).order_by(enterprise.c.id).limit(_SUGGESTED)
    return [_enterprise(row) for row in connection.execute(query).mappings()]


def _values(profile: Profile) -> dict[str, str | None]:
    return {
        "name": profile.name,
        "juristic_id": profile.juristic_id,
        "province": profile.province,
        "size": profile.size,
    }


def _first(connection: Connection, query: Select[tuple[object, ...]]) -> Enterprise | None:
    row = connection.execute(query).mappings().first()
    return _enterprise(row) if row else None


def _enterprise(row: RowMapping) -> Enterprise:
    profile = Profile(row["name"], row["juristic_id"], row["province"], row["size"])
    return Enterprise(row["id"], profile)
