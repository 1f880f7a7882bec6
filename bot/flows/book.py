"""The shape of flows.yaml once it is read: one frozen dataclass per kind of step.

Nothing here reads YAML (`loader`), judges it (`checks`) or runs it (`engine`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.flows.conditions import Condition
from bot.model.languages import Language


@dataclass(frozen=True, slots=True)
class Option:
    """One answer a question offers; typed words equal to `label` or in `words` count as it."""

    label: str
    value: str
    go: str | None = None
    start: str | None = None
    """The need whose flow begins, instead of a step of this flow."""
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Slot:
    """One thing the bot may come to know, how it is asked for and how it is shown."""

    name: str
    type: str
    label: str
    line: int
    ask: str | None = None
    again: tuple[str, ...] = ()
    personal: bool = False
    skippable: bool = False
    skip_label: str | None = None
    skip_words: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    echo: str | None = None
    choices: tuple[Option, ...] = ()
    location: bool = False
    problems: Mapping[str, str] = field(default_factory=dict)
    unsaid: str | None = None


@dataclass(frozen=True, slots=True)
class RowText:
    """One line of a card that a `say` step shows."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class SayStep:
    """Say a text, or show a card whose title is that text."""

    id: str
    line: int
    text: str
    go: str
    card: str | None = None
    rows: tuple[RowText, ...] = ()
    note: str | None = None
    menu: bool = False


@dataclass(frozen=True, slots=True)
class AskStep:
    """Ask for what is missing of `slots`; passed over in silence when nothing is."""

    id: str
    line: int
    slots: tuple[str, ...]
    go: str
    give_up: str | None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class ChooseStep:
    """Offer answers; each leads somewhere. `source` names a list made at run time instead."""

    id: str
    line: int
    name: str
    text: str
    options: tuple[Option, ...]
    give_up: str | None
    source: str | None = None
    go: str | None = None
    again: tuple[str, ...] = ()
    card: str | None = None
    rows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Branch:
    """Where to go when the condition holds; None always holds."""

    condition: Condition | None
    go: str


@dataclass(frozen=True, slots=True)
class WhenStep:
    """Go the way of the first branch that holds."""

    id: str
    line: int
    branches: tuple[Branch, ...]


@dataclass(frozen=True, slots=True)
class SetStep:
    """Put fixed values into slots."""

    id: str
    line: int
    values: Mapping[str, object]
    go: str


@dataclass(frozen=True, slots=True)
class DoStep:
    """Do one of the engine's named actions."""

    id: str
    line: int
    action: str
    go: str


@dataclass(frozen=True, slots=True)
class PriorityRule:
    """The first rule that holds gives a case its priority."""

    condition: Condition | None
    priority: str


@dataclass(frozen=True, slots=True)
class OpenCaseStep:
    """File the matter under a category; `need` takes the category of the need talked about."""

    id: str
    line: int
    category: str
    priority: tuple[PriorityRule, ...]
    go: str


@dataclass(frozen=True, slots=True)
class HandOffStep:
    """Ask for a person."""

    id: str
    line: int
    reason: str
    go: str


@dataclass(frozen=True, slots=True)
class CallStep:
    """Play another flow, then come back."""

    id: str
    line: int
    flow: str
    go: str


@dataclass(frozen=True, slots=True)
class EndStep:
    """Leave the flow: `back` to the question that waits beneath (repeated), `quiet`, or `all`."""

    id: str
    line: int
    how: str


Step = (
    SayStep
    | AskStep
    | ChooseStep
    | WhenStep
    | SetStep
    | DoStep
    | OpenCaseStep
    | HandOffStep
    | CallStep
    | EndStep
)
Question = AskStep | ChooseStep


@dataclass(frozen=True, slots=True)
class Flow:
    """A conversation about one need, or a pattern that any conversation may fall into."""

    name: str
    title: str
    line: int
    first: str
    steps: Mapping[str, Step]
    starts_on: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    """Whole messages that play it, whatever was understood."""
    about: tuple[str, ...] = ()
    """Topics of a question that it answers; «ทำไม + เบอร์» wants both words."""
    forgets: tuple[str, ...] = ()
    """Slots of another matter that do not fit this one, dropped on a change of mind."""
    pattern: bool = False


@dataclass(frozen=True, slots=True)
class Policy:
    """How sure is sure, and how long is long."""

    sure: float
    guess: float
    switch: float
    consent_hours: int
    draft_warning_hours: int
    draft_hours: int
    resume_hours: int
    attach_hours: int
    telling_letters: int
    filler: tuple[str, ...]
    wishes: tuple[str, ...]
    repeat_words: tuple[str, ...]
    change_words: tuple[str, ...]
    also_words: tuple[str, ...]
    question_words: tuple[str, ...]
    two_words: tuple[str, ...]
    two: float
    correct_words: tuple[str, ...]
    cancel_words: tuple[str, ...]
    english_words: tuple[str, ...] = ()
    """Words by which a message is seen to be English, and letters by which it is Thai again."""
    thai_words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)  # one is read at the start, and is itself only
class Book:
    """All of flows.yaml. `flows` holds the patterns too, under their own names."""

    name: str
    notice_version: str
    policy: Policy
    menu: tuple[Option, ...]
    menu_while_open: tuple[Option, ...]
    """The tiles below the chat of somebody who has an open case."""
    slots: Mapping[str, Slot]
    flows: Mapping[str, Flow]
    phrases: Mapping[str, str]
    statuses: Mapping[str, str]
    topics: Mapping[str, str]
    """Names of needs and sub-intents for the reader («fin.invest» -> «สินเชื่อเพื่อลงทุน»)."""
    renamed: Mapping[str, str] = field(default_factory=dict)
    """Flows and steps (`flow.step`) of earlier files -> what they are now."""
    source: str = ""
    """The text it was read from."""
    revision: str = ""
    """The fingerprint of that text: a conversation under way names the one that it is of."""
    language: Language = "th"
    english: Book | None = None
    """The same flows and steps with their English texts, where the file has such."""
    lines: Mapping[str, int] = field(default_factory=dict)
    """Where the sections and the phrases stand: `menu`, `phrases.skip` -> line."""

    def in_language(self, language: Language) -> Book:
        """Return the book in a language; in Thai where the file has no English."""
        return self.english if language == "en" and self.english else self

    def line(self, place: str) -> int:
        """Return the line of a section or phrase; 1 when it is not there."""
        return self.lines.get(place, 1)

    def step(self, flow: str, step: str) -> Step | None:
        """Return a step by its place, None when flows.yaml no longer has it."""
        found = self.flows.get(flow)
        return None if found is None else found.steps.get(step)
