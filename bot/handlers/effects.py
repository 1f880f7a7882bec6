"""Where wishes become deeds: one function per effect, all in the caller's transaction.

Nothing is sent here. All bubbles of a turn become one outbox row, because a reply token works
only once.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import assert_never

import orjson
from sqlalchemy import Connection

from bot.handlers import (
    alerts,
    board_consent,
    callbacks,
    ending,
    files,
    filing,
    held,
    permission,
    subscribing,
)
from bot.handlers.deps import Deps
from bot.handlers.filling import fill
from bot.handlers.said import said
from bot.model.cases import CaseBrief
from bot.model.effects import (
    Alert,
    AnswerNews,
    AskCall,
    Bubble,
    CancelCase,
    Card,
    Carousel,
    CaseEffect,
    ChangeCase,
    DropFiles,
    Effect,
    Feedback,
    Forget,
    FriendEffect,
    GiveConsent,
    HandOff,
    NoteFirm,
    NoteInterest,
    OpenCase,
    PersonEffect,
    Remind,
    ReopenCase,
    Say,
    SetNews,
    SettleBoard,
    SettleReferral,
    TieCase,
)
from bot.model.languages import Language
from bot.model.limits import BUBBLES_PER_REQUEST
from bot.render import messages as render_messages
from bot.storage import (
    broadcast_answers,
    contents,
    conversations,
    friends,
    inbox,
    jobs,
    messages,
    outbox,
    slips,
    tokens,
)
from bot.storage.conversations import Overtaken
from bot.storage.messages import Message
from bot.storage.outbox import Letter, NewLetter
from bot.storage.tokens import Ticket


@dataclass(slots=True)
class Scene:
    """One turn while its effects are carried out: what came before helps what comes after."""

    person: str
    consented: bool
    cause: str
    now: datetime
    tickets: list[Ticket] = field(default_factory=list)
    """Rights to answer for free that came with this turn, the freshest last."""
    holder: str | None = None
    """The process that will send the answer as soon as it is saved."""
    letter: Letter | None = None
    """The answer, when it may be sent at once."""
    language: Language = "th"
    """In which this person is answered."""
    opened: CaseBrief | None = None
    forgotten: bool = False
    bubbles: list[Bubble] = field(default_factory=list)
    said: list[Message] = field(default_factory=list)


def apply_all(connection: Connection, deps: Deps, scene: Scene, wanted: tuple[Effect, ...]) -> None:
    """Carry out the effects in order, and put what is to be said into the outbox."""
    for effect in wanted:
        _apply(connection, deps, scene, effect)
    if scene.tickets and not scene.forgotten:
        room = BUBBLES_PER_REQUEST - len(scene.bubbles)
        book = deps.book.in_language(scene.language)
        waited = held.release(connection, book, scene.person, room=room, now=scene.now)
        scene.bubbles[:0] = waited
    if scene.bubbles:
        _say(connection, deps, scene)
    tokens.keep(connection, scene.person, scene.tickets)


def _apply(connection: Connection, deps: Deps, scene: Scene, effect: Effect) -> None:
    match effect:
        case Say() | Card() | Carousel():
            scene.bubbles.append(fill(effect, scene.opened, deps.speaking(scene.language)))
        case HandOff() | Alert() | GiveConsent() | Forget() | SetNews() | AnswerNews() | Remind():
            _to_person(connection, scene, effect)
        case DropFiles(message_ids=ids):
            files.drop(connection, scene.person, ids, now=scene.now)
        case NoteInterest() | NoteFirm():
            _to_friend(connection, scene, effect)
        case _:
            _to_case(connection, deps, scene, effect)


def _to_person(connection: Connection, scene: Scene, effect: PersonEffect) -> None:
    match effect:
        case HandOff(reason=reason):
            alerts.hand_off(connection, scene.person, reason, now=scene.now)
        case Alert(kind=kind):
            alerts.raise_alert(connection, scene.person, kind, now=scene.now)
        case GiveConsent(notice_version=version):
            _give_consent(connection, scene, version)
        case Forget():
            _forget(connection, scene)
        case SetNews():
            subscribing.set_news(connection, scene.person, effect, now=scene.now)
        case AnswerNews(broadcast=number, flow=flow):
            broadcast_answers.note(connection, number, scene.person, flow=flow, now=scene.now)
        case Remind(kind=kind, after_hours=hours):
            due_at = scene.now + timedelta(hours=hours)
            jobs.schedule(connection, scene.person, kind, due_at=due_at)
        case _:
            assert_never(effect)


def _to_friend(connection: Connection, scene: Scene, effect: FriendEffect) -> None:
    """Keep what is known of a person outside cases: of nobody who has not seen the notice."""
    if not scene.consented:
        return
    match effect:
        case NoteInterest(programme=code):
            friends.note_interest(connection, scene.person, code, now=scene.now)
        case NoteFirm(about=about):
            friends.note_about(connection, scene.person, about)
        case _:
            assert_never(effect)


def _to_case(connection: Connection, deps: Deps, scene: Scene, effect: CaseEffect) -> None:  # noqa: C901, PLR0912 -- one flat table of all effects on cases
    person, now = scene.person, scene.now
    match effect:
        case OpenCase():
            scene.opened = filing.open_case(connection, deps, person, effect, now=now)
            _forget_draft_timers(connection, person)
        case ChangeCase():
            filing.change_case(connection, deps, person, effect, now=now)
        case TieCase(code=code):
            _tie(connection, scene, code)
        case CancelCase(number=number):
            filing.cancel_case(connection, person, number, now=now)
        case ReopenCase():
            scene.opened = ending.take_up_again(connection, deps, person, effect, now=now)
        case Feedback():
            ending.hear(connection, person, effect, now=now)
        case AskCall():
            callbacks.ask(connection, deps, person, effect, now=now)
        case SettleReferral(question=which, given=given):
            speaking = deps.speaking(scene.language)
            words = permission.settle(connection, speaking, person, which, given=given, now=now)
            scene.bubbles.extend([Say(words)] if words else [])
        case SettleBoard():
            speaking = deps.speaking(scene.language)
            words = board_consent.settle(connection, speaking, person, effect, now=now)
            scene.bubbles.extend([Say(words)] if words else [])
        case _:
            assert_never(effect)


def _give_consent(connection: Connection, scene: Scene, version: str) -> None:
    """From here on words may be kept: those that waited in the inbox move to the conversation."""
    conversations.give_consent(connection, scene.person, version=version, now=scene.now)
    jobs.cancel(connection, scene.person, "consent_timeout")
    waited = filing.words_before_consent(connection, scene.person)
    messages.add(connection, scene.person, *waited)
    files.expect_waiting(connection, scene.person, now=scene.now)
    inbox.release_words(connection, scene.person)
    scene.consented = True


def _tie(connection: Connection, scene: Scene, code: str) -> None:
    """Hand the case over; where another was first, this turn is dropped and thought anew."""
    if slips.use(connection, code, scene.person, now=scene.now) is None:
        raise Overtaken(scene.person)


def _forget(connection: Connection, scene: Scene) -> None:
    inbox.wipe(connection, scene.person)
    outbox.wipe(connection, scene.person)
    contents.unwant(connection, scene.person, now=scene.now)
    jobs.cancel(connection, scene.person, "consent_timeout")
    _forget_draft_timers(connection, scene.person)
    scene.forgotten = True


def _forget_draft_timers(connection: Connection, person: str) -> None:
    jobs.cancel(connection, person, "draft_warning")
    jobs.cancel(connection, person, "draft_timeout")


def _say(connection: Connection, deps: Deps, scene: Scene) -> None:
    again = outbox.take_presumed_number(connection, scene.person)
    if again:
        said_again = deps.speaking(scene.language).phrase("number_again", number=again)
        scene.bubbles.insert(0, Say(said_again))
    rendered = render_messages(deps.seals.sealed(scene.bubbles, scene.person))
    new = NewLetter(
        person=scene.person,
        messages=orjson.dumps(rendered).decode(),
        cause=scene.cause,
        retry_key=deps.new_key(),
        ticket=_ticket(connection, scene),
        case_number=scene.opened.number if scene.opened else again,
    )
    scene.letter = outbox.add(connection, new, now=scene.now, holder=scene.holder)
    scene.said.extend(said(scene.bubbles, rendered, at=scene.now))


def _ticket(connection: Connection, scene: Scene) -> Ticket | None:
    """Take the freshest right to answer for free: this turn's own, or one left over."""
    if scene.tickets:
        return scene.tickets.pop()
    return tokens.take(connection, scene.person, now=scene.now)
