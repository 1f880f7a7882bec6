"""The plan on paper, with its arithmetic: 54 million LINE users, 1,000 messages a second at peak.

What was measured comes from `bench/results/`; everything else is an assumption that stands here by
its name, to be replaced by what the operator knows. `python -m bench capacity` prints the tables.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from bench import results

GB = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Measured:
    """What one message costs, as measured."""

    cpu_ms: float
    """Of all our processes (PostgreSQL + Redis form, many people at once)."""
    database_ms: float
    """Of PostgreSQL."""
    stored_bytes: float
    """In PostgreSQL, indexes and case included, once archived."""
    webhook_bytes: float
    reply_bytes: float


@dataclass(frozen=True, slots=True)
class Assumed:
    """What nobody has measured. Prices are round figures, not quotes; VAT is left out."""

    people: int = 54_000_000
    peak_per_second: int = 1_000
    peak_to_busiest_hour: float = 3.0
    """How much higher the worst second is than the mean of the busiest hour."""
    busiest_hour_share: float = 0.10
    """Share of the day's messages that come in its busiest hour."""
    busy: float = 0.5
    """Share of a core that may be used at the peak."""
    hot_days: int = 90
    """How long messages stay in the database; older partitions go to object storage."""
    kept_days: int = 3_650
    """How long they are kept at all (records of the state: ten years)."""
    archive_shrinks: float = 5.0
    """How many times smaller a compressed partition is."""
    shard_gb: int = 500
    """Most that one database should hold, so that a restore takes an hour and not a day."""
    commits_per_message: int = 3
    """The event; the turn with its answer; that the answer arrived."""
    redis_commands_per_message: int = 10
    """Queue in, queue out, acknowledgement, rate bucket."""
    overhead_bytes: int = 3_000
    """Headers, TLS and answers of the two calls of one message."""
    app_cores: int = 8
    database_cores: int = 16
    baht_app_machine: int = 9_000
    baht_database_machine: int = 32_000
    baht_small_machine: int = 3_500
    baht_disk_gb: float = 4.0
    baht_object_gb: float = 0.8
    baht_egress_gb: float = 3.0
    baht_balancer: int = 1_500
    baht_line_plan: int = 1_780
    """LINE's largest public plan in Thailand, from a secondary source of September 2569."""
    baht_broadcast_message: float = 0.06
    """A message beyond that plan's 35,000, from the same source."""


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the arithmetic."""

    what: str
    how: str
    value: float
    unit: str
    digits: int = 0

    @property
    def shown(self) -> str:
        """The value as it is printed."""
        return f"{self.value:,.{self.digits}f} {self.unit}"


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole arithmetic."""

    load: Sequence[Step]
    machines: Sequence[Step]
    baht: Sequence[Step]


def measured() -> Measured | None:
    """Return the costs of a message from the results; None when they are missing."""
    whole, scale = results.read("whole_path"), results.read("scale")
    if whole is None or scale is None:
        return None
    scaled = next(one for name, one in whole["forms"].items() if name.startswith("PostgreSQL"))
    crowd: dict[str, float] = scaled["crowd"]
    filled: dict[str, Any] = scale["databases"]["PostgreSQL"]
    return Measured(
        cpu_ms=crowd["cpu_us"] / 1000,
        database_ms=crowd["database_cpu_us"] / 1000,
        stored_bytes=filled["size_mb"] * 1_000_000 / filled["rows"]["inbox_done"],
        webhook_bytes=crowd["webhook_bytes"],
        reply_bytes=crowd["reply_bytes"],
    )


def plan(cost: Measured, given: Assumed) -> Plan:
    """Work out what is needed."""
    day = _a_day(given)
    load = _load(cost, given, day)
    shards = _shards(cost, given, day)
    machines = _machines(cost, given, shards)
    return Plan(load, machines, _baht(cost, given, day, shards))


def _a_day(given: Assumed) -> float:
    hour = given.peak_per_second / given.peak_to_busiest_hour * 3_600
    return hour / given.busiest_hour_share


def _shards(cost: Measured, given: Assumed, day: float) -> int:
    by_size = day * given.hot_days * cost.stored_bytes / GB / given.shard_gb
    by_cpu = _database_cores(cost, given) / given.database_cores
    return max(1, ceil(by_size), ceil(by_cpu))


def _app_cores(cost: Measured, given: Assumed) -> float:
    return given.peak_per_second * cost.cpu_ms / 1000 / given.busy


def _database_cores(cost: Measured, given: Assumed) -> float:
    return given.peak_per_second * cost.database_ms / 1000 / given.busy


def _load(cost: Measured, given: Assumed, day: float) -> list[Step]:
    peak = given.peak_per_second
    wire = cost.webhook_bytes + cost.reply_bytes + given.overhead_bytes
    hour, share = given.peak_to_busiest_hour, given.busiest_hour_share
    return [
        Step("messages a day", f"{peak:,} ÷ {hour:g} × 3,600 s ÷ {share:g}", day / 1e6, "million"),
        Step(
            "of one person",
            f"÷ {given.people / 1e6:g} million × 30",
            day / given.people * 30,
            "a month",
            1,
        ),
        Step("messages a year", "× 365", day * 365 / 1e9, "billion", 1),
        Step(
            "CPU of ours",
            f"{cost.cpu_ms:.1f} ms (measured) × {peak:,} ÷ {given.busy:g}",
            _app_cores(cost, given),
            "cores",
        ),
        Step(
            "CPU of PostgreSQL",
            f"{cost.database_ms:.1f} ms (measured) × {peak:,} ÷ {given.busy:g}",
            _database_cores(cost, given),
            "cores",
        ),
        Step(
            "commits",
            f"{given.commits_per_message} × {peak:,}",
            given.commits_per_message * peak,
            "a second",
        ),
        Step(
            "Redis commands",
            f"{given.redis_commands_per_message} × {peak:,}",
            given.redis_commands_per_message * peak,
            "a second",
        ),
        Step(
            "stored a day",
            f"{cost.stored_bytes:,.0f} B (measured) × messages a day",
            day * cost.stored_bytes / GB,
            "GB",
        ),
        Step(
            f"in the databases ({given.hot_days} days)",
            f"× {given.hot_days}",
            day * cost.stored_bytes * given.hot_days / GB,
            "GB",
        ),
        Step(
            f"in object storage ({given.kept_days // 365} years)",
            f"a day × {given.kept_days:,} ÷ {given.archive_shrinks:g}",
            day * cost.stored_bytes * given.kept_days / given.archive_shrinks / GB,
            "GB",
        ),
        Step(
            "on the wire at the peak",
            f"({cost.webhook_bytes:,.0f} + {cost.reply_bytes:,.0f} (measured)"
            f" + {given.overhead_bytes:,}) B × 8 × {peak:,}",
            wire * 8 * peak / 1e6,
            "Mbit/s",
        ),
    ]


def _machines(cost: Measured, given: Assumed, shards: int) -> list[Step]:
    size = given.hot_days * _a_day(given) * cost.stored_bytes / GB
    cores, database_cores = _app_cores(cost, given), _database_cores(cost, given)
    return [
        Step(
            "shards of people",
            f"the larger of {size:,.0f} GB ÷ {given.shard_gb:,}"
            f" and {database_cores:.0f} cores ÷ {given.database_cores}",
            shards,
            "databases",
        ),
        Step(
            "database machines",
            f"× 2: a primary and its standby, {given.database_cores} cores each",
            shards * 2,
            "",
        ),
        Step(
            "web and worker machines",
            f"{cores:.0f} cores ÷ {given.app_cores}, and one to spare",
            ceil(cores / given.app_cores) + 1,
            "",
        ),
        Step("Redis, metrics, jump host", "two for Redis, two for the rest", 4, "small machines"),
    ]


def _baht(cost: Measured, given: Assumed, day: float, shards: int) -> list[Step]:
    machines = ceil(_app_cores(cost, given) / given.app_cores) + 1
    disk = day * cost.stored_bytes * given.hot_days / GB * 2 * 1.5
    archive = day * cost.stored_bytes * 365 / given.archive_shrinks / GB
    egress = day * 30 * (cost.reply_bytes + given.overhead_bytes / 2) / GB
    steps = [
        Step(
            "web and worker machines",
            f"{machines} × {given.baht_app_machine:,}",
            machines * given.baht_app_machine,
            "THB",
        ),
        Step(
            "database machines",
            f"{shards * 2} × {given.baht_database_machine:,}",
            shards * 2 * given.baht_database_machine,
            "THB",
        ),
        Step(
            "small machines",
            f"4 × {given.baht_small_machine:,}",
            4 * given.baht_small_machine,
            "THB",
        ),
        Step(
            "disk",
            f"{disk:,.0f} GB (twice, a third free) × {given.baht_disk_gb:g}",
            disk * given.baht_disk_gb,
            "THB",
        ),
        Step(
            "object storage after one year",
            f"{archive:,.0f} GB × {given.baht_object_gb:g}",
            archive * given.baht_object_gb,
            "THB",
        ),
        Step(
            "bandwidth out",
            f"{egress:,.0f} GB × {given.baht_egress_gb:g}",
            egress * given.baht_egress_gb,
            "THB",
        ),
        Step("load balancers", f"2 × {given.baht_balancer:,}", 2 * given.baht_balancer, "THB"),
        Step(
            "LINE's plan",
            "replies are free; pushes and announcements are not in it",
            given.baht_line_plan,
            "THB",
        ),
    ]
    total = sum(step.value for step in steps)
    everybody = given.people * given.baht_broadcast_message
    return [
        *steps,
        Step("**a month**", "sum", total, "THB"),
        Step("a message", "÷ messages a month", total / (day * 30) * 100, "satang", 2),
        Step(
            "one announcement to everybody",
            f"{given.people / 1e6:g} million × {given.baht_broadcast_message:g}",
            everybody,
            "THB",
        ),
    ]


def tables() -> dict[str, str]:
    """Return the three tables as Markdown, by name; none before anything was measured."""
    cost = measured()
    if cost is None:
        return {}
    made = plan(cost, Assumed())
    return {
        "load": _table(made.load),
        "machines": _table(made.machines),
        "baht": _table(made.baht),
    }


def _table(steps: Sequence[Step]) -> str:
    rows = [f"| {step.what} | {step.how} | {step.shown.strip()} |" for step in steps]
    return "\n".join(["| what | how | result |", "|---|---|--:|", *rows])


def report() -> None:
    """Print the tables; raises SystemExit when the measurements are missing."""
    made = tables()
    if not made:
        raise SystemExit("run `python -m bench --only whole,scale` first")
    for name, table in made.items():
        print(f"## {name}\n\n{table}\n")
