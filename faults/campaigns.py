"""The list of campaigns, with the shards that together meet the demands."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

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
from faults.record import Outcome
from faults.stage import Plan


@dataclass(frozen=True, slots=True)
class Campaign:
    """One kind of trouble, and how much of it `make faults` makes."""

    run: Callable[[Plan], Outcome]
    seeds: Sequence[int]
    kills: int = 0
    seconds: float = 0.0
    people: int = 80

    @property
    def about(self) -> str:
        """What it does, in its own words."""
        return (self.run.__doc__ or "").splitlines()[0]


CAMPAIGNS: Mapping[str, Campaign] = {
    "embedded-full": Campaign(embedded.full, range(1, 11), kills=50),
    "embedded-normal": Campaign(embedded.normal, range(101, 111), kills=50),
    "points": Campaign(points.killed, range(1, 21), people=30),
    "scaled": Campaign(scaled.killed, range(201, 211), kills=50, people=20),
    "recovery": Campaign(scaled.recovering, range(221, 223), kills=60, people=20),
    "mutations": Campaign(mutations.noticed, [7]),
    "webhooks": Campaign(webhooks.disorder, range(601, 606), kills=20, people=20),
    "nonsense": Campaign(webhooks.nonsense, range(701, 702), kills=100_000),
    "paused": Campaign(paused.worker, range(301, 304), kills=5, seconds=30, people=20),
    "redis": Campaign(outages.redis_gone, range(401, 403), kills=3, seconds=60, people=20),
    "postgres": Campaign(outages.postgres_hard, range(501, 503), kills=20, seconds=5, people=20),
    "line-down": Campaign(trouble.line_down, range(6), seconds=600, people=20),
    "disk-full": Campaign(disks.full, range(801, 803), kills=10, seconds=5),
    "disk-read-only": Campaign(disks.read_only, range(811, 812), kills=5, seconds=5),
    "disk-slow": Campaign(disks.slow, range(821, 822), seconds=60),
    "clock": Campaign(clocks.jumps, range(901, 903), kills=20, seconds=3, people=20),
    "jobs": Campaign(clocks.jobs, range(911, 913), kills=10),
    "announcing": Campaign(announcing.killed, range(941, 945), kills=20, people=100),
    "upgrade": Campaign(upgrade.rolling, range(921, 924), seconds=20, people=20),
    "soak-embedded": Campaign(soak.embedded, [931], seconds=3600, people=100),
    "soak-scaled": Campaign(soak.scaled, [932], seconds=3600, people=100),
}
