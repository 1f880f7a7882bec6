"""Who is away, who stands in, and what those who left have left."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.app import App
from bot.cases.leave import Away
from bot.cases.rights import Act
from bot.errors import BotError
from bot.handlers import casework, colleagues, staffing
from bot.handlers.colleagues import NotTheirs, Team
from bot.storage import leave
from bot.storage.db import reading
from tests.handlers.sharing import Office, open_office
from tests.world import HandClock

TODAY = date(2026, 11, 25)
WEEK = Away("ann", "ben", TODAY, TODAY + timedelta(days=6))


@pytest.fixture
def office(app: App, clock: HandClock) -> Office:
    return open_office(app, clock)


def set_leave(office: Office, who: str, away: Away = WEEK) -> None:
    me, now = office.people[who], office.app.now()
    office.run(lambda connection: colleagues.set_leave(connection, me, away, now=now))


def cancel(office: Office, who: str, entry: int) -> None:
    me = office.people[who]
    office.run(lambda connection: colleagues.cancel_leave(connection, me, entry))


def team(office: Office, who: str = "ann") -> Team:
    with reading(office.app.engine) as connection:
        return colleagues.team(connection, office.people[who], now=office.app.now())


def test_a_substitute_has_the_cases_in_hand_until_it_ends_by_itself(office: Office) -> None:
    number = office.on_line()
    office.do(number, "ann", casework.claim)
    set_leave(office, "ann")

    def in_hand() -> object:
        work = office.work(number, "ben")
        return office.run(lambda connection: work.access(connection, Act.VIEW).in_hand)

    assert in_hand() is True
    office.clock.move(days=6)
    assert in_hand() is True, "the last day counts"
    office.clock.move(days=1)
    assert in_hand() is False
    assert team(office).leaves == []


def test_the_head_sets_it_for_others_who_else_only_for_themselves(office: Office) -> None:
    with pytest.raises(NotTheirs, match="หัวหน้า"):
        set_leave(office, "ben")
    set_leave(office, "head")

    assert [one.staff_name for one in team(office).leaves] == ["ann"]


def test_days_that_overlap_or_people_from_elsewhere_are_refused(office: Office) -> None:
    set_leave(office, "ann")
    with pytest.raises(BotError, match="มีวันลาแล้ว"):
        set_leave(office, "ann")
    with pytest.raises(NotTheirs, match="จากรายการ"):
        set_leave(office, "ann", Away("ann", "far", TODAY, TODAY))
    later = TODAY + timedelta(days=30)
    set_leave(office, "ann", Away("ann", "ben", later, later))

    assert len(team(office).leaves) == 2


def test_days_are_taken_back_by_those_who_may_set_them(office: Office) -> None:
    set_leave(office, "ann")
    entry = team(office).leaves[0].id
    for who in ("ben", "far"):
        with pytest.raises(NotTheirs):
            cancel(office, who, entry)
    for _ in range(2):
        cancel(office, "ann", entry)

    with reading(office.app.engine) as connection:
        assert leave.away(connection, today=TODAY) == {}


def test_what_somebody_left_behind_goes_to_a_colleague_in_one_step(office: Office) -> None:
    numbers = sorted(office.on_line(person) for person in ("Uanna", "Ubob"))
    for number in numbers:
        office.do(number, "ann", casework.claim)
    now = office.app.now()
    office.run(lambda connection: staffing.leave(connection, "ann", now=now))
    assert team(office, "ben").left == {"ann": numbers}

    deps, ben = office.app.staff_deps, office.people["ben"]
    done = office.run(
        lambda connection: colleagues.hand_over(connection, deps, ben, "ann", "head", now=now)
    )

    assert done == 2
    assert {office.record(number).desk.assigned_to for number in numbers} == {"head"}
    assert team(office, "ben").left == {}
    assert team(office, "ben").in_hand == {"head": 2}
    none = office.run(
        lambda connection: colleagues.hand_over(connection, deps, ben, "head", "ben", now=now)
    )
    assert none == 0, "the head is still there"
