"""flows.yaml as pictures: each flow as Mermaid text, for the docs and for reviewers."""

from __future__ import annotations

from collections.abc import Iterator

from bot.flows.book import (
    AskStep,
    Book,
    CallStep,
    ChooseStep,
    DoStep,
    EndStep,
    Flow,
    HandOffStep,
    OpenCaseStep,
    SayStep,
    SetStep,
    Step,
    WhenStep,
)

_LETTERS = 32


def mermaid(book: Book, name: str) -> str:
    """Return one flow or pattern as a Mermaid flowchart; raise KeyError for an unknown name."""
    flow = book.flows[name]
    return "\n".join(["flowchart TD", *_nodes(flow), *_arrows(flow)])


def _nodes(flow: Flow) -> Iterator[str]:
    for step in flow.steps.values():
        yield f"  {step.id}{_shape(step)}"


def _shape(step: Step) -> str:
    text = _quoted(f"{step.id}: {_words(step)}")
    match step:
        case AskStep() | ChooseStep():
            return f"[/{text}/]"
        case WhenStep():
            return f"{{{text}}}"
        case EndStep():
            return f"([{text}])"
        case CallStep():
            return f"[[{text}]]"
        case _:
            return f"[{text}]"


def _words(step: Step) -> str:
    match step:
        case SayStep(text=text) | ChooseStep(text=text):
            return text
        case AskStep(slots=slots):
            return " + ".join(slots)
        case CallStep(flow=flow):
            return flow
        case EndStep(how=how):
            return how
        case _:
            return _deed(step)


def _deed(step: WhenStep | SetStep | DoStep | OpenCaseStep | HandOffStep) -> str:
    match step:
        case WhenStep():
            return "when"
        case SetStep(values=values):
            return ", ".join(f"{key} = {value}" for key, value in values.items())
        case DoStep(action=action):
            return action
        case OpenCaseStep(category=category):
            return category
        case _:
            return step.reason


def _quoted(text: str) -> str:
    first = text.splitlines()[0].replace('"', "'")
    short = first if len(first) <= _LETTERS else first[: _LETTERS - 1] + "…"
    return f'"{short}"'


def _arrows(flow: Flow) -> Iterator[str]:
    for step in flow.steps.values():
        for label, target in _ways(step):
            arrow = f"-->|{_quoted(label)}|" if label else "-->"
            yield f"  {step.id} {arrow} {target}"


def _ways(step: Step) -> Iterator[tuple[str, str]]:
    match step:
        case ChooseStep():
            yield from _choices(step)
        case AskStep(go=go, give_up=give_up):
            yield "", go
            if give_up != go:
                yield "give up", str(give_up)
        case WhenStep(branches=branches):
            for index, branch in enumerate(branches, 1):
                yield ("else" if branch.condition is None else str(index)), branch.go
        case EndStep():
            return
        case _:
            yield "", step.go


def _choices(step: ChooseStep) -> Iterator[tuple[str, str]]:
    ways = [(option.label, option.go or step.go) for option in step.options]
    for label, target in ways or [("", step.go)]:
        if target:
            yield label, target
    yield "give up", str(step.give_up)
