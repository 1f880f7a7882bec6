"""Whoever wrote in English also reads in English what comes later: officers' phrases, apologies."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from bot.handlers import board_consent, bookings, casework, passing_on
from bot.handlers.files import tell_refused
from bot.handlers.languages import language_of
from bot.handlers.outages import show
from bot.model.buttons import after_end
from bot.model.contents import Refusal, WhyRefused
from bot.model.showing import SHOWING
from bot.storage.db import transaction
from bot.worker.sweeper import fire_due_jobs
from tests.handlers.conftest import Talk
from tests.handlers.test_bookings import PLAN
from tests.handlers.test_casework import ANN, Desk, close
from tests.world import WEDNESDAY_MORNING as NOW

STORY = (
    "Hello, I need a loan of 800,000 baht for my skincare factory in Pak Chong, Korat. "
    "I'm Karn, call me at 065 112 2334"
)


@pytest.fixture
def desk(talk: Talk) -> Desk:
    """A case told in English."""
    for words in (STORY, "I agree", "Correct, send it"):
        talk.say(words)
    desk = Desk(talk, talk.cases()[-1].number)
    desk.do(casework.claim)
    return desk


def test_the_number_comes_on_an_english_card(talk: Talk) -> None:
    said = [talk.say(words) for words in (STORY, "I agree", "Correct, send it")]

    record = talk.cases()[-1]
    assert "Business in Pak Chong (Nakhon Ratchasima)" in said[0]
    assert "We have received your case" in said[2]
    assert f"Case number: {record.number}" in said[2]
    assert "Nakhon Ratchasima SME Support and Rescue Center" in said[2]
    assert "November 2026" in said[2]
    assert "ค่ะ" not in "".join(said)
    assert record.centre_name_th.endswith("จังหวัดนครราชสีมา"), "officers read Thai"


def test_the_end_is_told_and_asked_about_in_english(desk: Desk) -> None:
    desk.do(close("loan_applied"))

    assert desk.owner_reads() == (
        f"Case {desk.number} is finished. (the loan was applied for) Did you get the help you "
        "needed? Press a button below, or type “not settled yet” within 30 days and an officer "
        "will take care of it."
    )
    assert "How satisfied are you" in desk.talk.press(after_end("end_helped", desk.number))


def test_days_later_it_is_asked_about_in_english_again(desk: Desk) -> None:
    desk.do(close("advised"))
    desk.owner_reads()
    desk.talk.clock.move(days=7)
    fire_due_jobs(desk.talk.app)

    assert "Is everything settled with case" in desk.owner_reads()


def test_the_conversation_is_given_back_in_english(desk: Desk) -> None:
    desk.do(partial(casework.give_back, cause="once"))

    assert f"The officer goes on looking after case {desk.number}." in desk.owner_reads()


def test_another_office_and_its_promise_are_named_in_english(desk: Desk) -> None:
    desk.do(partial(passing_on.transfer, to="SSRC-50", why="ย้ายไปเชียงใหม่", fresh="", cause="once"))

    said = desk.owner_reads()
    assert "is now looked after by Chiang Mai SME Support and Rescue Center" in said
    assert "An officer will contact you by" in said
    assert " 2026." in said


def test_an_appointment_is_told_in_english(desk: Desk) -> None:
    desk.do(partial(bookings.book, plan=PLAN, cause="once"))

    said = desk.owner_reads()
    assert "a visit to your business by อาจารย์สมชาย Tuesday 1 December 2026, 13:30" in said


def test_a_board_is_asked_about_and_answered_in_english(desk: Desk) -> None:
    desk.do(partial(board_consent.ask, purpose="committee", cause="once"))
    assert "We ask your permission" in desk.talk.answer()

    assert "may be put to the provincial committee with your name" in desk.talk.say("I agree")


def test_a_file_that_cannot_be_kept_is_told_of_in_english(desk: Desk) -> None:
    app, person = desk.talk.app, desk.talk.person
    refusal = Refusal(person, "m1", WhyRefused.WRONG_KIND, largest=1)
    with transaction(app.engine) as connection:
        tell_refused(connection, app.deps, refusal, app.now())

    assert "this kind of file cannot be opened" in desk.talk.answer()


def test_who_has_not_written_yet_is_spoken_to_in_thai() -> None:
    assert language_of("") == "th"
    assert ANN.unit


def test_times_of_an_outage_are_shown_in_either_language() -> None:
    today, before = NOW - timedelta(hours=1), NOW - timedelta(days=1)
    english = SHOWING["en"]

    assert show(today, now=NOW) == "09:00 น."
    assert show(today, now=NOW, showing=english) == "09:00"
    assert show(before, now=NOW, showing=english) == "24 November 2026, 10:00"
    assert replace(english) == english
