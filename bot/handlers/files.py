"""Files that people send: which are fetched, and what is said about those that cannot be kept."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

import orjson
from sqlalchemy import Connection

from bot.flows import engine as dialogue
from bot.handlers.deps import Deps
from bot.handlers.languages import speaking_to
from bot.model.contents import ContentKind, Refusal
from bot.model.effects import Say
from bot.model.events import Event, FileReceived, Unsent
from bot.render import messages as render_messages
from bot.storage import contents, conversations, inbox, messages, outbox
from bot.storage.contents import NewContent
from bot.storage.messages import Message
from bot.storage.outbox import NewLetter

_TOLD_ONCE_IN = timedelta(hours=1)
"""Somebody who sends ten files of a kind that is not taken is told once."""

_KINDS: dict[str, ContentKind] = {
    "image": "image",
    "video": "video",
    "audio": "audio",
    "file": "file",
}


def taken_back(events: Iterable[Event | None]) -> frozenset[str]:
    """Return the ids of the messages that their author took back among these events."""
    return frozenset(event.message_id for event in events if isinstance(event, Unsent))


def expect(
    connection: Connection,
    person: str,
    arrived: Iterable[tuple[Event | None, datetime]],
    *,
    now: datetime,
) -> None:
    """Have the files among these events fetched, but for those taken back at once.

    Call it for those only who acknowledged the privacy notice.
    """
    events = list(arrived)
    gone = taken_back(event for event, _ in events)
    files = [
        NewContent(event.message_id, event.kind, event.file_name, received_at)
        for event, received_at in events
        if isinstance(event, FileReceived) and event.message_id not in gone
    ]
    contents.expect(connection, person, files, now=now)


def expect_waiting(connection: Connection, person: str, *, now: datetime) -> None:
    """Have those files fetched that waited for their sender to acknowledge the notice."""
    files = []
    for row in inbox.unconsented_words(connection, person):
        sent = orjson.loads(row.raw).get("message") or {}
        kind, message_id = _KINDS.get(str(sent.get("type"))), sent.get("id")
        name = sent.get("fileName")
        if kind and isinstance(message_id, str):
            named = name if isinstance(name, str) else None
            files.append(NewContent(message_id, kind, named, row.received_at))
    contents.expect(connection, person, files, now=now)


def drop(connection: Connection, person: str, message_ids: Iterable[str], *, now: datetime) -> None:
    """Forget what these messages of a person's brought, words or files; a dated mark stays."""
    for message_id in message_ids:
        messages.unsend(connection, person, message_id, now=now)
        inbox.wipe_message(connection, person, message_id)
        contents.unwant(connection, person, message_id=message_id, now=now)


def tell_refused(connection: Connection, deps: Deps, refusal: Refusal, now: datetime) -> None:
    """Tell a person, once for several, that what they sent cannot be kept, and what can be."""
    since = now - _TOLD_ONCE_IN
    if contents.refused_since(
        connection, refusal.person, since, why=refusal.why, but=refusal.message_id
    ):
        return
    book = speaking_to(connection, deps, refusal.person).book
    say = Say(dialogue.file_refused(book, refusal.why, largest=refusal.largest))
    rendered = render_messages([say])
    letter = NewLetter(
        person=refusal.person,
        messages=orjson.dumps(rendered).decode(),
        cause=f"refused/{refusal.message_id}",
        retry_key=deps.new_key(),
    )
    outbox.add(connection, letter, now=now)
    if conversations.find(connection, refusal.person).consented:
        messages.add(connection, refusal.person, Message("out", "text", say.text, at=now))
