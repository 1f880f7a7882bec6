"""Staff take a conversation over, and give it back. The bot is silent in between."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from bot.storage import conversations


def claim(connection: Connection, person: str, *, by: str, now: datetime) -> None:
    """Let staff speak in this conversation; from this commit on the bot keeps quiet."""
    read = conversations.find(connection, person)
    if read.version == 0:
        conversations.advance(connection, read, state="", now=now)
    conversations.hold(connection, person, by=by, now=now)


def release(connection: Connection, person: str) -> None:
    """Give the conversation back to the bot, which goes on where it was."""
    conversations.release(connection, person)
