"""The list of campaigns, with the shards that together meet the demands."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from faults import embedded, outages, paused, points, scaled, webhooks
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
    "webhooks": Campaign(webhooks.disorder, range(601, 606), kills=20, people=20),
    "nonsense": Campaign(webhooks.nonsense, range(701, 702), kills=100_000),
    "paused": Campaign(paused.worker, range(301, 304), kills=5, seconds=30, people=20),
    "redis": Campaign(outages.redis_gone, range(401, 403), kills=3, seconds=60, people=20),
    "postgres": Campaign(outages.postgres_hard, range(501, 503), kills=20, seconds=5, people=20),
}
