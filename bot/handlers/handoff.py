"""Staff take a conversation over, speak in it, and give it back. The bot is silent meanwhile."""

from __future__ import annotations

from datetime import datetime, timedelta

import orjson
from sqlalchemy import Connection

from bot.handlers.deps import StaffDeps
from bot.handlers.said import said
from bot.model.effects import Bubble, Choice, Say
from bot.render import messages as render_messages
from bot.storage import conversations, messages, outbox, tokens
from bot.storage.outbox import NewLetter

LONGEST_SILENCE = timedelta(hours=72)


def claim(connection: Connection, person: str, *, by: str, now: datetime) -> None:
    """Let staff speak in this conversation; from this commit on the bot keeps quiet."""
    read = conversations.find(connection, person)
    if read.version == 0:
        conversations.advance(connection, read, state="", now=now)
    conversations.hold(connection, person, by=by, now=now)


def answer(
    connection: Connection,
    deps: StaffDeps,
    person: str,
    words: str,
    *,
    cause: str,
    now: datetime,
    choices: tuple[Choice, ...] = (),
) -> None:
    """Say something for the office: free while a token of the person's lives, else a push.

    `cause` makes it be said once, however often the officer's browser sends it. Of the `choices`
    only such make sense as may be pressed at any time.
    """
    show(connection, deps, person, Say(words, choices), cause=cause, now=now)


def speak(
    connection: Connection, deps: StaffDeps, person: str, words: str, *, cause: str, now: datetime
) -> None:
    """Say what an officer wrote, as `answer` does."""
    show(connection, deps, person, Say(words, by_officer=True), cause=cause, now=now)


def show(
    connection: Connection,
    deps: StaffDeps,
    person: str,
    bubble: Bubble,
    *,
    cause: str,
    now: datetime,
) -> None:
    """Send something that is more than words, a question with buttons, as `answer` does."""
    rendered = render_messages(deps.seals.sealed([bubble], person))
    new = NewLetter(
        person=person,
        messages=orjson.dumps(rendered).decode(),
        cause=cause,
        retry_key=deps.new_key(),
        ticket=tokens.take(connection, person, now=now),
        lane="staff",
    )
    outbox.add(connection, new, now=now)
    if conversations.find(connection, person).consented:
        messages.add(connection, person, *said([bubble], rendered, at=now))


def free_until(connection: Connection, person: str, *, now: datetime) -> datetime | None:
    """Return until when an answer costs nothing; None when it would be a push."""
    return tokens.longest(connection, person, now=now)


def end_silent_holds(connection: Connection, *, now: datetime) -> None:
    """Let the bot speak again where an officer has kept silent for three days.

    An owner who writes then is answered, and may ask for a person once more.
    """
    conversations.release_silent(connection, before=now - LONGEST_SILENCE)


def release(connection: Connection, person: str) -> None:
    """Give the conversation back to the bot, which goes on where it was."""
    conversations.release(connection, person)
