"""A case that lies is reminded of, others are asked to help, and its owner hears of it. Always."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path

import orjson
import pytest
from sqlalchemy import Connection, text

from bot.app import App
from bot.cases.record import CaseRecord
from bot.config import read_settings
from bot.handlers import casework, countdown, filing
from bot.handlers.access import NotAllowed
from bot.handlers.casework import Work
from bot.model.cases import Status
from bot.model.effects import OpenCase
from bot.model.staff import Officer, Role
from bot.model.thai import BANGKOK
from bot.routing.hours import is_working_day
from bot.storage import cases, conversations, mentions, migrate, staff
from bot.storage.db import reading
from bot.storage.desk import asked_to_help
from bot.storage.staff import NewAccount
from bot.worker.sweeper import wind_clocks
from tests.handlers.conftest import Talk
from tests.world import HandClock

REGION = Officer(4, "reg", "ภาค", Role.REGION, "IPC-6")


@pytest.fixture
def number(talk: Talk) -> str:
    return talk.file_a_loan().number


def record(talk: Talk) -> CaseRecord:
    return talk.cases()[-1]


def told(talk: Talk) -> str:
    with reading(talk.app.engine) as connection:
        rows = connection.execute(
            text("SELECT messages FROM outbox WHERE lane = 'staff' ORDER BY id")
        )
        return "\n".join(one["text"] for row in rows for one in orjson.loads(row[0]))


def happened(talk: Talk) -> list[str]:
    return [entry.what for entry in record(talk).history if entry.by == "system"]


def pass_days(talk: Talk, days: int) -> None:
    for _ in range(days):
        talk.clock.move(days=1)
        wind_clocks(talk.app)


def ann_claims(talk: Talk, number: str) -> Work:
    new = NewAccount("ann", "แอน", Role.OFFICER, "SSRC-30", "-")
    talk.app.writer.run(lambda connection: staff.add(connection, new, now=talk.app.now()))
    ann = Officer(1, "ann", "แอน", Role.OFFICER, "SSRC-30")
    work = Work(talk.app.staff_deps, ann, number, talk.app.now())
    talk.app.writer.run(lambda connection: casework.claim(connection, work))
    return work


@pytest.mark.usefixtures("number")
def test_nobody_takes_it_so_others_are_asked_step_by_step(talk: Talk) -> None:
    wind_clocks(talk.app)
    assert happened(talk) == []

    pass_days(talk, 1)
    assert happened(talk) == ["reminded"]
    pass_days(talk, 1)
    assert happened(talk) == ["reminded", "escalated"]
    assert record(talk).desk.escalated_to == "IPC-6"
    with reading(talk.app.engine) as connection:
        assert len(asked_to_help(connection, ["IPC-6"])) == 1
        assert asked_to_help(connection, ["IPC-5"]) == []

    pass_days(talk, 25)
    assert record(talk).desk.escalated_to == "HQ-BKK"
    assert happened(talk).count("escalated") == 2


def test_its_owner_hears_of_it_within_seven_days_again_and_again(talk: Talk, number: str) -> None:
    pass_days(talk, 5)
    assert told(talk) == ""
    pass_days(talk, 1)
    assert f"เรื่อง {number} ยังไม่ได้ติดต่อกลับตามวันที่บอกไว้" in told(talk), "the promise slipped"
    assert "4 ธ.ค. 2569" in told(talk)

    pass_days(talk, 7)
    assert f"เรื่อง {number} ยังไม่มีเจ้าหน้าที่รับดูแล" in told(talk)
    assert told(talk).count("ขออภัย") == 2

    pass_days(talk, 14)

    assert told(talk).count("ขออภัย") == 4


def test_who_holds_a_case_is_told_when_it_goes_to_others_or_its_owner_hears_of_it(
    talk: Talk, number: str
) -> None:
    ann_claims(talk, number)
    pass_days(talk, 14)

    with reading(talk.app.engine) as connection:
        heard = [one.what for one in mentions.to(connection, {"ann"})]
        assert mentions.unseen(connection, {"ann"}) == len(heard)
    assert set(heard) == {"escalated", "told_owner"}
    assert len(heard) == len([what for what in happened(talk) if what in set(heard)])


def test_what_its_holder_does_nothing_about_lies_on_the_pile_again(talk: Talk, number: str) -> None:
    work = ann_claims(talk, number)
    talk.app.writer.run(
        lambda connection: casework.answer(connection, work, "รอเอกสารค่ะ", cause="1", anyway=True)
    )
    pass_days(talk, 13)
    assert record(talk).desk.assigned_to == "ann"
    pass_days(talk, 3)

    assert "laid_back" in happened(talk)
    assert record(talk).desk.assigned_to is None
    assert record(talk).status is Status.NEW
    with reading(talk.app.engine) as connection:
        assert not conversations.find(connection, talk.person).held_by_staff
        assert mentions.to(connection, {"ann"})[0].what == "laid_back"


def test_an_owner_who_lets_the_office_wait_is_to_be_called_and_said_so_once(
    talk: Talk, number: str
) -> None:
    work = ann_claims(talk, number)
    now = talk.app.now()
    talk.app.writer.run(
        lambda connection: cases.set_status(
            connection, number, Status.WAITING_OWNER, by="ann", now=now
        )
    )
    pass_days(talk, 13)
    assert "owner_waited" not in happened(talk)
    pass_days(talk, 8)
    assert happened(talk).count("owner_waited") == 1
    assert "laid_back" not in happened(talk), "who waits is no idler"
    with reading(talk.app.engine) as connection:
        assert mentions.to(connection, {"ann"})[0].what == "owner_waited"
        assert work.number == mentions.to(connection, {"ann"})[0].number


# --- what the case's page tells of it ---


def next_rules(talk: Talk) -> list[tuple[str, int]]:
    told = countdown.clock(talk.app.staff_deps, record(talk), now=talk.app.now())
    assert told is not None
    return [(one.rule, one.working_days) for one in told.next]


def test_the_clocks_of_a_case_tell_what_they_will_do_and_when(talk: Talk, number: str) -> None:
    told = [("remind_after", 1), ("region_after", 2), ("contact", 3), ("silent_days", 5)]
    assert next_rules(talk) == told
    pass_days(talk, 1)
    assert next_rules(talk) == [("region_after", 1), ("contact", 2), ("silent_days", 4)]
    pass_days(talk, 1)
    assert "escalated" in happened(talk), "as it was told"
    assert ("headquarters_after", 13) in next_rules(talk)

    ann_claims(talk, number)
    rules = dict(next_rules(talk))
    assert rules["take_back_after"] == 10
    assert "region_after" not in rules


def test_a_clock_that_stands_says_why(talk: Talk, number: str) -> None:
    for status, why, rules in (
        (Status.WAITING_OWNER, "รอข้อมูลจากเจ้าของเรื่อง", ["owner_wait"]),
        (Status.REFERRED, "หน่วยงานอื่นกำลังดูเรื่อง", ["silent_days"]),
    ):
        standing = replace(record(talk), status=status)
        told = countdown.clock(talk.app.staff_deps, standing, now=talk.app.now())
        assert told is not None
        assert told.stands == why
        assert [one.rule for one in told.next] == rules
    assert number
    over = replace(record(talk), status=Status.CLOSED)
    assert countdown.clock(talk.app.staff_deps, over, now=talk.app.now()) is None


def test_at_night_and_on_holidays_no_clock_is_wound(talk: Talk, number: str) -> None:
    talk.clock.move(days=3, hours=12)
    assert wind_clocks(talk.app) == []
    talk.clock.move(hours=12)
    assert wind_clocks(talk.app) == []

    assert number
    assert happened(talk) == []


def test_who_has_blocked_the_account_is_not_written_to(talk: Talk, number: str) -> None:
    talk.happen("unfollow")
    pass_days(talk, 7)

    assert number
    assert told(talk) == ""
    assert "told_owner" in happened(talk), "the officers see that it was due"


def test_an_urgent_case_waits_two_hours_and_no_more(talk: Talk, number: str) -> None:
    talk.app.writer.run(
        lambda connection: connection.execute(text("UPDATE case_record SET priority = 'urgent'"))
    )
    wind_clocks(talk.app)
    talk.clock.move(hours=2)
    wind_clocks(talk.app)

    assert number
    assert happened(talk) == ["reminded"]


def test_while_it_waits_for_its_owner_the_clock_stands(talk: Talk, number: str) -> None:
    def wait(status: Status) -> None:
        now = talk.app.now()
        talk.app.writer.run(
            lambda connection: cases.set_status(connection, number, status, by="ann", now=now)
        )

    wait(Status.WAITING_OWNER)
    pass_days(talk, 13)

    assert happened(talk) == []
    assert told(talk) == ""


def test_only_who_was_asked_may_take_a_late_case_over(talk: Talk, number: str) -> None:
    def take_over() -> None:
        work = Work(talk.app.staff_deps, REGION, number, talk.app.now())
        talk.app.writer.run(lambda connection: casework.take_over(connection, work))

    with pytest.raises(NotAllowed):
        take_over()
    pass_days(talk, 2)
    take_over()

    assert (record(talk).centre_code, record(talk).desk.escalated_to) == ("IPC-6", None)
    assert record(talk).history[-1].detail == {"before": "SSRC-30", "after": "IPC-6"}


# --- a year ---


@dataclass
class Year:
    """A year of cases in all provinces: offices that work, offices that do not, and a flood."""

    app: App
    clock: HandClock
    chance: random.Random = field(default_factory=lambda: random.Random(2569))  # noqa: S311
    opened: int = 0
    longest_silence: int = 0
    longest_unowned: int = 0
    unmanned: frozenset[str] = frozenset({"SSRC-30", "SSRC-50", "SSRC-94", "IPC-1"})

    def open(self, province: str, *, urgent: bool = False) -> None:
        self.opened += 1
        person, now = f"U{self.opened}", self.app.now()
        slots: dict[str, object] = {"province": province, "summary": "ขอคำปรึกษา", "name": "บุญมา"}
        wanted = (
            OpenCase("rescue", "disaster.flood", "urgent", slots)
            if urgent
            else OpenCase("financing", "fin.working", "normal", slots)
        )

        def write(connection: Connection) -> None:
            read = conversations.find(connection, person)
            conversations.advance(connection, read, state="", now=now)
            filing.open_case(connection, self.app.deps, person, wanted, now=now)

        self.app.writer.run(write)

    def day(self, today: date) -> None:
        for _ in range(2 if self.chance.random() < 0.3 else 0):
            self.open(self.chance.choice(sorted(self.app.map.provinces)))
        if today == date(2027, 10, 14):  # a flood in the south, on the day after a holiday
            for province in ("TH-90", "TH-94", "TH-80") * 4:
                self.open(province, urgent=True)
        for hours in (0, 4):
            self.clock.moment = self.morning(today) + timedelta(hours=hours)
            wind_clocks(self.app)
            if is_working_day(self.app.calendar, today):
                self.work()
        self.look(today)

    @staticmethod
    def morning(today: date) -> datetime:
        return datetime(today.year, today.month, today.day, 9, 0, tzinfo=BANGKOK)

    def all_open(self) -> list[CaseRecord]:
        with reading(self.app.engine) as connection:
            numbers = connection.scalars(
                text("SELECT number FROM case_record WHERE ended_at IS NULL ORDER BY number")
            )
            found = [cases.find_as_it_stands(connection, number) for number in numbers.all()]
        return [one for one in found if one]

    def work(self) -> None:
        """Let manned offices take what is theirs, and what they were asked to help with."""
        for one in self.all_open():
            if one.desk.escalated_to and one.desk.escalated_to not in self.unmanned:
                self.do(one, one.desk.escalated_to, casework.take_over)
            elif one.centre_code not in self.unmanned and self.chance.random() < 0.2:
                if one.status is Status.NEW:
                    self.do(one, one.centre_code, casework.claim)
                else:
                    self.finish(one)

    def finish(self, one: CaseRecord) -> None:
        if self.chance.random() < 0.1:
            self.do(
                one,
                one.centre_code,
                lambda c, work: casework.close(c, work, "advised", cause=f"end/{one.number}"),
            )

    def do(self, one: CaseRecord, unit: str, deed: Callable[[Connection, Work], None]) -> None:
        officer = Officer(1, f"officer-{unit}", unit, Role.OFFICER, unit)
        work = Work(self.app.staff_deps, officer, one.number, self.app.now())
        self.app.writer.run(lambda connection: deed(connection, work))

    def look(self, today: date) -> None:
        for one in self.all_open():
            heard = one.desk.owner_told_at or one.opened_at
            silent = (today - heard.astimezone(BANGKOK).date()).days
            self.longest_silence = max(self.longest_silence, silent)
            asked = one.desk.escalations or one.centre_code == "HQ-BKK"  # behind it is nobody
            if one.status is Status.NEW and not asked:
                since = one.desk.last_action_at or one.opened_at  # laid back, it begins anew
                alone = (today - since.astimezone(BANGKOK).date()).days
                self.longest_unowned = max(self.longest_unowned, alone)


@pytest.fixture
def year(tmp_path: Path, clock: HandClock) -> Iterator[Year]:
    clock.moment = Year.morning(date(2027, 1, 4))
    app = App(
        read_settings(data_dir=tmp_path, sqlite_synchronous="NORMAL"),
        now=clock.now,
        new_key=clock.new_key,
        ticks=clock.ticks,
    )
    migrate.upgrade(app.engine)
    yield Year(app, clock)
    app.writer.stop()
    app.engine.dispose()


def test_in_a_whole_year_no_case_lies_unowned_or_in_silence(year: Year) -> None:
    for step in range(365):
        year.day(date(2027, 1, 4) + timedelta(days=step))

    assert year.opened > 200
    assert year.longest_silence <= 7
    # Songkran, the longest row of holidays, and then two working days.
    assert year.longest_unowned <= 9
    old = [
        one
        for one in year.all_open()
        if one.status is Status.NEW and (year.app.now() - one.opened_at).days > 40
    ]
    assert old == [], "whoever is asked last takes it"
