"""Conversations: one row per person, moved forward by compare-and-set on its version."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, exists, insert, select, text, update

from bot.errors import BotError
from bot.storage import news
from bot.storage.prepared import Prepared, insert_of
from bot.storage.tables import PENDING, Moment, consent, conversation, inbox

_FIND = Prepared(select(conversation).where(conversation.c.person == bindparam("who")))
_ADVANCE = Prepared(
    update(conversation)
    .where(conversation.c.person == bindparam("who"), conversation.c.version == bindparam("read"))
    .values(version=bindparam("next"), state=bindparam("state"), updated_at=bindparam("at"))
)
# That somebody else began it is no error here, so that no other mistake is taken for that.
_BEGIN = Prepared(
    text(
        "INSERT INTO conversation"
        " (person, version, state, held_by_staff, following, news, created_at, updated_at)"
        " VALUES (:who, 1, :state, false, true, false, :at, :at)"
        " ON CONFLICT (person) DO NOTHING"
    ).bindparams(bindparam("at", type_=Moment))
)
_CONSENTED = Prepared(
    update(conversation)
    .where(conversation.c.person == bindparam("who"))
    .values(consent_version=bindparam("given"), consent_at=bindparam("now"))
)
_NOTE_CONSENT = Prepared(insert_of(consent, ("person", "purpose", "given", "version", "at")))


_RELEASED: dict[str, object] = {
    "held_by_staff": False,
    "held_by": None,
    "held_since": None,
    "version": conversation.c.version + 1,
}


class Overtaken(BotError):
    """Somebody else moved this conversation on first: drop the work and read again."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """One person's conversation as it was read; `version` 0 means it does not exist yet."""

    person: str
    version: int = 0
    state: str = ""
    held_by_staff: bool = False
    held_by: str | None = None
    following: bool = True
    news: bool = False
    consent_version: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None

    @property
    def consented(self) -> bool:
        """Whether this person has acknowledged the privacy notice."""
        return self.consent_version is not None


def find(connection: Connection, person: str) -> Conversation:
    """Read a conversation; one that does not exist yet is a fresh one at version 0."""
    row = _FIND.first(connection, who=person)
    if row is None:
        return Conversation(person)
    return Conversation(
        person=person,
        version=row.version,
        state=row.state,
        held_by_staff=row.held_by_staff,
        held_by=row.held_by,
        following=row.following,
        news=row.news,
        consent_version=row.consent_version,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def advance(connection: Connection, read: Conversation, *, state: str, now: datetime) -> None:
    """Move the conversation to its next version.

    This compare-and-set is what makes a turn happen exactly once: raises Overtaken when the row
    is no longer at the version that was read, and the caller's transaction must then be dropped.
    """
    if read.version == 0:
        changed = _BEGIN.run(connection, who=read.person, state=state, at=now)
    else:
        changed = _ADVANCE.run(
            connection,
            who=read.person,
            read=read.version,
            next=read.version + 1,
            state=state,
            at=now,
        )
    if changed != 1:
        raise Overtaken(f"version {read.version} of this conversation is gone")


def set_following(connection: Connection, person: str, *, following: bool) -> None:
    """Note whether the person can be reached, or has blocked the account."""
    connection.execute(
        update(conversation).where(conversation.c.person == person).values(following=following)
    )


def set_news(connection: Connection, person: str, *, wanted: bool, now: datetime) -> None:
    """Turn programme news on or off, and keep the wish on record."""
    connection.execute(
        update(conversation).where(conversation.c.person == person).values(news=wanted)
    )
    connection.execute(insert(consent).values(person=person, purpose="news", given=wanted, at=now))


def give_consent(connection: Connection, person: str, *, version: str, now: datetime) -> None:
    """Record that the person acknowledged this version of the privacy notice."""
    _CONSENTED.run(connection, who=person, given=version, now=now)
    _NOTE_CONSENT.run(
        connection, person=person, purpose="service", given=True, version=version, at=now
    )


def forget_draft(connection: Connection, person: str, *, before: datetime) -> None:
    """Drop what an idle conversation remembers of somebody who has not acknowledged the notice.

    Where a turn is to come it is left to that: it may be the one that tells them so.
    """
    to_come = exists().where(inbox.c.person == person, inbox.c.status == PENDING)
    connection.execute(
        update(conversation)
        .where(conversation.c.person == person, conversation.c.consent_version.is_(None))
        .where(conversation.c.updated_at < before, ~to_come)
        .values(state="", version=conversation.c.version + 1)
    )


def hold(connection: Connection, person: str, *, by: str, now: datetime) -> None:
    """Let staff speak: the bot is silent in this conversation until it is released."""
    connection.execute(
        update(conversation)
        .where(conversation.c.person == person)
        .values(
            held_by_staff=True,
            held_by=by,
            held_since=now,
            version=conversation.c.version + 1,
        )
    )
    news.note(connection, person)


def release_silent(connection: Connection, *, before: datetime) -> None:
    """Give back to the bot what officers have held without a word since then."""
    connection.execute(
        update(conversation).where(conversation.c.held_since < before).values(_RELEASED)
    )


def release_all_of(connection: Connection, officer: str) -> None:
    """Give back to the bot whatever this officer holds."""
    connection.execute(
        update(conversation)
        .where(conversation.c.held_since.is_not(None), conversation.c.held_by == officer)
        .values(_RELEASED)
    )


def release(connection: Connection, person: str) -> None:
    """Give the conversation back to the bot."""
    connection.execute(
        update(conversation).where(conversation.c.person == person).values(_RELEASED)
    )
    news.note(connection, person)
