"""Redis gone, emptied, hung; PostgreSQL restarted hard; connections cut in mid-commit."""

from __future__ import annotations

import random
import signal
import time
from collections.abc import Callable
from contextlib import suppress

import redis

from faults.ledger import percentile
from faults.line import Line
from faults.people import Crowd
from faults.programs import pause
from faults.record import Outcome
from faults.scaled import Fleet, fleet
from faults.servers import missing
from faults.stage import Plan, recovery, stage, verdict

Blow = Callable[[Fleet, Plan, random.Random], None]


def redis_gone(plan: Plan) -> Outcome:
    """Redis flushed, hung, killed and empty again: answers go on, webhooks do not notice."""
    return _campaign(plan, [_flushed, _hung, _stopped])


def postgres_hard(plan: Plan) -> Outcome:
    """PostgreSQL restarted as after a power cut, and connections cut in the middle of a commit."""
    return _campaign(plan, [_restarted, _cut])


def _campaign(plan: Plan, blows: list[Blow]) -> Outcome:
    if why := missing():
        return Outcome(skipped=why)
    dice = random.Random(plan.seed)
    with stage() as (folder, line), fleet(plan, folder, line, webs=1, workers=2) as it:
        spells: list[tuple[float, float]] = []
        with Crowd(line, it.urls, plan.seed, plan.people) as crowd:
            pause(min(plan.seconds, 10.0))
            for turn in range(max(plan.kills, len(blows))):
                line.ledger.note_kill()
                began = time.monotonic()
                blows[turn % len(blows)](it, plan, dice)
                spells.append((began, time.monotonic()))
                pause(min(plan.seconds, 5.0))
        measures = recovery(line.ledger) | _webhooks(line, spells)
        return verdict(line, it.postgres.url, filed=crowd.filed, measures=measures)


def _flushed(it: Fleet, plan: Plan, dice: random.Random) -> None:
    end = time.monotonic() + plan.seconds
    while time.monotonic() < end:
        with suppress(redis.RedisError):
            it.redis.client.flushall()
        pause(dice.uniform(0.1, 1.0))


def _hung(it: Fleet, plan: Plan, _dice: random.Random) -> None:
    it.redis.signal(signal.SIGSTOP)
    pause(plan.seconds)
    it.redis.signal(signal.SIGCONT)


def _stopped(it: Fleet, plan: Plan, _dice: random.Random) -> None:
    it.redis.kill()
    pause(plan.seconds)
    it.redis.start()


def _restarted(it: Fleet, plan: Plan, dice: random.Random) -> None:
    it.postgres.stop_hard()
    pause(dice.uniform(0.0, min(plan.seconds, 5.0)))
    it.postgres.start()


def _cut(it: Fleet, plan: Plan, dice: random.Random) -> None:
    end = time.monotonic() + plan.seconds
    while time.monotonic() < end:
        it.postgres.cut_connections()
        pause(dice.uniform(0.0, 0.3))


def _webhooks(line: Line, spells: list[tuple[float, float]]) -> dict[str, float | None]:
    """Compare how long webhooks took within and without the trouble, in milliseconds."""
    within: list[float] = []
    without: list[float] = []
    for said in line.ledger.acked():
        first = said.tries[0] if said.tries else None
        if first is None:
            continue
        began, seconds = first
        inside = any(start <= began <= end for start, end in spells)
        (within if inside else without).append(seconds * 1000)
    return {
        "webhook p99 in calm (ms)": percentile(without, 0.99),
        "webhook p99 in trouble (ms)": percentile(within, 0.99),
    }
