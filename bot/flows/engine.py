"""The dialogue engine: (book, state, input, facts, now) -> (new state, effects).

Nothing here reads a clock, a database, a network or a random number, so every conversation can
be replayed exactly. If a step needs the outside world, it wants an effect, and `bot.handlers`
acts. Every turn ends within a bound, whatever comes in, and never with an exception.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from bot.flows import aftercare, filling, hear, languages, offers
from bot.flows.actions import CONTACT, forget, keep_only
from bot.flows.answering import take
from bot.flows.answers import Filled, Skipped
from bot.flows.book import AskStep, Book, Question
from bot.flows.bubbles import within_limits
from bot.flows.correcting import fix
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
from bot.flows.options import SKIP, menu, missing, offered, tile_values
from bot.flows.posing import pose
from bot.flows.renaming import brought_up_to_date, today
from bot.flows.run import begin, flow_for, play, replace_all
from bot.flows.sent import offer
from bot.flows.sent import pressed as drop_sent
from bot.flows.state import DialogueState, Frame
from bot.flows.talk import Talk
from bot.model.buttons import AFTER, MENU, NEWS, PROGRAMME, SENT, Button
from bot.model.centres import HOTLINE
from bot.model.contents import WhyRefused
from bot.model.effects import AnswerNews, Card, Carousel, Remind, Say, Timer
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
    current = replace(current, turn=state.turn + 1, language=language)
    talk = Talk(book.in_language(language), facts, now, current)
    _let_go(talk, given)
    asked_anew = _mend(talk)
    _take(talk, given)
    if any(isinstance(effect, Say | Card | Carousel) for effect in talk.effects[asked_anew.stop :]):
        _unsay(talk, asked_anew)
    _see_to_wiping(talk, state)
    if not isinstance(given, TimedOut):
        talk.become(heard_at=now.isoformat())
        _break_silence(talk)
    offer(talk, sent)
    talk.become(revision=book.revision if talk.state.frames else None)
    return Turn(talk.state, tuple(within_limits(talk.effects)), tuple(talk.taken))


def _see_to_wiping(talk: Talk, before: DialogueState) -> None:
    """Set the day after which words are wiped, where the notice was not acknowledged for them.

    Flows do so before they ask; people tell their names where nobody asked, too.
    """
    told = _holds_words(talk.book, talk.state) and not _holds_words(talk.book, before)
    if told and talk.slot("consent") is not True and not _runs_out(talk):
        talk.do(Remind("consent_timeout", talk.book.policy.consent_hours))


def _runs_out(talk: Talk) -> bool:
    timers = (one.kind for one in talk.effects if isinstance(one, Remind))
    return "consent_timeout" in timers


def _holds_words(book: Book, state: DialogueState) -> bool:
    personal = (name for name, slot in book.slots.items() if slot.personal)
    return bool(state.said) or any(name in state.slots for name in personal)


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
            _pressed(talk, button)
        case Pin():
            _pinned(talk, given)
        case Media(kind):
            play(talk, kind)
        case Sticker():
            play(talk, "sticker")
        case Arrived(again):
            play(talk, "welcome_back" if again and talk.state.frames else "welcome")
        case _:
            _timed_out(talk, given.kind)


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


def _pressed(talk: Talk, button: Button) -> None:
    if button.flow == MENU and button.value in tile_values(talk.book):
        _tile(talk, button.value)
        return
    at_any_time = _AT_ANY_TIME.get(button.flow)
    if at_any_time:
        at_any_time(talk, button)
        return
    step = talk.question()
    here = talk.state.frames[-1] if talk.state.frames else None
    if step is None or here is None:
        play(talk, "stale")
        return
    same = today(talk.book, Frame(button.flow, button.step)) == Frame(here.flow, here.step)
    current = same and button.turn == talk.state.asked_turn
    if button.value.startswith("fix:") and current:
        _fix(talk, button.value.removeprefix("fix:"))
    elif not (current or (same and _harmless(step))) or not _press(talk, step, button.value):
        play(talk, "stale")


def _after_end(talk: Talk, button: Button) -> None:
    """Play what a button about an ended case asks for, where the case is this person's."""
    theirs = any(case.number == button.value for case in talk.facts.cases)
    if not theirs or button.step not in aftercare.PRESSED:
        play(talk, "stale")
        return
    talk.become(number=button.value)
    play(talk, button.step)


def _announced(talk: Talk, button: Button) -> None:
    """Open the conversation that a button of an announcement asks for, its programme known."""
    flow, _, code = button.value.partition("/")
    if flow not in talk.book.flows or not button.step.isdecimal():
        play(talk, "stale")
        return
    talk.do(AnswerNews(int(button.step), flow))
    programme = offers.find(talk, code)
    if programme and programme not in talk.facts.programmes:
        offers.set_about(talk, code)
        play(talk, "interested")  # which says that it is closed
        return
    _tile(talk, flow)
    if programme:
        filling.fill(talk, {"programme": code})


def _about_programme(talk: Talk, button: Button) -> None:
    """Play what a button about a programme asks for; the pattern says so where it is closed."""
    if button.step not in offers.PATTERNS:
        play(talk, "stale")
        return
    offers.set_about(talk, button.value)
    play(talk, button.step)


_AT_ANY_TIME: Mapping[str, Callable[[Talk, Button], None]] = {
    AFTER: _after_end,
    SENT: drop_sent,
    NEWS: _announced,
    PROGRAMME: _about_programme,
}
"""Buttons that belong to no question."""


def _harmless(step: Question) -> bool:
    """Say whether an old button of this question may still answer it: not where it would file."""
    return isinstance(step, AskStep) or not step.card


def _fix(talk: Talk, name: str) -> None:
    if name in talk.book.slots and name != "consent":
        fix(talk, name)
    else:
        play(talk, "stale")


def _press(talk: Talk, step: Question, value: str) -> bool:
    if value == SKIP:
        return take(talk, step, Skipped())
    option = next((option for option in offered(talk, step) if option.value == value), None)
    return option is not None and take(talk, step, option)


def _tile(talk: Talk, value: str) -> None:
    step = talk.question()
    if value in NEEDS:
        _need_tile(talk, value, step)
    elif value in talk.book.flows:
        play(talk, value)
    else:
        play(talk, flow_for(talk, value, None))


def _need_tile(talk: Talk, need: str, step: Question | None) -> None:
    if step is not None and talk.slot("need") == need and not talk.state.filed:
        pose(talk, step)
        return
    if talk.state.filed:
        keep_only(talk, CONTACT)
    begin(talk, need)


def _pinned(talk: Talk, pin: Pin) -> None:
    step = talk.question()
    if pin.place is None:
        play(talk, "pin_unknown")
        return
    if not pin.certain:
        talk.become(doubts=((pin.place.province, pin.place.district),))
        _ask_place(talk, step)
        return
    values = filling.place_values(pin.place)
    if isinstance(step, AskStep) and "province" in missing(talk, step):
        take(talk, step, Filled(values))
        return
    talk.corrected = talk.slot("province") is not None
    if not filling.fill(talk, values):
        talk.corrected = False
        talk.echoes.append("province")  # the place is known already; that the pin came is told
    if step is None:
        talk.corrected = False
        play(talk, "clarify")
    else:
        pose(talk, step)


def _ask_place(talk: Talk, step: Question | None) -> None:
    if step is None:
        play(talk, "clarify")
    elif isinstance(step, AskStep) and "province" in missing(talk, step):
        pose(talk, step)
    else:
        fix(talk, "province")


def _wipe(talk: Talk) -> None:
    """Wipe everything after a day without an answer; aloud only where one was awaited."""
    if talk.state.frames or talk.state.said:
        replace_all(talk, "consent_timeout")
    else:
        forget(talk, refused=talk.state.refused)


def _timed_out(talk: Talk, kind: Timer) -> None:
    if kind == "consent_timeout":
        if talk.slot("consent") is not True:
            _wipe(talk)
    elif talk.state.frames and not talk.state.filed:
        _draft_is_old(talk, kind)


def _draft_is_old(talk: Talk, kind: Timer) -> None:
    """Say that the draft will be wiped, and later wipe it; not while somebody is telling it."""
    policy = talk.book.policy
    if not talk.been_away():
        talk.do(Remind(kind, policy.resume_hours))
    elif kind == "draft_timeout":
        replace_all(talk, "draft_timeout")
    else:
        talk.do(Remind("draft_timeout", policy.draft_hours - policy.draft_warning_hours))
        play(talk, "draft_warning")
