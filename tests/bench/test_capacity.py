"""The arithmetic of docs/capacity.md, against figures worked out by hand."""

from __future__ import annotations

from dataclasses import replace

from bench.capacity import Assumed, Measured, Plan, plan

COST = Measured(
    cpu_ms=4.0, database_ms=1.0, stored_bytes=1_000, webhook_bytes=500, reply_bytes=1_500
)
GIVEN = Assumed(
    people=60_000_000,
    peak_per_second=900,
    peak_to_busiest_hour=3,
    busiest_hour_share=0.1,
    busy=0.5,
    hot_days=100,
    shard_gb=500,
    app_cores=8,
    database_cores=16,
)


def _value(made: Plan, what: str) -> float:
    steps = [*made.load, *made.machines, *made.baht]
    return next(step.value for step in steps if step.what == what)


def test_a_day_follows_from_its_worst_second() -> None:
    made = plan(COST, GIVEN)

    assert _value(made, "messages a day") == 10.8  # 900 / 3 * 3,600 s / 0.1, in millions
    assert _value(made, "of one person") == 10.8e6 / 60e6 * 30


def test_cores_leave_room() -> None:
    made = plan(COST, GIVEN)

    assert _value(made, "CPU of ours") == 900 * 0.004 / 0.5
    assert _value(made, "CPU of PostgreSQL") == 900 * 0.001 / 0.5
    assert _value(made, "web and worker machines") == 2  # 7.2 of 8 cores, and one to spare


def test_what_is_kept_or_what_is_asked_decides_on_shards() -> None:
    by_size = plan(COST, GIVEN)  # 10.8 million * 1 kB * 100 days = 1,080 GB
    by_cpu = plan(replace(COST, database_ms=40.0), GIVEN)  # 900 * 0.04 / 0.5 = 72 cores

    assert _value(by_size, "shards of people") == 3
    assert _value(by_cpu, "shards of people") == 5


def test_the_month_is_the_sum_of_its_lines() -> None:
    made = plan(COST, GIVEN)
    lines = [step.value for step in made.baht]

    assert _value(made, "**a month**") == sum(lines[:-3])
