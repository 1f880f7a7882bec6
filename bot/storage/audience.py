"""Which people an announcement is for, and why some of them are left out, as SQL.

Everybody with a conversation is looked at once; what is known of them besides stands in `friend`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import orjson
from sqlalchemy import (
    JSON,
    ColumnElement,
    Connection,
    FromClause,
    Text,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
    true,
    tuple_,
    update,
)

from bot.broadcasts.audience import CRISIS_DAYS, GAP_DAYS, Audience, LeftOut
from bot.model.firms import needs_mask, topics_mask
from bot.storage.friends import insert_into
from bot.storage.tables import alert, conversation, friend, programme_interest

_NOBODY = ""
_PROVINCE = func.coalesce(friend.c.province, "")
_EVERYBODY = conversation.outerjoin(friend, friend.c.person == conversation.c.person)
_KNOWN = friend.join(conversation, friend.c.person == conversation.c.person)


@dataclass(frozen=True, slots=True)
class Rules:
    """Whom an announcement may reach at a certain moment."""

    audience: Audience
    provinces: Collection[str]
    """Those of the audience and of its regions; none for the whole country."""
    topic: str | None
    now: datetime
    capped: bool = True
    """Whether those who have heard of another programme lately are left out."""
    but: str | None = None
    """A province whose people are not meant."""


@dataclass(frozen=True, slots=True)
class Place:
    """How far a walk through the people has come: province by province, those without one last."""

    province: str
    person: str


START = Place("", "")


def count(connection: Connection, rules: Rules) -> dict[str, int]:
    """Return how many there are in the audience by why they are left out; "" for recipients."""
    reason = _reason(rules).label("reason")
    query = (
        select(reason, func.count()).select_from(_EVERYBODY).where(*_wanted(rules)).group_by(reason)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def after(
    connection: Connection, rules: Rules, place: Place | None, *, most: int
) -> Sequence[Place]:
    """Return the next so many recipients; fewer only when those are the last ones."""
    found: list[Place] = []
    at = place or START
    if place is None or place.province:
        found += _with_province(connection, rules, at, most)
        at = START
    if len(found) < most:
        found += _without(connection, rules, at.person, most - len(found))
    return found


def _with_province(connection: Connection, rules: Rules, at: Place, most: int) -> Sequence[Place]:
    query = (
        select(friend.c.province, friend.c.person)
        .select_from(_KNOWN)
        .where(friend.c.province > "", *_wanted(rules), *_may_be_told(rules))
        .where(tuple_(friend.c.province, friend.c.person) > (at.province, at.person))
        .order_by(friend.c.province, friend.c.person)
        .limit(most)
    )
    return [Place(row.province, row.person) for row in connection.execute(query)]


def _without(connection: Connection, rules: Rules, person: str, most: int) -> Sequence[Place]:
    if rules.provinces:
        return []
    query = (
        select(conversation.c.person)
        .select_from(_EVERYBODY)
        .where(_PROVINCE == "", *_wanted(rules), *_may_be_told(rules))
        .where(conversation.c.person > person)
        .order_by(conversation.c.person)
        .limit(most)
    )
    return [Place("", one) for one in connection.scalars(query)]


def announce_to(connection: Connection, rules: Rules, people: Sequence[str]) -> Mapping[str, str]:
    """Note that these people hear of a programme now; return those left out instead, and why."""
    listed = _listed(connection, people)
    same = conversation.c.person == listed.c.value
    both = listed.join(conversation, same).outerjoin(friend, friend.c.person == listed.c.value)
    may = select(listed.c.value).select_from(both).where(*_may_be_told(rules))
    told = dict.fromkeys(connection.scalars(may))
    rest = [one for one in people if one not in told]
    note_announced(connection, list(told), now=rules.now)
    return left_out(connection, rules, rest) if rest else {}


def left_out(connection: Connection, rules: Rules, people: Sequence[str]) -> Mapping[str, str]:
    """Return those of these people who are left out now, and why."""
    query = select(conversation.c.person, _reason(rules)).select_from(_EVERYBODY)
    rows = connection.execute(
        query.where(conversation.c.person.in_(select(_listed(connection, people))))
    )
    reasons = dict.fromkeys(people, LeftOut.UNFOLLOWED.value) | {row[0]: row[1] for row in rows}
    return {person: why for person, why in reasons.items() if why != _NOBODY}


def count_by_province(connection: Connection, rules: Rules) -> dict[str, int]:
    """Return how many recipients each province has; "" for those of whom none is known."""
    query = (
        select(_PROVINCE, func.count())
        .select_from(_EVERYBODY)
        .where(*_wanted(rules), *_may_be_told(rules))
        .group_by(_PROVINCE)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def has(connection: Connection, rules: Rules, person: str) -> bool:
    """Tell whether somebody is in the audience and may be written to."""
    query = (
        select(conversation.c.person)
        .select_from(_EVERYBODY)
        .where(conversation.c.person == person, *_wanted(rules), *_may_be_told(rules))
    )
    return connection.execute(query).first() is not None


def note_announced(connection: Connection, people: Sequence[str], *, now: datetime) -> None:
    """Note that these people hear of a programme now."""
    listed = _listed(connection, people)
    known = friend.c.person.in_(select(listed.c.value))
    noted = connection.execute(update(friend).where(known).values(announced_at=now))
    if noted.rowcount == len(people):
        return
    moment = literal(now, friend.c.announced_at.type)
    unknown = select(listed.c.value, literal(""), literal(0), moment).where(listed.c.value != "")
    columns = ["person", "province", "needs", "announced_at"]
    connection.execute(
        insert_into(connection, friend).from_select(columns, unknown).on_conflict_do_nothing()
    )


def _listed(connection: Connection, people: Sequence[str]) -> FromClause:
    """Return people as a table: one value to hand over, however many they are."""
    told = literal(orjson.dumps(list(people)).decode(), Text)
    if connection.dialect.name == "postgresql":
        return func.json_array_elements_text(cast(told, JSON)).table_valued("value")
    return func.json_each(told).table_valued("value")


def _wanted(rules: Rules) -> list[ColumnElement[bool]]:
    """Return what somebody must be to be in the audience."""
    wished = rules.audience
    found = [conversation.c.person.like("U%"), *_there(rules), *_such_a_firm(wished)]
    if wished.topic:
        chosen = friend.c.topics.bitwise_and(topics_mask(wished.topic)) != 0
        found.append(or_(friend.c.topics.is_(None), chosen))
    if wished.interest:
        same = programme_interest.c.person == conversation.c.person
        found.append(exists().where(same, programme_interest.c.programme.in_(wished.interest)))
    if wished.contact_days:
        since = rules.now - timedelta(days=wished.contact_days)
        found.append(conversation.c.updated_at >= since)
    return found


def _there(rules: Rules) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if rules.provinces:
        found.append(friend.c.province.in_(sorted(rules.provinces)))
    if rules.but:
        found.append(_PROVINCE.is_distinct_from(rules.but))
    return found


def _such_a_firm(wished: Audience) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wished.sector:
        found.append(friend.c.sector.in_(wished.sector))
    if wished.size:
        found.append(friend.c.size.in_(wished.size))
    if wished.need:
        found.append(friend.c.needs.bitwise_and(needs_mask(wished.need)) != 0)
    return found


def _reason(rules: Rules) -> ColumnElement[str]:
    """Return why somebody is left out; "" for who is not."""
    whys = ((when, literal(str(why))) for when, why in _reasons(rules))
    return case(*whys, else_=literal(_NOBODY))


def _may_be_told(rules: Rules) -> list[ColumnElement[bool]]:
    """Return what is true of those who are not left out.

    Said one by one and not of `_reason`, of which PostgreSQL takes it to be true of one in two
    hundred; then it reads everybody at each step of a walk.
    """
    return [when.is_not(true()) for when, _ in _reasons(rules)]


def _reasons(rules: Rules) -> list[tuple[ColumnElement[bool], LeftOut]]:
    now = rules.now
    despaired = exists().where(
        alert.c.person == conversation.c.person,
        alert.c.kind == "crisis",
        alert.c.at > now - timedelta(days=CRISIS_DAYS),
    )
    no_news = conversation.c.news.is_(False)
    found: list[tuple[ColumnElement[bool], LeftOut]] = [
        (conversation.c.following.is_(False), LeftOut.UNFOLLOWED),
        (and_(no_news, friend.c.topics == 0), LeftOut.OPTED_OUT),
        (no_news, LeftOut.NO_CONSENT),
    ]
    if rules.topic:
        chosen = friend.c.topics.bitwise_and(topics_mask([rules.topic]))
        found.append((chosen == 0, LeftOut.TOPIC))
    found.append((despaired, LeftOut.CRISIS))
    if rules.capped:
        gap = timedelta(days=GAP_DAYS)
        found.append((friend.c.announced_at > now - gap, LeftOut.RECENT))
    return found
