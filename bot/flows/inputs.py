"""What a turn is given: one input, the facts of the day; and what it returns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from bot.flows.state import DialogueState, Frame
from bot.model.buttons import Button
from bot.model.cases import CaseBrief
from bot.model.centres import Centre, OfficeHours
from bot.model.effects import Effect, Timer
from bot.model.firms import Firm
from bot.model.heard import Heard, Place
from bot.model.lessons import Lesson
from bot.model.programmes import Programme


@dataclass(frozen=True, slots=True)
class Words:
    """The person wrote; this is what was understood."""

    heard: Heard


@dataclass(frozen=True, slots=True)
class Pressed:
    """The person tapped one of our buttons."""

    button: Button


@dataclass(frozen=True, slots=True)
class Pin:
    """The person shared a place; `certain` only when its address names the province."""

    place: Place | None
    certain: bool


@dataclass(frozen=True, slots=True)
class Media:
    """The person sent something that is not text."""

    kind: Literal["image", "video", "audio", "file"]


@dataclass(frozen=True, slots=True)
class Sticker:
    """The person sent a sticker."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """The person added the account, or came back to it."""

    again: bool


@dataclass(frozen=True, slots=True)
class TimedOut:
    """A reminder that this conversation asked for came due."""

    kind: Timer


Input = Words | Pressed | Pin | Media | Sticker | Arrived | TimedOut


@dataclass(frozen=True, slots=True)
class Slip:
    """The code of a receiving slip that this turn's words hold."""

    code: str
    case: CaseBrief | None
    """None for a code that is unknown, used, or too old."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is true today, gathered by the caller."""

    cases: tuple[CaseBrief, ...]
    """This person's cases, oldest first."""
    centres: Mapping[str, Centre]
    """Province code -> its centre, and "" -> headquarters."""
    office: OfficeHours
    next_contact: date
    programmes: tuple[Programme, ...]
    """Those open today."""
    province_names: Mapping[str, str]
    """Province code -> its Thai name."""
    english_names: Mapping[str, str] = field(default_factory=dict)
    """Thai name of a province or district -> its English name."""
    other_programmes: tuple[Programme, ...] = ()
    """Those closed, or not open yet: a button of old may still name one."""
    firm: Firm = field(default_factory=Firm)
    """What is known of this person's firm from before."""
    slip: Slip | None = None
    merged: Mapping[str, str] = field(default_factory=dict)
    """Numbers of this person's that go on under another one, which is among `cases`."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What a turn leads to."""

    state: DialogueState
    effects: tuple[Effect, ...]
    steps: tuple[Frame, ...] = ()
    """The steps taken on the way, in their order; a question counts only where it is put."""
    lessons: tuple[Lesson, ...] = ()
    """What the understanding may learn from, as it was said: to be masked and kept."""
