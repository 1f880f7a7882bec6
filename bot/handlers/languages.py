"""Speaking to each person in their language: the one that their conversation goes on in."""

from __future__ import annotations

from typing import TypeVar

from sqlalchemy import Connection

from bot.flows.state import DialogueState
from bot.handlers.deps import StaffDeps
from bot.model.languages import Language
from bot.storage import conversations

Borrowed = TypeVar("Borrowed", bound=StaffDeps)


def language_of(state: str) -> Language:
    """Return the language of a conversation by its saved state; Thai where it has none yet."""
    return DialogueState.from_json(state).language if state else "th"


def speaking_to(connection: Connection, deps: Borrowed, person: str) -> Borrowed:
    """Return what is borrowed with the phrases in the language of this person."""
    return deps.speaking(language_of(conversations.find(connection, person).state))
