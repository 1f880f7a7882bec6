"""What owners were asked before their data go to an agency, and what they said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, Row, insert, select, update

from bot.cases.referral import Kind, Permission
from bot.storage.tables import case, consent, referral_question


@dataclass(frozen=True, slots=True)
class Question:
    """One question, and its answer once there is one."""

    id: int
    referral_id: int
    person: str
    kind: Kind
    fields: tuple[str, ...]
    version: str
    asked_at: datetime
    given: bool | None
    answered_at: datetime | None
    how: str | None

    def permission(self) -> Permission:
        """Return it as the rules see it."""
        return Permission(self.kind, self.fields, self.given)


@dataclass(frozen=True, slots=True)
class NewQuestion:
    """A question as it is put."""

    referral_id: int
    person: str
    kind: Kind
    fields: Sequence[str]
    words: str
    version: str


def person_of(connection: Connection, case_number: str) -> str:
    """Return the key of a case's owner, also of one who is not on LINE."""
    return str(connection.scalar(select(case.c.person).where(case.c.number == case_number)))


def ask(connection: Connection, new: NewQuestion, *, by: str, now: datetime) -> int:
    """Keep a question with its words, and return its id."""
    made = connection.execute(
        insert(referral_question)
        .values(
            referral_id=new.referral_id,
            person=new.person,
            kind=new.kind,
            fields=orjson.dumps(list(new.fields)).decode(),
            words=new.words,
            version=new.version,
            asked_at=now,
            asked_by=by,
        )
        .returning(referral_question.c.id)
    )
    return int(made.scalar_one())


def settle(
    connection: Connection,
    question: Question,
    *,
    purpose: str,
    given: bool,
    how: str,
    now: datetime,
) -> None:
    """Keep an answer, here and among the consents of its owner. The last answer holds."""
    connection.execute(
        update(referral_question)
        .where(referral_question.c.id == question.id)
        .values(given=given, answered_at=now, how=how)
    )
    connection.execute(
        insert(consent).values(
            person=question.person, purpose=purpose, given=given, version=question.version, at=now
        )
    )


def withdrawn(connection: Connection, person: str, purpose: str) -> bool:
    """Tell whether the last word about a purpose was no."""
    query = (
        select(consent.c.given)
        .where(consent.c.person == person, consent.c.purpose == purpose)
        .order_by(consent.c.id.desc())
        .limit(1)
    )
    return connection.scalar(query) is False


def find(connection: Connection, which: int) -> Question | None:
    """Return a question."""
    query = select(referral_question).where(referral_question.c.id == which)
    return next(map(_question, connection.execute(query)), None)


def get(connection: Connection, which: int) -> Question:
    """Return a question that is known to exist."""
    query = select(referral_question).where(referral_question.c.id == which)
    return _question(connection.execute(query).one())


def of_referral(connection: Connection, referral_id: int) -> list[Question]:
    """Return what was asked about a referral, oldest first."""
    query = select(referral_question).where(referral_question.c.referral_id == referral_id)
    ordered = query.order_by(referral_question.c.id)
    return [_question(row) for row in connection.execute(ordered)]


def last_open(connection: Connection, person: str) -> int | None:
    """Return the question that a person was asked last and has not answered."""
    query = (
        select(referral_question.c.id)
        .where(referral_question.c.person == person, referral_question.c.given.is_(None))
        .order_by(referral_question.c.id.desc())
        .limit(1)
    )
    found: int | None = connection.scalar(query)
    return found


def _question(row: Row[Any]) -> Question:
    return Question(
        id=row.id,
        referral_id=row.referral_id,
        person=row.person,
        kind=Kind(row.kind),
        fields=tuple(orjson.loads(row.fields)),
        version=row.version,
        asked_at=row.asked_at,
        given=row.given,
        answered_at=row.answered_at,
        how=row.how,
    )
