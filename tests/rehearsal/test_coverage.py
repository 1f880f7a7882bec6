"""Which steps are reached, told flow by flow."""

from __future__ import annotations

from dataclasses import replace

from bot.flows.state import Frame
from bot.rehearsal import coverage
from tests.flows.flows_stage import BOOK

SMALL = replace(BOOK, flows={name: BOOK.flows[name] for name in ("hours", "cancel")})


def test_steps_that_nobody_reaches_are_named() -> None:
    covered = coverage.of(SMALL, {Frame("hours", "say"), Frame("hours", "end")})

    assert [one.missed for one in covered] == [(), ("drop", "told", "over")]
    assert coverage.table(covered).splitlines() == [
        "  hours    2/2",
        "  cancel   0/3  not reached: drop, told, over",
        "2 of 5 steps are reached (40 %).",
    ]


def test_a_step_of_another_file_does_not_count() -> None:
    (covered,) = coverage.of(replace(BOOK, flows={"hours": BOOK.flows["hours"]}), {Frame("a", "b")})

    assert covered.missed == ("say", "end")


def test_a_share_is_never_rounded_up_to_everything() -> None:
    steps = [Frame(flow.name, step) for flow in BOOK.flows.values() for step in flow.steps]

    assert "(99 %)" in coverage.table(coverage.of(BOOK, frozenset(steps[1:])))
    assert "(100 %)" in coverage.table(coverage.of(BOOK, frozenset(steps)))


def test_nothing_to_cover_is_covered() -> None:
    assert coverage.table([]) == "0 of 0 steps are reached (100 %)."
