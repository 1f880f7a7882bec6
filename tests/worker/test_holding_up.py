"""Maintenance, a paused bot, stopped sends: everything is kept, and goes on afterwards."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from sqlalchemy import text

from bot.app import App
from bot.storage import inbox, notices, switches
from bot.storage.db import reading, transaction
from bot.storage.inbox import Arrival
from bot.storage.outbox import Letter
from bot.storage.remembered import FRESH_SECONDS
from bot.storage.switches import MAINTENANCE, PAUSE_BOT, STOP_SENDS
from bot.worker.drain import drain
from bot.worker.gates import make_gate
from bot.worker.menus import make_menus
from bot.worker.sweeper import notice_outage
from tests.world import HandClock


def write(app: App, event_id: str, person: str = "U1", **event: Any) -> None:  # noqa: ANN401 -- LINE's own JSON
    content = {"type": "text", "id": event_id, "text": "สวัสดีค่ะ"}
    raw = orjson.dumps({"type": "message", "message": content, **event}).decode()
    kind = "message:text" if event.get("type", "message") == "message" else event["type"]
    app.writer.record([Arrival(event_id, person, kind, 0, app.now(), raw, event_id, event_id)])


def turn(app: App, clock: HandClock, name: str, *, on: bool = True) -> None:
    """Turn a switch and let the second pass after which all obey."""
    with transaction(app.engine) as connection:
        if on:
            switches.turn_on(connection, name, by="me", note="เปิดอีกครั้งบ่ายสอง", now=clock.now())
        else:
            switches.turn_off(connection, name, by="me", now=clock.now())
    clock.move(seconds=FRESH_SECONDS)


def rows(app: App, query: str) -> list[tuple[Any, ...]]:
    with reading(app.engine) as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def waiting(app: App, person: str = "U1") -> int:
    with reading(app.engine) as connection:
        return len(inbox.pending(connection, person))


def test_a_paused_bot_takes_no_turn_and_says_nothing_until_it_goes_on(
    app: App, clock: HandClock
) -> None:
    turn(app, clock, PAUSE_BOT)
    write(app, "e1")

    assert drain(app, "U1", window_seconds=0) is None
    assert waiting(app) == 1
    assert rows(app, "SELECT cause FROM outbox") == []

    turn(app, clock, PAUSE_BOT, on=False)
    drain(app, "U1", window_seconds=0)
    assert waiting(app) == 0
    assert rows(app, "SELECT cause FROM outbox") == [("e1",)]


def test_while_sends_are_stopped_no_menu_is_brought_either(app: App, clock: HandClock) -> None:
    gate = make_menus(app, make_gate(app).bucket).gate
    assert gate.lets_through("rich_menu")

    turn(app, clock, STOP_SENDS)

    assert not gate.lets_through("rich_menu")


def test_all_obey_within_a_second_and_go_on_with_what_they_know_without_a_database(
    app: App, clock: HandClock
) -> None:
    assert app.switches.latest() == {}
    with transaction(app.engine) as connection:
        switches.turn_on(connection, PAUSE_BOT, by="me", note=None, now=clock.now())
    clock.move(seconds=FRESH_SECONDS - 0.01)
    assert app.switches.latest() == {}
    clock.move(seconds=0.01)
    assert set(app.switches.latest()) == {PAUSE_BOT}

    with transaction(app.engine) as connection:
        connection.execute(text("ALTER TABLE switch RENAME TO elsewhere"))
    clock.move(seconds=FRESH_SECONDS)
    assert set(app.switches.latest()) == {PAUSE_BOT}
    with transaction(app.engine) as connection:
        connection.execute(text("ALTER TABLE elsewhere RENAME TO switch"))


def test_in_a_maintenance_who_writes_is_told_once_and_answered_afterwards(
    app: App, clock: HandClock
) -> None:
    turn(app, clock, MAINTENANCE)
    sent: list[Letter | None] = []
    write(app, "e1")
    drain(app, "U1", window_seconds=3, deliver=sent.append)
    write(app, "e2")
    drain(app, "U1", window_seconds=3, deliver=sent.append)

    (letter,) = sent
    assert letter is not None
    assert letter.reply_token == "e1"
    assert "เปิดอีกครั้งบ่ายสอง" in letter.messages
    assert waiting(app) == 2
    turn(app, clock, MAINTENANCE, on=False)
    drain(app, "U1", window_seconds=0)
    assert waiting(app) == 0
    assert [row[0] for row in rows(app, "SELECT cause FROM outbox ORDER BY id")][1:] == ["e2"]


def test_the_token_that_told_of_it_is_not_tried_again(app: App, clock: HandClock) -> None:
    turn(app, clock, MAINTENANCE)
    write(app, "e1")
    drain(app, "U1", window_seconds=0)
    turn(app, clock, MAINTENANCE, on=False)

    drain(app, "U1", window_seconds=0)

    tokens = rows(app, "SELECT reply_token FROM outbox ORDER BY id")
    assert tokens == [("e1",), (None,)]


def test_the_next_maintenance_is_told_anew(app: App, clock: HandClock) -> None:
    for number in range(2):
        turn(app, clock, MAINTENANCE)
        write(app, f"e{number}")
        drain(app, "U1", window_seconds=0)
        turn(app, clock, MAINTENANCE, on=False)

    told = rows(app, "SELECT cause FROM outbox WHERE cause LIKE 'maintenance-%'")
    assert len(told) == 2


@pytest.mark.parametrize(
    "event",
    [
        {"type": "unfollow"},
        {"type": "unsend", "unsend": {"messageId": "x"}},
        {"source": {"type": "group"}},
    ],
    ids=lambda event: str(event.get("type", "a group")),
)
def test_who_did_not_write_to_us_is_not_told(
    app: App, clock: HandClock, event: dict[str, Any]
) -> None:
    turn(app, clock, MAINTENANCE)
    write(app, "e1", **event)

    drain(app, "U1", window_seconds=0)

    assert rows(app, "SELECT cause FROM outbox") == []
    assert waiting(app) == 1


def test_nobody_is_told_for_money(app: App, clock: HandClock) -> None:
    turn(app, clock, MAINTENANCE)
    write(app, "e1")
    clock.move(seconds=55)

    drain(app, "U1", window_seconds=0)

    assert rows(app, "SELECT cause FROM outbox") == []


def test_with_sends_stopped_too_no_notice_is_made_that_would_go_out_late(
    app: App, clock: HandClock
) -> None:
    turn(app, clock, MAINTENANCE)
    turn(app, clock, STOP_SENDS)
    write(app, "e1")

    drain(app, "U1", window_seconds=0)

    assert rows(app, "SELECT cause FROM outbox") == []


def test_a_notice_that_did_not_go_out_is_dropped_at_the_end(app: App, clock: HandClock) -> None:
    turn(app, clock, MAINTENANCE)
    write(app, "e1")
    drain(app, "U1", window_seconds=0)
    (maintenance_,) = app.switches.latest().values()

    with transaction(app.engine) as connection:
        notices.drop_unsent(connection, maintenance_, now=clock.now())

    assert rows(app, "SELECT status FROM outbox") == [("dropped",)]


def test_the_sweeper_finds_who_was_not_told_and_leaves_the_others(
    app: App, clock: HandClock
) -> None:
    turn(app, clock, MAINTENANCE)
    write(app, "e1", "U1")
    write(app, "e2", "U2")
    drain(app, "U1", window_seconds=0)
    clock.move(seconds=1)
    (standing,) = app.switches.latest().values()

    with reading(app.engine) as connection:
        assert notices.untold(connection, standing, before=clock.now()) == ["U2"]
        clock.move(minutes=1)
        assert notices.untold(connection, standing, before=clock.now()) == []


def test_the_first_to_start_after_an_outage_tells_the_operators(
    app: App, clock: HandClock, capsys: pytest.CaptureFixture[str]
) -> None:
    notice_outage(app)
    clock.move(minutes=35)

    notice_outage(app)
    notice_outage(app)

    assert len(app.outages.latest()) == 1
    logged = "".join(capsys.readouterr())
    assert logged.count("outage_noticed") == 1
