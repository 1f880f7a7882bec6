"""The dialogue engine: (book, state, input, facts, now) -> (new state, effects).

Nothing here reads a clock, a database, a network or a random number, so every conversation can
be replayed exactly. If a step needs the outside world, it wants an effect, and `bot.handlers`
acts. Every turn ends within a bound, whatever comes in, and never with an exception.
"""

from __future__ import annotations

from datetime import datetime

from bot.flows import hear, languages, lessons
from bot.flows.actions import CONTACT, keep_only
from bot.flows.book import AskStep, Book, Question
from bot.flows.bubbles import within_limits
from bot.flows.inputs import (
    Arrived,
    Facts,
    Input,
    Media,
    Pin,
    Pressed,
    Sticker,
    TimedOut,
    Turn,
    Words,
)
from bot.flows.options import menu
from bot.flows.pinning import pinned
from bot.flows.pressing import pressed
from bot.flows.renaming import brought_up_to_date, today
from bot.flows.run import begin, play
from bot.flows.sent import offer
from bot.flows.state import DialogueState
from bot.flows.talk import Talk
from bot.flows.timers import see_to_wiping, timed_out
from bot.model.centres import HOTLINE
from bot.model.contents import WhyRefused
from bot.model.effects import Card, Carousel, Say
from bot.model.heard import NEEDS


def respond(
    book: Book,
    state: DialogueState,
    given: Input,
    facts: Facts,
    now: datetime,
    *,
    sent: tuple[str, ...] = (),
) -> Turn:
    """Answer one input; `now` must carry a time zone.

    `sent` are the ids of the messages that brought files with it.
    """
    current = brought_up_to_date(book, state)
    language = languages.meant(book, current, given)
    current = current.changed(turn=state.turn + 1, language=language)
    talk = Talk(book.in_language(language), facts, now, current)
    _let_go(talk, given)
    asked_anew = _mend(talk)
    _take(talk, given)
    if any(isinstance(effect, Say | Card | Carousel) for effect in talk.effects[asked_anew.stop :]):
        _unsay(talk, asked_anew)
    see_to_wiping(talk, state)
    if not isinstance(given, TimedOut):
        talk.become(heard_at=now.isoformat())
        _break_silence(talk)
    offer(talk, sent)
    talk.become(revision=book.revision if talk.state.frames else None)
    learnt = lessons.hand_over(talk)
    return Turn(talk.state, tuple(within_limits(talk.effects)), tuple(talk.taken), learnt)


def _break_silence(talk: Talk) -> None:
    """See to it that nobody who did something is left without an answer."""
    if any(isinstance(effect, Say | Card | Carousel) for effect in talk.effects):
        return
    talk.say(talk.book.phrases["still_here"], menu(talk))


def _let_go(talk: Talk, given: Input) -> None:
    """Hours after the number, let an optional question go: the words are not about it."""
    if talk.state.filed and not talk.state.frames:
        keep_only(talk, CONTACT)  # its question was lost with a change of flows.yaml
    if talk.state.filed and talk.been_away() and not isinstance(given, Pressed | TimedOut):
        talk.become(frames=())
        keep_only(talk, CONTACT)


def _take(talk: Talk, given: Input) -> None:
    match given:
        case Words(heard):
            hear.words(talk, heard)
        case Pressed(button):
            pressed(talk, button)
        case Pin():
            pinned(talk, given)
        case Media(kind):
            play(talk, kind)
        case Sticker():
            play(talk, "sticker")
        case Arrived(again):
            play(talk, "welcome_back" if again and talk.state.frames else "welcome")
        case _:
            timed_out(talk, given.kind)


def sorry(book: Book) -> str:
    """Return what is said when a turn failed on our side."""
    return book.phrases["sorry"].replace("{office.phone}", HOTLINE)


def file_refused(book: Book, why: WhyRefused, *, largest: int) -> str:
    """Return what is said when a file cannot be kept; `largest` is the most bytes taken."""
    if why is WhyRefused.WRONG_KIND:
        return book.phrases["file_not_opened"]
    return book.phrases["file_too_large"].replace("{limit}", str(largest // 1_000_000))


def asking(book: Book, state: DialogueState) -> str | None:
    """Return the slot the bot waits for; of a question that asks two, the first missing."""
    if not state.frames:
        return None
    here = today(book, state.frames[-1])
    step = book.step(here.flow, here.step)
    if not isinstance(step, Question):
        return None
    if not isinstance(step, AskStep):
        return step.name
    if step.slots == ("the_line",):
        return state.line
    known = {*state.slots, *state.skipped}
    return next((name for name in step.slots if name not in known), step.slots[0])


def _mend(talk: Talk) -> slice:
    """Begin the matter anew, with all that is known, where flows.yaml has lost the saved step.

    Returns where among the effects the question stands that was put anew.
    """
    frames = talk.state.frames
    known = all(talk.book.step(frame.flow, frame.step) for frame in frames)
    if not frames or (known and talk.question() is not None):
        return slice(0, 0)
    need, sub = talk.slot("need"), talk.slot("sub_intent")
    talk.become(frames=(), tries=0, trail=(), line=None)
    play(talk, "moved")
    said = len(talk.effects)
    if talk.state.filed:
        keep_only(talk, CONTACT)
    elif need in NEEDS:
        begin(talk, str(need), str(sub) if sub else None)
    return slice(said, len(talk.effects))


def _unsay(talk: Talk, where: slice) -> None:
    """Leave out a question that what the person did has already been answered after."""
    talk.effects[where] = [
        effect for effect in talk.effects[where] if not isinstance(effect, Say | Card | Carousel)
    ]
