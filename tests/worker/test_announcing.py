"""What the service does for an announcement by itself, and what it waits for."""

from __future__ import annotations

from datetime import datetime

from bot.app import App
from bot.broadcasts.states import State
from bot.handlers import broadcasts
from bot.model.thai import BANGKOK
from bot.storage.db import reading, transaction
from bot.worker import announcing
from bot.worker.gates import make_gate
from tests.announcing import ANN, BOB, CAT, add_friends, agree, state_of, write
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
