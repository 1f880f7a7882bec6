"""PostgreSQL, Redis and three processes: any of them killed at any time, wake-ups stolen."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import redis

from faults import files
from faults.judge import Broken
from faults.ledger import Ledger
from faults.line import Line
from faults.people import Crowd, Habits
from faults.programs import Program, Web, pause, running
from faults.record import Outcome
from faults.servers import Postgres, Redis, missing, postgres
from faults.stage import Plan, bot, recovery, stage, verdict

RECOVERY_SECONDS = 2.0
"""What is demanded of 99 in 100."""


@dataclass(frozen=True, slots=True)
class Fleet:
    """A scaled installation that runs."""

    postgres: Postgres
    redis: Redis
    webs: list[Web]
    workers: list[Program]

    @property
    def programs(self) -> list[Program]:
        """Every process of the service itself."""
        return [*self.webs, *self.workers]

    def urls(self) -> list[str]:
        """Return where webhooks may go: what stands behind the load balancer."""
        return [web.url for web in self.webs]


@contextmanager
def fleet(plan: Plan, folder: Path, line: Line, *, webs: int, workers: int) -> Iterator[Fleet]:
    """Have a fresh cluster, a Redis and so many processes, migrated and ready."""
    with ExitStack() as ending:
        cluster = ending.enter_context(postgres(folder / "postgres"))
        cache = Redis(folder)
        ending.enter_context(running(cache))
        service = bot(plan, folder, line, DATABASE_URL=cluster.url, REDIS_URL=cache.url)
        service.run("migrate")
        found = Fleet(
            cluster,
            cache,
            [service.serve(f"web-{n}") for n in range(webs)],
            [service.worker(f"worker-{n}") for n in range(workers)],
        )
        ending.enter_context(running(*found.programs))
        yield found


class Thief:
    """Takes every twentieth wake-up out of Redis before anybody hears of it.

    Each event that is acknowledged wakes once; so the thief waits for twenty events, lies in wait
    at the queues, and lets what comes next vanish.
    """

    def __init__(self, cache: Redis, ledger: Ledger) -> None:
        self._client = redis.Redis(port=cache.port, socket_timeout=5, socket_connect_timeout=1)
        self._ledger = ledger
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="thief", daemon=True)
        self.stolen = 0

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        self._thread.join(timeout=10)

    def _run(self) -> None:
        while not self._stopping.wait(0.02):
            if len(self._ledger.acked()) < 20 * (self.stolen + 1):
                continue
            try:
                queues = self._queues()
                if queues and self._client.blpop(queues, timeout=1) is not None:
                    self.stolen += 1
            except redis.RedisError:
                continue

    def _queues(self) -> list[str]:
        names = [key.decode() for key in self._client.scan_iter("dramatiq:*.msgs")]
        return [name.removesuffix(".msgs") for name in names]


def killed(plan: Plan) -> Outcome:
    """PostgreSQL, Redis, three processes; one after another killed -9; one wake-up in 20 stolen."""
    return _kill_one_after_another(plan, trouble=True)


def recovering(plan: Plan) -> Outcome:
    """Kill likewise while LINE is well: who is hit must have the answer within two seconds."""
    outcome = _kill_one_after_another(plan, trouble=False)
    slowest = outcome.measures.get("p99 across a blow (s)")
    if slowest is not None and slowest > RECOVERY_SECONDS:
        outcome.broken.append(Broken("slow", f"recovery took {slowest:.1f} s (99 in 100)"))
    return outcome


def _kill_one_after_another(plan: Plan, *, trouble: bool) -> Outcome:
    if why := missing():
        return Outcome(skipped=why)
    dice = random.Random(plan.seed)
    with stage() as (folder, line), fleet(plan, folder, line, webs=1, workers=2) as it:
        if trouble:
            line.make_trouble(plan.seed)
        crowd = Crowd(line, it.urls, plan.seed, plan.people, Habits(pictures=0.05))
        with Thief(it.redis, line.ledger) as thief, crowd:
            for _ in range(plan.kills):
                pause(dice.uniform(0.0, 2.0))
                victim = dice.choice(it.programs)
                line.ledger.note_kill()
                victim.kill()
                victim.start()
        measures = recovery(line.ledger) | {"wake-ups stolen": float(thief.stolen)}
        found = verdict(line, it.postgres.url, filed=crowd.filed, measures=measures)
        found.broken += files.broken(line.ledger, it.postgres.url, folder)
        return found
