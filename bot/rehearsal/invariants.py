"""What must hold after every turn, whatever was done before: each promise is one named check.

A check looks at one `Moment` and yields a sentence for each way in which the promise is broken.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from bot.flows import Book, DialogueState, Facts, Pressed, TimedOut, Words, asking, respond
from bot.flows.book import ChooseStep, DoStep, EndStep, Question
from bot.flows.options import LINES, tile_values
from bot.model.buttons import MENU
from bot.model.effects import (
    AskCall,
    Card,
    Carousel,
    ChangeCase,
    Choice,
    Effect,
    Forget,
    OpenCase,
    Say,
)
from bot.model.heard import Heard
from bot.rehearsal.visit import Ears, Moment

Refusals = Callable[[Sequence[Mapping[str, object]]], Iterable[str]]
"""LINE's messages -> a sentence for each thing that LINE would refuse about them."""
HELP_IN_DESPAIR = "1323"
MOST_BYTES = 96_000
"""Of a saved state: what one person said about one matter, and no more with every message."""
_MOST_MOVES = 5
_LEAVING = ("ยกเลิก", "ข้าม", "ไม่")
_PLACEHOLDER = re.compile(r"\{[a-z_][a-z_.]*\}")
_UNSEEN = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]*")
_DROPS = frozenset({"drop", "refuse", "forget", "start_anew", "ask_firm_anew"})
_DRAFT = (*LINES, "district")


@dataclass
class Court:
    """What the checks know besides the moment."""

    book: Book
    ears: Ears
    refusals: Refusals
    """What LINE would say of the messages of one request."""
    understood: dict[tuple[str, str | None, date], Heard] = field(default_factory=dict)
    """Plain words are understood once."""

    def hear(self, text: str, state: DialogueState, today: date) -> Words:
        """Understand plain words said in this state."""
        key = (text, asking(self.book, state), today)
        if key not in self.understood:
            self.understood[key] = self.ears(*key)
        return Words(self.understood[key])


Check = Callable[[Court, Moment], Iterator[str]]


def is_answered(_: Court, moment: Moment) -> Iterator[str]:
    """Demand that everybody who did something gets an answer."""
    if not isinstance(moment.given, TimedOut) and not moment.messages:
        yield "nothing was said"


def stays_within_lines_limits(court: Court, moment: Moment) -> Iterator[str]:
    """Demand that LINE would take every message."""
    if moment.messages:
        yield from court.refusals(moment.messages)


def shows_no_placeholder(_: Court, moment: Moment) -> Iterator[str]:
    """Demand that no text shows a `{placeholder}` that the person did not write."""
    theirs = moment.move.value + moment.after.to_json() + moment.before.to_json()
    summaries = "".join(case.summary for case in moment.facts.cases)
    for text in _texts(moment.messages):
        for found in _PLACEHOLDER.findall(text):
            if found not in theirs + summaries:
                yield f"{found} is shown in «{text}»"


def shows_no_empty_text(_: Court, moment: Moment) -> Iterator[str]:
    """Demand that no bubble and no label is empty to the eye."""
    for text in _texts(moment.messages):
        if _UNSEEN.fullmatch(text):
            yield f"a text is empty: {text!r}"


def has_one_question(court: Court, moment: Moment) -> Iterator[str]:
    """Demand that what waits is a question that flows.yaml has."""
    if moment.after.frames and asking(court.book, moment.after) is None:
        yield f"no question waits at {moment.after.frames[-1]}"


def offers_a_way_out(court: Court, moment: Moment) -> Iterator[str]:
    """Demand that a question that was put offers buttons, or lets go after a few tries."""
    step = _question(court.book, moment.after)
    if step is None or moment.after.asked_turn != moment.after.turn:
        return
    if HELP_IN_DESPAIR in " ".join(_texts(moment.messages)):
        return  # the question keeps quiet until the person goes on
    choices = [one for effect in moment.effects for one in _choices(effect)]
    if not choices and step.give_up is None:
        yield f"«{asking(court.book, moment.after)}» has no buttons and never gives up"
    if isinstance(step, ChooseStep) and not choices:
        yield f"nothing can be chosen of «{asking(court.book, moment.after)}»"


def is_no_dead_end(court: Court, moment: Moment) -> Iterator[str]:
    """Demand that the menu is one plain word away, and the end of the talk a few."""
    (word, *_) = court.book.flows[MENU].words
    if not _shows_menu(court, moment, word):
        yield f"«{word}» does not show the menu"
    if moment.after.frames and not _can_leave(court, moment, moment.after, _MOST_MOVES):
        yield f"{_MOST_MOVES} plain words do not lead out of {moment.after.frames}"


def keeps_the_draft(court: Court, moment: Moment) -> Iterator[str]:
    """Demand that what was told is lost only where that was wished, or announced."""
    before, after = moment.before, moment.after
    if before.filed or (before.refused and not moment.consented):
        return  # it is a case, or what is said is general and not kept
    if _let_go_on_purpose(court.book, moment):
        return
    for name in _DRAFT:
        known = before.slots.get(name) is not None
        if known and name not in after.slots and not _excused(court, moment, name):
            yield f"{name} = {before.slots[name]!r} is lost"
    told = " ".join([*after.said, str(after.slots.get("summary", "")), str(after.later)])
    for words in () if before.line == "summary" else before.said:
        if words[:100] not in told:
            yield f"what was said is lost: «{words[:100]}»"


def survives_its_json(_: Court, moment: Moment) -> Iterator[str]:
    """Demand that the state is the same after the database has had it."""
    if DialogueState.from_json(moment.after.to_json()) != moment.after:
        yield "the state is another one after to_json and from_json"


def stays_small(_: Court, moment: Moment) -> Iterator[str]:
    """Demand that the saved state does not grow without end."""
    size = len(moment.after.to_json().encode())
    if size > MOST_BYTES:
        yield f"the state has {size:,} bytes, more than {MOST_BYTES:,}"


def meets_despair(_: Court, moment: Moment) -> Iterator[str]:
    """Demand that whoever despairs is told at once whom to call."""
    heard = moment.given.heard.signals if isinstance(moment.given, Words) else ()
    despairs = moment.move.kind == "despair" and isinstance(moment.given, Words)
    if (despairs or "crisis" in heard) and HELP_IN_DESPAIR not in " ".join(_texts(moment.messages)):
        yield f"despair is not met by {HELP_IN_DESPAIR}"


def keeps_nothing_before_consent(court: Court, moment: Moment) -> Iterator[str]:
    """Demand that before the notice nothing personal is asked or filed, and all runs out."""
    if moment.consented:
        return
    after = moment.after
    asked = court.book.slots.get(asking(court.book, after) or "")
    if asked is not None and asked.personal and after.line != asked.name:
        yield f"{asked.name} is asked before consent"
    filed = OpenCase | ChangeCase | AskCall
    for effect in moment.effects:
        if isinstance(effect, filed) and not moment.facts.cases:
            yield f"{type(effect).__name__} before consent"
    if after.slots.get("consent") is True:
        yield "the state says that the notice was acknowledged, and it was not"
    personal = any(slot.personal and name in after.slots for name, slot in court.book.slots.items())
    if (after.said or personal) and "consent_timeout" not in moment.timers:
        yield "words are kept before consent, and no timer will wipe them"


def foreign_buttons_change_nothing(court: Court, moment: Moment) -> Iterator[str]:
    """Demand that a button that is not of our making leaves everything as it was."""
    if moment.move.kind != "garbage" or not isinstance(moment.given, Pressed):
        return
    before, after = moment.before, moment.after
    lost = not _known(court.book, before)
    if not lost and (before.slots, before.said) != (after.slots, after.said):
        yield "a button that nobody made changed what is known"


CHECKS: Mapping[str, Check] = {
    check.__name__: check
    for check in (
        is_answered,
        stays_within_lines_limits,
        shows_no_placeholder,
        shows_no_empty_text,
        has_one_question,
        offers_a_way_out,
        is_no_dead_end,
        keeps_the_draft,
        survives_its_json,
        stays_small,
        meets_despair,
        keeps_nothing_before_consent,
        foreign_buttons_change_nothing,
    )
}
"""By name; that no turn ends with an exception is seen to by who plays."""


def broken(court: Court, moment: Moment) -> Iterator[tuple[str, str]]:
    """Yield the name of each check that fails, and what it says."""
    for name, check in CHECKS.items():
        for said in check(court, moment):
            yield name, said


# -- what the checks look at ---------------------------------------------------------------------


def _texts(value: object) -> Iterator[str]:
    """Yield every text that a person would read in LINE's messages."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in {"text", "label", "altText", "displayText"} and isinstance(inner, str):
                yield inner
            else:
                yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)


def _choices(effect: Effect) -> tuple[Choice, ...]:
    match effect:
        case Say(choices=choices):
            return choices
        case Card(choices=choices, buttons=buttons):
            return (*choices, *buttons)
        case Carousel(cards=cards, choices=choices):
            return (*choices, *(button for card in cards for button in card.buttons))
        case _:
            return ()


def _question(book: Book, state: DialogueState) -> Question | None:
    if not state.frames:
        return None
    step = book.step(state.frames[-1].flow, state.frames[-1].step)
    return step if isinstance(step, Question) else None


def _known(book: Book, state: DialogueState) -> bool:
    return all(book.step(frame.flow, frame.step) for frame in state.frames)


def _shows_menu(court: Court, moment: Moment, word: str) -> bool:
    given = court.hear(word, moment.after, moment.now.date())
    turn = respond(court.book, moment.after, given, _later(moment), moment.now)
    tiles = tile_values(court.book)
    choices = [choice for effect in turn.effects for choice in _choices(effect)]
    return any(
        choice.button and choice.button.flow == MENU and choice.button.value in tiles
        for choice in choices
    )


def _can_leave(court: Court, moment: Moment, state: DialogueState, moves: int) -> bool:
    if not state.frames:
        return True
    if not moves:
        return False
    for word in _LEAVING:
        given = court.hear(word, state, moment.now.date())
        turn = respond(court.book, state, given, _later(moment), moment.now)
        if _can_leave(court, moment, turn.state, moves - 1):
            return True
    return False


def _later(moment: Moment) -> Facts:
    return replace(moment.facts, slip=None)


def _let_go_on_purpose(book: Book, moment: Moment) -> bool:
    """Say whether the matter was filed, dropped, refused or wiped, each of which is told."""
    dropped = not _DROPS.isdisjoint(_actions(book, moment))
    filed = any(isinstance(one, Forget | OpenCase) for one in moment.effects)
    return dropped or filed or _said_no(book, moment)


def _actions(book: Book, moment: Moment) -> set[str]:
    steps = (book.step(frame.flow, frame.step) for frame in moment.steps)
    return {step.action for step in steps if isinstance(step, DoStep)}


def _said_no(book: Book, moment: Moment) -> bool:
    """Say whether a choice was put whose flow ended with its answer («ขอดูข้อมูลก่อน»)."""
    asked = moment.before.frames[-1:]
    ended = {
        frame.flow
        for frame in moment.steps
        if isinstance(step := book.step(frame.flow, frame.step), EndStep) and step.how == "all"
    }
    choice = isinstance(_question(book, moment.before), ChooseStep)
    return choice and any(frame.flow in ended for frame in asked)


def _goes_back(moment: Moment) -> bool:
    return len(moment.after.trail) < len(moment.before.trail)


def _excused(court: Court, moment: Moment, name: str) -> bool:
    """Say whether a slot went because its owner changed something that it hangs on."""
    before, after = moment.before, moment.after
    if name in after.skipped or name == before.line or _goes_back(moment):
        return True  # they would rather not say, or answer anew
    if name == "need" and "take_programme" in _actions(court.book, moment):
        return True  # it is found anew, from the programme
    if name == "district":
        return before.slots.get("province") != after.slots.get("province")
    begun = {frame.flow for frame in (*after.frames, *moment.steps)}
    forgets = {slot for flow in begun for slot in court.book.flows[flow].forgets}
    told = name == "summary" and set(before.said) <= set(after.said)
    return name in forgets or (told and before.slots.get("need") != after.slots.get("need"))
