"""Nothing personal before the notice: followed from where a talk may begin, through every call."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from bot.flows.book import AskStep, Book, CallStep, Flow, OpenCaseStep, Step, WhenStep
from bot.flows.conditions import Flag
from bot.flows.sheet import Mistake
from bot.flows.vocabulary import ENTRY_STEPS, REQUIRED_PATTERNS
from bot.flows.walking import walk
from bot.flows.way_checks import ways

_NOTICE = "consent"


def before_consent(book: Book) -> Iterator[Mistake]:
    """Yield each step that asks something personal, or opens a case, before the notice."""
    entries = [(flow.name, step) for flow in book.flows.values() for step in _entries(flow)]
    for where, name in walk(entries, partial(_onward, book)):
        step = book.step(where, name)
        if step is not None and _needs_consent(book, step):
            yield Mistake(
                step.line,
                f"'{where}.{name}' comes before the privacy notice.",
                "Put `call: consent` before it.",
            )


def _entries(flow: Flow) -> tuple[str, ...]:
    """Return where a talk may enter a flow by itself, rather than by a call."""
    begun = not flow.pattern or flow.name in REQUIRED_PATTERNS
    if begun or flow.starts_on or flow.words or flow.about:
        return (flow.first, *ENTRY_STEPS.get(flow.name, ()))
    return ()


def _onward(book: Book, place: tuple[str, str]) -> Iterator[tuple[str, str]]:
    flow, step = place[0], book.step(*place)
    match step:
        case None:
            return
        case CallStep(flow=called) if called == _NOTICE:
            return
        case CallStep(flow=called) if called in book.flows:
            yield called, book.flows[called].first
            yield flow, step.go
        case WhenStep(branches=branches):
            for branch in branches:
                if branch.condition != Flag(_NOTICE):
                    yield flow, branch.go
        case _:
            for name in ways(step):
                yield flow, name


def _needs_consent(book: Book, step: Step) -> bool:
    if isinstance(step, OpenCaseStep):
        return True
    names = step.slots if isinstance(step, AskStep) else ()
    return any(book.slots[name].personal for name in names if name in book.slots)
