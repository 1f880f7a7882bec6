"""Turns that fail, turns that are overtaken, bursts that settle."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any, cast

import pytest
from sqlalchemy import text

from bot.app import App
from bot.handlers import burst
from bot.nlu.pipeline import Understanding
from bot.storage import inbox, outbox
from bot.storage.db import reading, transaction
from bot.storage.inbox import Arrival
from bot.worker.drain import GIVE_UP_AFTER, drain
from bot.worker.sweeper import fire_due_jobs
from tests.world import WEDNESDAY_MORNING as NOW
from tests.world import HandClock


def arrive(app: App, event_id: str, words: str = "สวัสดีค่ะ") -> None:
    raw = f'{{"type":"message","message":{{"type":"text","id":"{event_id}","text":"{words}"}}}}'
    app.writer.record(
        [Arrival(event_id, "U1", "message:text", 0, app.now(), raw, event_id, "token")]
    )


class Broken:
    """An understanding that fails on everything."""

    def understand(self, *_: object, **__: object) -> Any:  # noqa: ANN401 -- never returns
        raise ValueError("ความลับของป้า")


def test_a_turn_that_keeps_failing_is_set_aside_and_its_author_is_told(
    app: App, capsys: pytest.CaptureFixture[str]
) -> None:
    app.__dict__["deps"] = replace(app.deps, understanding=cast("Understanding", Broken()))
    arrive(app, "e1")

    drain(app, "U1", window_seconds=0)

    with reading(app.engine) as connection:
        assert inbox.pending(connection, "U1") == []
        assert connection.scalars(text("SELECT kind FROM alert")).all() == ["turn_failed"]
        attempts = connection.scalar(text("SELECT attempts FROM inbox"))
    assert attempts == GIVE_UP_AFTER - 1
    with transaction(app.engine) as connection:
        letter = outbox.claim_next(connection, "U1", holder="me", now=app.now())
    assert letter is not None
    assert "ขออภัย" in letter.messages
    logged = "".join(capsys.readouterr())
    assert "turn_failed" in logged
    assert "ความลับ" not in logged


def test_one_persons_broken_turn_stops_nobody_else(app: App) -> None:
    arrive(app, "e1", words="ปกติ")
    sound = app.deps
    app.__dict__["deps"] = replace(sound, understanding=cast("Understanding", Broken()))
    drain(app, "U1", window_seconds=0)
    app.__dict__["deps"] = sound
    arrive(app, "e2")

    drain(app, "U1", window_seconds=0)

    with reading(app.engine) as connection:
        assert connection.scalar(text("SELECT count(*) FROM outbox")) == 2


def test_words_in_quick_succession_wait_for_each_other(app: App, clock: HandClock) -> None:
    arrive(app, "e1", "อยากกู้เงินค่ะ")

    settles = drain(app, "U1", window_seconds=3)

    assert settles == NOW + timedelta(seconds=3)
    clock.move(seconds=2)
    arrive(app, "e2", "ซื้อเครื่องซีลทำน้ำพริก อยู่โคราช")
    assert drain(app, "U1", window_seconds=3) == NOW + timedelta(seconds=5)
    clock.move(seconds=3)
    assert drain(app, "U1", window_seconds=3) is None
    with reading(app.engine) as connection:
        assert connection.scalar(text("SELECT count(*) FROM outbox")) == 1


@pytest.mark.parametrize(
    ("person", "raw"),
    [("U1", "[]"), ("U1", '"words"'), ("U1", '{"source": 7}'), ("", '{"type": "message"}')],
)
def test_an_event_that_makes_no_sense_is_done_with_and_wakes_nobody_again(
    app: App, person: str, raw: str
) -> None:
    app.writer.record([Arrival("e1", person, "unknown:?", 0, app.now(), raw)])

    drain(app, person, window_seconds=0)

    with reading(app.engine) as connection:
        assert inbox.pending(connection, person) == []


def test_what_is_taken_back_before_its_turn_is_neither_answered_nor_kept(app: App) -> None:
    arrive(app, "e1", "ความลับของป้า")
    raw = '{"type":"unsend","unsend":{"messageId":"e1"}}'
    app.writer.record([Arrival("e2", "U1", "unsend", 0, app.now(), raw)])

    drain(app, "U1", window_seconds=0)

    with reading(app.engine) as connection:
        assert connection.scalar(text("SELECT count(*) FROM outbox")) == 0
        assert connection.scalar(text("SELECT count(*) FROM inbox WHERE raw LIKE '%ลับ%'")) == 0
        assert connection.scalar(text("SELECT count(*) FROM message")) == 0


TEXT = "message:text"


@pytest.mark.parametrize(
    ("arrived", "asking", "window", "settles"),
    [
        ([], None, 3, None),
        ([(TEXT, 0)], None, 0, None),
        ([(TEXT, 0)], None, 3, 3),
        ([(TEXT, 0), (TEXT, 2)], "summary", 3, 5),
        ([(TEXT, 0), (TEXT, 7)], "need", 3, 8),
        ([(TEXT, 0)], "province", 3, None),
        ([(TEXT, 0), ("postback", 1)], None, 3, None),
    ],
)
def test_a_burst_settles(
    arrived: list[tuple[str, int]], asking: str | None, window: float, settles: int | None
) -> None:
    moments = [(kind, NOW + timedelta(seconds=after)) for kind, after in arrived]

    found = burst.settles_at(moments, asking=asking, window_seconds=window)

    assert found == (None if settles is None else NOW + timedelta(seconds=settles))


def test_a_timer_fires_once_however_many_look(app: App, clock: HandClock) -> None:
    arrive(app, "e1", "อยากกู้เงินซื้อเครื่องซีลทำน้ำพริก อยู่โคราช")
    drain(app, "U1", window_seconds=0)
    clock.move(hours=25)

    assert fire_due_jobs(app) == ["U1"]
    assert fire_due_jobs(app) == []


def test_what_needs_no_answer_is_not_kept_unless_it_is_unknown(app: App) -> None:
    group = '{"type":"message","source":{"type":"group"},"message":{"type":"text","text":"ลับ"}}'
    for event_id, kind, raw in (
        ("g", "message:text", group),
        ("u", "unknown:teleport", '{"type":"teleport"}'),
    ):
        app.writer.record([Arrival(event_id, "C1", kind, 0, app.now(), raw)])

    drain(app, "C1", window_seconds=0)

    with reading(app.engine) as connection:
        kept = connection.execute(text("SELECT event_id, raw FROM inbox ORDER BY seq")).all()
        assert connection.scalar(text("SELECT count(*) FROM outbox")) == 0
    assert [tuple(row) for row in kept] == [("g", None), ("u", '{"type":"teleport"}')]
