"""The machine's clock jumps: an hour forward and back, and a day forward so that jobs come due."""

from __future__ import annotations

import random
from pathlib import Path

from faults.embedded import kill
from faults.judge import Broken, Demands
from faults.line import Line
from faults.people import LOAN, Crowd
from faults.programs import PROJECT, Web, pause, running, until
from faults.record import Outcome
from faults.stage import Plan, bot, recovery, sqlite_url, stage, verdict

_HOUR = 3600
_PAST_CONSENT = 25 * _HOUR
"""Seconds after which an unanswered privacy notice has run out."""
_GRANIAN = (
    *("-m", "granian", "--interface", "wsgi", "--factory", "--workers", "1", "--port", "{port}"),
    *("--blocking-threads", "4", "--respawn-failed-workers", "--log-level", "error"),
    "faults.shifted:application",
)


def jumps(plan: Plan) -> Outcome:
    """Put the clock an hour forward and back, again and again: nothing waits an hour for it."""
    dice = random.Random(plan.seed)
    with stage() as (folder, line):
        clock, serve = _with_clock(plan, folder, line)
        with running(serve):
            with Crowd(line, lambda: [serve.url], plan.seed, plan.people) as crowd:
                for jump in (_HOUR, 0, -_HOUR, 0) * max(1, plan.kills // 4):
                    pause(dice.uniform(0.5, 1.0) * plan.seconds)
                    line.ledger.note_kill()
                    clock.write_text(str(jump))
                pause(plan.seconds)
            measures = recovery(line.ledger)
            return verdict(line, sqlite_url(folder), filed=crowd.filed, measures=measures)


def jobs(plan: Plan) -> Outcome:
    """Let a day pass at once, so that jobs come due, and kill: each is done once."""
    dice = random.Random(plan.seed)
    with stage() as (folder, line):
        clock, serve = _with_clock(plan, folder, line)
        with running(serve):
            said = [line.text(line.person(f"silent{n}"), LOAN) for n in range(plan.people)]
            for one in said:
                until(lambda one=one: line.deliver(serve.url, one), 60)  # type: ignore[misc]
            until(lambda: all(line.ledger.heard.get(one.person) for one in said), 60)
            clock.write_text(str(_PAST_CONSENT))
            for _ in range(plan.kills):
                pause(dice.uniform(0.3, 2.5))
                line.ledger.note_kill()
                kill(serve, dice)
            until(lambda: all(len(line.ledger.heard[one.person]) > 1 for one in said), 60)
            pause(2.0)
            # The draft that is wiped moves the conversation on without a word.
            demands = Demands(one_turn_one_answer=False)
            found = verdict(line, sqlite_url(folder), demands=demands)
        for one in said:
            told = len(line.ledger.heard[one.person]) - 1
            if told != 1:
                what = f"the job of {one.person} spoke {told} times"
                found.broken.append(Broken("doubled" if told else "lost", what))
        return found


def _with_clock(plan: Plan, folder: Path, line: Line) -> tuple[Path, Web]:
    clock = folder / "clock"
    clock.write_text("0")
    service = bot(plan, folder, line, CLOCK_FILE=str(clock))
    service.settings["PYTHONPATH"] = f"{plan.tree}:{PROJECT}"
    return clock, Web(service, "serve", {}, _GRANIAN)
