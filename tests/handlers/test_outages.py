"""Who was kept waiting is told so, honestly, once, and only if it is true of them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import insert

from bot.handlers.outages import Waiting, apology, begin_with, own_up, show
from bot.model.effects import Card, HandOff, Say
from bot.storage import outbox
from bot.storage.db import transaction
from bot.storage.outages import Outage
from bot.storage.outbox import NewLetter
from bot.storage.tables import outage
from tests.flows.flows_stage import BOOK
from tests.handlers.conftest import Talk
from tests.world import WEDNESDAY_MORNING as NOW

BEGAN, ENDED = NOW + timedelta(minutes=5), NOW + timedelta(minutes=40)
DOWN = Outage(BEGAN, ENDED)
OWNED = "ระบบหยุดให้บริการตั้งแต่ 10:05 น. ถึง 10:40 น."


def told(
    *, wrote: float, answered: float, began: float | None, touched: float | None = None
) -> str | None:
    """Return the apology to somebody; all in minutes after ten o'clock."""
    at = {"wrote": wrote, "answered": answered, "began": began, "touched": touched}
    moments = {
        name: None if minutes is None else NOW + timedelta(minutes=minutes)
        for name, minutes in at.items()
    }
    waiting = Waiting(moments["wrote"], moments["began"], moments["touched"])
    return apology(BOOK, waiting, [DOWN], now=moments["answered"] or NOW)


def test_who_knew_us_before_and_writes_after_it_is_told() -> None:
    found = told(wrote=60, answered=60, began=-600, touched=-500)

    assert found is not None
    assert OWNED in found
    assert "รบกวนส่งอีกครั้ง" in found


def test_who_wrote_during_it_is_told_even_at_a_first_contact() -> None:
    found = told(wrote=20, answered=41, began=None)

    assert found is not None
    assert OWNED in found


@pytest.mark.parametrize(
    "person",
    [
        {"wrote": 60, "answered": 60, "began": None},
        {"wrote": 60, "answered": 60, "began": 20, "touched": 20},
        {"wrote": 60, "answered": 60, "began": -600, "touched": 45},
        {"wrote": 40 + 1441, "answered": 40 + 1441, "began": -600, "touched": -500},
    ],
    ids=["came later", "came during it", "was answered since", "a day has passed"],
)
def test_others_are_not_troubled(person: dict[str, float]) -> None:
    assert told(**{"began": None, **person}) is None  # type: ignore[arg-type]  # plain numbers


@pytest.mark.parametrize(("minutes", "late"), [(5, False), (6, True)])
def test_who_waited_longer_than_five_minutes_is_told_for_which_message(
    minutes: int, *, late: bool
) -> None:
    waiting = Waiting(since=NOW)

    found = apology(BOOK, waiting, [], now=NOW + timedelta(minutes=minutes))

    assert (found is not None) is late
    if found:
        assert "ส่งมาเมื่อ 10:00 น." in found


def test_nobody_is_told_twice_within_five_minutes() -> None:
    waiting = Waiting(since=NOW, touched_at=NOW + timedelta(minutes=28))

    assert apology(BOOK, waiting, [], now=NOW + timedelta(minutes=30)) is None


def test_a_timer_of_ours_is_owed_nothing() -> None:
    assert apology(BOOK, Waiting(None, NOW, NOW), [DOWN], now=ENDED) is None


def test_another_day_is_named() -> None:
    assert show(NOW, now=NOW + timedelta(days=1)) == "25 พ.ย. 2569 เวลา 10:00 น."


def test_it_stands_before_the_first_thing_said() -> None:
    waiting, effects = Waiting(since=NOW), (HandOff("x"), Say("ค่ะ"), Say("อีก"))

    found = own_up(BOOK, effects, waiting, [], now=NOW + timedelta(hours=1))

    assert found[0] == HandOff("x")
    assert isinstance(found[1], Say)
    assert found[1].text.endswith("\n\nค่ะ")
    assert found[2:] == (Say("อีก"),)


def test_who_says_nothing_does_not_apologise() -> None:
    effects = (HandOff("x"),)

    assert own_up(BOOK, effects, Waiting(since=NOW), [], now=ENDED) == effects


def test_before_a_card_or_a_very_long_text_it_is_a_bubble_of_its_own() -> None:
    card, long = Card("status", "หัวเรื่อง", ()), Say("ก" * 4999)

    assert begin_with("ขออภัย", [card]) == (Say("ขออภัย"), card)
    assert begin_with("ขออภัย", [long]) == (Say("ขออภัย"), long)


def test_the_first_answer_after_an_outage_owns_up_and_the_second_does_not(talk: Talk) -> None:
    talk.say("สวัสดีค่ะ")
    talk.clock.move(hours=1)
    with transaction(talk.app.engine) as connection:
        connection.execute(insert(outage).values(began_at=BEGAN, ended_at=ENDED))

    first, second = talk.say("สวัสดีค่ะ"), talk.say("อยากกู้เงินค่ะ")

    assert OWNED in first
    assert "ขออภัย" not in second


def test_a_message_that_line_delivers_late_is_answered_with_an_apology(talk: Talk) -> None:
    talk.happening_ms = int((NOW - timedelta(minutes=20)).timestamp() * 1000)

    answer = talk.happen(
        "message:text",
        message={"type": "text", "text": "สวัสดีค่ะ"},
        deliveryContext={"isRedelivery": True},
    )

    assert "ส่งมาเมื่อ 09:40 น." in answer


def test_a_number_that_may_not_have_arrived_is_told_again_once(talk: Talk) -> None:
    number = talk.file_a_loan().number
    with transaction(talk.app.engine) as connection:
        new = NewLetter(talk.person, "[]", "lost", "key", case_number=number)
        letter = outbox.add(connection, new, now=talk.clock.now(), holder="me")
        assert letter is not None
        outbox.mark_sent(
            connection, letter, by="reply", request_id=None, now=talk.clock.now(), presumed=True
        )

    first, second = talk.say("ขอบคุณค่ะ"), talk.say("ขอบคุณค่ะ")

    assert f"เลขรับเรื่องของคุณคือ {number} ค่ะ" in first
    assert "เลขรับเรื่องของคุณคือ" not in second
