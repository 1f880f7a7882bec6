"""Draining one person: everything that waits from them, turn by turn, exactly once."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import orjson
import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from bot import metrics
from bot.app import App
from bot.crashpoint import crashpoint
from bot.handlers import burst, group, inbound, maintenance, settling
from bot.handlers.facts import facts_for
from bot.handlers.inbound import Saved, Taken
from bot.line.webhook import interpret, interpret_group
from bot.model.events import Event, GroupEvent, Ignored, Message, TextReceived, Unsent
from bot.storage import conversations, inbox
from bot.storage.conversations import Conversation, Overtaken
from bot.storage.db import forget_for_good, reading
from bot.storage.inbox import Pending
from bot.storage.outbox import Letter
from bot.storage.switches import MAINTENANCE, PAUSE_BOT, STOP_SENDS, Switches

_log = structlog.get_logger()

GIVE_UP_AFTER = 5
"""A turn that has failed this often is set aside, visible, so that the next one can be taken."""


_CLOCK_SET_BACK = timedelta(minutes=1)
"""Nobody is made to wait longer for the end of a burst: the clock has been set back since."""

Deliver = Callable[[Letter | None], None]
"""Told of each answer once it is saved: the call to make now, or None when one waits its turn."""


def drain(
    app: App,
    person: str,
    *,
    window_seconds: float,
    deliver: Deliver | None = None,
) -> datetime | None:
    """Take every turn that is ready; return when a burst settles, None when nothing waits.

    Without `deliver` the answers wait in the outbox.
    """
    while True:
        switched_on = app.switches.latest()
        if PAUSE_BOT in switched_on and MAINTENANCE not in switched_on:
            return None
        with reading(app.engine) as connection:
            conversation = conversations.find(connection, person)
            pending = inbox.pending(connection, person)
        if not pending:
            return None
        if MAINTENANCE in switched_on:
            _tell_of_maintenance(app, conversation, pending, switched_on, deliver)
            return None
        settles = _settles_at(app, conversation, pending, window_seconds=window_seconds)
        if settles is not None and app.now() < settles < app.now() + _CLOCK_SET_BACK:
            return settles
        if _take(app, conversation, pending, deliver) and len(pending) < inbox.AT_ONCE:
            return None  # whoever wrote in the meantime was woken anew


def _tell_of_maintenance(
    app: App,
    conversation: Conversation,
    pending: Sequence[Pending],
    switched_on: Switches,
    deliver: Deliver | None,
) -> None:
    if STOP_SENDS in switched_on:
        return  # it would go out when it is true no longer
    taken, now = [_read(one, conversation.person) for one in pending], app.now()
    try:
        letter, told = app.writer.run(
            lambda connection: maintenance.tell(
                connection,
                app.deps,
                conversation,
                taken,
                switched_on[MAINTENANCE],
                now=now,
                holder=app.process if deliver else None,
            )
        )
    except Overtaken:
        return  # the sweeper wakes whoever was not told
    if told and deliver is not None:
        deliver(letter)


def _settles_at(
    app: App, conversation: Conversation, pending: Sequence[Pending], *, window_seconds: float
) -> datetime | None:
    if conversation.held_by_staff:
        return None  # the bot is silent: there is nothing to wait for
    arrived = [(one.kind, one.received_at) for one in pending]
    asking = inbound.asking(app.deps, conversation)
    return burst.settles_at(arrived, asking=asking, window_seconds=window_seconds)


def _take(
    app: App,
    conversation: Conversation,
    pending: Sequence[Pending],
    deliver: Deliver | None,
) -> bool:
    """Take what waits as one turn; False when it must be looked at again."""
    taken = _without_taken_back([_read(one, conversation.person) for one in pending])
    quiet = [one.seq for one in taken if isinstance(one.event, Ignored)]
    taken = [one for one in taken if not isinstance(one.event, Ignored)]
    if quiet:
        app.writer.run(lambda connection: inbox.set_aside_unanswered(connection, quiet))
    if not taken:
        return True
    try:
        with metrics.TURN_SECONDS.time():
            saved = _turn(app, conversation, taken, holder=app.process if deliver else None)
    except Overtaken:
        metrics.TURNS.labels("overtaken").inc()
    except DBAPIError:
        raise  # not the turn's fault: the sweeper takes it up when the database is well
    except Exception as error:  # noqa: BLE001 -- one person's bad turn must not stop the others
        metrics.TURNS.labels("failed").inc()
        _set_back(app, conversation, taken, pending, error)
    else:
        metrics.TURNS.labels("done").inc()
        if deliver is not None and saved.answered:
            deliver(saved.letter)
        return True
    return False


def _turn(
    app: App, conversation: Conversation, taken: Sequence[Taken], *, holder: str | None
) -> Saved:
    now = app.now()
    if isinstance(taken[0].event, GroupEvent):
        return app.writer.run(
            lambda connection: group.take(
                connection, app.staff_deps, conversation, taken, now=now, holder=holder
            )
        )
    with reading(app.engine) as connection:
        facts = facts_for(connection, app.deps, conversation, _words(taken), now=now)
        heard = settling.typed(connection, app.deps, conversation.person, taken)
    recent = app.outages.latest()
    planned = inbound.plan(app.deps, conversation, heard, facts, now=now, outages=recent)

    def save(connection: Connection) -> Saved:
        saved = inbound.save(
            connection, app.deps, conversation, taken, planned, now=now, holder=holder
        )
        crashpoint("turn.before_commit")
        return saved

    saved = app.writer.run(save)
    crashpoint("turn.after_commit")
    if saved.forgotten:
        forget_for_good(app.engine)
    return saved


def _words(taken: Sequence[Taken]) -> list[str]:
    return [one.event.text for one in taken if isinstance(one.event, TextReceived)]


def _read(one: Pending, person: str) -> Taken:
    raw = orjson.loads(one.raw)
    timer = raw["timer"] if one.kind.startswith("timer:") else None
    event = None if timer else _event(raw, person)
    return Taken(
        one.seq,
        one.event_id,
        one.occurred_at,
        one.received_at,
        event,
        timer,
        one.reply_token,
        one.is_redelivery,
    )


def _event(raw: object, person: str) -> Event:
    if not isinstance(raw, dict) or not person:
        return Ignored("nobody's")
    source = raw.get("source")
    kind = source.get("type", "user") if isinstance(source, dict) else "user"
    # Groups are officers'; an owner's conversation is one to one.
    return interpret(raw) if kind == "user" else interpret_group(raw)


def _without_taken_back(taken: Sequence[Taken]) -> list[Taken]:
    """Pass over messages that their author took back before their turn came."""
    gone = {one.event.message_id for one in taken if isinstance(one.event, Unsent)}
    return [
        replace(one, event=Ignored("taken back"))
        if isinstance(one.event, Message) and one.event.message_id in gone
        else one
        for one in taken
    ]


def _set_back(
    app: App,
    conversation: Conversation,
    taken: Sequence[Taken],
    pending: Sequence[Pending],
    error: Exception,
) -> None:
    """Count the failure; after some the turn is set aside for staff, and the person is told."""
    person = app.pseudonyms.of(conversation.person)
    # Only where it happened: an error's own words may quote what the person wrote.
    place = traceback.extract_tb(error.__traceback__)[-1]
    _log.error(
        "turn_failed",
        person=person,
        error=type(error).__name__,
        where=f"{place.filename}:{place.lineno}",
    )
    seqs = [one.seq for one in pending]
    if max(one.attempts for one in pending) + 1 < GIVE_UP_AFTER:
        app.writer.run(lambda connection: inbox.count_attempt(connection, seqs))
        return
    now = app.now()
    app.writer.run(
        lambda connection: inbound.set_aside(connection, app.deps, conversation, taken, now=now)
    )
