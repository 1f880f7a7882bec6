"""Ways through the flows: links that lead nowhere, steps nobody reaches, loops, traps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from bot.flows.book import (
    AskStep,
    Book,
    CallStep,
    ChooseStep,
    EndStep,
    Flow,
    Question,
    Step,
    WhenStep,
)
from bot.flows.sheet import Mistake, did_you_mean
from bot.flows.vocabulary import ENDINGS, ENTRY_STEPS, REQUIRED_PATTERNS
from bot.flows.walking import walk
from bot.model.heard import NEEDS


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
        first = (flow.first, *ENTRY_STEPS.get(flow.name, ()))
        reached = set(walk(first, _along(flow, ways)))
        for name, step in flow.steps.items():
            if name not in reached:
                yield Mistake(
                    step.line,
                    f"Nobody reaches the step '{flow.name}.{name}'.",
                    "Let some `go:` lead to it, or remove it.",
                )


def unplayed(book: Book) -> Iterator[Mistake]:
    """Every pattern is begun by somebody: the engine, an intent, words, a question, or a call."""
    called = {
        step.flow
        for flow in book.flows.values()
        for step in flow.steps.values()
        if isinstance(step, CallStep)
    }
    for flow in book.flows.values():
        begun = flow.starts_on or flow.words or flow.about or flow.name in REQUIRED_PATTERNS
        if not begun and flow.name not in called:
            yield Mistake(
                flow.line,
                f"Nothing begins '{flow.name}'.",
                "Add `starts_on:`, `words:` or `about:`, `call:` it somewhere, or remove it.",
            )


def endless(book: Book) -> Iterator[Mistake]:
    """No way goes round without a question that waits."""
    for flow in book.flows.values():
        for name, step in flow.steps.items():
            if _returns(flow, name, _silent_ways):
                yield Mistake(
                    step.line,
                    f"'{flow.name}.{name}' comes back to itself without asking anything.",
                    "Lead it to a question or to an end.",
                )
            elif _returns(flow, name, _ways_once_known):
                yield Mistake(
                    step.line,
                    f"'{flow.name}.{name}' comes back to itself once its answer is known.",
                    "Decide with `when:` on the way, or lead it to an end.",
                )


def _returns(flow: Flow, start: str, onward: Callable[[Step], tuple[str, ...]]) -> bool:
    return start in walk(onward(flow.steps[start]), _along(flow, onward))


def _along(
    flow: Flow, onward: Callable[[Step], tuple[str, ...]]
) -> Callable[[str], tuple[str, ...]]:
    """Return where the steps of a flow lead, by their names."""
    return lambda name: onward(flow.steps[name]) if name in flow.steps else ()


def _silent_ways(step: Step) -> tuple[str, ...]:
    return () if isinstance(step, Question) else ways(step)


def _ways_once_known(step: Step) -> tuple[str, ...]:
    """Return the ways that are taken in silence, whatever holds, once nothing is left to ask."""
    match step:
        case AskStep(go=go):
            return (go,)
        case WhenStep() | ChooseStep():
            return ()
        case _:
            return ways(step)


def endless_calls(book: Book) -> Iterator[Mistake]:
    """No flow calls itself, by itself or through others, without a question before."""
    for flow in book.flows.values():
        for where, name in walk([(flow.name, flow.first)], partial(_silently, book, flow)):
            step = book.step(where, name)
            if isinstance(step, CallStep) and step.flow == flow.name:
                yield Mistake(
                    step.line,
                    f"'{where}.{name}' comes back to '{flow.name}' before any question.",
                    "Ask something first, or lead it to an end.",
                )


def _silently(book: Book, flow: Flow, place: tuple[str, str]) -> Iterator[tuple[str, str]]:
    """Yield where a step leads before any question, into other flows as well."""
    step = book.step(*place)
    if step is None:
        return
    if isinstance(step, CallStep) and step.flow != flow.name and step.flow in book.flows:
        yield step.flow, book.flows[step.flow].first
    for name in _silent_ways(step):
        yield place[0], name


def restarts(book: Book) -> Iterator[Mistake]:
    """See that no flow of a need begins itself anew before it has asked anything."""
    for flow in book.flows.values():
        first = [flow.first] if set(flow.starts_on) & {*NEEDS} else []
        for name in walk(first, _along(flow, _silent_ways)):
            step = flow.steps.get(name)
            if isinstance(step, EndStep) and step.how == "restart":
                yield Mistake(
                    step.line,
                    f"'{flow.name}.{name}' begins '{flow.name}' anew before any question.",
                    "Write `end: all`, or ask something first.",
                )


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
            elif isinstance(step, AskStep) and step.give_up == name:
                yield Mistake(
                    step.line,
                    f"The question '{flow.name}.{name}' gives up to itself.",
                    "Let `give_up:` lead to another step.",
                )
