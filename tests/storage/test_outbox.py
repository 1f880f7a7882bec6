from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import IntegrityError

from bot.storage import outbox
from bot.storage.outbox import Letter, Ticket
from tests.world import WEDNESDAY_MORNING as NOW


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    with engine.begin() as connection:
        yield connection


def add(connection: Connection, cause: str, person: str = "U1") -> int:
    ticket = Ticket("token", NOW + timedelta(seconds=50))
    return outbox.add(
        connection, person, "[1]", cause=cause, retry_key=f"key-{cause}", ticket=ticket, now=NOW
    )


def claim(connection: Connection, after: float = 0) -> Letter | None:
    return outbox.claim_next(connection, "U1", now=NOW + timedelta(seconds=after))


def test_one_cause_makes_one_row(connection: Connection) -> None:
    add(connection, "e1")

    with pytest.raises(IntegrityError), connection.begin_nested():
        add(connection, "e1")


def test_answers_leave_in_the_order_they_were_made(connection: Connection) -> None:
    first, second = add(connection, "e1"), add(connection, "e2")

    one = claim(connection)
    assert one is not None
    assert one.id == first
    assert claim(connection) is None, "the second must wait until the first is through"

    outbox.mark_sent(connection, one, by="reply", request_id="r", now=NOW)
    two = claim(connection)
    assert two is not None
    assert two.id == second


def test_a_row_put_back_holds_the_later_ones_until_it_is_due(connection: Connection) -> None:
    add(connection, "e1")
    add(connection, "e2")
    letter = claim(connection)
    assert letter is not None
    outbox.put_back(
        connection, letter, due_at=NOW + timedelta(seconds=5), unknown=True, error="500"
    )

    assert claim(connection, after=4) is None
    again = claim(connection, after=5)
    assert again is not None
    assert (again.id, again.attempts, again.unknown_attempts) == (letter.id, 2, 1)


def test_a_sender_that_died_leaves_an_attempt_of_unknown_outcome(connection: Connection) -> None:
    add(connection, "e1")
    claim(connection)

    assert claim(connection, after=29) is None
    taken_over = claim(connection, after=31)
    assert taken_over is not None
    assert (taken_over.attempts, taken_over.unknown_attempts) == (2, 1)


def test_a_retry_key_never_changes(connection: Connection) -> None:
    add(connection, "e1")
    first = claim(connection)
    assert first is not None
    outbox.put_back(connection, first, due_at=NOW, unknown=False, error="429")

    second = claim(connection)
    assert second is not None
    assert first.retry_key == second.retry_key == "key-e1"


def test_a_wiped_answer_says_nothing_any_more_and_is_not_sent(connection: Connection) -> None:
    add(connection, "e1")

    outbox.wipe(connection, "U1")

    assert claim(connection) is None
    assert connection.execute(text("SELECT messages FROM outbox")).scalar_one() is None


def test_what_is_overdue_is_found_until_it_is_finished(connection: Connection) -> None:
    add(connection, "e1")
    assert outbox.overdue(connection, now=NOW) == ["U1"]
    assert outbox.oldest_unfinished(connection) == NOW

    letter = claim(connection)
    assert letter is not None
    outbox.give_up(connection, letter, error="refused", now=NOW)

    assert outbox.overdue(connection, now=NOW + timedelta(days=1)) == []
    assert outbox.oldest_unfinished(connection) is None
