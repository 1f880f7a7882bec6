from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError

from bot.storage import inbox
from bot.storage.db import reading, transaction
from bot.storage.inbox import Arrival
from bot.storage.writer import Writer
from tests.world import WEDNESDAY_MORNING


def arrival(
    event_id: str,
    person: str = "U1",
    at: datetime = WEDNESDAY_MORNING,
    *,
    message_id: str | None = None,
) -> Arrival:
    raw = '{"message": {"text": "สวัสดี"}}'
    return Arrival(event_id, person, "message:text", 1, at, raw, message_id or f"m-{event_id}")


def record(engine: Engine, *arrivals: Arrival) -> None:
    with transaction(engine) as connection:
        inbox.record(connection, arrivals)


def waiting(engine: Engine, person: str = "U1") -> list[str]:
    with reading(engine) as connection:
        return [one.event_id for one in inbox.pending(connection, person)]


def test_an_event_that_arrives_twice_is_kept_once(engine: Engine) -> None:
    record(engine, arrival("e1"), arrival("e2"))
    record(engine, arrival("e2"), arrival("e3"))

    assert waiting(engine) == ["e1", "e2", "e3"]


def test_a_message_that_comes_under_another_event_id_is_kept_once(engine: Engine) -> None:
    record(engine, arrival("e1", message_id="m1"))
    record(engine, arrival("e2", message_id="m1"), arrival("e3", message_id="m3"))

    assert waiting(engine) == ["e1", "e3"]


def test_each_person_has_a_queue_of_their_own(engine: Engine) -> None:
    record(engine, arrival("e1", "U1"), arrival("e2", "U2"), arrival("e3", "U1"))

    assert waiting(engine, "U1") == ["e1", "e3"]
    assert waiting(engine, "U2") == ["e2"]


def test_a_finished_event_waits_no_longer_and_still_stops_its_double(engine: Engine) -> None:
    record(engine, arrival("e1"))
    with transaction(engine) as connection:
        seqs = [one.seq for one in inbox.pending(connection, "U1")]
        inbox.finish(connection, seqs, unconsented=False)

    record(engine, arrival("e1"))

    assert waiting(engine) == []


def test_words_of_somebody_without_consent_stay_marked_until_wiped(engine: Engine) -> None:
    record(engine, arrival("e1"))
    with transaction(engine) as connection:
        seqs = [one.seq for one in inbox.pending(connection, "U1")]
        inbox.finish(connection, seqs, unconsented=True)
    with reading(engine) as connection:
        kept = inbox.unconsented_words(connection, "U1")

    with transaction(engine) as connection:
        inbox.wipe(connection, "U1")

    assert [row.raw for row in kept] == ['{"message": {"text": "สวัสดี"}}']
    with reading(engine) as connection:
        assert inbox.unconsented_words(connection, "U1") == []


def test_words_of_somebody_who_consented_leave_the_inbox_at_once(engine: Engine) -> None:
    record(engine, arrival("e1"))
    with transaction(engine) as connection:
        seqs = [one.seq for one in inbox.pending(connection, "U1")]
        inbox.finish(connection, seqs, unconsented=False)

    with reading(engine) as connection:
        assert connection.execute(text("SELECT raw FROM inbox")).scalar_one() is None


def test_a_message_taken_back_is_forgotten_even_before_its_turn(engine: Engine) -> None:
    record(engine, arrival("e1"))

    with transaction(engine) as connection:
        inbox.wipe_message(connection, "U1", "m-e1")

    assert waiting(engine) == []
    with reading(engine) as connection:
        assert connection.execute(text("SELECT raw FROM inbox")).scalar_one() is None


def test_who_waits_too_long_is_found(engine: Engine) -> None:
    late = WEDNESDAY_MORNING - timedelta(minutes=5)
    record(engine, arrival("e1", "U1", late), arrival("e2", "U2"))

    with reading(engine) as connection:
        assert inbox.overdue(connection, before=WEDNESDAY_MORNING) == ["U1"]
        assert inbox.oldest_pending(connection) == late


def test_many_webhooks_at_once_are_all_kept_and_doubles_only_once(engine: Engine) -> None:
    writer = Writer(engine)
    batches = [[arrival(f"e{n}"), arrival(f"e{n + 1}")] for n in range(60)]

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(writer.record, batches))
    writer.stop()

    with reading(engine) as connection:
        assert connection.execute(text("SELECT count(*) FROM inbox")).scalar_one() == 61


def test_on_postgresql_a_later_event_is_never_seen_before_an_earlier_one(
    engine: Engine,
) -> None:
    """Rows are numbered at insert and seen at commit; the two must agree for each person."""
    writers = 6

    def write(writer: int) -> None:
        for n in range(25):
            record(engine, arrival(f"w{writer}-{n}"))

    seen: list[int] = []
    with ThreadPoolExecutor(writers) as pool:
        running = [pool.submit(write, n) for n in range(writers)]
        while not all(one.done() for one in running):
            with reading(engine) as connection:
                rows = connection.scalars(text("SELECT seq FROM inbox ORDER BY seq"))
                fresh = [seq for seq in rows if seq not in seen]
            assert not fresh or not seen or min(fresh) > max(seen)
            seen.extend(fresh)

    assert all(one.exception() is None for one in running)


def test_whoever_waits_for_a_commit_that_fails_is_told(engine: Engine) -> None:
    writer = Writer(engine)
    with engine.connect() as connection, connection.begin():
        connection.execute(text("DROP TABLE inbox"))

    with pytest.raises(Exception, match="inbox") as caught:
        writer.record([arrival("e1")])
    writer.stop()

    assert isinstance(caught.value, OperationalError) or "inbox" in str(caught.value)
