"""A desk's piles are those of the rules; filters and pages leave nothing out."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest
from sqlalchemy import Engine, update

from bot.cases.desk import Pile, pile_of
from bot.cases.filters import Filters, Whose
from bot.model.cases import Category, Priority, Status
from bot.model.thai import BANGKOK
from bot.storage import cases, desk
from bot.storage.cases import NewCase
from bot.storage.db import reading, transaction
from bot.storage.desk import Place, View
from bot.storage.tables import case
from tests.world import WEDNESDAY_MORNING as NOW

TODAY = NOW.astimezone(BANGKOK).date()
STATES = (Status.NEW, Status.ADVISING, Status.WAITING_OWNER, Status.CLOSED)
DAYS = (-1, 0, 1)


@pytest.fixture
def filled(engine: Engine) -> Engine:
    """One case of each state, promised day, kind and officer."""
    with transaction(engine) as connection:
        kinds = product(STATES, DAYS, ("financing", "market"), (None, "ann", "bob"))
        for place, (status, days, category, officer) in enumerate(kinds):
            number = f"30-69-{place:05}-0"
            new = NewCase(
                number=number,
                person=f"U{place}",
                category=category,
                sub_intent=None,
                track=None,
                priority="urgent" if place % 7 else "normal",
                centre_code="SSRC-30" if place % 5 else "SSRC-50",
                centre_name="ศูนย์",
                helpers=(),
                why_centre="",
                summary="",
                next_contact=TODAY + timedelta(days=days),
                province="TH-30",
            )
            cases.add(connection, new, now=NOW)
            cases.set_status(connection, number, status, by="ann", now=NOW)
            values = {"assigned_to": officer, "triage": place % 4 or None}
            connection.execute(update(case).where(case.c.number == number).values(values))
    return engine


def listed(engine: Engine, view: View) -> list[desk.Line]:
    with reading(engine) as connection:
        return desk.open_cases(connection, view)


@pytest.mark.parametrize("pile", [*Pile])
def test_each_pile_holds_what_the_rule_says(filled: Engine, pile: Pile) -> None:
    view = View(None, TODAY, Filters(pile=pile))
    lines = listed(filled, view)

    assert lines
    assert {
        pile_of(line.status, next_contact=line.next_contact, today=TODAY) for line in lines
    } == {pile}
    with reading(filled) as connection:
        assert desk.count_piles(connection, view)[pile] == len(lines)
        assert sum(desk.count_piles(connection, view).values()) == 54


def test_filters_are_joined(filled: Engine) -> None:
    chosen = Filters(
        category=Category.MARKET, priority=Priority.URGENT, province="TH-30", whose=Whose.NOBODYS
    )
    lines = listed(filled, View(["SSRC-30"], TODAY, chosen))

    assert lines
    for line in lines:
        assert (line.category, line.priority, line.assigned_to) == ("market", "urgent", None)
        assert line.position.owner == "SSRC-30"
    mine = listed(filled, View(None, TODAY, Filters(triage=2, whose=Whose.MINE), "ann"))
    assert {(line.triage, line.assigned_to) for line in mine} == {(2, "ann")}
    assert listed(filled, View(None, TODAY, Filters(province="TH-50"))) == []


def test_pages_of_a_filtered_desk_leave_nothing_out(
    filled: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = View(None, TODAY, Filters(pile=Pile.LATE))
    whole = [line.number for line in listed(filled, view)]
    monkeypatch.setattr(desk, "PAGE", 5)
    paged: list[str] = []
    after = None
    with reading(filled) as connection:
        while page := desk.open_cases(connection, view, after=after):
            paged += [line.number for line in page]
            after = Place(page[-1].next_contact, page[-1].number)

    assert paged == whole


def test_a_pile_is_counted_no_further_than_people_read(
    filled: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "MOST_COUNTED", 3)
    with reading(filled) as connection:
        assert desk.count_piles(connection, View(None, TODAY))[Pile.LATE] == 4
