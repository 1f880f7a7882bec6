"""A worker stopped in its tracks while it holds people, and let go again much later."""

from __future__ import annotations

import random
import signal
import time

from faults.ledger import percentile
from faults.line import Line
from faults.people import Crowd, Habits
from faults.programs import pause
from faults.record import Outcome
from faults.scaled import fleet
from faults.servers import missing
from faults.stage import Plan, stage, verdict

_TAKEN_OVER = 10.0
"""Seconds after the stop in which what it held is looked for in others' hands."""


def worker(plan: Plan, habits: Habits = Habits()) -> Outcome:  # noqa: B008 -- frozen
    """SIGSTOP of a worker that holds people, SIGCONT later: no doubles, and another takes over."""
    if why := missing():
        return Outcome(skipped=why)
    dice = random.Random(plan.seed)
    with stage() as (folder, line), fleet(plan, folder, line, webs=1, workers=2) as it:
        stops: list[float] = []
        with Crowd(line, it.urls, plan.seed, plan.people, habits) as crowd:
            pause(3.0)
            for _ in range(plan.kills):
                victim = dice.choice(it.workers)
                line.ledger.note_kill()
                stops.append(time.monotonic())
                victim.signal(signal.SIGSTOP)
                pause(plan.seconds)
                victim.signal(signal.SIGCONT)
                pause(dice.uniform(1.0, 2.0))
        measures = _takeover(line, stops)
        return verdict(line, it.postgres.url, filed=crowd.filed, measures=measures)


def _takeover(line: Line, stops: list[float]) -> dict[str, float | None]:
    """Measure how long those waited who were acknowledged but unanswered when a worker stopped."""
    caught = []
    for said, seconds in line.ledger.answered_in():
        begun = said.acked_at or said.said_at
        until = begun + seconds
        caught += [until - stop for stop in stops if begun <= stop < until]
    after = [
        seconds
        for said, seconds in line.ledger.answered_in()
        if any(stop < (said.acked_at or 0.0) <= stop + _TAKEN_OVER for stop in stops)
    ]
    return {
        "caught in it": float(len(caught)),
        "longest take-over (s)": max(caught, default=None),
        "p99 of those who came after (s)": percentile(after, 0.99),
    }
