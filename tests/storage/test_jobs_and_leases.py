from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Engine

from bot.storage import jobs, leases, processes
from bot.storage.db import transaction
from tests.world import WEDNESDAY_MORNING as NOW

LATER = NOW + timedelta(hours=24)


def test_a_job_is_taken_once_when_its_time_has_come(engine: Engine) -> None:
    with transaction(engine) as connection:
        jobs.schedule(connection, "U1", "consent_timeout", due_at=LATER)
        assert jobs.due(connection, now=NOW) == []
        (job,) = jobs.due(connection, now=LATER)

        assert jobs.take(connection, job)
        assert not jobs.take(connection, job)


def test_a_later_wish_replaces_an_earlier_one(engine: Engine) -> None:
    with transaction(engine) as connection:
        jobs.schedule(connection, "U1", "consent_timeout", due_at=NOW)
        (early,) = jobs.due(connection, now=NOW)
        jobs.schedule(connection, "U1", "consent_timeout", due_at=LATER)

        assert not jobs.take(connection, early)
        assert len(jobs.due(connection, now=LATER)) == 1


def test_a_cancelled_job_never_comes_due(engine: Engine) -> None:
    with transaction(engine) as connection:
        jobs.schedule(connection, "U1", "consent_timeout", due_at=NOW)
        jobs.cancel(connection, "U1", "consent_timeout")

        assert jobs.due(connection, now=LATER) == []


def test_a_lease_has_one_holder_for_as_long_as_that_lives(engine: Engine) -> None:
    def hold(holder: str) -> bool:
        with transaction(engine) as connection:
            return leases.hold(connection, "sweeper", holder=holder, now=NOW)

    def beat(name: str) -> None:
        with transaction(engine) as connection:
            processes.beat(connection, name, now=NOW)

    beat("one")
    beat("two")
    assert hold("one")
    assert not hold("two")
    assert hold("one")
    with transaction(engine) as connection:
        processes.leave(connection, "one")
    assert hold("two")
    assert not hold("one")
