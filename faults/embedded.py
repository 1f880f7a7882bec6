"""Kill -9 of the only process, at random times, while LINE misbehaves."""

from __future__ import annotations

import random
from contextlib import suppress

from faults import files
from faults.people import Crowd, Habits
from faults.programs import DidNotStart, Web, pause, running
from faults.record import Outcome
from faults.stage import Plan, bot, recovery, sqlite_url, stage, verdict

_LONGEST_LIFE = 5.0
"""Seconds from ready to the next kill at most; the first answer takes two of them."""


def full(plan: Plan) -> Outcome:
    """SQLite with synchronous=FULL, the default."""
    return _campaign(plan, synchronous="FULL")


def normal(plan: Plan) -> Outcome:
    """SQLite with synchronous=NORMAL."""
    return _campaign(plan, synchronous="NORMAL")


def _campaign(plan: Plan, *, synchronous: str) -> Outcome:
    with stage() as (folder, line):
        serve = bot(plan, folder, line, SQLITE_SYNCHRONOUS=synchronous).serve()
        line.make_trouble(plan.seed)
        dice = random.Random(plan.seed)
        with running(serve):
            habits = Habits(pictures=0.05)
            with Crowd(line, lambda: [serve.url], plan.seed, plan.people, habits) as crowd:
                for _ in range(plan.kills):
                    pause(dice.uniform(0.0, _LONGEST_LIFE))
                    line.ledger.note_kill()
                    kill(serve, dice)
            measures = recovery(line.ledger)
            url = sqlite_url(folder)
            found = verdict(line, url, filed=crowd.filed, measures=measures)
            found.broken += files.broken(line.ledger, url, folder)
            return found


def kill(serve: Web, dice: random.Random) -> None:
    """Kill the server's whole group, or only the child that serves, and see it back again."""
    if dice.random() < 0.25 and serve.kill_child():
        pause(0.2)  # its parent starts another, or ends if one died just before
        with suppress(DidNotStart):
            serve.await_ready()
            return
    serve.kill()
    serve.start()
