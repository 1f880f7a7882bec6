"""The menu below the chat follows a person's cases, whatever LINE says in between."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from PIL import Image

from bot.app import App
from bot.delivery.bucket import LIMITS, LocalBucket
from bot.delivery.gate import Gate
from bot.delivery.menus import FEW, PAUSE, UNKNOWN_SECONDS, MenusDue
from bot.emulator import Emulator
from bot.line.client import LineClient
from bot.line.publishing import MAIN, WHILE_OPEN, Wanted, publish
from bot.line.rich_menus import MOST_AT_ONCE, RichMenus
from bot.model.cases import Status
from bot.render.rich_menu import Tile, rich_menu
from bot.storage import cases, menus
from bot.storage.db import reading, transaction
from tests.storage.test_cases import LOAN
from tests.world import HandClock

NOBODY = "Unobody"
"""Somebody whom LINE refuses: an id that it never gave."""


@dataclass
class Place:
    """An installation with people on LINE, and what brings their menus."""

    app: App
    clock: HandClock
    line: Emulator
    menus: RichMenus
    due: MenusDue
    stopped: bool = False
    between: list[Callable[[], object]] = field(default_factory=list)
    """What happens after LINE has answered and before it is written down."""

    def open_case(self, person: str, number: str = LOAN.number) -> None:
        new = replace(LOAN, number=number, person=person)
        with transaction(self.app.engine) as connection:
            cases.add(connection, new, now=self.clock.now())

    def end_case(self, number: str = LOAN.number, status: Status = Status.CLOSED) -> None:
        with transaction(self.app.engine) as connection:
            cases.set_status(connection, number, status, by="ann", now=self.clock.now())

    def publish(self, word: str = "ติดตามเรื่อง") -> str:
        """Publish both menus as the command does; return the id of the one for an open case."""
        publish(self.menus, [_wanted(MAIN, "เมนู"), _wanted(WHILE_OPEN, word)])
        with transaction(self.app.engine) as connection:
            menus.note_all_open(connection, now=self.clock.now())
        menu_id = self.menus.named(WHILE_OPEN)
        assert menu_id is not None
        return menu_id

    def shown(self, person: str) -> str | None:
        return self.line.about(person).rich_menu

    def left(self) -> list[str]:
        """Return who is noted, now or for later."""
        much_later = self.clock.now() + timedelta(days=1)
        with reading(self.app.engine) as connection:
            return list(menus.due(connection, now=much_later, most=500))

    def asked(self) -> list[str]:
        """Return how LINE was asked about people's menus and the alias, refused or not."""
        asked = {
            "richmenu-link", "richmenu-unlink", "richmenu-bulk-link", "richmenu-bulk-unlink",
            "richmenu-alias-get",
        }  # fmt: skip
        return [one.endpoint for one in self.line.ledger(accepted=None) if one.endpoint in asked]

    def during(self, deed: Callable[[], object]) -> list[str]:
        before = len(self.asked())
        deed()
        return self.asked()[before:]


def _wanted(alias: str, word: str) -> Wanted:
    picture = io.BytesIO()
    Image.new("RGB", (2500, 843), "teal").save(picture, "PNG")
    return Wanted(alias, rich_menu(alias, "เมนู", [Tile(word, "status")]), picture.getvalue())


@pytest.fixture
def place(app: App, clock: HandClock) -> Iterator[Place]:
    with Emulator(channel_secret="secret", access_token="token") as line:
        found = LineClient("token", base_url=line.base_url).rich_menus

        def counted(_outcome: str) -> None:
            while here.between:
                here.between.pop()()

        due = MenusDue(
            engine=app.engine,
            writer=app.writer,
            line=found,
            gate=Gate(LocalBucket(LIMITS, clock.ticks), clock.ticks, lambda: here.stopped),
            now=clock.now,
            ticks=clock.ticks,
            count=counted,
        )
        here = Place(app, clock, line, found, due)
        yield here


def test_a_case_brings_its_menu_and_its_end_takes_it_away(place: Place) -> None:
    anna, menu_id = place.line.person("anna"), place.publish()

    place.open_case(anna)
    place.due.bring()
    assert place.shown(anna) == menu_id
    place.end_case(status=Status.CANCELLED)
    place.due.bring()

    assert place.shown(anna) is None
    assert place.left() == []


def test_while_another_case_is_open_the_menu_stays(place: Place) -> None:
    anna, menu_id = place.line.person("anna"), place.publish()
    place.open_case(anna)
    place.open_case(anna, "30-69-00002-8")
    place.due.bring()

    place.end_case()
    place.due.bring()

    assert place.shown(anna) == menu_id


def test_the_alias_is_looked_up_once_for_many(place: Place) -> None:
    place.publish()
    asked = []
    for name in ("anna", "ben"):
        place.open_case(place.line.person(name), f"30-69-{name}")
        asked.append(place.during(place.due.bring))

    assert asked == [["richmenu-alias-get", "richmenu-link"], ["richmenu-link"]]


@pytest.mark.parametrize("status", [500, 401, 429])
def test_what_line_fails_to_do_stays_due_and_is_tried_after_a_pause(
    place: Place, status: int
) -> None:
    anna, ben, menu_id = place.line.person("anna"), place.line.person("ben"), place.publish()
    place.line.fault("richmenu-link", "status", status=status)
    place.open_case(anna)
    place.due.bring()
    place.open_case(ben, "30-69-00002-8")
    place.due.bring()

    assert place.left() == [anna]
    assert (place.shown(anna), place.shown(ben)) == (None, menu_id), "nobody waits for another"
    assert place.during(place.due.bring) == [], "not before its pause is over"
    place.clock.move(seconds=PAUSE.total_seconds())
    place.due.bring()

    assert place.shown(anna) == menu_id
    assert place.left() == []


def test_whom_line_refuses_is_let_go(place: Place) -> None:
    anna, menu_id = place.line.person("anna"), place.publish()
    place.open_case(NOBODY)
    place.open_case(anna, "30-69-00002-8")

    place.due.bring()

    assert place.shown(anna) == menu_id
    assert place.left() == []


def test_what_changes_while_line_is_asked_is_brought_next(place: Place) -> None:
    anna, menu_id = place.line.person("anna"), place.publish()
    place.open_case("Uother", "30-69-00002-8")
    place.due.bring()  # the alias is known from here on
    place.open_case(anna)
    place.between.append(place.end_case)

    place.due.bring()
    assert place.shown(anna) == menu_id
    assert place.left() == [anna]
    place.due.bring()

    assert place.shown(anna) is None
    assert place.left() == []


def test_where_no_menu_is_published_nothing_is_asked_for_anybody(place: Place) -> None:
    anna, ben = place.line.person("anna"), place.line.person("ben")
    place.open_case(anna)
    assert place.during(place.due.bring) == ["richmenu-alias-get"]
    assert place.left() == [], "they would be gathered for ever"

    place.open_case(ben, "30-69-00002-8")
    assert place.during(place.due.bring) == [], "asked a moment ago"
    menu_id = place.publish()
    place.clock.move(seconds=UNKNOWN_SECONDS)
    place.due.bring()

    assert place.shown(anna) == place.shown(ben) == menu_id
    assert place.left() == []


def test_where_no_menu_is_published_many_notes_are_gone_before_long(place: Place) -> None:
    with transaction(place.app.engine) as connection:
        menus.note(connection, *["U1"] * (MOST_AT_ONCE + 1), now=place.clock.now())

    place.due.bring()
    assert place.left() == ["U1"]
    place.due.bring()

    assert place.left() == []


def test_who_publishes_while_line_tells_that_there_is_none_loses_nobody(place: Place) -> None:
    anna = place.line.person("anna")
    place.open_case(anna)
    place.between.append(place.publish)

    place.due.bring()
    assert place.left() == [anna]
    place.clock.move(seconds=UNKNOWN_SECONDS)
    place.due.bring()

    assert place.shown(anna) == place.menus.named(WHILE_OPEN)


def test_while_the_alias_cannot_be_asked_everybody_waits(place: Place) -> None:
    anna, menu_id = place.line.person("anna"), place.publish()
    place.line.fault("richmenu-alias-get", "status", status=500)
    place.open_case(anna)

    assert place.during(place.due.bring) == ["richmenu-alias-get"]
    assert place.during(place.due.bring) == []
    assert place.left() == [anna]
    place.clock.move(seconds=PAUSE.total_seconds())
    place.due.bring()

    assert place.shown(anna) == menu_id


def test_a_menu_published_anew_is_found_when_the_old_one_is_gone(place: Place) -> None:
    anna, ben, old = place.line.person("anna"), place.line.person("ben"), place.publish()
    place.open_case(anna)
    place.due.bring()
    new = place.publish("เรื่องของฉัน")
    assert place.shown(anna) is None, "the menu that she had is deleted"
    place.open_case(ben, "30-69-00002-8")

    place.due.bring()
    place.due.bring()

    assert new != old
    assert place.shown(anna) == place.shown(ben) == new


def test_who_is_refused_with_a_404_is_let_go_where_the_menu_is_the_same(place: Place) -> None:
    anna = place.line.person("anna")
    place.publish()
    place.open_case(anna)
    place.line.fault("richmenu-link", "status", status=404)

    asked = place.during(place.due.bring)

    assert asked == ["richmenu-alias-get", "richmenu-link", "richmenu-alias-get"]
    assert place.left() == []


def test_many_at_once_are_one_request(place: Place) -> None:
    place.publish()
    people = [place.line.person(f"p{n}") for n in range(FEW + 1)]
    for n, person in enumerate(people):
        place.open_case(person, f"30-69-{n}")

    asked = place.during(place.due.bring)

    assert asked == ["richmenu-alias-get", "richmenu-bulk-link"]
    assert all(place.shown(person) for person in people)
    for n in range(FEW + 1):
        place.end_case(f"30-69-{n}")
    assert place.during(place.due.bring) == ["richmenu-bulk-unlink"]
    assert not any(place.shown(person) for person in people)
    assert place.left() == []


def test_one_whom_line_refuses_holds_up_none_of_the_many(place: Place) -> None:
    menu_id = place.publish()
    people = [place.line.person(f"p{n}") for n in range(FEW)]
    for n, person in enumerate([NOBODY, *people]):
        place.open_case(person, f"30-69-{n}")

    place.due.bring()

    assert {place.shown(person) for person in people} == {menu_id}
    assert place.left() == []


def test_while_sends_are_stopped_nothing_is_asked_and_nothing_lost(place: Place) -> None:
    anna, menu_id = place.line.person("anna"), place.publish()
    place.open_case(anna)
    place.stopped = True
    assert place.during(place.due.bring) == []
    assert place.left() == [anna]

    place.stopped = False
    place.clock.move(seconds=PAUSE.total_seconds())
    place.due.bring()

    assert place.shown(anna) == menu_id
