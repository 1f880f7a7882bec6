from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine

from bot.storage import conversations
from bot.storage.conversations import Conversation, Overtaken
from bot.storage.db import reading, transaction
from tests.world import WEDNESDAY_MORNING


def find(engine: Engine) -> Conversation:
    with reading(engine) as connection:
        return conversations.find(connection, "U1")


def advance(engine: Engine, read: Conversation, state: str) -> None:
    with transaction(engine) as connection:
        conversations.advance(connection, read, state=state, now=WEDNESDAY_MORNING)


def test_a_conversation_moves_on_one_version_at_a_time(engine: Engine) -> None:
    advance(engine, find(engine), "one")
    advance(engine, find(engine), "two")

    read = find(engine)
    assert (read.version, read.state) == (2, "two")


def test_whoever_read_an_old_version_is_overtaken(engine: Engine) -> None:
    advance(engine, find(engine), "one")
    stale = find(engine)
    advance(engine, stale, "two")

    with pytest.raises(Overtaken):
        advance(engine, stale, "three")

    assert find(engine).state == "two"


def test_of_two_who_begin_the_same_conversation_one_wins(engine: Engine) -> None:
    fresh = find(engine)
    advance(engine, fresh, "one")

    with pytest.raises(Overtaken):
        advance(engine, fresh, "other")


def test_of_many_at_the_same_instant_exactly_one_moves_it(engine: Engine) -> None:
    advance(engine, find(engine), "start")
    read = find(engine)

    def try_it(n: int) -> bool:
        try:
            advance(engine, read, f"by {n}")
        except Overtaken:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(try_it, range(16)))

    assert won.count(True) == 1
    assert find(engine).version == 2


def test_a_claim_by_staff_overtakes_a_turn_that_is_being_thought_about(engine: Engine) -> None:
    advance(engine, find(engine), "one")
    thinking = find(engine)
    with transaction(engine) as connection:
        conversations.hold(connection, "U1", by="สมหญิง", now=WEDNESDAY_MORNING)

    with pytest.raises(Overtaken):
        advance(engine, thinking, "two")

    held = find(engine)
    assert (held.held_by_staff, held.held_by) == (True, "สมหญิง")


def test_a_released_conversation_is_the_bots_again(engine: Engine) -> None:
    advance(engine, find(engine), "one")
    with transaction(engine) as connection:
        conversations.hold(connection, "U1", by="สมหญิง", now=WEDNESDAY_MORNING)
        conversations.release(connection, "U1")

    assert not find(engine).held_by_staff
