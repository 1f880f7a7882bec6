"""Ways through the flows: links that lead nowhere, steps nobody reaches, loops, traps."""

from __future__ import annotations

from collections.abc import Iterator

from bot.flows.book import (
    AskStep,
    Book,
    CallStep,
    ChooseStep,
    EndStep,
    Flow,
    OpenCaseStep,
    Question,
    Step,
    WhenStep,
)
from bot.flows.sheet import Mistake, did_you_mean
from bot.flows.vocabulary import ENDINGS, ENTRY_STEPS


def ways(step: Step) -> tuple[str, ...]:
    """Return the steps a step may lead to."""
    match step:
        case WhenStep(branches=branches):
            return tuple(branch.go for branch in branches)
        case ChooseStep(options=options, go=go, give_up=give_up):
            found = [*(option.go for option in options), go, give_up]
            return tuple(name for name in found if name)
        case AskStep(go=go, give_up=give_up):
            return (go, give_up) if give_up else (go,)
        case EndStep():
            return ()
        case _:
            return (step.go,)


def dead_links(book: Book) -> Iterator[Mistake]:
    """Every `go`, `give_up` and `call` leads to something that exists."""
    for flow in book.flows.values():
        for step in flow.steps.values():
            for name in ways(step):
                if name != "?" and name not in flow.steps:
                    yield Mistake(
                        step.line,
                        f"'{flow.name}.{step.id}' goes to '{name}', which is not there.",
                        did_you_mean(name, flow.steps.keys()),
                    )
            yield from _named(book, flow, step)


def _named(book: Book, flow: Flow, step: Step) -> Iterator[Mistake]:
    if isinstance(step, CallStep) and step.flow not in book.flows:
        yield Mistake(
            step.line,
            f"'{flow.name}.{step.id}' calls '{step.flow}', which is not there.",
            did_you_mean(step.flow, book.flows.keys()),
        )
    if isinstance(step, EndStep) and step.how not in ENDINGS:
        yield Mistake(
            step.line,
            f"'{flow.name}.{step.id}' ends in the unknown way '{step.how}'.",
            did_you_mean(step.how, ENDINGS),
        )
    if isinstance(step, ChooseStep) and step.options and step.go is None:
        for option in step.options:
            if option.go is None and option.start is None:
                yield Mistake(
                    step.line,
                    f"The option '{option.label}' of '{flow.name}.{step.id}' leads nowhere.",
                    "Give it `go:` or `start:`.",
                )


def unreachable(book: Book) -> Iterator[Mistake]:
    """Every step can be reached from the first."""
    for flow in book.flows.values():
        waiting = [flow.first, *ENTRY_STEPS.get(flow.name, ())]
        seen: set[str] = set()
        while waiting:
            name = waiting.pop()
            if name in flow.steps and name not in seen:
                seen.add(name)
                waiting += ways(flow.steps[name])
        for name, step in flow.steps.items():
            if name not in seen:
                yield Mistake(
                    step.line,
                    f"Nobody reaches the step '{flow.name}.{name}'.",
                    "Let some `go:` lead to it, or remove it.",
                )


def endless(book: Book) -> Iterator[Mistake]:
    """No way goes round without a question that waits."""
    for flow in book.flows.values():
        for name, step in flow.steps.items():
            if _returns(flow, name):
                yield Mistake(
                    step.line,
                    f"'{flow.name}.{name}' comes back to itself without asking anything.",
                    "Lead it to a question or to an end.",
                )


def _returns(flow: Flow, start: str) -> bool:
    waiting = list(_silent_ways(flow.steps[start]))
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name == start:
            return True
        if name in flow.steps and name not in seen:
            seen.add(name)
            waiting += _silent_ways(flow.steps[name])
    return False


def _silent_ways(step: Step) -> tuple[str, ...]:
    return () if isinstance(step, Question) else ways(step)


def no_way_out(book: Book) -> Iterator[Mistake]:
    """Every question has a `give_up`, so that nobody is asked for ever."""
    for flow in book.flows.values():
        for name, step in flow.steps.items():
            if isinstance(step, Question) and not step.give_up:
                yield Mistake(
                    step.line,
                    f"The question '{flow.name}.{name}' has no way out.",
                    "Add `give_up: some_step`.",
                )


def before_consent(book: Book) -> Iterator[Mistake]:
    """Nothing personal is asked and no case is opened before the notice was acknowledged."""
    for flow in book.flows.values():
        if flow.pattern:
            continue
        for name in _without_consent(flow):
            step = flow.steps[name]
            if _needs_consent(book, step):
                yield Mistake(
                    step.line,
                    f"'{flow.name}.{name}' comes before the privacy notice.",
                    "Put `call: consent` before it.",
                )


def _without_consent(flow: Flow) -> set[str]:
    waiting, seen = [flow.first], set[str]()
    while waiting:
        name = waiting.pop()
        if name not in flow.steps or name in seen:
            continue
        step = flow.steps[name]
        if not (isinstance(step, CallStep) and step.flow == "consent"):
            seen.add(name)
            waiting += ways(step)
    return seen


def _needs_consent(book: Book, step: Step) -> bool:
    if isinstance(step, OpenCaseStep):
        return True
    names = step.slots if isinstance(step, AskStep) else ()
    return any(book.slots[name].personal for name in names if name in book.slots)
