"""Technical help is booked on a case, its owner hears of it, and it counts once for both units."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

import orjson
import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from bot.cases.booking import Kind, Plan, State, WrongBooking
from bot.handlers import bookings as deeds
from bot.handlers import figures
from bot.handlers.access import NoSuchCase, NotAllowed
from bot.handlers.casework import Work
from bot.model.staff import Officer, Role
from bot.model.thai import BANGKOK
from bot.storage import bookings
from bot.storage.bookings import Booking
from bot.storage.db import reading
from tests.handlers.conftest import Talk
from tests.world import WEDNESDAY_MORNING as NOW

PROVINCE = Officer(1, "ann", "แอน", Role.OFFICER, "SSRC-30")
REGION = Officer(2, "reg", "ภาค", Role.REGION, "IPC-6")
OTHERS = Officer(3, "nor", "เหนือ", Role.REGION, "IPC-1")
PLAN = Plan(Kind.VISIT, datetime(2026, 12, 1, 13, 30, tzinfo=BANGKOK), "โรงงานน้ำพริก", "อาจารย์สมชาย")
Deed = Callable[[Connection, Work], object]


@dataclass
class Desk:
    """A technical case of ป้า's, which the regional centre helps with from the start."""

    talk: Talk
    number: str

    def do(self, deed: Deed, officer: Officer = REGION) -> None:
        app = self.talk.app
        work = Work(app.staff_deps, officer, self.number, app.now())
        app.writer.run(lambda connection: deed(connection, work))

    def book(self, plan: Plan = PLAN, officer: Officer = REGION, cause: str = "once") -> int:
        self.do(partial(deeds.book, plan=plan, cause=cause), officer)
        return max(one.id for one in self.bookings())

    def bookings(self) -> list[Booking]:
        with reading(self.talk.app.engine) as connection:
            return bookings.of_case(connection, self.number)

    def owner_reads(self) -> list[str]:
        with reading(self.talk.app.engine) as connection:
            rows = connection.execute(
                text("SELECT messages FROM outbox WHERE lane = 'staff' ORDER BY id")
            )
            return [one["text"] for row in rows for one in orjson.loads(row[0])]

    def history(self) -> list[str]:
        return [entry.what for entry in self.talk.cases()[-1].history]

    def counted(self, officer: Officer) -> dict[State, int]:
        app = self.talk.app
        today = app.now().astimezone(BANGKOK).date()
        areas = figures.scope(app.staff_deps, officer, "", today=today).areas
        with reading(app.engine) as connection:
            found = bookings.counts(connection, areas, NOW, NOW + timedelta(days=30))
        return dict(found[Kind.VISIT])


@pytest.fixture
def desk(talk: Talk) -> Desk:
    for words in ("เครื่องซีลเสีย อยากปรับปรุงเครื่องจักร อยู่โคราช", "ยินยอม"):
        talk.say(words)
    for words in ("ทำน้ำพริก", "บุญมา 081 234 5678", "ถูกต้อง"):
        if not talk.cases():
            talk.say(words)
    for _ in range(3):
        if not talk.cases():
            talk.say("ถูกต้อง")
    return Desk(talk, talk.cases()[-1].number)


def test_the_owner_hears_when_where_and_with_whom(desk: Desk) -> None:
    desk.book()

    (said,) = desk.owner_reads()
    for part in (desk.number, "เข้าเยี่ยม", "วันอังคารที่ 1 ธ.ค. 2569 เวลา 13:30", "โรงงาน", "สมชาย"):
        assert part in said
    assert "booked" in desk.history()
    assert desk.talk.cases()[-1].desk.first_contact_at == NOW


def test_a_form_sent_twice_books_once(desk: Desk) -> None:
    desk.book()
    with pytest.raises(IntegrityError):
        desk.book()

    assert len(desk.bookings()) == len(desk.owner_reads()) == 1


def test_every_change_is_told_and_no_change_is_not(desk: Desk) -> None:
    which = desk.book()
    later = replace(PLAN, at=PLAN.at + timedelta(days=2), expert="")

    desk.do(partial(deeds.change, booking_id=which, plan=PLAN, cause="same"))
    desk.do(partial(deeds.change, booking_id=which, plan=later, cause="later"))
    desk.do(partial(deeds.cancel, booking_id=which, cause="off"), PROVINCE)

    _, changed, cancelled = desk.owner_reads()
    assert "เปลี่ยนนัด" in changed
    assert "3 ธ.ค. 2569" in changed
    assert "โดย" not in changed
    assert "ยกเลิกนัด" in cancelled
    assert [one.state for one in desk.bookings()] == [State.CANCELLED]
    with pytest.raises(WrongBooking, match="ยกเลิกนัด"):
        desk.do(partial(deeds.change, booking_id=which, plan=PLAN, cause="again"))


def test_a_result_is_written_after_the_day_and_counts_once_for_both_units(desk: Desk) -> None:
    which = desk.book()
    result = partial(deeds.record_result, booking_id=which, result="ปรับเครื่องแล้ว")
    with pytest.raises(WrongBooking, match="ยังไม่ถึงเวลา"):
        desk.do(result)

    desk.talk.clock.move(days=7)
    desk.do(result)

    (done,) = desk.bookings()
    assert (done.state, done.result, done.unit) == (State.DONE, "ปรับเครื่องแล้ว", "IPC-6")
    headquarters = Officer(9, "hq", "กสอ.", Role.HEADQUARTERS, None)
    for somebody in (PROVINCE, REGION, headquarters):
        assert desk.counted(somebody) == {State.DONE: 1}
    assert desk.counted(OTHERS) == {}


def test_what_was_done_already_is_told_to_nobody(desk: Desk) -> None:
    desk.book(replace(PLAN, at=NOW - timedelta(days=3)))

    assert desk.owner_reads() == []
    assert len(desk.bookings()) == 1


def test_the_week_shows_both_units_what_comes_and_what_wants_a_result(desk: Desk) -> None:
    desk.book()
    desk.book(replace(PLAN, at=NOW + timedelta(days=30)), cause="far")
    desk.book(replace(PLAN, at=NOW - timedelta(days=1)), cause="past")

    with reading(desk.talk.app.engine) as connection:
        for units in ({"IPC-6"}, {"SSRC-30"}, None):
            found = bookings.planned(connection, units, until=NOW + timedelta(days=7))
            assert [one.at for one in found] == [NOW - timedelta(days=1), PLAN.at]
        assert bookings.planned(connection, {"IPC-1"}, until=NOW + timedelta(days=7)) == []


def test_who_may_not_touch_the_case_books_nothing(desk: Desk) -> None:
    with pytest.raises(NoSuchCase):
        desk.book(officer=OTHERS)
    with pytest.raises(NotAllowed):
        desk.book(officer=Officer(9, "hq", "กสอ.", Role.HEADQUARTERS, None))
    which = desk.book()
    with pytest.raises(WrongBooking, match="ไม่พบนัดนี้"):
        desk.do(partial(deeds.cancel, booking_id=which + 1, cause="x"))


def test_who_came_to_the_counter_is_called_not_written_to(desk: Desk) -> None:
    app = desk.talk.app
    app.writer.run(
        lambda connection: connection.execute(
            text("UPDATE case_record SET person = 'desk:1' WHERE number = :n"), {"n": desk.number}
        )
    )
    desk.book()

    assert desk.owner_reads() == []
