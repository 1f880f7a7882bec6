from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, select, text

from bot.storage.db import DatabaseUnusable, reading
from bot.storage.inbox import Arrival
from bot.storage.tables import inbox
from bot.storage.writer import Writer
from tests.world import WEDNESDAY_MORNING


def arrival(event_id: str) -> Arrival:
    return Arrival(event_id, "U1", "message:text", 1, WEDNESDAY_MORNING, "{}", f"m-{event_id}")


@pytest.fixture
def writer(engine: Engine) -> Iterator[Writer]:
    writer = Writer(engine)
    yield writer
    writer.stop()


def kept(engine: Engine) -> list[str]:
    with reading(engine) as connection:
        return list(connection.scalars(text("SELECT event_id FROM inbox ORDER BY seq")))


def test_it_says_how_many_were_new(writer: Writer) -> None:
    assert writer.record([arrival("e1"), arrival("e2")]) == 2
    assert writer.record([arrival("e2"), arrival("e3"), arrival("e3")]) == 1
    assert writer.record([arrival("e1")]) == 0


def test_of_doubles_at_the_same_instant_one_is_new(writer: Writer, engine: Engine) -> None:
    with ThreadPoolExecutor(8) as pool:
        counts = list(pool.map(writer.record, [[arrival("e1")]] * 40))

    assert sum(counts) == 1
    assert kept(engine) == ["e1"]


def test_everything_that_an_event_has_comes_back(writer: Writer, engine: Engine) -> None:
    whole = Arrival(
        event_id="e1",
        person="U1",
        kind="message:text",
        occurred_at_ms=2**63 - 1,
        received_at=WEDNESDAY_MORNING,
        raw='{"text": "กู้เงิน \\u0000 \\" \\\\ 😀"}',
        message_id=None,
        reply_token="t" * 32,
        is_redelivery=True,
    )

    writer.record([whole])

    with reading(engine) as connection:
        row = connection.execute(select(*[inbox.c[name] for name in Arrival._fields])).one()
    assert Arrival(*row) == whole


def test_many_at_once_are_kept_but_for_the_one_that_cannot_be(
    writer: Writer, engine: Engine
) -> None:
    nobodys = arrival("bad")._replace(person=None)  # type: ignore[arg-type]  # as no caller would
    batches = [[arrival(f"e{n}")] for n in range(40)]
    batches[20] = [nobodys]

    def record(batch: list[Arrival]) -> str:
        try:
            writer.record(batch)
        except DatabaseUnusable:
            return "refused"
        return "kept"

    with ThreadPoolExecutor(8) as pool:
        ends = list(pool.map(record, batches))

    assert ends == ["kept"] * 20 + ["refused"] + ["kept"] * 19
    assert len(kept(engine)) == 39


def test_after_a_stop_one_may_begin_again(writer: Writer, engine: Engine) -> None:
    writer.record([arrival("e1")])
    writer.stop()
    writer.record([arrival("e2")])

    assert kept(engine) == ["e1", "e2"]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_connection_that_died_meanwhile_costs_nobody_anything(
    writer: Writer, engine: Engine
) -> None:
    writer.record([arrival("e1")])
    with reading(engine) as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )

    assert writer.record([arrival("e2")]) == 1

    assert kept(engine) == ["e1", "e2"]
