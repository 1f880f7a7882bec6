"""The rows of files: only the holder writes, and nothing is forgotten about a file that may be."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from bot.model.contents import WhyRefused
from bot.storage import contents, processes
from bot.storage.contents import Kept, NewContent, Parcel, Standing
from bot.storage.db import reading, transaction
from tests.world import HandClock

PDF = Kept("application/pdf", 12, "ab" * 32)


class Shelf:
    def __init__(self, engine: Engine, clock: HandClock) -> None:
        self.engine, self.clock = engine, clock
        with transaction(engine) as connection:
            processes.beat(connection, "me", now=clock.now())

    def expect(self, *ids: str, person: str = "Uanna", name: str | None = None) -> None:
        new = [NewContent(one, "file", name, self.clock.now()) for one in ids]
        with transaction(self.engine) as connection:
            contents.expect(connection, person, new, now=self.clock.now())

    def claim(self, holder: str = "me") -> Parcel | None:
        with transaction(self.engine) as connection:
            return contents.claim_next(
                connection, holder=holder, now=self.clock.now(), fresh_place=self.clock.new_key()
            )

    def take(self) -> Parcel:
        parcel = self.claim()
        assert parcel is not None
        return parcel

    def keep(self, parcel: Parcel) -> None:
        with transaction(self.engine) as connection:
            assert contents.keep(connection, parcel, PDF, now=self.clock.now())

    def stands(self, statuses: Sequence[str] = (), person: str | None = None) -> list[Standing]:
        with reading(self.engine) as connection:
            return contents.standings(connection, person=person, statuses=statuses)

    def unwant(self, message_id: str | None = None, before: datetime | None = None) -> None:
        with transaction(self.engine) as connection:
            contents.unwant(
                connection, "Uanna", now=self.clock.now(), message_id=message_id, before=before
            )


@pytest.fixture
def shelf(engine: Engine, clock: HandClock) -> Shelf:
    return Shelf(engine, clock)


def test_a_file_is_expected_once_however_often_it_is_told(shelf: Shelf) -> None:
    shelf.expect("1", name="a\0b.pdf")
    shelf.expect("1")
    shelf.expect()

    (standing,) = shelf.stands()
    assert (standing.status, standing.file_name) == ("waiting", "ab.pdf")


def test_the_oldest_is_taken_first_and_held(shelf: Shelf) -> None:
    shelf.expect("1")
    shelf.clock.move(seconds=1)
    shelf.expect("2")

    assert [shelf.take().message_id, shelf.take().message_id] == ["1", "2"]
    assert shelf.claim() is None


def test_each_file_has_a_place_of_its_own_that_it_keeps(shelf: Shelf) -> None:
    shelf.expect("1", "2")
    first, second = shelf.take(), shelf.take()
    with transaction(shelf.engine) as connection:
        assert contents.put_back(connection, first, due_at=shelf.clock.now(), error="later")

    assert first.place != second.place
    assert shelf.take().place == first.place


def test_only_the_last_who_took_it_may_say_what_became_of_it(shelf: Shelf) -> None:
    shelf.expect("1")
    overtaken = shelf.claim("dead")
    holder = shelf.take()
    assert overtaken is not None

    now = shelf.clock.now()
    with transaction(shelf.engine) as connection:
        assert not contents.keep(connection, overtaken, PDF, now=now)
        assert not contents.lose(connection, overtaken, "x", now=now)
        assert not contents.refuse(connection, overtaken, WhyRefused.TOO_LARGE, "x", now=now)
        assert not contents.put_back(connection, overtaken, due_at=now, error="x")
        assert not contents.let_go(connection, overtaken, due_at=now)
        assert contents.keep(connection, holder, PDF, now=now)

    (standing,) = shelf.stands()
    assert (standing.status, standing.kept, standing.place) == ("kept", PDF, holder.place)


def test_what_was_not_tried_is_given_back_as_it_was(shelf: Shelf) -> None:
    shelf.expect("1")
    parcel = shelf.take()

    with transaction(shelf.engine) as connection:
        contents.let_go(connection, parcel, due_at=shelf.clock.now())

    assert shelf.stands()[0].attempts == 0


def test_what_becomes_unwanted_tells_nothing_any_more_and_waits_for_its_deletion(
    shelf: Shelf,
) -> None:
    shelf.expect("1", name="ป้าบุญมา.pdf")
    shelf.keep(shelf.take())

    shelf.unwant()

    (standing,) = shelf.stands()
    assert (standing.status, standing.file_name, standing.kept) == ("unwanted", None, None)
    parcel = shelf.take()
    assert parcel.unwanted
    with transaction(shelf.engine) as connection:
        contents.drop(connection, parcel)
    assert shelf.stands() == []


def test_one_file_or_those_before_a_moment_or_all_become_unwanted(shelf: Shelf) -> None:
    shelf.expect("1", "2")
    shelf.clock.move(hours=1)
    shelf.expect("3")
    shelf.expect("4", person="Ubee")

    shelf.unwant("1")
    assert {one.message_id for one in shelf.stands(["unwanted"])} == {"1"}
    shelf.unwant(before=shelf.clock.now())
    assert {one.message_id for one in shelf.stands(["unwanted"])} == {"1", "2"}
    shelf.unwant()
    assert {one.message_id for one in shelf.stands(["unwanted"])} == {"1", "2", "3"}
    assert [one.status for one in shelf.stands(person="Ubee")] == ["waiting"]


def test_what_becomes_unwanted_while_it_is_held_is_not_taken_from_its_holder(
    shelf: Shelf,
) -> None:
    shelf.expect("1")
    parcel = shelf.take()

    shelf.unwant()
    assert shelf.claim() is None

    now = shelf.clock.now()
    with transaction(shelf.engine) as connection:
        assert not contents.keep(connection, parcel, PDF, now=now)
        contents.release_unwanted(connection, parcel, now=now)
    assert shelf.take().unwanted


def test_a_kept_file_is_not_touched_by_who_was_overtaken(shelf: Shelf) -> None:
    shelf.expect("1")
    overtaken = shelf.claim("dead")
    assert overtaken is not None
    shelf.keep(shelf.take())
    with transaction(shelf.engine) as connection:
        contents.release_unwanted(connection, overtaken, now=shelf.clock.now())

    assert shelf.stands()[0].status == "kept"
    assert shelf.claim() is None


def test_it_is_known_whether_something_is_due_and_what_has_waited_longest(shelf: Shelf) -> None:
    def look() -> tuple[bool, datetime | None]:
        with reading(shelf.engine) as connection:
            due = contents.anything_due(connection, now=shelf.clock.now())
            return due, contents.oldest_waiting(connection)

    assert look() == (False, None)
    began = shelf.clock.now()
    shelf.expect("1")
    assert look() == (True, began)
    parcel = shelf.take()
    assert look() == (False, began)
    with transaction(shelf.engine) as connection:
        contents.lose(connection, parcel, "gone", now=shelf.clock.now())
    assert look() == (False, None)


def test_a_refusal_of_the_same_kind_is_remembered_for_a_while(shelf: Shelf) -> None:
    shelf.expect("1")
    parcel = shelf.take()
    with transaction(shelf.engine) as connection:
        contents.refuse(connection, parcel, WhyRefused.TOO_LARGE, "x", now=shelf.clock.now())

    def another(why: WhyRefused, *, but: str = "2", person: str = "Uanna") -> bool:
        since = shelf.clock.now() - timedelta(hours=1)
        with reading(shelf.engine) as connection:
            return contents.refused_since(connection, person, since, why=why, but=but)

    assert another(WhyRefused.TOO_LARGE)
    assert not another(WhyRefused.WRONG_KIND)
    assert not another(WhyRefused.TOO_LARGE, but="1")
    assert not another(WhyRefused.TOO_LARGE, person="Ubee")
    shelf.clock.move(hours=1, seconds=1)
    assert not another(WhyRefused.TOO_LARGE)


def test_what_was_lost_can_be_tried_again_and_what_is_kept_can_not(shelf: Shelf) -> None:
    shelf.expect("1")
    parcel, now = shelf.take(), shelf.clock.now()
    with transaction(shelf.engine) as connection:
        contents.lose(connection, parcel, "gone", now=now)
        assert contents.retry(connection, "1", now=now)
    shelf.keep(shelf.take())
    with transaction(shelf.engine) as connection:
        assert not contents.retry(connection, "1", now=now)
        assert not contents.retry(connection, "unknown", now=now)
