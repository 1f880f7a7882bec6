"""What referrals, committees and endings tell the director-general's page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import insert

from bot.app import App
from bot.handlers import casework
from bot.handlers.casework import Work
from bot.model.staff import Officer, Role
from bot.storage import figures_results
from bot.storage.db import reading, transaction
from bot.storage.tables import committee_item, referral
from tests.handlers.conftest import Talk
from tests.world import HandClock

ANN = Officer(1, "ann", "แอน", Role.OFFICER, "SSRC-30")
DAY = timedelta(days=1)


@pytest.fixture
def number(app: App, clock: HandClock) -> str:
    return Talk(app, clock).file_a_loan().number


def test_the_approved_sum_is_the_one_the_officer_closed_with(app: App, number: str) -> None:
    work = Work(app.staff_deps, ANN, number, app.now())

    def close(amount: str) -> None:
        app.writer.run(lambda connection: casework.claim(connection, work))
        app.writer.run(
            lambda connection: casework.close(
                connection, work, "loan_approved", cause=amount, amount=amount
            )
        )

    def known() -> dict[str, int]:
        with reading(app.engine) as connection:
            return dict(figures_results.approved_baht(connection, [number]))

    close("400000")
    assert known() == {number: 400_000}

    app.writer.run(lambda connection: casework.reopen(connection, work))
    assert known() == {}
    close("350000")
    assert known() == {number: 350_000}


def test_referrals_are_counted_by_agency_when_they_went_out(app: App, number: str) -> None:
    now = app.now()
    draft = {
        "case_number": number,
        "agency": "X",
        "kind": "join",
        "state": "sent",
        "reason": "",
        "request": "",
        "fields": "[]",
        "created_at": now,
        "created_by": "ann",
        "reminders": 0,
    }
    with transaction(app.engine) as connection:
        for name, sent_at in (("ก", now), ("ข", now), ("ข", now), ("ค", None), ("ง", now - DAY)):
            connection.execute(insert(referral).values(**draft, agency_name=name, sent_at=sent_at))

    with reading(app.engine) as connection:
        found = figures_results.referrals_by_agency(connection, None, now, now + DAY)
        assert list(found.items()) == [("ข", 2), ("ก", 1)]
        there = figures_results.referrals_by_agency(connection, ["TH-30"], now, now + DAY)
        assert there == found
        assert figures_results.referrals_by_agency(connection, ["TH-50"], now, now + DAY) == {}


def test_the_committee_s_steps_are_counted_in_their_order(app: App, number: str) -> None:
    now = app.now()
    item = {"province": "TH-30", "named": False, "proposed_by": "ann", "proposed_at": now}
    with transaction(app.engine) as connection:
        for changes in (
            {"case_number": number},
            {"topic": "fin.working", "verdict": "approved"},
            {"topic": "fin.invest", "verdict": "declined"},
            {"topic": "fin.start", "withdrawn_at": now},
        ):
            connection.execute(insert(committee_item).values(**item, **changes))

    with reading(app.engine) as connection:
        found = figures_results.committee_pipeline(connection, ["TH-30"], now, now + DAY)
        assert list(found.items()) == [("รอเข้าประชุม", 1), ("เห็นชอบ", 1), ("ไม่เห็นชอบ", 1)]
        assert figures_results.committee_pipeline(connection, None, now + DAY, now + 2 * DAY) == {}
