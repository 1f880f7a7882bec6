from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import IntegrityError

from bot.storage import outbox, processes, tokens
from bot.storage.db import transaction
from bot.storage.outbox import BULK, Letter, NewLetter
from bot.storage.tokens import Ticket
from tests.world import WEDNESDAY_MORNING as NOW


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    with transaction(engine) as connection:
        processes.beat(connection, "me", now=NOW)
        yield connection


def ticket(token: str = "a token", lives: float = 50) -> Ticket:  # noqa: S107
    return Ticket(token, NOW + timedelta(seconds=lives))


def add(
    connection: Connection,
    cause: str,
    *words: str,
    holder: str | None = None,
    with_ticket: Ticket | None = None,
    lane: str = "live",
    case_number: str | None = None,
) -> Letter | None:
    new = NewLetter(
        person="U1",
        messages=json.dumps([{"type": "text", "text": word} for word in words or (cause,)]),
        cause=cause,
        retry_key=f"key-{cause}",
        ticket=with_ticket,
        lane=lane,
        case_number=case_number,
    )
    return outbox.add(connection, new, now=NOW, holder=holder)


def claim(
    connection: Connection, after: float = 0, *, holder: str = "me", lanes: tuple[str, ...] = ()
) -> Letter | None:
    now = NOW + timedelta(seconds=after)
    return outbox.claim_next(connection, "U1", holder=holder, now=now, lanes=lanes or outbox.TALK)


def said(letter: Letter | None) -> list[str]:
    assert letter is not None
    return [message["text"] for message in json.loads(letter.messages)]


def statuses(connection: Connection) -> list[str]:
    return list(connection.scalars(text("SELECT status FROM outbox ORDER BY id")))


def refuse_for_want_of_quota(connection: Connection, letter: Letter | None) -> None:
    assert letter is not None
    outbox.put_back(connection, letter, due_at=NOW + timedelta(hours=1), unknown=False, error="429")


def test_one_cause_makes_one_row(connection: Connection) -> None:
    add(connection, "e1")

    with pytest.raises(IntegrityError), connection.begin_nested():
        add(connection, "e1")


def test_answers_leave_in_the_order_they_were_made(connection: Connection) -> None:
    add(connection, "e1")
    add(connection, "e2")

    one = claim(connection)
    assert said(one) == ["e1"]
    assert claim(connection) is None, "the second must wait until the first is through"

    assert one is not None
    outbox.mark_sent(connection, one, by="reply", request_id="r", now=NOW)
    assert said(claim(connection)) == ["e2"]


def test_an_announcement_neither_waits_for_an_answer_nor_holds_one_up(
    connection: Connection,
) -> None:
    add(connection, "b1", lane="bulk")
    add(connection, "e1")

    assert said(claim(connection)) == ["e1"]
    assert said(claim(connection, lanes=BULK)) == ["b1"]


def test_who_saves_an_answer_holds_it_from_the_start(connection: Connection) -> None:
    letter = add(connection, "e1", holder="me")

    assert letter is not None
    assert letter.attempts == 1
    assert claim(connection) is None
    assert outbox.next_due(connection, "U1") is None


def test_an_answer_that_must_wait_its_turn_is_held_by_nobody(connection: Connection) -> None:
    first = add(connection, "e1", holder="me")

    assert add(connection, "e2", holder="me") is None
    assert first is not None
    outbox.mark_sent(connection, first, by="reply", request_id="r", now=NOW)
    assert said(claim(connection)) == ["e2"]


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

    assert claim(connection, after=3600) is None, "its sender lives, however slow LINE is"
    assert outbox.overdue(connection, now=NOW) == []
    processes.leave(connection, "me")
    assert outbox.overdue(connection, now=NOW) == ["U1"]
    taken_over = claim(connection, holder="another")
    assert taken_over is not None
    assert (taken_over.attempts, taken_over.unknown_attempts) == (2, 1)


def test_who_was_taken_for_dead_changes_nothing_any_more(connection: Connection) -> None:
    add(connection, "e1")
    zombie = claim(connection)
    processes.leave(connection, "me")
    claim(connection, holder="another")
    assert zombie is not None

    outbox.put_back(connection, zombie, due_at=NOW, unknown=False, error="429")
    outbox.drop_token(connection, zombie, now=NOW, because="token expired")
    outbox.let_go(connection, zombie)

    held = connection.execute(text("SELECT holder, attempts FROM outbox")).one()
    assert tuple(held) == ("another", 2)


def test_line_s_late_yes_ends_a_presumption(connection: Connection) -> None:
    letter = add(connection, "e1", holder="me", case_number="30-69-00001-7")
    assert letter is not None
    outbox.mark_sent(connection, letter, by="reply", request_id=None, now=NOW, presumed=True)

    outbox.mark_sent(connection, letter, by="reply", request_id="r", now=NOW)

    assert statuses(connection) == ["sent"]
    assert outbox.take_presumed_number(connection, "U1") is None


def test_a_number_that_may_not_have_arrived_is_given_out_once(connection: Connection) -> None:
    letter = add(connection, "e1", holder="me", case_number="30-69-00001-7")
    assert letter is not None
    outbox.mark_sent(connection, letter, by="reply", request_id=None, now=NOW, presumed=True)

    assert outbox.take_presumed_number(connection, "U1") == "30-69-00001-7"
    assert outbox.take_presumed_number(connection, "U1") is None


def test_what_was_let_go_counts_as_never_tried(connection: Connection) -> None:
    letter = add(connection, "e1", holder="me")
    assert letter is not None

    outbox.let_go(connection, letter)

    again = claim(connection, after=5)
    assert again is not None
    assert (again.attempts, again.unknown_attempts) == (1, 0)
    assert again.first_attempt_at == NOW + timedelta(seconds=5)


def test_a_retry_key_never_changes(connection: Connection) -> None:
    add(connection, "e1")
    first = claim(connection)
    assert first is not None
    outbox.put_back(connection, first, due_at=NOW, unknown=False, error="429")

    second = claim(connection)
    assert second is not None
    assert first.retry_key == second.retry_key == "key-e1"


def test_what_was_never_tried_takes_the_freshest_token_of_the_ledger(
    connection: Connection,
) -> None:
    tokens.keep(connection, "U1", [ticket("old", 10), ticket("fresh", 40), ticket("spent", 1)])
    tokens.keep(connection, "U2", [ticket("another's", 50)])
    add(connection, "e1")
    add(connection, "e2")

    first = claim(connection)

    assert first is not None
    assert first.reply_token == "fresh"
    outbox.mark_sent(connection, first, by="reply", request_id="r", now=NOW)
    second = claim(connection)
    assert second is not None
    assert second.reply_token == "old"


def test_a_push_in_doubt_stays_a_push(connection: Connection) -> None:
    add(connection, "e1")
    letter = claim(connection)
    assert letter is not None
    outbox.put_back(connection, letter, due_at=NOW, unknown=True, error="500")
    tokens.keep(connection, "U1", [ticket()])

    again = claim(connection)

    assert again is not None
    assert again.reply_token is None


def test_what_waits_for_the_quota_goes_along_with_a_free_answer(connection: Connection) -> None:
    refuse_for_want_of_quota(connection, add(connection, "e1", holder="me", case_number="N"))
    add(connection, "e2")

    letter = add(connection, "e3", holder="me", with_ticket=ticket())

    assert said(letter) == ["e1", "e2", "e3"]
    assert statuses(connection) == ["merged", "merged", "sending"]
    assert connection.scalar(text("SELECT case_number FROM outbox ORDER BY id DESC")) == "N"


@pytest.mark.parametrize("unknown", [True, False])
def test_what_may_have_arrived_or_has_no_room_does_not_go_along(
    connection: Connection, *, unknown: bool
) -> None:
    waiting = add(connection, "e1", *"123", holder="me")
    assert waiting is not None
    outbox.put_back(connection, waiting, due_at=NOW, unknown=unknown, error="")

    assert add(connection, "e2", *("ab" if unknown else "abc"), with_ticket=ticket()) is None
    assert statuses(connection) == ["due", "due"]


def test_a_wiped_answer_says_nothing_any_more_and_is_not_sent(connection: Connection) -> None:
    add(connection, "e1")

    outbox.wipe(connection, "U1")

    assert claim(connection) is None
    assert connection.execute(text("SELECT messages FROM outbox")).scalar_one() is None


def test_what_is_overdue_is_found_until_it_is_finished(connection: Connection) -> None:
    add(connection, "e1")
    assert outbox.overdue(connection, now=NOW) == ["U1"]
    assert outbox.overdue(connection, now=NOW, lanes=BULK) == []
    assert outbox.oldest_unfinished(connection) == NOW

    letter = claim(connection)
    assert letter is not None
    outbox.give_up(connection, letter, error="refused", now=NOW)

    assert outbox.overdue(connection, now=NOW + timedelta(days=1)) == []
    assert outbox.oldest_unfinished(connection) is None


def test_after_the_clock_was_set_back_nothing_waits_by_the_old_one(
    connection: Connection,
) -> None:
    refuse_for_want_of_quota(connection, add(connection, "e1", holder="me"))
    an_hour_ago: datetime = NOW - timedelta(hours=1)

    outbox.all_due_now(connection, now=an_hour_ago)

    assert outbox.next_due(connection, "U1") == an_hour_ago
