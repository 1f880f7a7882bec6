"""Names and values that nothing can ever equal: in conditions, in `forgets`, in `problems`."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import get_args

from bot.flows.book import Book, OpenCaseStep, Step, WhenStep
from bot.flows.conditions import Both, Condition, Either, Not, OneOf
from bot.flows.sheet import Mistake, did_you_mean
from bot.flows.wording import written
from bot.model.heard import INTENTS, NEEDS, Problem


def forgets(book: Book) -> Iterator[Mistake]:
    """See that what a flow forgets are slots."""
    for flow in book.flows.values():
        for name in flow.forgets:
            if name not in book.slots:
                yield Mistake(
                    flow.line, f"'{flow.name}' forgets the unknown slot '{name}'.",
                    did_you_mean(name, book.slots),
                )  # fmt: skip


def problems(book: Book) -> Iterator[Mistake]:
    """See that the understanding knows each reason that a slot has words for."""
    known = get_args(Problem)
    for slot in book.slots.values():
        for name in slot.problems:
            if name not in known:
                yield Mistake(
                    slot.line, f"'{slot.name}' has words for the unknown problem '{name}'.",
                    did_you_mean(name, known),
                )  # fmt: skip


def impossible(book: Book) -> Iterator[Mistake]:
    """See that a condition compares with values that its name can have."""
    known = _known_values(book)
    for flow in book.flows.values():
        for step in flow.steps.values():
            for part in (part for one in _conditions(step) for part in _compared(one)):
                for value in part.values:
                    if value not in known.get(part.name, (value,)):
                        yield Mistake(
                            step.line, f"'{written(part)}' names what '{part.name}' never is.",
                            did_you_mean(str(value), known[part.name]),
                        )  # fmt: skip


def _known_values(book: Book) -> Mapping[str, Collection[str]]:
    """Return the names whose every value is known, with their values."""
    fine = [code for code in book.topics if "." in code]
    chosen = {
        slot.name: [option.value for option in slot.choices]
        for slot in book.slots.values()
        if slot.choices and slot.type in {"code", "choice"}
    }
    return {
        **chosen,
        "need": INTENTS,
        "later": NEEDS,
        "sub_group": [*dict.fromkeys(code.partition(".")[0] for code in fine)],
        "programme_fits": ("yes", "no", "open"),
        "programme_asks": [*book.slots],
    }


def _conditions(step: Step) -> Iterator[Condition]:
    found: list[Condition | None] = []
    if isinstance(step, WhenStep):
        found = [branch.condition for branch in step.branches]
    elif isinstance(step, OpenCaseStep):
        found = [rule.condition for rule in step.priority]
    yield from (one for one in found if one is not None)


def _compared(condition: Condition) -> Iterator[OneOf]:
    match condition:
        case OneOf():
            yield condition
        case Not(inner):
            yield from _compared(inner)
        case Both(left, right) | Either(left, right):
            yield from _compared(left)
            yield from _compared(right)
        case _:
            return
