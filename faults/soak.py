"""A long steady load: memory and hot tables may not grow with the hours."""

from __future__ import annotations

import time
from collections.abc import Sequence

from faults.judge import Broken
from faults.ledger import percentile
from faults.people import Crowd, Habits
from faults.programs import Program, pause, running
from faults.record import Outcome
from faults.scaled import fleet
from faults.servers import missing
from faults.stage import Plan, bot, sqlite_url, stage, verdict

RATE = 50
"""Events a second."""

_WARM = 1 / 6
"""The share of the time after which memory must stand still: ten minutes of an hour."""
_MOST_GROWTH = 0.05
_LOOKS = 120


def embedded(plan: Plan) -> Outcome:
    """Serve 50 events a second for an hour, one process with SQLite."""
    with stage() as (folder, line):
        serve = bot(plan, folder, line).serve()
        crowd = Crowd(line, lambda: [serve.url], plan.seed, plan.people, _habits(plan))
        with running(serve), crowd:
            memory = _watch([serve], plan.seconds)
            crowd.leave()
            return _with_memory(
                verdict(line, sqlite_url(folder), filed=crowd.filed), memory, crowd, plan.seconds
            )


def scaled(plan: Plan) -> Outcome:
    """Serve 50 events a second for an hour, PostgreSQL and Redis, one web and two workers."""
    if why := missing():
        return Outcome(skipped=why)
    with stage() as (folder, line), fleet(plan, folder, line, webs=1, workers=2) as it:
        crowd = Crowd(line, it.urls, plan.seed, plan.people, _habits(plan))
        with crowd:
            memory = _watch(it.programs, plan.seconds)
        return _with_memory(
            verdict(line, it.postgres.url, filed=crowd.filed), memory, crowd, plan.seconds
        )


def _habits(plan: Plan) -> Habits:
    """Return how long to pause so that all together write as often as they should."""
    each = plan.people / RATE
    return Habits(pause=(each * 0.5, each * 1.4), messages=(10, 40), again=0.01, twins=0.0)


def _watch(programs: Sequence[Program], seconds: float) -> list[int]:
    """Look at the memory of all processes together, again and again."""
    memory = []
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pause(seconds / _LOOKS)
        memory.append(sum(program.memory() for program in programs))
    return memory


def _with_memory(found: Outcome, memory: list[int], crowd: Crowd, lasted: float) -> Outcome:
    warm = memory[int(len(memory) * _WARM) :]
    window = max(1, len(warm) // 10)
    first, last = max(warm[:window]), max(warm[-window:])
    growth = last / first - 1
    if growth > _MOST_GROWTH:
        found.broken.append(Broken("unsound", f"memory grew by {growth:.1%}: {memory[::10]}"))
    waited = [seconds for _, seconds in crowd.line.ledger.answered_in()]
    found.measures |= {
        "memory at the end (MB)": last / 1e6,
        "growth (%)": growth * 100,
        "events a second": found.events / lasted,
        "answer p50 (s)": percentile(waited, 0.5),
        "answer p99 (s)": percentile(waited, 0.99),
    }
    return found
