"""Done rows leave the hot tables, and their doubles are known all the same."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Engine, text

from bot.storage import archive, inbox, outbox
from bot.storage.db import reading, transaction
from bot.storage.inbox import Arrival
from bot.storage.outbox import NewLetter
from tests.world import WEDNESDAY_MORNING as NOW

NEXT_DAY = NOW + timedelta(hours=25)


def record(engine: Engine, event_id: str, *, kind: str = "message:text") -> None:
    with transaction(engine) as connection:
        arrival = Arrival(event_id, "U1", kind, 1, NOW, "{}", f"m-{event_id}")
        inbox.record(connection, [arrival])


def finish(engine: Engine) -> None:
    with transaction(engine) as connection:
        seqs = [one.seq for one in inbox.pending(connection, "U1")]
        inbox.finish(connection, seqs, unconsented=False)


def tidy(engine: Engine, now: datetime) -> None:
    for step in (archive.note_done_events, archive.drop_noted_events, archive.move_sent):
        with transaction(engine) as connection:
            step(connection, now=now)


def count(engine: Engine, table: str) -> int:
    with reading(engine) as connection:
        found: int = connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()  # noqa: S608
        return found


def test_a_done_event_moves_in_two_steps_and_still_stops_its_double(engine: Engine) -> None:
    record(engine, "e1")
    finish(engine)

    tidy(engine, NOW + timedelta(hours=23))
    assert (count(engine, "inbox"), count(engine, "inbox_done")) == (1, 0)
    tidy(engine, NEXT_DAY)
    assert (count(engine, "inbox"), count(engine, "inbox_done")) == (1, 1)
    record(engine, "e1")
    tidy(engine, NEXT_DAY + timedelta(minutes=2))
    assert (count(engine, "inbox"), count(engine, "inbox_done")) == (0, 1)

    record(engine, "e1")
    assert count(engine, "inbox") == 0


def test_what_waits_or_is_not_understood_stays(engine: Engine) -> None:
    record(engine, "waits")
    record(engine, "unknown", kind="unknown:novelty")
    with transaction(engine) as connection:
        seqs = [one.seq for one in inbox.pending(connection, "U1") if one.event_id == "unknown"]
        inbox.set_aside_unanswered(connection, seqs)

    tidy(engine, NEXT_DAY)
    tidy(engine, NEXT_DAY + timedelta(minutes=2))

    assert count(engine, "inbox") == 2


def test_finished_calls_move_without_their_words_and_dead_ones_stay(engine: Engine) -> None:
    with transaction(engine) as connection:
        for cause, number in (("sent", None), ("presumed", "30-69-00001-7"), ("dead", None)):
            new = NewLetter("U1", "[]", cause, cause, case_number=number)
            letter = outbox.add(connection, new, now=NOW, holder="me")
            assert letter is not None
            if cause == "dead":
                outbox.give_up(connection, letter, error="refused", now=NOW)
            else:
                outbox.mark_sent(
                    connection,
                    letter,
                    by="reply",
                    request_id="r",
                    now=NOW,
                    presumed=cause == "presumed",
                )

    tidy(engine, NEXT_DAY)

    with reading(engine) as connection:
        assert set(connection.scalars(text("SELECT cause FROM outbox"))) == {"presumed", "dead"}
        assert connection.scalars(text("SELECT cause FROM outbox_done")).all() == ["sent"]
