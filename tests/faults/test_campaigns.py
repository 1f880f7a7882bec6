"""Each fault campaign for some seconds; for hours by `make faults` (docs/reliability.md)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from faults import (
    announcing,
    clocks,
    disks,
    embedded,
    mutations,
    outages,
    paused,
    points,
    scaled,
    soak,
    trouble,
    upgrade,
    webhooks,
)
from faults.programs import PROJECT
from faults.record import Outcome
from faults.stage import Plan
from tests.world import skip

Run = Callable[[Plan], Outcome]

pytestmark = pytest.mark.faults
LONGER = pytest.mark.longer
"""Left out of an ordinary run, which has three minutes for all this; `-m faults` runs them."""


def held(run: Run, plan: Plan) -> Outcome:
    """Run a part of a campaign and demand that everything held."""
    outcome = run(plan)
    if outcome.skipped:
        skip(outcome.skipped)
    told = "\n".join(f"{one.kind}: {one.what}" for one in outcome.broken[:10])
    assert not outcome.broken, f"seed {plan.seed}:\n{told}\n{outcome.measures}"
    assert outcome.events, "nobody wrote anything"
    return outcome


@pytest.mark.parametrize(
    ("run", "plan"),
    [
        pytest.param(embedded.full, Plan(1, kills=3, seconds=0, people=20), id="killed"),
        pytest.param(
            embedded.normal,
            Plan(2, kills=1, seconds=0, people=20),
            id="killed-normal",
            marks=LONGER,
        ),
        pytest.param(
            clocks.jumps, Plan(3, kills=4, seconds=1, people=10), id="clock", marks=LONGER
        ),
        pytest.param(disks.full, Plan(4, kills=1, seconds=2, people=10), id="disk-full"),
        pytest.param(
            disks.read_only, Plan(5, kills=1, seconds=2, people=10), id="read-only", marks=LONGER
        ),
        pytest.param(
            disks.slow, Plan(6, kills=0, seconds=3, people=10), id="slow-disk", marks=LONGER
        ),
        pytest.param(
            trouble.line_down,
            Plan(7, kills=0, seconds=4, people=10, only="down"),
            id="line-down",
            marks=LONGER,
        ),
        pytest.param(webhooks.nonsense, Plan(8, kills=2000, seconds=0), id="nonsense"),
        pytest.param(
            points.killed,
            Plan(10, kills=0, seconds=0, people=15, only="send.after_call"),
            id="crash-point",
        ),
        pytest.param(
            announcing.killed,
            Plan(12, kills=1, seconds=0, people=5, only="chunk.after_call"),
            id="announcing",
        ),
        pytest.param(
            soak.embedded, Plan(9, kills=0, seconds=5, people=100), id="steady", marks=LONGER
        ),
    ],
)
def test_one_process_holds(run: Run, plan: Plan) -> None:
    held(run, plan)


@pytest.mark.postgres
@pytest.mark.redis
@pytest.mark.parametrize(
    ("run", "plan"),
    [
        pytest.param(scaled.killed, Plan(1, kills=3, seconds=0, people=15), id="killed"),
        pytest.param(
            paused.worker, Plan(2, kills=1, seconds=6, people=15), id="paused", marks=LONGER
        ),
        pytest.param(
            outages.redis_gone, Plan(3, kills=3, seconds=2, people=15), id="redis", marks=LONGER
        ),
        pytest.param(
            outages.postgres_hard,
            Plan(4, kills=2, seconds=2, people=15),
            id="postgres",
            marks=LONGER,
        ),
        pytest.param(webhooks.disorder, Plan(5, kills=1, seconds=0, people=10), id="webhooks"),
        pytest.param(
            upgrade.rolling, Plan(6, kills=0, seconds=2, people=10), id="upgrade", marks=LONGER
        ),
    ],
)
def test_many_processes_hold(run: Run, plan: Plan) -> None:
    held(run, plan)


@LONGER
def test_a_safeguard_that_is_taken_out_is_missed() -> None:
    held(mutations.noticed, Plan(7, kills=0, seconds=0, only="unique event id"))


@pytest.mark.parametrize("name", mutations.MUTATIONS)
def test_every_mutation_still_fits_the_source(name: str, tmp_path: Path) -> None:
    mutations.copy_source(PROJECT, tmp_path / "tree")

    for patch in mutations.MUTATIONS[name].patches:
        patch.apply(tmp_path / "tree")


def test_crash_points_are_found_before_and_after_every_commit_and_call() -> None:
    named = set(points.places(PROJECT))

    for what in ("webhook", "turn", "claim", "record", "job", "content"):
        assert {f"{what}.before_commit", f"{what}.after_commit"} <= named
    assert {"send.before_call", "send.after_call"} <= named
