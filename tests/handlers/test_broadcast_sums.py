"""Whom announcements reached, province by province, and what came of it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from bot.app import App
from bot.broadcasts.funnel import Measure, Sum
from bot.storage import broadcast_answers, broadcast_sums, broadcasts, friends
from bot.storage.db import reading, transaction
from tests.announcing import FAIR, add_friends, sent, someone, started
from tests.handlers.conftest import Talk

FUND = FAIR + "programme: ssrc-advice\n"


def sums(app: App, *numbers: int) -> list[Sum]:
    with reading(app.engine) as connection:
        found = [broadcasts.find(connection, number) for number in numbers]
        return sorted(broadcast_sums.look(connection, [one for one in found if one]))


def told(app: App, *numbers: int) -> dict[str, int]:
    kinds = {Measure.TOLD, Measure.RODE}
    return {one.province: one.counted for one in sums(app, *numbers) if one.measure in kinds}


def followed(app: App, *numbers: int) -> list[Sum]:
    kinds = {Measure.TOLD, Measure.RODE}
    return [one for one in sums(app, *numbers) if one.measure not in kinds]


def answers(app: App, number: int, person: str, *, flow: str = "market", at: datetime) -> None:
    with transaction(app.engine) as connection:
        broadcast_answers.note(connection, number, person, flow=flow, now=at)


def test_a_chunk_of_several_provinces_counts_for_each(app: App) -> None:
    with transaction(app.engine) as connection:
        add_friends(connection, range(700), now=app.now(), province="TH-30")
        add_friends(connection, range(700, 800), now=app.now(), province="TH-40")
        add_friends(connection, range(800, 830), now=app.now(), province="TH-50")
        add_friends(connection, range(830, 837), now=app.now())
    number = sent(app)
    with reading(app.engine) as connection:
        mixed = connection.scalars(
            text("SELECT provinces FROM broadcast_chunk WHERE provinces LIKE '%,%'")
        )
        assert list(mixed) == ['["TH-30","TH-40","TH-50",""]'], "or this tests nothing"
    assert told(app, number) == {"TH-30": 700, "TH-40": 100, "TH-50": 30, "": 7}


def test_what_is_not_sent_yet_is_not_counted(app: App) -> None:
    with transaction(app.engine) as connection:
        add_friends(connection, range(3), now=app.now(), province="TH-30")
    assert told(app, started(app)) == {}


def test_who_was_told_with_an_answer_is_counted_where_they_are(app: App) -> None:
    number = started(app, FAIR + "free: yes\n")
    with transaction(app.engine) as connection:
        add_friends(connection, range(2), now=app.now(), province="TH-30")
        for person in (someone(0), someone(1), "Uelsewhere"):
            broadcasts.note_ride(connection, number, person, now=app.now())
    assert told(app, number) == {"TH-30": 2, "": 1}


def test_what_came_of_it_is_counted_by_place(app: App, talk: Talk) -> None:
    number, now = started(app, FUND), app.now()
    answers(app, number, talk.person, at=now)
    answers(app, number, someone(5), flow="stop", at=now)
    talk.file_a_loan()
    with transaction(app.engine) as connection:
        friends.note_interest(connection, talk.person, "ssrc-advice", now=now)
        friends.note_interest(connection, talk.person, "another", now=now)
    assert followed(app, number) == [
        (number, "", Measure.ANSWERED, "stop", 1),
        (number, "TH-30", Measure.ANSWERED, "market", 1),
        (number, "TH-30", Measure.CASES, "open", 1),
        (number, "TH-30", Measure.INTERESTED, "", 1),
    ]
    with transaction(app.engine) as connection:
        connection.execute(text("UPDATE case_record SET outcome = 'advised', province = NULL"))
    assert (number, "", Measure.CASES, "advised", 1) in followed(app, number)


@pytest.mark.parametrize(("days", "counted"), [(0, 2), (14, 2), (14.01, 0), (-0.01, 0)])
def test_it_must_come_within_two_weeks_of_the_answer(
    app: App, talk: Talk, days: float, counted: int
) -> None:
    number, now = started(app, FUND), app.now()
    talk.file_a_loan()
    with transaction(app.engine) as connection:
        friends.note_interest(connection, talk.person, "ssrc-advice", now=now)
    answers(app, number, talk.person, at=now - timedelta(days=days))
    later = {one.measure for one in sums(app, number)} - {Measure.ANSWERED}
    assert len(later) == counted


def test_a_case_comes_of_the_last_announcement_that_was_answered(app: App, talk: Talk) -> None:
    first, second, third = started(app), started(app), started(app)
    now = app.now()
    answers(app, first, talk.person, at=now - timedelta(days=2))
    answers(app, second, talk.person, at=now - timedelta(days=1))
    talk.file_a_loan()
    answers(app, third, talk.person, at=now + timedelta(days=1))
    cases = [one for one in sums(app, first, second, third) if one.measure is Measure.CASES]
    assert cases == [Sum(second, "TH-30", Measure.CASES, "open", 1)]


def test_who_ends_news_takes_no_case_from_an_announcement(app: App, talk: Talk) -> None:
    first, second, now = started(app), started(app), app.now()
    answers(app, first, talk.person, at=now - timedelta(days=2))
    answers(app, second, talk.person, flow="stop", at=now - timedelta(days=1))
    talk.file_a_loan()
    cases = [one for one in sums(app, first, second) if one.measure is Measure.CASES]
    assert cases == [Sum(first, "TH-30", Measure.CASES, "open", 1)]


def test_a_button_of_no_announcement_is_counted_for_nothing(app: App) -> None:
    answers(app, 77, someone(1), at=app.now())
    with reading(app.engine) as connection:
        assert connection.scalar(text("SELECT COUNT(*) FROM broadcast_answer")) == 0
