"""A connection that breaks at its commit leaves an answer that nobody knows to be sending."""

from __future__ import annotations

from sqlalchemy import text

from bot.app import App
from bot.storage import outbox, processes
from bot.storage.db import reading, transaction
from bot.storage.outbox import NewLetter
from bot.worker.engine import Engine, make_broker
from bot.worker.slipped import SECONDS, Slipped
from tests.world import HandClock


def test_only_what_nobody_has_had_in_hand_for_some_time_has_slipped(clock: HandClock) -> None:
    slipped = Slipped(clock.ticks)
    held = {1: "U1", 2: "U2", 3: "U3"}

    assert slipped.look(held, {1}) == {}
    clock.move(seconds=SECONDS / 2)
    assert slipped.look(held, {1, 3}) == {}
    clock.move(seconds=SECONDS / 2)
    assert slipped.look(held, {1}) == {2: "U2"}
    assert slipped.look({}, ()) == {}


def test_an_answer_saved_without_our_hearing_of_it_waits_to_be_sent_again(
    app: App, clock: HandClock
) -> None:
    engine = Engine(app, make_broker(""))
    with transaction(app.engine) as connection:
        processes.beat(connection, app.process, now=clock.now())
        outbox.add(
            connection, NewLetter("U1", "[]", "e1", "key"), now=clock.now(), holder=app.process
        )

    engine.pick_up_slipped()
    clock.move(seconds=SECONDS)
    engine.pick_up_slipped()

    with reading(app.engine) as connection:
        row = connection.execute(text("SELECT status, holder, unknown_attempts FROM outbox")).one()
        assert tuple(row) == ("due", None, 1)
        assert outbox.overdue(connection, now=clock.now()) == ["U1"]
