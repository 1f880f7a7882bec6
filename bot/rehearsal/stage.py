"""One person talking with the bot in the small world: lines of a dialogue in, effects out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from bot.errors import BotError
from bot.flows import (
    Arrived,
    Book,
    DialogueState,
    Facts,
    Input,
    Media,
    Pin,
    Pressed,
    Sticker,
    TimedOut,
    Words,
    asking,
    respond,
)
from bot.flows.inputs import Slip
from bot.flows.state import Frame
from bot.model.buttons import MENU, NEWS, Button, about_programme, after_end
from bot.model.cases import Status
from bot.model.effects import (
    CancelCase,
    Card,
    Carousel,
    Choice,
    Effect,
    OpenCase,
    ReopenCase,
    Say,
    TieCase,
)
from bot.model.heard import Heard, Place
from bot.rehearsal.hearing import heard
from bot.rehearsal.world import CENTRES, NOON, case, facts

Line = Mapping[str, Any]
_SLIP = "BCDF-GHJK-LMNP"


class NoSuchButton(BotError):
    """A dialogue presses a button that is not there."""


@dataclass
class Stage:
    """One person's conversation."""

    book: Book
    state: DialogueState = field(default_factory=DialogueState)
    facts: Facts = field(default_factory=facts)
    now: datetime = NOON
    shown: list[Choice] = field(default_factory=list)
    """The buttons on the screen."""
    old: list[Choice] = field(default_factory=list)
    """Those further up."""
    effects: tuple[Effect, ...] = ()
    steps: tuple[Frame, ...] = ()
    """The steps of the last turn."""
    reached: set[Frame] = field(default_factory=set)
    """The steps taken so far."""

    def act(self, line: Line) -> tuple[Effect, ...]:
        """Play one line of a dialogue; raise NoSuchButton, telling which there are."""
        self._meanwhile(line)
        kind = next(key for key in line if key in KINDS)
        return KINDS[kind](self, line[kind], line)

    def say(self, text: str, **form: Any) -> tuple[Effect, ...]:  # noqa: ANN401 -- as `heard` reads
        """Let the person write; the form is what was understood."""
        return self.hear(heard(text, form))

    def hear(self, words: Heard) -> tuple[Effect, ...]:
        """Let the person write what was understood so."""
        return self.give(Words(words))

    def press(self, label: str, *, old: bool = False) -> tuple[Effect, ...]:
        """Let the person tap a button that is on the screen, or further up."""
        choices = [*reversed(self.old)] if old else self.shown
        found = next((c.button for c in choices if c.label == label and c.button), None)
        if found is None:
            there = ", ".join(dict.fromkeys(f"«{c.label}»" for c in choices)) or "none"
            raise NoSuchButton(f"There is no button «{label}» here. There is: {there}.")
        return self.give(Pressed(found))

    def give(self, given: Input, *, sent: tuple[str, ...] = ()) -> tuple[Effect, ...]:
        """Play one turn; the state goes through its JSON form, as in the database."""
        saved = DialogueState.from_json(self.state.to_json())
        turn = respond(self.book, saved, given, self.facts, self.now, sent=sent)
        self.state, self.effects, self.steps = turn.state, turn.effects, turn.steps
        self.reached.update(turn.steps)
        buttons = [choice for effect in turn.effects for choice in _buttons(effect)]
        if buttons:
            self.old, self.shown = [*self.old, *self.shown], buttons
        for effect in turn.effects:
            self._remember(effect)
        return turn.effects

    @property
    def asking(self) -> str | None:
        """What the bot waits for."""
        return asking(self.book, self.state)

    def _meanwhile(self, line: Line) -> None:
        self.now += timedelta(hours=line.get("hours", 0), minutes=1)
        for number in line.get("closed", ()):
            self.change_case(number, status=Status.CLOSED)
        self.facts = replace(self.facts, slip=_slip(line.get("slip")))
        if line.get("revised"):
            *below, here = self.state.frames
            self.state = self.state.changed(frames=(*below, Frame(here.flow, "revised_away")))

    def _remember(self, effect: Effect) -> None:
        """Let what was done be a fact of the next turn."""
        match effect:
            case OpenCase():
                self._open(effect)
            case ReopenCase(number):
                self._reopen(number)
            case CancelCase(number):
                self.change_case(number, status=Status.CANCELLED, last_action_at=self.now)
            case TieCase() if self.facts.slip and self.facts.slip.case:
                self.facts = replace(self.facts, cases=(*self.facts.cases, self.facts.slip.case))
            case _:
                return

    def change_case(self, number: str, **changes: Any) -> None:  # noqa: ANN401 -- the fields of CaseBrief
        """Let one of the person's cases be otherwise from now on."""
        cases = tuple(
            replace(one, **changes) if one.number == number else one for one in self.facts.cases
        )
        self.facts = replace(self.facts, cases=cases)

    def _open(self, effect: OpenCase) -> None:
        centre = CENTRES.get(str(effect.slots.get("province", "")), CENTRES[""])
        opened = case(
            self._next_number(), category=effect.category, opened_at=self.now,
            centre_code=centre.code, centre_name=centre.name_th,
            last_action_at=self.now, summary=str(effect.slots.get("summary", "")),
        )  # fmt: skip
        self.facts = replace(self.facts, cases=(*self.facts.cases, opened))

    def _reopen(self, number: str) -> None:
        old = next(one for one in self.facts.cases if one.number == number)
        again = replace(old, status=Status.NEW, reopen_until=None)
        cases = [one for one in self.facts.cases if one is not old]
        if old.reopen_until is None or self.now.date() > old.reopen_until:
            cases.append(old)
            again = replace(again, number=self._next_number(), opened_at=self.now)
        self.facts = replace(self.facts, cases=(*cases, again))

    def _next_number(self) -> str:
        return f"30-69-{len(self.facts.cases) + 1:05d}-0"


def _slip(number: str | None) -> Slip | None:
    if number is None:
        return None
    return Slip(_SLIP, None if number == "unknown" else case(number))


def _buttons(effect: Effect) -> list[Choice]:
    match effect:
        case Say(choices=choices):
            return [*choices]
        case Carousel(cards, choices):
            return [*(button for card in cards for button in card.buttons), *choices]
        case Card(rows=rows):
            fixes = [Choice(f"แก้:{row.label}", row.fix) for row in rows if row.fix]
            return [*effect.choices, *effect.buttons, *fixes]
        case _:
            return []


KINDS: Mapping[str, Callable[[Stage, Any, Line], tuple[Effect, ...]]] = {
    "person": lambda stage, text, line: stage.say(text, **line.get("heard", {})),
    "press": lambda stage, label, _: stage.press(label),
    "old": lambda stage, label, _: stage.press(label, old=True),
    "tile": lambda stage, value, _: stage.give(Pressed(Button(MENU, "tile", 0, value))),
    "sticker": lambda stage, _value, _: stage.give(Sticker()),
    "media": lambda stage, kind, _: stage.give(Media(kind), sent=(f"the {kind}",)),
    "pin": lambda stage, pin, _: stage.give(_pin(**pin)),
    "arrive": lambda stage, again, _: stage.give(Arrived(again == "again")),
    "timeout": lambda stage, kind, _: stage.give(TimedOut(kind)),
    "ended": lambda stage, told, _: stage.give(Pressed(after_end(*told))),
    "announced": lambda stage, told, _: stage.give(Pressed(Button(NEWS, str(told[0]), 0, told[1]))),
    "offer": lambda stage, told, _: stage.give(Pressed(about_programme(*told))),
}
"""What a person does in a line: the key says it, its value what it was about."""


def _pin(*, place: list[str] | None = None, certain: bool = False) -> Pin:
    return Pin(Place(*place) if place else None, certain)
