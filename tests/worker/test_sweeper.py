"""One process sweeps at a time; who sees another die does not wait for it."""

from __future__ import annotations

from dramatiq.brokers.stub import StubBroker

from bot.app import App
from bot.storage import inbox, leases, processes
from bot.storage.db import transaction
from bot.storage.inbox import Arrival
from bot.worker.engine import Engine
from bot.worker.sweeper import Sweeper
from tests.world import HandClock


def test_who_saw_another_die_wakes_what_waits_though_a_third_leads(
    app: App, clock: HandClock
) -> None:
    with transaction(app.engine) as connection:
        for process in (app.process, "leader"):
            processes.beat(connection, process, now=clock.now())
        leases.hold(connection, "sweeper", holder="leader", now=clock.now())
        inbox.record(connection, [Arrival("e1", "U1", "message:text", 0, clock.now(), raw="{}")])
    clock.move(seconds=60)
    broker = StubBroker(middleware=[])
    sweeper = Sweeper(app, Engine(app, broker))

    sweeper.sweep()
    assert broker.queues["drain"].qsize() == 0, "that is the leader's"

    sweeper.sweep(called=True)
    assert broker.queues["drain"].qsize() == 1
