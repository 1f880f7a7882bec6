"""While an officer holds a conversation, the tokens of what its owner writes are the officer's."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from bot.handlers import handoff
from bot.handlers.inbound import TOKEN_LIFE
from bot.storage import outbox
from bot.storage.db import reading, transaction
from bot.storage.outbox import Letter
from bot.worker.sweeper import fire_due_jobs, tidy
from tests.handlers.conftest import Talk


@pytest.fixture
def held(talk: Talk) -> Talk:
    """A conversation in which an officer has taken over, and to which its owner has written."""
    talk.file_a_loan()
    with transaction(talk.app.engine) as connection:
        handoff.claim(connection, talk.person, by="วราพร", now=talk.app.now())
    assert talk.say("ดอกเบี้ยเท่าไรคะ") == ""
    return talk


def answer(talk: Talk, words: str, cause: str = "officer-1") -> Letter | None:
    now = talk.app.now()
    with transaction(talk.app.engine) as connection:
        handoff.answer(connection, talk.app.deps, talk.person, words, cause=cause, now=now)
        return outbox.claim_next(connection, talk.person, holder="me", now=now)


def free_until(talk: Talk) -> datetime | None:
    with reading(talk.app.engine) as connection:
        return handoff.free_until(connection, talk.person, now=talk.app.now())


def test_an_officer_answers_for_free_while_the_owner_s_token_lives(held: Talk) -> None:
    assert free_until(held) == held.app.now() + TOKEN_LIFE

    letter = answer(held, "ร้อยละ 3 ต่อปีค่ะ")

    assert letter is not None
    assert letter.reply_token == f"{held.person}-{held.events}"
    assert free_until(held) is None


def test_later_the_answer_is_a_push(held: Talk) -> None:
    held.clock.move(minutes=1)

    letter = answer(held, "ร้อยละ 3 ต่อปีค่ะ")

    assert free_until(held) is None
    assert letter is not None
    assert letter.reply_token is None


def test_what_a_browser_sends_twice_is_said_once(held: Talk) -> None:
    answer(held, "ร้อยละ 3 ต่อปีค่ะ")

    with pytest.raises(IntegrityError):
        answer(held, "ร้อยละ 3 ต่อปีค่ะ")


def test_the_officer_s_words_are_part_of_the_conversation(held: Talk) -> None:
    answer(held, "ร้อยละ 3 ต่อปีค่ะ")

    with reading(held.app.engine) as connection:
        last = connection.scalar(text("SELECT text FROM message ORDER BY id DESC LIMIT 1"))
    assert last == "ร้อยละ 3 ต่อปีค่ะ"


def test_after_three_days_without_a_word_the_bot_speaks_again(held: Talk) -> None:
    held.clock.move(hours=71)
    tidy(held.app)
    assert held.say("มีใครอยู่ไหมคะ") == ""
    held.clock.move(hours=2)
    tidy(held.app)

    assert held.say("มีใครอยู่ไหมคะ") != ""


def test_given_back_the_bot_takes_the_fresh_token_and_leaves_none_behind(held: Talk) -> None:
    with transaction(held.app.engine) as connection:
        handoff.release(connection, held.person)

    held.say("เรื่องถึงไหนแล้ว")

    with reading(held.app.engine) as connection:
        used = connection.scalar(text("SELECT reply_token FROM outbox ORDER BY id DESC LIMIT 1"))
    assert used == f"{held.person}-{held.events}"


def test_despair_is_met_though_an_officer_holds_the_conversation(held: Talk) -> None:
    assert "1323" in held.say("ไม่อยากอยู่แล้วค่ะ หนี้เยอะเหลือเกิน")

    with reading(held.app.engine) as connection:
        kinds = connection.scalars(text("SELECT kind FROM alert ORDER BY id")).all()
    assert "crisis" in kinds
    assert held.say("ขอบคุณค่ะ") == ""


def test_a_draft_is_warned_of_once_the_officer_has_given_the_talk_back(talk: Talk) -> None:
    for words in ("อยากกู้เงินซื้อเครื่องซีลทำน้ำพริก อยู่โคราช", "ยินยอม"):
        talk.say(words)
    with transaction(talk.app.engine) as connection:
        handoff.claim(connection, talk.person, by="วราพร", now=talk.app.now())
    talk.clock.move(days=27, minutes=1)
    fire_due_jobs(talk.app)
    assert talk.answer() == ""
    with transaction(talk.app.engine) as connection:
        handoff.release(connection, talk.person)

    talk.clock.move(hours=7)
    fire_due_jobs(talk.app)

    assert "จะลบออกในอีก 3 วัน" in talk.answer()
