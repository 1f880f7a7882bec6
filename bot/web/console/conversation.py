"""The conversation of a case as its page shows it, and the draft of an answer to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.cases.canned import Canned
from bot.cases.rights import Act
from bot.handlers import canned, handoff
from bot.handlers.access import Access
from bot.handlers.casework import Work
from bot.render.preview import Preview, preview
from bot.storage import contents, conversations, held, messages, presence, quota
from bot.storage.contents import Standing
from bot.storage.conversations import Conversation
from bot.storage.held import Held
from bot.storage.messages import Message
from bot.storage.presence import Present
from bot.storage.quota import Count

_TALK = 60
"""So many messages are shown."""


@dataclass(frozen=True, slots=True)
class Moment:
    """What changes by the second: what an answer costs, and which colleagues are there."""

    now: datetime
    free_until: datetime | None
    quota: Count | None
    following: bool
    others: Sequence[Present]
    on_line: bool
    """Whether the owner can be written to by LINE, and the officer may see it."""
    entries: int
    """So many lines the case's history has."""

    @property
    def passes(self) -> bool:
        """Whether something of it is over soon, though nothing happens."""
        return self.seconds_free > 0 or any(one.typing for one in self.others)

    @property
    def seconds_free(self) -> int:
        """For how many seconds an answer costs nothing; 0 when it does."""
        return int((self.free_until - self.now).total_seconds()) if self.free_until else 0


@dataclass(frozen=True, slots=True)
class Chat:
    """The conversation; nothing of it is here that the officer may not see."""

    conversation: Conversation | None
    talk: Sequence[Message]
    files: Mapping[str, Standing]
    """By message, what became of what the owner sent."""
    held: Sequence[Held]
    canned: Sequence[Canned]


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer that has not been sent, with the reason when it was refused."""

    words: str = ""
    why: str | None = None
    unsure: bool = False
    """Whether sending it anyway is possible."""

    @property
    def preview(self) -> Preview:
        """How LINE will show it."""
        return preview(self.words)


def may_read(access: Access, *, reveal: bool) -> bool:
    """Tell whether the officer may read the owner's words."""
    return reveal or access.in_hand


def enter(connection: Connection, work: Work, *, reveal: bool) -> Access:
    """Go through the door to a case, uncovering its owner when that is asked for."""
    return work.access(connection, Act.REVEAL if reveal else Act.VIEW)


def look(connection: Connection, access: Access, *, reveal: bool) -> Chat:
    """Return the conversation, empty while its owner is covered."""
    record = access.record
    person = record.line_user_id
    if person is None or not may_read(access, reveal=reveal):
        found = conversations.find(connection, person) if person else None
        return Chat(found, (), {}, (), ())
    return Chat(
        conversation=conversations.find(connection, person),
        talk=messages.latest(connection, person, most=_TALK),
        files={one.message_id: one for one in contents.standings(connection, person=person)},
        held=held.of_case(connection, record.number),
        canned=canned.offered(connection, access.officer.unit, record.category),
    )


def moment(connection: Connection, work: Work, access: Access, *, reveal: bool) -> Moment:
    """Return what changes by the second, and note that the officer is there."""
    now, me, person = work.now, work.officer.name, access.record.line_user_id
    presence.note_seen(connection, work.number, me, now=now)
    shown = person if person and may_read(access, reveal=reveal) else None
    return Moment(
        now=now,
        free_until=handoff.free_until(connection, shown, now=now) if shown else None,
        quota=quota.latest(connection, now=now),
        following=conversations.find(connection, person).following if person else True,
        others=presence.others(connection, work.number, but=me, now=now),
        on_line=shown is not None,
        entries=len(access.record.history),
    )
