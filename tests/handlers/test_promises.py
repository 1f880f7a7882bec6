"""The day an owner is promised is what that centre kept to in the last thirty days."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import text

from bot.cases.promise import Counted
from bot.handlers import promises
from bot.storage import promises as stored
from bot.storage.db import reading
from bot.worker.sweeper import count_promises
from tests.handlers.conftest import Talk


def many_contacted(talk: Talk, cases: int, *, after: timedelta) -> None:
    """Copy a case, so that so many were received just now and reached after a while."""
    number = talk.file_a_loan().number
    columns = "person, status, category, priority, centre_code, centre_name, helpers, why_centre"
    with talk.app.engine.begin() as connection:
        for one in range(cases):
            connection.execute(
                text(
                    f"INSERT INTO case_record (number, {columns}, details, summary, opened_at,"  # noqa: S608
                    f" last_action_at, first_contact_at) SELECT :new, {columns}, details, summary,"
                    " opened_at, last_action_at, :at FROM case_record WHERE number = :old"
                ),
                {"new": f"copy-{one}", "old": number, "at": _moment(talk, after)},
            )
    talk.clock.move(days=2)


def _moment(talk: Talk, after: timedelta) -> object:
    moment = talk.app.now() + after
    return moment.replace(tzinfo=None) if talk.app.engine.name == "sqlite" else moment


def lately(talk: Talk) -> Counted | None:
    with reading(talk.app.engine) as connection:
        return stored.find(connection, "SSRC-30")


def test_a_quick_centre_promises_what_it_keeps(talk: Talk) -> None:
    many_contacted(talk, 10, after=timedelta(days=1))
    count_promises(talk.app)
    assert lately(talk) == Counted(1, 10)

    assert Talk(talk.app, talk.clock, "Uben").file_a_loan().desk.next_contact == date(2026, 11, 30)


def test_a_slow_one_never_promises_more_than_the_rule(talk: Talk) -> None:
    many_contacted(talk, 10, after=timedelta(days=20))
    talk.clock.move(days=19)
    count_promises(talk.app)
    assert lately(talk) is not None

    opened = Talk(talk.app, talk.clock, "Uben").file_a_loan()

    assert opened.desk.next_contact == date(2026, 12, 21), "three working days from 16 December"


def test_a_few_contacts_promise_nothing_new(talk: Talk) -> None:
    many_contacted(talk, 9, after=timedelta(days=1))
    count_promises(talk.app)

    assert Talk(talk.app, talk.clock, "Uben").file_a_loan().desk.next_contact == date(2026, 12, 2)


def test_it_is_counted_once_a_day_and_old_contacts_are_forgotten(talk: Talk) -> None:
    many_contacted(talk, 10, after=timedelta(days=1))
    count_promises(talk.app)
    with talk.app.engine.begin() as connection:
        connection.execute(text("UPDATE case_record SET first_contact_at = NULL"))
    count_promises(talk.app)
    assert lately(talk) == Counted(1, 10)

    talk.clock.move(days=1)
    with reading(talk.app.engine) as connection:
        assert not promises.is_counted(connection, now=talk.app.now())
    count_promises(talk.app)

    assert lately(talk) is None
