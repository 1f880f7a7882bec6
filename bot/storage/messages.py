"""The conversation behind a case: what was said, by whom, when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update

from bot.storage import finding, news
from bot.storage.prepared import Prepared, insert_of
from bot.storage.tables import message

_ADD = Prepared(
    insert_of(message, ("person", "direction", "kind", "text", "at", "line_message_id"))
)


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a conversation; `text` is None when it is not text or was taken back."""

    direction: str
    kind: str
    text: str | None
    at: datetime
    line_message_id: str | None = None
    unsent_at: datetime | None = None


def add(connection: Connection, person: str, *messages: Message) -> None:
    """Keep messages, in the order given."""
    _ADD.run_for_each(connection, [_row(person, one) for one in messages])
    news.note(connection, person)


def latest(connection: Connection, person: str, *, most: int) -> list[Message]:
    """Return the last messages of a conversation, oldest first."""
    query = (
        select(message).where(message.c.person == person).order_by(message.c.id.desc()).limit(most)
    )
    rows = connection.execute(query).mappings().all()
    return [
        Message(
            row["direction"],
            row["kind"],
            row["text"],
            row["at"],
            row["line_message_id"],
            row["unsent_at"],
        )
        for row in reversed(rows)
    ]


def _row(person: str, one: Message) -> dict[str, object]:
    return {
        "person": person,
        "direction": one.direction,
        "kind": one.kind,
        "text": one.text.replace("\0", "") if one.text else one.text,  # PostgreSQL keeps no NUL
        "at": one.at,
        "line_message_id": one.line_message_id,
    }


def unsend(connection: Connection, person: str, line_message_id: str, *, now: datetime) -> None:
    """Forget the words of a message its author took back; a dated mark stays."""
    connection.execute(
        update(message)
        .where(message.c.line_message_id == line_message_id, message.c.person == person)
        .values(text=None, unsent_at=now)
    )
    finding.forget(connection, person)
    news.note(connection, person)
