"""Each process keeps to a core of its own while there is one, and to none otherwise."""

from __future__ import annotations

import os
import platform
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.app import App
from bot.config import read_settings
from bot.storage import processes
from bot.storage.db import transaction
from bot.worker.affinity import Affinity, Cores, cores_to_choose_from, keep_threads_to, machine
from tests.world import HandClock

TWO = Cores({4, 7})


class Process:
    """A process of this installation that lives; `kept_to` is what its threads were told."""

    def __init__(self, like: App) -> None:
        self.app = App(like.settings, now=like.now, ticks=like.ticks)
        self.kept_to: list[Cores] = []
        self.affinity = Affinity(self.app, TWO, self.kept_to.append)
        with transaction(self.app.engine) as connection:
            processes.beat(connection, self.app.process, now=self.app.now())

    def die(self) -> None:
        with transaction(self.app.engine) as connection:
            processes.leave(connection, self.app.process)


@pytest.fixture
def three(app: App) -> Iterator[list[Process]]:
    made = [Process(app) for _ in range(3)]
    yield made
    for one in made:
        one.app.writer.stop()
        one.app.engine.dispose()


def taken_over(three: list[Process], clock: HandClock) -> tuple[Process, Process]:
    """Return a process that had a core and was found dead, and the one that waited for a core."""
    for one in three:
        one.affinity.look_after()
    first, _, third = three
    first.die()
    clock.move(seconds=60)
    third.affinity.look_after()
    return first, third


def test_two_processes_never_share_a_core_and_a_third_keeps_to_none(three: list[Process]) -> None:
    for one in three:
        one.affinity.look_after()

    first, second, third = three
    assert {*first.kept_to, *second.kept_to} == {Cores({4}), Cores({7})}
    assert third.kept_to == []


def test_the_core_of_a_process_that_died_is_free(three: list[Process], clock: HandClock) -> None:
    first, third = taken_over(three, clock)

    assert third.kept_to == first.kept_to


def test_who_was_taken_for_dead_gives_up_a_core_that_another_has(
    three: list[Process], clock: HandClock
) -> None:
    first, _ = taken_over(three, clock)

    first.affinity.look_after()

    assert first.kept_to[-1] == TWO


def test_a_claim_is_looked_after_now_and_then_and_stays_where_it_is(
    three: list[Process], clock: HandClock
) -> None:
    one = three[0]
    for _ in range(30):
        one.affinity.look_after()
        clock.move(seconds=1)

    assert len(set(one.kept_to)) == 1
    assert 2 <= len(one.kept_to) <= 4, "a write every second would be too much"


def test_who_stops_lets_its_threads_go(three: list[Process]) -> None:
    one = three[0]
    one.affinity.look_after()

    one.affinity.let_go()

    assert one.kept_to[-1] == TWO


def test_a_machine_of_one_core_is_left_alone(app: App) -> None:
    kept_to: list[Cores] = []

    Affinity(app, Cores({0}), kept_to.append).look_after()

    assert kept_to == []


def test_a_machine_is_told_by_its_name_where_a_sandbox_hides_its_boot(tmp_path: Path) -> None:
    assert machine(tmp_path / "boot_id") == platform.node()[:18]


def test_where_it_is_forbidden_it_is_tried_once(app: App, clock: HandClock) -> None:
    tried: list[Cores] = []

    def forbidden(cores: Cores) -> None:
        tried.append(cores)
        raise PermissionError

    affinity = Affinity(app, TWO, forbidden)
    for _ in range(3):
        affinity.look_after()
        clock.move(seconds=60)

    assert len(tried) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps threads to cores")
def test_a_core_that_is_not_there_changes_nothing() -> None:
    before = os.sched_getaffinity(0)

    with pytest.raises(OSError, match="Invalid argument"):
        keep_threads_to(Cores({max(before) + 4_000}))

    assert os.sched_getaffinity(0) == before


def test_the_setting_turns_it_off() -> None:
    assert cores_to_choose_from(read_settings(keep_to_one_core=False)) == Cores()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps threads to cores")
def test_threads_that_run_already_are_kept_too() -> None:
    before, ends = os.sched_getaffinity(0), threading.Event()
    thread = threading.Thread(target=ends.wait)
    thread.start()
    try:
        keep_threads_to(Cores({min(before)}))

        assert os.sched_getaffinity(thread.native_id or 0) == {min(before)}
        assert os.sched_getaffinity(0) == {min(before)}
    finally:
        keep_threads_to(Cores(before))
        ends.set()
        thread.join()
