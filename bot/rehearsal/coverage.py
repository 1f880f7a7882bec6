"""Which steps of flows.yaml some dialogue reaches, flow by flow."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from bot.flows import Book
from bot.flows.state import Frame


@dataclass(frozen=True)
class Covered:
    """One flow or pattern: how many steps it has, and which of them nobody reaches."""

    flow: str
    steps: int
    missed: tuple[str, ...]


def of(book: Book, reached: AbstractSet[Frame]) -> tuple[Covered, ...]:
    """Return the coverage of each flow, in the order of the file."""
    return tuple(
        Covered(
            flow.name,
            len(flow.steps),
            tuple(step for step in flow.steps if Frame(flow.name, step) not in reached),
        )
        for flow in book.flows.values()
    )


def table(covered: Iterable[Covered]) -> str:
    """Return the coverage as lines: steps reached / all steps, and the names of the others."""
    rows = [*covered]
    total = sum(one.steps for one in rows)
    missed = sum(len(one.missed) for one in rows)
    width = max((len(one.flow) for one in rows), default=0)
    lines = [
        f"  {one.flow:<{width}} {one.steps - len(one.missed):>3}/{one.steps}{_names(one)}"
        for one in rows
    ]
    share = 100 * (total - missed) // total if total else 100
    return "\n".join([*lines, f"{total - missed} of {total} steps are reached ({share} %)."])


def _names(one: Covered) -> str:
    return f"  not reached: {', '.join(one.missed)}" if one.missed else ""
