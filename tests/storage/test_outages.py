"""An outage is noticed once, from signs of life; restarts and clocks are no outage."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Engine, text

from bot.app import App
from bot.storage import outages, processes
from bot.storage.db import reading, transaction
from bot.storage.outages import Outage
from tests.world import WEDNESDAY_MORNING as NOW

LATER = NOW + timedelta(minutes=35)


def start(engine: Engine, holder: str, minutes: float) -> Outage | None:
    with transaction(engine) as connection:
        now = NOW + timedelta(minutes=minutes)
        return outages.notice_at_start(connection, holder=holder, now=now)


def sign(engine: Engine, minutes: float, *, silent: float) -> Outage | None:
    with transaction(engine) as connection:
        now, silent_for = NOW + timedelta(minutes=minutes), timedelta(minutes=silent)
        return outages.notice(connection, holder="me", now=now, silent_for=silent_for)


def test_the_first_start_of_all_ends_no_outage(engine: Engine) -> None:
    assert start(engine, "one", 0) is None


@pytest.mark.parametrize(("minutes", "noticed"), [(1.9, False), (2.1, True)])
def test_a_gap_of_two_minutes_is_an_outage(
    engine: Engine, minutes: float, *, noticed: bool
) -> None:
    start(engine, "one", 0)

    found = start(engine, "two", minutes)

    assert (found is not None) is noticed
    with reading(engine) as connection:
        assert len(outages.recent(connection, now=LATER)) == int(noticed)


def test_after_an_orderly_stop_it_is_noticed_too(engine: Engine) -> None:
    start(engine, "one", 0)
    with transaction(engine) as connection:
        processes.beat(connection, "one", now=NOW)
        processes.leave(connection, "one")

    assert start(engine, "two", 35) == Outage(NOW, LATER)


def test_while_some_process_beats_there_is_no_outage(engine: Engine) -> None:
    start(engine, "one", 0)
    with transaction(engine) as connection:
        processes.beat(connection, "web", now=LATER - timedelta(seconds=1))

    assert start(engine, "two", 35) is None


def test_two_that_start_together_notice_it_once(engine: Engine) -> None:
    start(engine, "one", 0)
    found: list[Outage | None] = []
    second = threading.Thread(target=lambda: found.append(start(engine, "three", 35)))

    with transaction(engine) as connection:
        first = outages.notice_at_start(connection, holder="two", now=LATER)
        second.start()
        assert eventually(lambda: waits_for_the_first(engine))
    second.join(20)

    assert (first, found) == (Outage(NOW, LATER), [None])


def waits_for_the_first(engine: Engine) -> bool:
    """Tell whether the second has read, and waits to write; on SQLite it waits before it reads."""
    if engine.dialect.name == "sqlite":
        return True
    with reading(engine) as connection:
        waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
        found: int = connection.scalar(text(f"{waiting} AND datname = current_database()")) or 0
        return found == 1


def eventually(holds: Callable[[], bool]) -> bool:
    never = threading.Event()
    return any(holds() or never.wait(0.02) for _ in range(250))


def test_a_time_without_the_database_is_noticed_by_who_lived_through_it(engine: Engine) -> None:
    sign(engine, 0, silent=0)

    assert sign(engine, 40, silent=40) == Outage(NOW, NOW + timedelta(minutes=40))
    assert sign(engine, 40.1, silent=0.1) is None


def test_a_clock_that_is_put_forward_is_no_outage(engine: Engine) -> None:
    sign(engine, 0, silent=0)

    assert sign(engine, 60, silent=0.1) is None
    assert sign(engine, 60.1, silent=0.1) is None


def test_a_clock_that_is_put_back_is_no_outage_and_hides_none_later(engine: Engine) -> None:
    start(engine, "one", 60)

    assert start(engine, "two", 0) is None
    assert start(engine, "three", 35) == Outage(NOW, LATER)


def test_after_a_day_it_is_told_no_more(app: App, engine: Engine) -> None:
    start(engine, "one", 0)
    start(engine, "two", 35)

    with reading(app.engine) as connection:
        assert outages.recent(connection, now=LATER + timedelta(hours=23)) != ()
        assert outages.recent(connection, now=LATER + timedelta(hours=25)) == ()
        assert outages.latest(connection) == (1, LATER)
