"""One turn: what arrived from one person becomes a new state and effects, saved together.

`plan` thinks and touches nothing; `save` writes, inside a transaction that the caller owns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.flows import engine as dialogue
from bot.flows.inputs import (
    Arrived,
    Facts,
    Input,
    Media,
    Pin,
    Pressed,
    Sticker,
    TimedOut,
    Words,
)
from bot.flows.state import DialogueState
from bot.handlers import alerts, effects, files, learning, riding
from bot.handlers.burst import files_of, worth_answering
from bot.handlers.deps import Deps
from bot.handlers.outages import Waiting, own_up
from bot.handlers.revisions import book_for, book_of
from bot.handlers.said import received
from bot.handlers.settling import settles
from bot.model.buttons import Button, about_programme
from bot.model.effects import Effect, NoteInterest, Remind, Say, Timer
from bot.model.events import (
    ButtonPressed,
    Event,
    FileReceived,
    Followed,
    LocationReceived,
    StickerReceived,
    TextReceived,
    Unfollowed,
    Unsent,
)
from bot.model.lessons import Lesson
from bot.model.thai import BANGKOK
from bot.storage import conversations, inbox, menus, messages, nlu_review
from bot.storage.conversations import Conversation
from bot.storage.outages import Outage
from bot.storage.outbox import Letter
from bot.storage.tokens import Ticket

TOKEN_LIFE = timedelta(seconds=50)
"""LINE gives a reply token one minute from the webhook; the rest is for the way there."""

TOKEN_LIFE_AFTER_EVENT = timedelta(minutes=20)
"""However often LINE delivers an event again, its token works no longer than this."""

_NO_BUTTON_OF_OURS = Button("", "", 0, "")


@dataclass(frozen=True, slots=True)
class Taken:
    """One event whose turn has come; a timer of ours has `timer` and no `event`."""

    seq: int
    event_id: str
    occurred_at: datetime
    received_at: datetime
    event: Event | None
    timer: Timer | None = None
    reply_token: str | None = None
    redelivered: bool = False

    @property
    def waits_since(self) -> datetime:
        """When it was written. LINE delivers at once, so its clock is asked about the rest only."""
        return self.occurred_at if self.redelivered else self.received_at


@dataclass(frozen=True, slots=True)
class Plan:
    """What a turn has decided; nothing of it is done yet."""

    state: DialogueState
    effects: tuple[Effect, ...]
    lessons: tuple[Lesson, ...] = ()
    """What the understanding may learn from, masked."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What came of a turn: its answer, if it may be sent at once, or that one waits its turn."""

    letter: Letter | None
    answered: bool
    forgotten: bool


def asking(deps: Deps, conversation: Conversation) -> str | None:
    """Return the slot that the bot waits for in this conversation."""
    return asking_in(deps, state_of(conversation))


def asking_in(deps: Deps, state: DialogueState) -> str | None:
    """Return the slot that the bot waits for where the dialogue stands so."""
    return dialogue.asking(book_of(deps.book, deps.earlier, state), state)


def plan(
    deps: Deps,
    conversation: Conversation,
    taken: Sequence[Taken],
    facts: Facts,
    *,
    now: datetime,
    outages: Sequence[Outage] = (),
) -> Plan:
    """Decide what to answer to everything that waits, in its order.

    While staff hold the conversation the bot keeps quiet and remembers where it was; what they
    asked by buttons is answered all the same, whoever despairs is told at once whom to call,
    interest in a programme is noted in silence, and reminders come again later.
    Who was kept waiting, or may have met one of these outages, is told so first.
    """
    state = state_of(conversation)
    done: list[Effect] = []
    lessons: list[Lesson] = []
    said: list[Taken] = []
    person = conversation.person
    for one in taken:
        settled = settles(_pressed(deps, person, one.event))
        done.extend([settled] if settled else [])
        said.extend([] if settled else [one])
    if conversation.held_by_staff:
        done.extend(_interests([_pressed(deps, person, one.event) for one in said], facts))
        done.extend(_help_in_despair(deps, person, said, state, facts, now=now))
        done.extend(Remind(one.timer, deps.book.policy.resume_hours) for one in said if one.timer)
    else:
        answered = worth_answering(said)
        for one in answered:
            heard = _hear(deps, person, one, state, now=now)
            if heard is not None:
                sent = files_of(said) if one is answered[-1] else ()
                book = book_for(deps.book, deps.earlier, state, heard)
                turn = dialogue.respond(book, state, heard, facts, now, sent=sent)
                state = turn.state
                done.extend(turn.effects)
                lessons.extend(turn.lessons)
    book = deps.book.in_language(state.language)
    owned_up = own_up(book, done, _waiting(conversation, taken), outages, now=now)
    return Plan(state, owned_up, learning.masked(deps.understanding, lessons))


def _pressed(deps: Deps, person: str, event: Event | None) -> Button | None:
    """Return the button of ours that was pressed; None for another's, and for all else."""
    return deps.seals.opened(event.data, person) if isinstance(event, ButtonPressed) else None


def _interests(pressed: Sequence[Button | None], facts: Facts) -> list[Effect]:
    """Return the interest in open programmes that was told by their buttons."""
    interested = about_programme("interested", "")
    asked = [
        button.value
        for button in pressed
        if button is not None and (button.flow, button.step) == (interested.flow, interested.step)
    ]
    return [NoteInterest(one.code) for one in facts.programmes if one.code in asked]


def _help_in_despair(
    deps: Deps,
    person: str,
    taken: Sequence[Taken],
    state: DialogueState,
    facts: Facts,
    *,
    now: datetime,
) -> list[Effect]:
    """Return what is said and done about words of despair: no officer may be at the screen."""
    heard = (_hear(deps, person, one, state, now=now) for one in worth_answering(taken))
    despairing = (one for one in heard if isinstance(one, Words) and "crisis" in one.heard.signals)
    turns = (dialogue.respond(deps.book, state, one, facts, now) for one in despairing)
    return [effect for turn in turns for effect in turn.effects]


def _waiting(conversation: Conversation, taken: Sequence[Taken]) -> Waiting:
    written = [one.waits_since for one in taken if one.timer is None]
    return Waiting(
        since=min(written, default=None),
        known_since=conversation.created_at,
        touched_at=conversation.updated_at,
    )


def save(
    connection: Connection,
    deps: Deps,
    conversation: Conversation,
    taken: Sequence[Taken],
    planned: Plan,
    *,
    now: datetime,
    holder: str | None = None,
) -> Saved:
    """Write the turn: the new state, the deeds, the answer.

    `holder` is the process that will send the answer once it is saved; without one it waits in
    the outbox. Raises Overtaken when somebody else took this turn: the transaction must then be
    dropped.
    """
    conversations.advance(connection, conversation, state=planned.state.to_json(), now=now)
    _note_arrivals(connection, conversation, taken, now=now)
    scene = effects.Scene(
        person=conversation.person,
        consented=conversation.consented,
        cause=taken[-1].event_id,
        now=now,
        tickets=tickets(taken, now=now),
        holder=holder,
        language=planned.state.language,
    )
    wanted = planned.effects
    if conversation.news and scene.tickets and not conversation.held_by_staff:
        state = planned.state
        wanted += riding.along(connection, deps, conversation.person, state, wanted, now=now)
    effects.apply_all(connection, deps, scene, wanted)
    inbox.finish(connection, [one.seq for one in taken], unconsented=not scene.consented)
    if scene.forgotten:
        inbox.wipe(connection, conversation.person)
    elif scene.consented:
        messages.add(connection, conversation.person, *received(taken), *scene.said)
        nlu_review.add(connection, planned.lessons, now=now)
        sent = [(one.event, one.received_at) for one in taken]
        files.expect(connection, conversation.person, sent, now=now)
    return Saved(scene.letter, answered=bool(scene.said), forgotten=scene.forgotten)


def set_aside(
    connection: Connection,
    deps: Deps,
    conversation: Conversation,
    taken: Sequence[Taken],
    *,
    now: datetime,
) -> None:
    """Stop trying a turn that keeps failing: staff are told, and so is the person, kindly."""
    person = conversation.person
    inbox.finish(connection, [one.seq for one in taken], unconsented=not conversation.consented)
    alerts.raise_alert(connection, person, "turn_failed", now=now)
    scene = effects.Scene(
        person=person,
        consented=conversation.consented,
        cause=taken[-1].event_id,
        now=now,
        tickets=tickets(taken, now=now),
    )
    book = deps.book.in_language(state_of(conversation).language)
    effects.apply_all(connection, deps, scene, (Say(dialogue.sorry(book)),))


def state_of(conversation: Conversation) -> DialogueState:
    """Return where the dialogue stands."""
    if not conversation.state:
        return DialogueState()
    return DialogueState.from_json(conversation.state)


def _hear(  # noqa: PLR0911 -- one flat table of all events
    deps: Deps, person: str, one: Taken, state: DialogueState, *, now: datetime
) -> Input | None:
    if one.timer is not None:
        return TimedOut(one.timer)
    match one.event:
        case TextReceived(text=text):
            today = now.astimezone(BANGKOK).date()
            waits_for = asking_in(deps, state)
            return Words(deps.understanding.understand(text, asking=waits_for, today=today))
        case ButtonPressed():
            return Pressed(_pressed(deps, person, one.event) or _NO_BUTTON_OF_OURS)
        case LocationReceived(address=address, latitude=latitude, longitude=longitude):
            located = deps.understanding.locate(address, latitude, longitude)
            return Pin(located.place, certain=located.certain)
        case FileReceived(kind=kind):
            return Media(kind)
        case StickerReceived():
            return Sticker()
        case Followed(again=again):
            return Arrived(again=again)
        case _:
            return None


def _note_arrivals(
    connection: Connection, conversation: Conversation, taken: Sequence[Taken], *, now: datetime
) -> None:
    person = conversation.person
    for one in taken:
        match one.event:
            case Followed(again=again):
                conversations.set_following(connection, person, following=True)
                if again:  # LINE shows nobody another menu while they block the account
                    menus.note(connection, person, now=now)
            case Unfollowed():
                conversations.set_following(connection, person, following=False)
            case Unsent(message_id=message_id):
                files.drop(connection, person, [message_id], now=now)
            case _:
                pass


def tickets(taken: Sequence[Taken], *, now: datetime) -> list[Ticket]:
    """Return the rights to answer for free that came with these events, the freshest last."""
    found = []
    for one in taken:
        ends = min(one.received_at + TOKEN_LIFE, one.occurred_at + TOKEN_LIFE_AFTER_EVENT)
        if one.reply_token and ends > now:
            found.append(Ticket(one.reply_token, ends))
    return found
