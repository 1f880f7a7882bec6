"""What a picture of a flow shows, and flows as Mermaid text, for the docs and for reviewers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

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
from bot.flows.wording import written

_LETTERS = 32


@dataclass(frozen=True, slots=True)
class Arrow:
    """A way from one step to another of the same flow; the label says when it is taken."""

    source: str
    target: str
    label: str


def arrows(flow: Flow) -> tuple[Arrow, ...]:
    """Return every way between two steps of a flow, in the order of the file."""
    return tuple(
        Arrow(step.id, target, label)
        for step in flow.steps.values()
        for label, target in _ways(step)
    )


def mermaid(book: Book, name: str | None = None) -> str:
    """Return flows as a Mermaid flowchart: one of them, or all, each in a frame of its own.

    Raises KeyError for an unknown name.
    """
    if name is not None:
        return "\n".join(["flowchart TD", *_drawn(book.flows[name], "")])
    frames = [line for flow in book.flows.values() for line in _framed(flow)]
    return "\n".join(["flowchart TD", *frames])


def _framed(flow: Flow) -> Iterator[str]:
    yield f"  subgraph {flow.name}[{_quoted(flow.title)}]"
    yield from _drawn(flow, f"{flow.name}.")
    yield "  end"


def _drawn(flow: Flow, prefix: str) -> Iterator[str]:
    for step in flow.steps.values():
        yield f"  {prefix}{step.id}{_shape(step)}"
    for arrow in arrows(flow):
        label = f"|{_quoted(arrow.label)}|" if arrow.label else ""
        yield f"  {prefix}{arrow.source} -->{label} {prefix}{arrow.target}"


def _shape(step: Step) -> str:
    text = _quoted(f"{step.id}: {words(step)}")
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


_VERBS: Mapping[type, str] = {
    AskStep: "ask", CallStep: "call", ChooseStep: "choose", DoStep: "do", EndStep: "end",
    HandOffStep: "hand_off", OpenCaseStep: "open_case", SayStep: "say", SetStep: "set",
    WhenStep: "when",
}  # fmt: skip


def verb(step: Step) -> str:
    """Return the verb of a step, as it stands in the file."""
    return _VERBS[type(step)]


def words(step: Step) -> str:
    """Return what a step says, asks for or does, as it stands in the file."""
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


def _ways(step: Step) -> Iterator[tuple[str, str]]:
    match step:
        case ChooseStep():
            yield from _choices(step)
        case AskStep(go=go, give_up=give_up):
            yield "", go
            if give_up != go:
                yield "give up", str(give_up)
        case WhenStep(branches=branches):
            for branch in branches:
                yield written(branch.condition), branch.go
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
