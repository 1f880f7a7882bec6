"""The international desk at work, and what the province behind a firm sees of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from bot.cases.profile import Profile
from bot.errors import BotError
from bot.handlers import board_consent, matching, provinces
from bot.handlers.access import NotAllowed
from bot.handlers.casework import Work
from bot.handlers.matching import NotPermitted
from bot.model.staff import Officer, Role
from bot.storage import access_log, international
from bot.storage.db import reading
from tests.handlers.conftest import Talk

DESK = Officer(1, "int", "อินเตอร์", Role.INTERNATIONAL, "HQ-INTL")
ANN = Officer(2, "ann", "แอน", Role.OFFICER, "SSRC-30")
FAR = Officer(3, "far", "ฟ้า", Role.OFFICER, "SSRC-50")
REGION = Officer(4, "reg", "ภาค", Role.REGION, "IPC-6")
HQ = Officer(5, "hq", "กลาง", Role.HEADQUARTERS, None)
BROADCAST = Officer(6, "bc", "ข่าว", Role.BROADCAST, None)
FIRM = {"company": "ไหมโคราช", "company_en": "Korat Silk", "capacity": "500 ผืนต่อเดือน"}
MET = {
    "held_on": "2569-11-24",
    "counterpart": "Kyoto Trading",
    "country": "ญี่ปุ่น",
    "outcome": "ขอตัวอย่างสินค้า",
    "next_step": "ส่งตัวอย่าง",
}


@dataclass
class Desk:
    """A firm that wants to export, and officers around it."""

    talk: Talk
    number: str

    def do(self, deed: Callable[[Connection, Work], object], officer: Officer = DESK) -> object:
        app = self.talk.app
        work = Work(app.staff_deps, officer, self.number, app.now())
        return app.writer.run(lambda connection: deed(connection, work))

    def note(self, *ticked: str, officer: Officer = DESK, **facts: str) -> None:
        self.do(lambda c, work: matching.note_firm(c, work, {**FIRM, **facts}, ticked), officer)

    def met(self, once: str = "met", officer: Officer = DESK, **form: str) -> None:
        said = {**MET, **form}
        self.do(lambda c, work: matching.note_outcome(c, work, said, once=once), officer)

    def consent(self, *, given: bool = True) -> None:
        self.do(
            lambda c, work: board_consent.record(c, work, "international", given=given, way="paper")
        )

    def profile(self) -> Profile:
        found = self.do(matching.profile)
        assert isinstance(found, Profile)
        return found


def file_an_export(talk: Talk) -> str:
    for words in ("อยากส่งออกผ้าไหมไปญี่ปุ่นค่ะ อยู่โคราช", "ยินยอม", "บุญมา 081 234 5678", "ถูกต้อง"):
        talk.say(words)
    return talk.cases()[-1].number


@pytest.fixture
def desk(talk: Talk) -> Desk:
    return Desk(talk, file_an_export(talk))


def test_the_bot_files_it_at_the_desk_with_its_track(desk: Desk) -> None:
    record = desk.talk.cases()[-1]

    assert (record.centre_code, record.track) == ("HQ-INTL", "export")
    assert record.desk.helpers == ("SSRC-30",), "the province is copied"


@pytest.mark.parametrize(
    ("officer", "seen"),
    [(DESK, True), (HQ, True), (ANN, True), (REGION, True), (FAR, False), (BROADCAST, False)],
)
def test_who_sees_a_firm_on_the_board(desk: Desk, officer: Officer, *, seen: bool) -> None:
    app = desk.talk.app
    listed = provinces.on_the_board(app.staff_deps, officer, now=app.now())

    with reading(app.engine) as connection:
        found = international.board(connection, "HQ-INTL", provinces=listed)
    assert [one.number for one in found] == ([desk.number] if seen else [])


def test_the_board_shows_what_the_desk_noted(desk: Desk) -> None:
    desk.note(product="ผ้าไหม")
    desk.note(product="ผ้าไหมมัดหมี่")
    desk.met()

    with reading(desk.talk.app.engine) as connection:
        (entry,) = international.board(connection, "HQ-INTL", provinces=None, track="export")
        assert international.board(connection, "HQ-INTL", provinces=None, track="jv") == []
        assert international.board(connection, "SSRC-30", provinces=None) == []
    assert entry.facts["product"] == "ผ้าไหมมัดหมี่"
    assert entry.last_met is not None
    assert entry.last_met.isoformat() == "2026-11-24"


@pytest.mark.parametrize("officer", [ANN, HQ])
def test_the_province_reads_and_does_not_write(desk: Desk, officer: Officer) -> None:
    for deed in (desk.note, desk.met):
        with pytest.raises(NotAllowed):
            deed(officer=officer)


def test_the_province_reads_in_the_history_whom_its_firm_met(desk: Desk) -> None:
    desk.met()

    entry = desk.talk.cases()[-1].history[-1]
    told = "24 พ.ย. 2569 พบ Kyoto Trading (ญี่ปุ่น): ขอตัวอย่างสินค้า ต่อไป: ส่งตัวอย่าง"
    assert (entry.what, entry.detail["text"]) == ("intl_outcome", told)
    with reading(desk.talk.app.engine) as connection:
        (noted,) = international.outcomes(connection, desk.number)
    assert noted.outcome.counterpart == "Kyoto Trading"


def test_an_outcome_counts_once_and_needs_its_parts(desk: Desk) -> None:
    desk.met(next_step="")
    with pytest.raises(IntegrityError):
        desk.met()
    with pytest.raises(BotError, match="ใส่วันที่พบ · ใส่คู่เจรจา"):
        desk.met("b", held_on="", counterpart=" ")
    with pytest.raises(BotError, match="ใส่ประเทศ · ใส่ผลการพบ"):
        desk.met("c", country="", outcome="")
    with pytest.raises(BotError, match="อนาคต"):
        desk.met("d", held_on="2569-11-26")


def test_there_is_no_profile_without_the_owner_s_consent_and_a_tick(desk: Desk) -> None:
    desk.note("company")
    with pytest.raises(NotPermitted, match="ยังไม่ยินยอม"):
        desk.profile()

    desk.consent()
    assert [line.english for line in desk.profile().lines] == ["Korat Silk"]

    desk.note()
    with pytest.raises(NotPermitted, match="เลือกช่อง"):
        desk.profile()
    desk.note("company")
    desk.consent(given=False)
    with pytest.raises(NotPermitted, match="ยังไม่ยินยอม"):
        desk.profile()


def test_a_profile_that_names_a_person_is_a_look_on_record(desk: Desk) -> None:
    desk.consent()
    desk.note("company", "province")
    assert [line.english for line in desk.profile().lines][-1] == "Nakhon Ratchasima, Thailand"
    with reading(desk.talk.app.engine) as connection:
        assert access_log.of_case(connection, desk.number) == []

    desk.note("phone")
    assert [line.thai for line in desk.profile().lines] == ["0812345678"]

    with reading(desk.talk.app.engine) as connection:
        assert [look.act for look in access_log.of_case(connection, desk.number)] == ["reveal"]


def test_a_firm_without_a_province_has_none_in_its_profile(desk: Desk) -> None:
    desk.do(lambda c, _: c.execute(text("UPDATE case_record SET province = NULL")))
    desk.consent()
    desk.note("company", "province")

    assert [line.thai for line in desk.profile().lines] == ["ไหมโคราช"]
