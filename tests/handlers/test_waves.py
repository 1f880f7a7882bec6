"""To which provinces an announcement goes now: as many people as their offices can bear."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import Connection, insert, text

from bot.app import App
from bot.broadcasts.capacity import LEAST, USUAL_RATE
from bot.handlers import broadcasts, waves
from bot.handlers.waves import Waiting
from bot.model.staff import Role
from bot.model.thai import BANGKOK
from bot.storage import broadcast_answers, broadcast_told, leave, officers, staff
from bot.storage import broadcasts as stored
from bot.storage.db import reading, transaction
from bot.storage.staff import NewAccount
from bot.storage.tables import broadcast_chunk, case
from tests.announcing import FAIR, add_friends, approved, sent, started
from tests.handlers.conftest import Talk
from tests.world import HandClock

KORAT = FAIR + "audience: {province: [TH-30]}\n"


def closed(app: App, number: int, rate: float = USUAL_RATE) -> tuple[str, ...]:
    with reading(app.engine) as connection:
        one = broadcasts.find(connection, number)
        return waves.closed(connection, app.staff_deps, one, rate=rate, now=app.now())


def waiting(app: App, number: int, rate: float = USUAL_RATE) -> list[Waiting]:
    with reading(app.engine) as connection:
        one = broadcasts.find(connection, number)
        return waves.waiting(connection, app.staff_deps, one, rate=rate, now=app.now())


def add_officers(connection: Connection, app: App, count: int, unit: str = "SSRC-30") -> None:
    for number in range(count):
        new = NewAccount(f"o{number}", "O", Role.OFFICER, unit, "x")
        staff.add(connection, new, now=app.now())


def add_cases(connection: Connection, app: App, count: int) -> None:
    """Copy the case there is, as often as it takes to be so many."""
    row = dict(connection.execute(text("SELECT * FROM case_record")).mappings().one())
    row |= {name: None for name in row if name.endswith("_at")}
    row |= {"opened_at": app.now(), "last_action_at": app.now(), "next_contact": None}
    more = [{**row, "number": f"30-69-{n:05}-0"} for n in range(100, 99 + count)]
    if more:
        connection.execute(insert(case), more)


def count_as(connection: Connection, number: int, people: int) -> None:
    """Let the chunks of an announcement be as large as never before."""
    same = broadcast_chunk.c.broadcast_id == number
    connection.execute(broadcast_chunk.update().where(same).values(count=people))


# --- what an office can bear ---


@pytest.mark.parametrize(
    ("at_work", "cases", "full"),
    [(0, LEAST - 1, 0), (0, LEAST, 1), (4, 39, 0), (4, 40, 1)],
)
def test_new_cases_take_up_the_capacity_of_its_officers(
    app: App, talk: Talk, at_work: int, cases: int, full: int
) -> None:
    talk.file_a_loan()
    with transaction(app.engine) as connection:
        add_officers(connection, app, at_work)
        add_cases(connection, app, cases)
        add_friends(connection, [1], now=app.now(), province="TH-30")
    number = started(app, at_once=False)
    assert closed(app, number) == ("TH-30",) * full
    assert [one.load.new for one in waiting(app, number)] == [cases] * full
    with transaction(app.engine) as connection:
        stored.change(connection, number, at_once=True)
    assert closed(app, number) == (), "what an operator sends at once spares nobody"


def test_a_wrong_announcement_is_put_right_however_much_there_is_to_do(
    app: App, talk: Talk
) -> None:
    talk.file_a_loan()
    with transaction(app.engine) as connection:
        add_cases(connection, app, LEAST)
        add_friends(connection, [1], now=app.now(), province="TH-30")
    wrong = sent(app, KORAT)
    assert closed(app, started(app, KORAT, at_once=False)) == ("TH-30",)
    right = started(app, KORAT, at_once=False, corrects=wrong)
    assert (closed(app, right), waiting(app, right)) == ((), [])


def test_only_officers_who_are_at_work_count(app: App) -> None:
    today = date(2026, 11, 25)
    with transaction(app.engine) as connection:
        add_officers(connection, app, 3)
        for name, role, unit in (
            ("head", Role.UNIT_HEAD, "SSRC-30"),
            ("region", Role.REGION, "IPC-6"),
            ("hq", Role.HEADQUARTERS, None),
        ):
            staff.add(connection, NewAccount(name, "X", role, unit, "x"), now=app.now())
        staff.disable(connection, "o0", now=app.now())
        leave.add(connection, "o1", "o2", first_day=today, last_day=today, by="head", now=app.now())
        assert officers.at_work(connection, today=today) == {"SSRC-30": 2}
        assert officers.at_work(connection, today=today + timedelta(days=1)) == {"SSRC-30": 3}


# --- what is to be expected ---


def test_who_was_told_within_a_working_day_is_expected_to_write(app: App, clock: HandClock) -> None:
    with transaction(app.engine) as connection:
        add_friends(connection, range(2), now=app.now(), province="TH-30")
    earlier, number = sent(app, KORAT), started(app, at_once=False)
    with transaction(app.engine) as connection:
        count_as(connection, earlier, 15_000)
    assert closed(app, number, rate=0.0019) == ()
    assert closed(app, number, rate=0.002) == ("TH-30",)
    (told,) = waiting(app, number, rate=0.002)
    assert (told.province, told.load.expected, told.load.officers) == ("TH-30", 30, 0)
    clock.move(hours=23)
    assert closed(app, number, rate=0.002) == ("TH-30",)
    clock.move(hours=1, seconds=1)
    assert closed(app, number, rate=0.002) == ()


def test_over_a_weekend_the_working_day_before_is_a_friday(app: App, clock: HandClock) -> None:
    clock.moment = datetime(2026, 11, 27, 15, 0, tzinfo=BANGKOK)
    with transaction(app.engine) as connection:
        add_friends(connection, [1], now=app.now(), province="TH-30")
    earlier, number = sent(app, KORAT), started(app, at_once=False)
    with transaction(app.engine) as connection:
        count_as(connection, earlier, 20_000)
    clock.moment = datetime(2026, 11, 30, 14, 0, tzinfo=BANGKOK)
    assert closed(app, number) == ("TH-30",)
    clock.move(hours=2)
    assert closed(app, number) == ()


def test_a_chunk_of_two_provinces_is_shared_between_them(app: App) -> None:
    with transaction(app.engine) as connection:
        add_friends(connection, [1], now=app.now(), province="TH-30")
        add_friends(connection, [2], now=app.now(), province="TH-40")
    number = sent(app)
    with reading(app.engine) as connection:
        since = app.now() - timedelta(hours=1)
        assert broadcast_told.lately(connection, since=since) == {"TH-30": 1.0, "TH-40": 1.0}
        assert broadcast_told.left(connection, number) == set()
        assert broadcast_told.lately(connection, since=app.now() + timedelta(hours=1)) == {}


def test_the_rate_is_learned_from_earlier_announcements(
    app: App, clock: HandClock, talk: Talk
) -> None:
    with transaction(app.engine) as connection:
        add_friends(connection, [1], now=app.now(), province="TH-30")
    number = sent(app, KORAT)
    correction = sent(app, KORAT, corrects=number)
    with transaction(app.engine) as connection:
        count_as(connection, number, 20_000)
        count_as(connection, correction, 20_000)
        now = app.now()
        broadcast_answers.note(connection, number, talk.person, flow="market", now=now)
    talk.file_a_loan()
    with transaction(app.engine) as connection:
        add_cases(connection, app, 100)
    with reading(app.engine) as connection:
        soon, later = (app.now() + timedelta(days=days) for days in (13, 15))
        assert waves.learned_rate(connection, now=soon) == USUAL_RATE
        assert waves.learned_rate(connection, now=later) == 0.005
    clock.move(days=15)
    assert app.cases_rate.latest() == 0.005


# --- what the page says ---


def test_only_what_is_still_to_be_sent_waits(app: App, talk: Talk, clock: HandClock) -> None:
    talk.file_a_loan()
    with transaction(app.engine) as connection:
        add_cases(connection, app, LEAST)
        add_friends(connection, [1], now=app.now(), province="TH-50")
        add_friends(connection, [2], now=app.now(), province="TH-30")
    chiang_mai = started(app, FAIR + "audience: {province: [TH-50]}\n", at_once=False)
    both, free = started(app, at_once=False), started(app, FAIR + "free: yes\n", at_once=False)
    assert [one.province for one in waiting(app, both)] == ["TH-30"]
    for number in (chiang_mai, free, approved(app, KORAT)):
        assert waiting(app, number) == []
    clock.move(hours=12)
    assert waiting(app, both) == [], "at night nobody is told anything"


def test_nobody_is_named_in_vain(app: App) -> None:
    with transaction(app.engine) as connection:
        add_friends(connection, [1], now=app.now(), province="TH-30")
    assert waiting(app, started(app, at_once=False)) == []
