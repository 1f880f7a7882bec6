"""An edit of the map counts for the next case, in every process, and leaves open ones alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import Connection

from bot.app import App
from bot.handlers import map_editing
from bot.handlers.clocks import office_is_open
from bot.handlers.map_editing import Editor
from bot.model.staff import Officer, Role
from bot.routing.changes import WrongEdit
from bot.routing.hours import is_working_day
from bot.routing.map import HolidayChange
from bot.routing.overlay import AREAS
from bot.storage import admin_log, map_rows
from bot.storage.db import reading
from tests.handlers.conftest import Talk
from tests.world import HandClock

HQ = Officer(1, "hq", "ส่วนกลาง", Role.HEADQUARTERS, None)
TODAY = date(2026, 11, 25)
TOMORROW = date(2026, 11, 26)


def edit(app: App, do: Callable[[Connection, Editor], None]) -> None:
    by = Editor(HQ, app.routing_folder, app.live_offices.shipped, app.now())
    app.writer.run(lambda connection: do(connection, by))


def move(app: App, unit: str = "IPC-7", first: date = TODAY) -> None:
    edit(
        app,
        lambda connection, by: map_editing.move_area(connection, by, "TH-30", unit, first=first),
    )


def holiday(app: App, day: date, *, off: bool, unit: str = "", name: str = "วันหยุดพิเศษ") -> None:
    change = HolidayChange(day, off, name, unit)
    edit(app, lambda connection, by: map_editing.set_holiday(connection, by, change))


def behind_korat(app: App) -> list[str]:
    return [area.unit for area in app.map.areas["TH-30"]]


def test_another_process_knows_an_edit_a_second_later(app: App, clock: HandClock) -> None:
    other = App(app.settings, now=clock.now, new_key=clock.new_key, ticks=clock.ticks)
    before = behind_korat(other)

    move(app)

    clock.move(seconds=2)
    assert behind_korat(other) == [*before, "IPC-7"]
    assert other.map is other.map, "it is made anew only when something has changed"
    assert other.staff_deps.map is other.map
    other.engine.dispose()


def test_a_case_that_is_open_keeps_its_office(talk: Talk, clock: HandClock) -> None:
    before = talk.file_a_loan()

    move(talk.app)

    clock.move(seconds=2)
    assert talk.cases()[-1].centre_code == before.centre_code


def test_a_confirmed_area_waits_no_longer(app: App, clock: HandClock) -> None:
    edit(app, lambda connection, by: map_editing.confirm_area(connection, by, "TH-10"))
    clock.move(seconds=2)

    assert app.map.areas["TH-10"][0].confirmed_by == "ส่วนกลาง"
    with reading(app.engine) as connection:
        [change] = admin_log.latest(connection)
    assert (change.what, change.by) == ("area_confirmed", "hq")


def test_an_edit_that_the_map_cannot_bear_is_not_saved(app: App) -> None:
    with pytest.raises(WrongEdit, match="บันทึกไม่ได้"):
        move(app, unit="IPC-99")
    with pytest.raises(WrongEdit, match="เลือกจังหวัด"):
        edit(app, lambda connection, by: map_editing.confirm_area(connection, by, "TH-00"))

    with reading(app.engine) as connection:
        assert map_rows.read(connection) == {}
        assert admin_log.latest(connection) == []


def test_edits_that_no_longer_fit_the_files_are_left_out(app: App, clock: HandClock) -> None:
    app.writer.run(
        lambda connection: map_rows.put(connection, AREAS, "TH-30", [], by="hq", now=clock.now())
    )
    clock.move(seconds=2)

    assert app.map is app.live_offices.shipped.map


def test_a_special_holiday_closes_the_offices_at_once(app: App, clock: HandClock) -> None:
    assert office_is_open(app.staff_deps, now=app.now())

    holiday(app, TODAY, off=True)
    clock.move(seconds=2)
    assert not office_is_open(app.staff_deps, now=app.now())

    holiday(app, TODAY, off=False)
    clock.move(seconds=2)
    assert office_is_open(app.staff_deps, now=app.now())


def test_the_promise_to_an_owner_knows_the_holidays_of_their_office(
    talk: Talk, clock: HandClock
) -> None:
    usual = talk.file_a_loan().desk.next_contact
    assert usual is not None
    holiday(talk.app, TOMORROW, off=True, unit="SSRC-30")
    clock.move(seconds=2)

    other = Talk(talk.app, clock, person="Uother")
    promised = other.file_a_loan().desk.next_contact

    assert promised is not None
    assert promised > usual
    assert promised - usual >= timedelta(days=1)


def test_an_office_works_on_a_day_that_others_have_off(app: App, clock: HandClock) -> None:
    constitution = date(2026, 12, 10)

    holiday(app, constitution, off=False, unit="SSRC-30", name="วันรัฐธรรมนูญ")
    clock.move(seconds=2)

    assert is_working_day(app.calendar.at("SSRC-30"), constitution)
    assert not is_working_day(app.calendar, constitution)


def test_an_office_s_own_holiday_is_taken_back(app: App, clock: HandClock) -> None:
    holiday(app, TOMORROW, off=True, unit="SSRC-30")
    holiday(app, TOMORROW, off=False, unit="SSRC-30")
    clock.move(seconds=2)

    assert is_working_day(app.calendar.at("SSRC-30"), TOMORROW)


def test_a_holiday_needs_a_name(app: App) -> None:
    with pytest.raises(WrongEdit, match="ชื่อวันหยุด"):
        holiday(app, TODAY, off=True, name="")


def hours(app: App, opens: str, closes: str, unit: str = "SSRC-30") -> None:
    edit(
        app,
        lambda connection, by: map_editing.set_hours(
            connection, by, unit, opens=opens, closes=closes, first=TODAY
        ),
    )


def test_an_office_gets_hours_of_its_own_and_gives_them_back(app: App, clock: HandClock) -> None:
    hours(app, "07:30", "15:30")
    clock.move(seconds=2)
    assert app.calendar.at("SSRC-30").closes(TODAY).isoformat("minutes") == "15:30"

    hours(app, "", "")
    clock.move(seconds=2)
    assert app.calendar.at("SSRC-30").closes(TODAY).isoformat("minutes") == "16:30"


@pytest.mark.parametrize(
    ("opens", "closes", "unit", "told"),
    [
        ("16:30", "08:30", "SSRC-30", "มาก่อน"),
        ("08:30", "", "SSRC-30", "มาก่อน"),
        ("08:30", "16:30", "SSRC-99", "เลือกหน่วยงาน"),
        ("soon", "sooo", "SSRC-30", "มาก่อน|บันทึกไม่ได้"),
    ],
)
def test_hours_that_cannot_be_are_refused(
    app: App, opens: str, closes: str, unit: str, told: str
) -> None:
    with pytest.raises(WrongEdit, match=told):
        hours(app, opens, closes, unit)
