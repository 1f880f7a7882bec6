"""Who was told of an announcement is forgotten in time, and what is counted of it stays."""

from __future__ import annotations

import orjson
import pytest
from sqlalchemy import text

from bot.app import App
from bot.broadcasts.states import State
from bot.handlers import broadcast_report, broadcasts
from bot.handlers.forgetting_recipients import Step, TooLateToCorrect, Work, take
from bot.storage import broadcast_answers, broadcast_sums
from bot.storage import broadcasts as stored
from bot.storage.db import reading, transaction
from bot.worker.sweeper import forget_recipients, tidy
from tests.announcing import (
    ANN,
    BOB,
    FAIR,
    add_friends,
    agree,
    approved,
    sent,
    someone,
    started,
    write,
)
from tests.handlers.conftest import Talk
from tests.world import HandClock

KORAT = FAIR + "audience: {province: [TH-30]}\n"


@pytest.fixture
def number(app: App) -> int:
    """An announcement to 1,200 people of two provinces that has gone out."""
    with transaction(app.engine) as connection:
        add_friends(connection, range(700), now=app.now(), province="TH-30")
        add_friends(connection, range(700, 1_200), now=app.now(), province="TH-50")
    return sent(app)


def forget(app: App) -> None:
    forget_recipients(app, seconds=60)


def figures(app: App, number: int) -> dict[str, object]:
    with reading(app.engine) as connection:
        return broadcast_report.of(connection, number).as_json()


def known(app: App) -> set[str]:
    """Return whose ids are kept with announcements, wherever."""
    with reading(app.engine) as connection:
        chunks = connection.execute(text("SELECT people, recipients FROM broadcast_chunk"))
        told = [orjson.loads(one or "[]") for row in chunks for one in row]
        rest = [
            connection.scalars(text(f"SELECT person FROM {table}")).all()  # noqa: S608
            for table in ("broadcast_ride", "broadcast_answer")
        ]
    return {person for several in (*told, *rest) for person in several}


def test_after_its_time_nobody_is_known_and_every_figure_stands(
    app: App, clock: HandClock, talk: Talk, number: int
) -> None:
    now = app.now()
    with transaction(app.engine) as connection:
        for person, flow in ((talk.person, "market"), (someone(2), "stop")):
            broadcast_answers.note(connection, number, person, flow=flow, now=now)
    talk.file_a_loan()
    before = figures(app, number)
    assert before["provinces"]["TH-30"]["cases"] == 1  # type: ignore[index]

    clock.move(days=1.01)
    forget(app)
    assert (figures(app, number), len(known(app))) == (before, 1_201)
    clock.move(days=88.9)
    forget(app)
    assert len(known(app)) == 1_201, "it can still be corrected"
    clock.move(days=0.2)
    forget(app)
    assert (figures(app, number), known(app)) == (before, {talk.person, someone(2)})
    clock.move(days=90)
    forget(app)
    assert (figures(app, number), known(app)) == (before, set())
    with transaction(app.engine) as connection:
        connection.execute(text("UPDATE case_record SET outcome = 'advised'"))
        broadcast_answers.note(connection, number, someone(9), flow="market", now=app.now())
    assert (figures(app, number), known(app)) == (before, set()), "what is counted stands"


def test_what_travelled_on_free_answers_is_forgotten_too(app: App, clock: HandClock) -> None:
    number = started(app, FAIR + "free: yes\n")
    with transaction(app.engine) as connection:
        add_friends(connection, range(2), now=app.now(), province="TH-30")
        for person in (someone(0), someone(1), "Uelsewhere"):
            stored.note_ride(connection, number, person, now=app.now())
        broadcasts.end_free(connection, number, now=app.now())
    before = figures(app, number)
    assert before["on_free_answers"] == 3
    clock.move(days=180.1)
    forget(app)
    assert (figures(app, number), known(app)) == (before, set())
    with reading(app.engine) as connection:
        assert stored.rides(connection, number) == 3


def test_many_are_erased_a_little_at_a_time(
    app: App, clock: HandClock, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.handlers.forgetting_recipients._CHUNKS_AT_ONCE", 2)
    monkeypatch.setattr("bot.handlers.forgetting_recipients._RIDES_AT_ONCE", 2)
    with transaction(app.engine) as connection:
        for person in range(5):
            stored.note_ride(connection, number, someone(person), now=app.now())
    before = figures(app, number)
    clock.move(days=200)
    forget(app)
    assert (figures(app, number), known(app)) == (before, set())
    with reading(app.engine) as connection:
        one = broadcasts.find(connection, number)
        assert None not in (one.counted_at, one.recipients_erased_at, one.answers_erased_at)


@pytest.mark.parametrize("state", [State.DRAFT, State.SENDING, State.PAUSED, State.HELD])
def test_what_is_not_over_keeps_its_people(app: App, clock: HandClock, state: State) -> None:
    with transaction(app.engine) as connection:
        add_friends(connection, [1], now=app.now())
    number = started(app)
    with transaction(app.engine) as connection:
        stored.change(connection, number, state=state)
    clock.move(days=400)
    forget(app)
    assert known(app) == {someone(1)}


def test_who_was_to_be_told_when_it_was_stopped_is_forgotten(app: App, clock: HandClock) -> None:
    with transaction(app.engine) as connection:
        add_friends(connection, [1], now=app.now())
    number = started(app)
    with transaction(app.engine) as connection:
        broadcasts.stop(connection, BOB, number, now=app.now())
    clock.move(days=90.1)
    tidy(app)
    assert known(app) == set(), "the sweeper does it"
    assert figures(app, number)["provinces"] == {}


def test_two_who_count_at_once_count_once(app: App, clock: HandClock, number: int) -> None:
    before = figures(app, number)
    clock.move(days=200)
    with transaction(app.engine) as connection:
        one = stored.find(connection, number)
        assert one is not None
        sums = tuple(broadcast_sums.look(connection, [one]))
    for work in (Work.COUNT, Work.COUNT, Work.ERASE_ANSWERS, Work.ERASE_ANSWERS):
        with transaction(app.engine) as connection:
            take(connection, Step(work, number, sums), now=app.now())
    assert figures(app, number) == before


# --- corrections ---


def test_what_travelled_on_free_answers_is_put_right_for_exactly_those_who_heard(
    app: App, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.handlers.freezing._AT_ONCE", 2)
    free = started(app, FAIR + "free: yes\n")
    heard = {someone(number) for number in range(5)}
    with transaction(app.engine) as connection:
        add_friends(connection, range(9), now=app.now(), province="TH-30")
        for person in heard:
            stored.note_ride(connection, free, person, now=app.now())
        broadcasts.end_free(connection, free, now=app.now())
    correction = approved(app, FAIR + "free: yes\n", corrects=free)
    with reading(app.engine) as connection:
        one = broadcasts.find(connection, correction)
        assert broadcasts.reach_of(
            connection, app.staff_deps, one, app.now(), capped=True
        ).recipients == len(heard)
        told = connection.scalars(
            text("SELECT people FROM broadcast_chunk WHERE broadcast_id = :id"), {"id": correction}
        )
        people = [person for some in told for person in orjson.loads(some)]
    assert (one.bound, one.draft.free) == (5, False)
    assert sorted(people) == sorted(heard)
    clock.move(days=90.1)
    forget(app)
    with transaction(app.engine) as connection, pytest.raises(TooLateToCorrect):
        broadcasts.create(connection, app.staff_deps, ANN, one.draft, now=app.now(), corrects=free)


def test_a_correction_is_possible_until_its_recipients_are_forgotten(
    app: App, clock: HandClock, number: int
) -> None:
    with transaction(app.engine) as connection:
        deps = app.staff_deps
        early = broadcasts.create(
            connection, deps, ANN, write(app, KORAT), now=app.now(), corrects=number
        )
        clock.move(days=90.1)
    forget(app)
    with transaction(app.engine) as connection, pytest.raises(TooLateToCorrect, match="ลบไปแล้ว"):
        agree(connection, app, BOB, early)
    with reading(app.engine) as connection:
        wanted = broadcasts.find(connection, early).draft
    with transaction(app.engine) as connection, pytest.raises(TooLateToCorrect):
        broadcasts.create(connection, deps, ANN, wanted, now=app.now(), corrects=number)


def test_those_whom_an_approved_correction_is_for_wait_until_it_has_them(
    app: App, clock: HandClock, number: int
) -> None:
    with transaction(app.engine) as connection:
        correction = broadcasts.create(
            connection, app.staff_deps, ANN, write(app, KORAT), now=app.now(), corrects=number
        )
        agree(connection, app, BOB, correction)
    clock.move(days=90.1)
    forget(app)
    assert len(known(app)) == 1_200
    with transaction(app.engine) as connection:
        broadcasts.stop(connection, BOB, correction, now=app.now())
    forget(app)
    assert known(app) == set()
