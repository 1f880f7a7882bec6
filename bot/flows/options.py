"""What can be answered to a question by a tap: the options, and the buttons made of them."""

from __future__ import annotations

from dataclasses import replace

from bot.flows import aftercare
from bot.flows.book import AskStep, Book, ChooseStep, Option, Question, Slot
from bot.flows.talk import Talk
from bot.flows.texts import clip, label, place, topic
from bot.model.buttons import MENU, Button
from bot.model.effects import Choice
from bot.model.heard import INTENTS
from bot.model.limits import QUICK_REPLIES

SKIP = "skip"
_INTENTS = frozenset(INTENTS) - {"smalltalk", "cancel"}
"""What an old tile may still mean; no menu ever offered a greeting, or to drop everything."""
LINES = (
    "need", "summary", "province", "amount_baht", "business", "deadline", "name", "phone",
    "email", "juristic_id",
)  # fmt: skip


def offered(talk: Talk, step: Question) -> tuple[Option, ...]:
    """Return the answers a question offers now."""
    if isinstance(step, ChooseStep):
        return _chosen(talk, step)
    return _asked(talk, step)


def missing(talk: Talk, step: AskStep) -> tuple[str, ...]:
    """Return the slots that a question still has to ask for."""
    if step.slots == ("the_line",):
        return (talk.state.line,) if talk.state.line else ()
    skipped = talk.state.skipped
    return tuple(s for s in step.slots if talk.slot(s) is None and s not in skipped)


def _chosen(talk: Talk, step: ChooseStep) -> tuple[Option, ...]:
    match step.source:
        case "guesses" | "both":
            return _guesses(talk, other=step.source == "guesses")
        case "lines":
            return _lines(talk)
        case "cases" | "ended":
            return _cases(talk, ended=step.source == "ended")
        case "menu":
            return talk.book.menu
        case "later":
            return _later(talk, step)
        case _:
            return step.options


def _guesses(talk: Talk, *, other: bool) -> tuple[Option, ...]:
    tiles = {option.value: option for option in talk.book.menu}
    guesses = tuple(
        replace(tiles[code], start=code)
        if code in tiles
        else Option(label(topic(talk, code)), code, start=code)
        for code in talk.state.guesses
    )
    rest = Option(talk.book.phrases["other"], "other", start="need")
    return (*guesses, rest) if other else guesses


def _lines(talk: Talk) -> tuple[Option, ...]:
    shown = [name for name in LINES if talk.slot(name) is not None or name in talk.state.skipped]
    return tuple(Option(label(talk.book.slots[name].label), name) for name in shown)


def _later(talk: Talk, step: ChooseStep) -> tuple[Option, ...]:
    words = talk.book.phrases
    need = talk.state.later[0] if talk.state.later else None
    yes = Option(words["later_yes"], "yes", start=need or "need")
    return (yes, Option(words["later_no"], "no", go=step.go))


def _cases(talk: Talk, *, ended: bool) -> tuple[Option, ...]:
    newest = sorted(talk.facts.cases, key=lambda case: case.opened_at, reverse=True)
    cases = aftercare.ended_cases(talk) if ended else newest
    return tuple(Option(label(case.number), case.number) for case in cases[:QUICK_REPLIES])


def _asked(talk: Talk, step: AskStep) -> tuple[Option, ...]:
    wanted = missing(talk, step)
    if not wanted:
        return ()
    if talk.state.doubts and "province" in wanted:
        return _places(talk)
    slot = talk.book.slots[wanted[0]]
    options = slot.choices
    skippable = next(
        (s for s in (talk.book.slots[n] for n in reversed(wanted)) if s.skippable), None
    )
    if skippable is not None:
        options = (*options, Option(_skip_label(talk, skippable), SKIP))
    return options


def _skip_label(talk: Talk, slot: Slot) -> str:
    return slot.skip_label or talk.book.phrases["skip"]


def _places(talk: Talk) -> tuple[Option, ...]:
    words = talk.book.phrases
    doubts = talk.state.doubts
    if len(doubts) == 1:
        code, district = doubts[0]
        return (
            Option(words["yes"], place_value(code, district)),
            Option(words["no"], "no"),
        )
    found = [
        Option(
            label(place(talk, code, None)),
            place_value(code, district),
            words=(clip(place(talk, code, district), 60),),
        )
        for code, district in doubts
    ]
    return (*found, Option(words["elsewhere"], "no"))


def place_value(code: str, district: str | None) -> str:
    """Return the value of a button that means a place."""
    return f"place:{code}:{district or ''}"


def buttons(talk: Talk, step: Question) -> tuple[Choice, ...]:
    """Return the quick replies of the pending question."""
    here = talk.state.frames[-1]
    turn = talk.state.turn
    made = [
        Choice(option.label, Button(here.flow, here.step, turn, option.value))
        for option in offered(talk, step)
    ]
    if _locates(talk, step):
        made.insert(0, Choice(talk.book.phrases["location"], None, "location"))
    return (*made[:QUICK_REPLIES],)


def _locates(talk: Talk, step: Question) -> bool:
    if not isinstance(step, AskStep) or talk.state.doubts:
        return False
    return any(talk.book.slots[name].location for name in missing(talk, step))


def fix_button(talk: Talk, slot: str) -> Button:
    """Return the button that puts one known thing right."""
    here = talk.state.frames[-1]
    return Button(here.flow, here.step, talk.state.turn, f"fix:{slot}")


def tile_values(book: Book) -> frozenset[str]:
    """Return what a tile may mean: an intent, or the name of a flow that the menus offer."""
    return frozenset({*_INTENTS, *(tile.value for tile in (*book.menu, *book.menu_while_open))})


def menu(talk: Talk) -> tuple[Choice, ...]:
    """Return the tiles, which may be pressed at any time."""
    return tuple(
        Choice(option.label, Button(MENU, "tile", 0, option.value)) for option in talk.book.menu
    )
