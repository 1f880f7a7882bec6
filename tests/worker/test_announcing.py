"""What the service does for an announcement by itself, and what it waits for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest

from bot.app import App
from bot.broadcasts.states import State
from bot.emulator import Emulator
from bot.handlers import broadcasts
from bot.model.thai import BANGKOK
from bot.storage import processes
from bot.storage.db import reading, transaction
from bot.worker import announcing
from bot.worker.gates import make_gate
from tests.announcing import (
    ANN,
    BOB,
    CAT,
    FAIR,
    add_friends,
    agree,
    started,
    state_of,
    write,
)
from tests.world import HandClock


def agreed(app: App) -> int:
    """Have an announcement approved, its recipients not written down yet."""
    now = app.now()
    with transaction(app.engine) as connection:
        add_friends(connection, range(3), now=now)
        number = broadcasts.create(connection, app.staff_deps, ANN, write(app), now=now)
        for officer in (BOB, CAT):
            agree(connection, app, officer, number)
    return number


def work(app: App, number: int) -> None:
    """Work on it as the engine does: again, as long as it says so."""
    announcer = announcing.make_announcer(app, make_gate(app))
    while announcing.work_on(app, announcer, number, seconds=0):
        if state_of(app, number) is State.SENDING:
            return


def test_once_approved_it_is_frozen_and_waits_until_somebody_wants_it_sent(app: App) -> None:
    number = agreed(app)
    work(app, number)
    with reading(app.engine) as connection:
        assert broadcasts.find(connection, number).bound == 3
    assert state_of(app, number) is State.APPROVED
    with transaction(app.engine) as connection:
        broadcasts.schedule(connection, app.staff_deps, BOB, number, None, now=app.now())
    work(app, number)
    assert state_of(app, number) is State.SENDING


def test_ordered_in_the_evening_it_waits_for_the_morning(app: App, clock: HandClock) -> None:
    number = agreed(app)
    clock.moment = datetime(2026, 11, 25, 20, 0, tzinfo=BANGKOK)
    with transaction(app.engine) as connection:
        broadcasts.schedule(connection, app.staff_deps, BOB, number, None, now=app.now())
    work(app, number)
    assert state_of(app, number) is State.APPROVED
    clock.moment = datetime(2026, 11, 26, 8, 30, tzinfo=BANGKOK)
    work(app, number)
    assert state_of(app, number) is State.SENDING


@pytest.fixture
def line() -> Iterator[Emulator]:
    with Emulator(channel_secret="secret", access_token="token") as line:
        yield line


@pytest.fixture
def served(app: App, line: Emulator) -> Iterator[App]:
    """The same installation, with somebody at the other end."""
    settings = app.settings.model_copy(update={"line_api_base_url": line.base_url})
    served = App(settings, now=app.now, new_key=app.new_key, ticks=app.ticks)
    yield served
    served.writer.stop()
    served.engine.dispose()


def test_a_province_is_told_in_waves_as_large_as_its_office_can_bear(
    served: App, line: Emulator, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.broadcasts.capacity.LEAST", 5)
    with transaction(served.engine) as connection:
        add_friends(connection, range(4_000), now=served.now(), province="TH-30")
        add_friends(connection, range(4_000, 4_500), now=served.now(), province="TH-40")
    number = started(served, FAIR, at_once=False)
    announcer = announcing.make_announcer(served, make_gate(served))

    def told() -> int:
        """Send for as long as anything is to be sent now, and count who has heard of it."""
        while announcing.work_on(served, announcer, number, seconds=1):
            pass
        calls = line.ledger(endpoint="multicast", accepted=True)
        return sum(len(call.body["to"]) for call in calls if isinstance(call.body, dict))

    assert told() == 3_000, "five cases are expected of 2,500 in Korat; the next province goes on"
    assert told() == 3_000
    clock.move(days=1, seconds=1)
    assert told() == 4_500
    assert state_of(served, number) is State.SENT


def test_it_knows_whether_another_process_lives(app: App) -> None:
    announcer = announcing.make_announcer(app, make_gate(app))
    with transaction(app.engine) as connection:
        processes.beat(connection, app.process, now=app.now())
    assert not announcer.others_live()
    with transaction(app.engine) as connection:
        processes.beat(connection, "another", now=app.now())
    assert announcer.others_live()
