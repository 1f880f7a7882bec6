"""While the system is being maintained: people are told once that their message is kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import orjson
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from bot.flows.book import Book
from bot.handlers.deps import Deps
from bot.handlers.inbound import Taken, tickets
from bot.handlers.languages import language_of
from bot.model.centres import HOTLINE
from bot.model.effects import Say
from bot.model.events import GroupEvent, Ignored, Unfollowed, Unsent
from bot.render import messages as render_messages
from bot.storage import messages, notices, outbox
from bot.storage.conversations import Conversation
from bot.storage.messages import Message
from bot.storage.outbox import Letter, NewLetter
from bot.storage.switches import Standing


def notice(book: Book, maintenance: Standing) -> str:
    """Return what people are told, with the operator's note in it."""
    phrase = book.phrases["maintenance"].replace("{office.phone}", HOTLINE)
    return " ".join(phrase.replace("{note}", maintenance.note or "").split())


def tell(
    connection: Connection,
    deps: Deps,
    conversation: Conversation,
    taken: Sequence[Taken],
    maintenance: Standing,
    *,
    now: datetime,
    holder: str | None = None,
) -> tuple[Letter | None, bool]:
    """Tell who wrote, once in a maintenance and for free; what they wrote goes on waiting.

    Returns the call to make at once, if any, and whether there is something to send.
    """
    person = conversation.person
    free = [one for one in taken if _wrote(one) and tickets([one], now=now)]
    if not free or notices.told(connection, maintenance, person):
        return None, False
    book = deps.book.in_language(language_of(conversation.state))
    say = Say(notice(book, maintenance))
    letter = NewLetter(
        person=person,
        messages=orjson.dumps(render_messages([say])).decode(),
        cause=notices.cause(maintenance, person),
        retry_key=deps.new_key(),
        ticket=tickets(free[-1:], now=now)[0],
    )
    try:
        with connection.begin_nested():
            at_once = outbox.add(connection, letter, now=now, holder=holder)
    except IntegrityError:
        return None, False  # another process was first
    notices.use_token(connection, free[-1].seq)
    if conversation.consented:
        messages.add(connection, person, Message("out", "text", say.text, at=now))
    return at_once, True


def _wrote(one: Taken) -> bool:
    silent = Ignored | Unfollowed | Unsent | GroupEvent
    return one.event is not None and not isinstance(one.event, silent)
