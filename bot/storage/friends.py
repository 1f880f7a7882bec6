"""What is known of the account's friends for choosing whom a programme is announced to.

Whether somebody wants news at all is a matter of their conversation; what they are is noted here
from the cases they open and from what they say of their firm.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Table, bindparam, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from bot.model.firms import Firm, needs_mask, needs_of, topics_mask, topics_of
from bot.storage.prepared import Prepared
from bot.storage.tables import friend, programme_interest

_ABOUT = ("province", "sector", "size", "legal_form")


@dataclass(frozen=True, slots=True)
class Friend:
    """What is known of one friend."""

    province: str | None = None
    sector: str | None = None
    size: str | None = None
    legal_form: str | None = None
    topics: tuple[str, ...] = topics_of(None)
    interests: tuple[str, ...] = ()
    """Codes of programmes, the latest first."""


def find(connection: Connection, person: str) -> Friend:
    """Return what is known of a person, which may be nothing."""
    wanted = select(programme_interest.c.programme).where(programme_interest.c.person == person)
    interests = tuple(connection.scalars(wanted.order_by(programme_interest.c.at.desc())))
    row = connection.execute(select(friend).where(friend.c.person == person)).first()
    if row is None:
        return Friend(interests=interests)
    return Friend(
        province=row.province or None,
        sector=row.sector,
        size=row.size,
        legal_form=row.legal_form,
        topics=topics_of(row.topics),
        interests=interests,
    )


_OF_PERSON = Prepared(select(friend).where(friend.c.person == bindparam("who")))


def firm_of(connection: Connection, person: str) -> Firm:
    """Return what is known of a person's firm: one look-up, for each turn asks for it."""
    row = _OF_PERSON.first(connection, who=person)
    if row is None:
        return Firm()
    return Firm(
        province=row.province or None,
        sector=row.sector,
        sizes=(row.size,) if row.size else (),
        legal_form=row.legal_form,
        needs=needs_of(row.needs),
    )


def note_about(connection: Connection, person: str, about: Mapping[str, object]) -> None:
    """Note what a person said of their firm: `province`, `sector`, `size`, `legal_form`."""
    told = {name: about[name] for name in _ABOUT if about.get(name)}
    if told:
        _upsert(connection, person, told, told)


def note_need(connection: Connection, person: str, need: str, *, province: str | None) -> None:
    """Note that a person asked for help of this kind, and where."""
    asked = needs_mask([need])
    told = {"needs": asked} | ({"province": province} if province else {})
    both = friend.c.needs.bitwise_or(asked)
    _upsert(connection, person, told, told | {"needs": both})


def set_topics(connection: Connection, person: str, topics: Collection[str] | None) -> None:
    """Note of what somebody wants news: of these topics, of none, or (None) of all."""
    wanted = {"topics": None if topics is None else topics_mask(topics)}
    _upsert(connection, person, wanted, wanted)


def drop_topic(connection: Connection, person: str, topic: str) -> tuple[str, ...]:
    """Note that somebody wants no more news of a topic; return those that are left."""
    left = tuple(one for one in find(connection, person).topics if one != topic)
    set_topics(connection, person, left)
    return left


def note_interest(connection: Connection, person: str, programme: str, *, now: datetime) -> bool:
    """Note that somebody wants to hear of a programme; return whether that is new."""
    values = {"person": person, "programme": programme, "at": now}
    statement = insert_into(connection, programme_interest).values(values)
    made = statement.on_conflict_do_nothing().returning(programme_interest.c.person)
    return connection.execute(made).first() is not None


def interested(connection: Connection, programme: str) -> int:
    """Return how many people want to hear of a programme."""
    wanted = programme_interest.c.programme == programme
    counted = select(func.count()).select_from(programme_interest).where(wanted)
    return connection.execute(counted).scalar_one()


def forget(connection: Connection, person: str) -> None:
    """Forget what was known of a person."""
    for table in (friend, programme_interest):
        connection.execute(delete(table).where(table.c.person == person))


def _upsert(
    connection: Connection, person: str, new: Mapping[str, object], changed: Mapping[str, object]
) -> None:
    statement = insert_into(connection, friend).values(person=person, **new)
    connection.execute(
        statement.on_conflict_do_update(index_elements=[friend.c.person], set_=changed)
    )


def insert_into(connection: Connection, table: Table) -> postgresql.Insert | sqlite.Insert:
    """Return an insert that knows what to do where a row is there already."""
    return (
        postgresql.insert(table)
        if connection.dialect.name == "postgresql"
        else sqlite.insert(table)
    )
