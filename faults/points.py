"""Kill -9 at every named place in the service (`bot/crashpoint.py`), one place after the other."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from faults.judge import Broken
from faults.people import Crowd, Habits
from faults.programs import Program, until
from faults.record import Outcome
from faults.scaled import fleet
from faults.servers import missing
from faults.stage import Plan, bot, recovery, sqlite_url, stage, verdict

_CALL = re.compile(r"""crashpoint\(\s*"([a-z_.]+)"\s*\)""")
_PATIENCE = 30.0
_LATEST_PASSING = 8


def places(tree: Path) -> list[str]:
    """Return every place that the source names."""
    found: set[str] = set()
    for path in (tree / "bot").rglob("*.py"):
        found.update(_CALL.findall(path.read_text(encoding="utf-8")))
    return sorted(found)


def killed(plan: Plan) -> Outcome:
    """Kill -9 at every named crash point; even seeds embedded, odd ones PostgreSQL and Redis."""
    named = [plan.only] if plan.only else places(plan.tree)
    if not named:
        return Outcome(skipped="this tree names no crash points")
    if plan.seed % 2 and (why := missing()):
        return Outcome(skipped=why)
    dice = random.Random(plan.seed)
    dice.shuffle(named)
    with stage() as (folder, line), ExitStack() as ending:
        if plan.seed % 2:
            it = ending.enter_context(fleet(plan, folder, line, webs=1, workers=2))
            programs, urls, database = it.programs, it.urls(), it.postgres.url
        else:
            serve = bot(plan, folder, line).serve()
            ending.callback(serve.kill)
            serve.start()
            programs, urls, database = [serve], [serve.url], sqlite_url(folder)
        line.make_trouble(plan.seed)
        habits = Habits(messages=(3, 8))
        unreached = []
        with Crowd(line, lambda: urls, plan.seed, plan.people, habits) as crowd:
            for place in named:
                passing = dice.randint(1, _LATEST_PASSING)
                if not _dies_at(f"{place}:{passing}", programs):
                    unreached.append(place)
                line.ledger.note_kill()
        for program in _without_orders(programs):
            program.kill()
            program.start()
        found = verdict(line, database, filed=crowd.filed, measures=recovery(line.ledger))
        found.broken += [Broken("unsound", f"{place} was never passed") for place in unreached]
        found.measures["crash points"] = float(len(named))
        return found


def _dies_at(order: str, programs: list[Program]) -> bool:
    """Start all processes with this order; False when none of them dies of it in time."""
    for program in programs:
        program.kill()
        program.environment["CRASH_AT"] = order
        program.begin()
    seen: set[int] = set()

    def one_died() -> bool:
        living = {pid for program in programs for pid in program.at_work()}
        died = not seen <= living
        seen.update(living)
        return died

    return until(one_died, _PATIENCE, every=0.02)


def _without_orders(programs: list[Program]) -> Iterator[Program]:
    for program in programs:
        program.environment.pop("CRASH_AT", None)
        yield program
