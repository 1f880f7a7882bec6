"""Whose menu is due: every change of what is open is noted, with it and only with it."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine

from bot.cases.states import ENDED, Actor, moves
from bot.model.cases import Status
from bot.storage import cases, menus, merges
from bot.storage.cases import NewCase
from bot.storage.db import reading, transaction
from bot.storage.menus import Noted
from tests.storage.test_cases import LOAN
from tests.world import WEDNESDAY_MORNING as NOW

OTHER = replace(LOAN, number="30-69-00002-8", person="U2")
AT_DESK = replace(LOAN, number="30-69-00003-6", person="desk:a")
Deed = Callable[[Connection], object]


def noted(engine: Engine) -> Noted:
    with reading(engine) as connection:
        return menus.due(connection, now=NOW, most=500)


def do(engine: Engine, deed: Deed) -> set[str]:
    """Do something on a clean slate; return of whom it was noted."""
    with transaction(engine) as connection:
        menus.strike(connection, menus.due(connection, now=NOW, most=500), now=NOW)
    with transaction(engine) as connection:
        deed(connection)
    return set(noted(engine))


def add(engine: Engine, new: NewCase) -> set[str]:
    return do(engine, lambda connection: cases.add(connection, new, now=NOW))


def move(engine: Engine, number: str, status: Status) -> set[str]:
    return do(
        engine, lambda connection: cases.set_status(connection, number, status, by="ann", now=NOW)
    )


def test_opening_is_noted_except_for_who_is_not_on_line(engine: Engine) -> None:
    assert add(engine, LOAN) == {"U1"}
    assert add(engine, AT_DESK) == set()


@pytest.mark.parametrize("ended", sorted(ENDED))
def test_an_end_and_taking_up_again_are_noted(engine: Engine, ended: Status) -> None:
    add(engine, LOAN)

    assert move(engine, LOAN.number, ended) == {"U1"}
    again = do(
        engine,
        lambda connection: cases.begin_again(
            connection, LOAN.number, next_contact=LOAN.next_contact, by="owner", now=NOW
        ),
    )
    assert again == {"U1"}


@pytest.mark.parametrize("ended", sorted(ENDED))
def test_an_ended_case_opens_as_a_new_one_only(ended: Status) -> None:
    """On this rests which states are noted."""
    reached = frozenset[Status]().union(*(moves(ended, by=actor) for actor in Actor))

    assert reached == {Status.NEW}


def test_what_leaves_a_case_open_is_not_noted(engine: Engine) -> None:
    add(engine, LOAN)

    assert move(engine, LOAN.number, Status.ACCEPTED) == set()
    assert do(engine, lambda connection: cases.touch(connection, LOAN.number, now=NOW)) == set()


def test_a_merge_and_its_undoing_are_noted_of_both_owners(engine: Engine) -> None:
    add(engine, LOAN)
    add(engine, OTHER)

    merged = do(
        engine,
        lambda connection: merges.merge(connection, LOAN.number, OTHER.number, by="ann", now=NOW),
    )
    with reading(engine) as connection:
        found = merges.find(connection, LOAN.number)
    assert found is not None
    parted = do(engine, lambda connection: merges.part(connection, found, by="ann", now=NOW))

    assert merged == parted == {"U1", "U2"}


def test_who_takes_over_a_case_of_the_counter_is_noted(engine: Engine) -> None:
    add(engine, AT_DESK)

    given = do(engine, lambda connection: cases.give_to(connection, AT_DESK.number, "U3", now=NOW))

    assert given == {"U3"}


def test_no_other_place_changes_whose_case_is_open() -> None:
    """Whoever adds a place must say here that it notes the menu, or need not."""
    assert _places() == {
        "cases.give_to", "cases.set_status", "merges.merge", "merges.part",
        "cases.set_past",  # in the transaction that opens the case
        "passing_on.lay_back", "passing_on.transfer",  # open before and after
    }  # fmt: skip


def _places() -> set[str]:
    found = set[str]()
    for path in Path("bot/storage").glob("*.py"):
        text = path.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(text)):
            source = ast.get_source_segment(text, node) if isinstance(node, ast.FunctionDef) else ""
            writes = any(
                f"{name}=" in (source or "") or f'"{name}": ' in (source or "")
                for name in ("status", "ended_at", "person")
            )
            if source and "update(case)" in source and writes:
                assert isinstance(node, ast.FunctionDef)
                found.add(f"{path.stem}.{node.name}")
    return found


def test_a_note_made_since_stays_when_those_seen_are_struck_out(engine: Engine) -> None:
    add(engine, LOAN)
    seen = noted(engine)
    with transaction(engine) as connection:
        menus.note(connection, "U1", now=NOW)

    with transaction(engine) as connection:
        menus.strike(connection, seen, now=NOW)

    left = noted(engine)
    assert list(left) == ["U1"]
    assert set(left["U1"]).isdisjoint(seen["U1"])


def test_ids_are_never_used_again(engine: Engine) -> None:
    """A process that stood still would strike out what it never saw."""
    add(engine, LOAN)
    seen = noted(engine)
    with transaction(engine) as connection:
        menus.strike(connection, seen, now=NOW)
    with transaction(engine) as connection:
        menus.note(connection, "U1", now=NOW)

    assert min(noted(engine)["U1"]) > max(seen["U1"])


def test_what_two_processes_did_at_once_is_done_again(engine: Engine) -> None:
    add(engine, LOAN)
    seen = noted(engine)
    for _ in range(2):
        with transaction(engine) as connection:
            menus.strike(connection, seen, now=NOW)

    assert list(noted(engine)) == ["U1"]


def test_what_is_postponed_waits_behind_the_others(engine: Engine) -> None:
    add(engine, LOAN)
    first = noted(engine)
    later = NOW + timedelta(seconds=30)
    with transaction(engine) as connection:
        menus.postpone(connection, first, until=later)
        menus.note(connection, "U2", now=NOW)

    with reading(engine) as connection:
        assert list(menus.due(connection, now=NOW, most=9)) == ["U2"]
        assert list(menus.due(connection, now=later, most=9)) == ["U2", "U1"]
        assert list(menus.due(connection, now=later, most=1)) == ["U2"]


def test_nothing_is_due_before_its_time(engine: Engine) -> None:
    with reading(engine) as connection:
        assert not menus.anything_due(connection, now=NOW)
    add(engine, LOAN)
    with reading(engine) as connection:
        assert menus.anything_due(connection, now=NOW)
        assert not menus.anything_due(connection, now=NOW - timedelta(seconds=1))


def test_everybody_with_an_open_case_is_noted_once(engine: Engine) -> None:
    second = replace(LOAN, number="30-69-00004-4")
    for one in (LOAN, second, OTHER, AT_DESK):
        add(engine, one)
    move(engine, OTHER.number, Status.CLOSED)

    people = do(engine, lambda connection: menus.note_all_open(connection, now=NOW))

    assert people == {"U1"}
    assert len(noted(engine)["U1"]) == 1
    with reading(engine) as connection:
        assert menus.with_open_case(connection, ["U1", "U2", "U9"]) == {"U1"}
