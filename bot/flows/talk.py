"""One turn under way: what is known, what has been decided, what will be said.

The only mutable thing in this room; it is born and dies within one call of `engine.respond`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.flows.book import Book, Question, Step
from bot.flows.inputs import Facts
from bot.flows.state import DialogueState, Frame, Mark
from bot.model.cases import CaseBrief, Status
from bot.model.effects import Choice, Effect, Say
from bot.model.heard import Heard
from bot.model.showing import SHOWING, Showing

DONE = frozenset({Status.CLOSED, Status.CANCELLED, Status.UNREACHABLE})
"""The states of a case that has ended."""


@dataclass(slots=True)
class Talk:
    """A turn being made."""

    book: Book
    facts: Facts
    now: datetime
    state: DialogueState
    effects: list[Effect] = field(default_factory=list)
    echoes: list[str] = field(default_factory=list)
    """Slots newly understood, to be told with the next question."""
    corrected: bool = False
    mark: Mark | None = None
    """Where `back` returns to: the question that this turn's words may answer."""
    heard: Heard | None = None
    """The words of this turn, while they are being answered."""
    taken: list[Frame] = field(default_factory=list)
    """The steps taken, in their order; a question counts only where it is put."""

    def become(self, **changes: Any) -> None:  # noqa: ANN401 - the fields of DialogueState
        """Change the state."""
        self.state = self.state.changed(**changes)

    def do(self, effect: Effect) -> None:
        """Want something done."""
        self.effects.append(effect)

    def say(self, text: str, choices: tuple[Choice, ...] = ()) -> None:
        """Want something said."""
        self.effects.append(Say(text, choices))

    @property
    def showing(self) -> Showing:
        """How values are shown to this person."""
        return SHOWING[self.book.language]

    def step(self) -> Step | None:
        """Return the innermost step; None when nothing is talked about or it is gone."""
        frames = self.state.frames
        return self.book.step(frames[-1].flow, frames[-1].step) if frames else None

    def question(self) -> Question | None:
        """Return the question that waits for an answer."""
        step = self.step()
        return step if isinstance(step, Question) else None

    def push(self, flow: str, step: str | None = None) -> None:
        """Enter a flow on top of what is being talked about."""
        frame = Frame(flow, step or self.book.flows[flow].first)
        self.become(frames=(*self.state.frames, frame))

    def go(self, step: str) -> None:
        """Move on within the innermost flow."""
        frames = self.state.frames
        self.become(frames=(*frames[:-1], Frame(frames[-1].flow, step)))

    def slot(self, name: str) -> object:
        """Return what is known, None when it is not."""
        return self.state.slots.get(name)

    def asked_about(self) -> str | None:
        """Return the number that the person named: the one under which its case goes on."""
        number = self.state.number
        return self.facts.merged.get(number, number) if number else None

    def latest(self) -> CaseBrief | None:
        """Return the case opened last, whatever became of it."""
        return max(self.facts.cases, key=lambda case: case.opened_at, default=None)

    def newest_open(self) -> CaseBrief | None:
        """Return the case opened last of those that are not over."""
        cases = [case for case in self.facts.cases if case.status not in DONE]
        return max(cases, key=lambda case: case.opened_at, default=None)

    def recent(self) -> CaseBrief | None:
        """Return the open case that further words may still belong to."""
        window = timedelta(hours=self.book.policy.attach_hours)
        cases = [
            case
            for case in self.facts.cases
            if case.status not in DONE
            and self.now - max(case.opened_at, case.last_action_at) <= window
        ]
        return max(cases, key=lambda case: case.opened_at, default=None)

    def been_away(self) -> bool:
        """Say whether the person comes back after hours to a question that waits."""
        before = self.state.heard_at
        if before is None or not self.state.frames:
            return False
        gap = self.now - datetime.fromisoformat(before)
        return gap >= timedelta(hours=self.book.policy.resume_hours)
