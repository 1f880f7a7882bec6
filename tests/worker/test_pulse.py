"""Who lives and who is dead, told from counts alone."""

from __future__ import annotations

from bot.app import App
from bot.storage import outbox, processes
from bot.storage.db import reading, transaction
from bot.storage.outbox import NewLetter
from bot.worker.pulse import Pulse, Watch
from tests.world import HandClock


def test_a_count_that_stands_still_is_a_dead_process() -> None:
    watch = Watch()

    assert watch.look({"a": 1, "b": 1}, 0.0) == {}
    assert watch.look({"a": 2, "b": 1}, 0.6) == {}
    assert watch.look({"a": 3, "b": 1}, 1.2) == {"b": 1}


def test_while_the_database_was_away_nobody_could_beat() -> None:
    watch = Watch()
    watch.look({"a": 1}, 0.0)

    assert watch.look({"a": 1}, 30.0) == {}, "the first look after the outage proves nothing"
    assert watch.look({"a": 2}, 30.4) == {}


def test_a_process_taken_for_dead_by_mistake_is_back_with_its_next_beat(app: App) -> None:
    pulse = Pulse(app, on_death=lambda: None, at_work=lambda: 0.0)
    pulse.beat()
    with transaction(app.engine) as connection:
        processes.leave(connection, app.process)

    pulse.beat()

    with reading(app.engine) as connection:
        assert list(processes.beats(connection)) == [app.process]


def test_a_dead_process_is_taken_off_the_list_and_its_work_is_looked_for(
    app: App, clock: HandClock
) -> None:
    deaths: list[bool] = []
    pulse = Pulse(app, on_death=lambda: deaths.append(True), at_work=lambda: 0.0)
    with transaction(app.engine) as connection:
        processes.beat(connection, "other", now=clock.now())

    for _ in range(3):
        pulse.beat()
        clock.move(seconds=0.6)

    assert deaths == [True]
    with reading(app.engine) as connection:
        assert list(processes.beats(connection)) == [app.process]


def test_a_clock_that_is_set_back_makes_nobody_wait(app: App, clock: HandClock) -> None:
    ticks = clock.ticks()
    app.__dict__["ticks"] = lambda: ticks
    pulse = Pulse(app, on_death=lambda: None, at_work=lambda: 0.0)
    pulse.beat()
    with transaction(app.engine) as connection:
        outbox.add(connection, NewLetter("U1", "[]", "c", "k"), now=clock.now())

    clock.move(hours=-1)
    pulse.beat()

    with reading(app.engine) as connection:
        assert outbox.next_due(connection, "U1") == clock.now()
