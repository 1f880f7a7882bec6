"""The counts that operators watch are true, and cost little however much lies in the tables."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event

from bot.storage import dead_letters, figures, outages, outbox, processes, switches
from bot.storage.db import open_database, reading, transaction
from bot.storage.figures import Queue
from bot.storage.inbox import Arrival, record
from bot.storage.outbox import NewLetter
from tests.world import WEDNESDAY_MORNING as NOW

LATER = NOW + timedelta(minutes=5)


def fill(engine: Engine) -> None:
    """Let two events wait and three calls of two lanes; one is dead, one presumed."""
    with transaction(engine) as connection:
        for number in range(2):
            at = NOW + timedelta(minutes=number)
            record(connection, [Arrival(f"e{number}", "U1", "message:text", 0, at, "{}")])
        for number, lane in enumerate(("live", "live", "bulk", "live", "live")):
            new = NewLetter(f"U{number}", "[]", f"c{number}", f"k{number}", lane=lane)
            outbox.add(connection, new, now=NOW + timedelta(minutes=number))
        for person, presumed in (("U3", False), ("U4", True)):
            letter = outbox.claim_next(connection, person, holder="me", now=LATER)
            assert letter is not None
            if presumed:
                outbox.mark_sent(
                    connection, letter, by="reply", request_id=None, now=LATER, presumed=True
                )
            else:
                outbox.give_up(connection, letter, error="no", now=LATER)
        processes.beat(connection, "me", now=NOW)
        switches.turn_on(connection, "pause_bot", by="me", note=None, now=NOW)


def test_everything_is_counted_as_the_database_has_it(engine: Engine) -> None:
    fill(engine)
    with reading(engine) as connection:
        found = figures.look(connection)

    assert found.inbox == Queue(2, NOW)
    assert found.outbox == {
        "live": Queue(2, NOW),
        "staff": Queue(),
        "scheduled": Queue(),
        "bulk": Queue(1, NOW + timedelta(minutes=2)),
    }
    assert found.letters == {"dead": 1, "presumed": 1}
    assert (found.processes, found.outages, found.last_outage) == (1, 0, None)
    assert found.switched_on == {"pause_bot"}
    assert found.oldest_file is None


def test_an_empty_house_has_nothing_to_count(engine: Engine) -> None:
    with reading(engine) as connection:
        found = figures.look(connection)

    assert found.inbox == Queue()
    assert set(found.outbox.values()) == {Queue()}
    assert found.letters == {"dead": 0, "presumed": 0}


def test_no_count_walks_through_what_is_done(migrated_file: Path, tmp_path: Path) -> None:
    """On SQLite: PostgreSQL plans by what it knows of the tables, and here they are tiny."""
    busy = open_database(f"sqlite:///{shutil.copy(migrated_file, tmp_path)}")
    fill(busy)
    asked: list[tuple[str, Any]] = []

    def note(_c: object, _cursor: object, statement: str, values: object, *_: object) -> None:
        asked.append((statement, values))

    event.listen(busy, "before_cursor_execute", note)
    with reading(busy) as connection:
        figures.look(connection)
        for status in ("dead", "presumed", "due"):
            dead_letters.standings(connection, status, limit=10)
        dead_letters.dead(connection, None, before=LATER)
        outbox.take_presumed_number(connection, "U4")
        outages.recent(connection, now=LATER)
        event.remove(busy, "before_cursor_execute", note)
        plans = {line for one in asked for line in _plan(connection, *one)}

    busy.dispose()
    assert {line for line in plans if line in {"SCAN inbox", "SCAN outbox"}} == set()
    assert any("ix_outbox_doubtful" in line for line in plans)


def _plan(connection: Connection, statement: str, values: object) -> list[str]:
    rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)  # type: ignore[arg-type]  # as they came
    return [str(row[3]) for row in rows]
