"""What becomes of a case when its owner puts something right, adds to it, or takes it back."""

from __future__ import annotations

from sqlalchemy import text

from bot.app import App
from bot.handlers import filing
from bot.model.cases import Status
from bot.model.effects import ChangeCase, OpenCase
from bot.storage import cases, conversations
from bot.storage.db import reading, transaction
from tests.handlers.conftest import Talk


def open_case(app: App, **slots: object) -> str:
    with transaction(app.engine) as connection:
        wanted = OpenCase("rescue", "legal.sued", "high", {"summary": "ถูกฟ้อง", **slots})
        return filing.open_case(connection, app.deps, "Uanna", wanted, now=app.now()).number


def change(app: App, number: str, person: str = "Uanna", **slots: object) -> None:
    with transaction(app.engine) as connection:
        wanted = ChangeCase(number, slots, note="เพิ่มเติม")
        filing.change_case(connection, app.deps, person, wanted, now=app.now())


def test_a_case_of_the_province_gets_the_number_and_the_office_of_the_province(app: App) -> None:
    number = open_case(app, province="TH-30")

    with reading(app.engine) as connection:
        (record,) = cases.records(connection)
    assert number.startswith("30-69-00001-")
    assert record.centre_code == "SSRC-30"


def test_a_case_without_a_province_lies_on_the_desk_of_headquarters(app: App) -> None:
    number = open_case(app)

    with reading(app.engine) as connection:
        (record,) = cases.records(connection)
    assert number.startswith("00-69-00001-")
    assert record.centre_code == "HQ-BKK"


def test_a_court_date_within_two_weeks_makes_the_case_urgent(app: App) -> None:
    open_case(app, province="TH-30", deadline="2026-12-01")

    with reading(app.engine) as connection:
        (record,) = cases.records(connection)
    assert record.priority == "urgent"
    assert record.details.deadline == "2026-12-01"


def test_a_place_put_right_moves_a_new_case_and_keeps_its_number(app: App) -> None:
    number = open_case(app, province="TH-30")

    change(app, number, province="TH-90", district=None)

    with reading(app.engine) as connection:
        (record,) = cases.records(connection)
    assert (record.number, record.centre_code) == (number, "SSRC-90")
    assert [entry.what for entry in record.history] == ["opened", "changed", "note", "moved"]


def test_a_case_that_somebody_works_on_stays_on_their_desk(app: App) -> None:
    number = open_case(app, province="TH-30")
    with transaction(app.engine) as connection:
        cases.set_status(connection, number, Status.ACCEPTED, by="staff", now=app.now())

    change(app, number, province="TH-90")

    with reading(app.engine) as connection:
        (record,) = cases.records(connection)
    assert (record.province, record.centre_code) == ("TH-90", "SSRC-30")


def test_nobody_adds_to_the_case_of_another(app: App) -> None:
    number = open_case(app, province="TH-30")

    change(app, number, person="Uben", province="TH-90")

    with reading(app.engine) as connection:
        (record,) = cases.records(connection)
    assert record.province == "TH-30"
    assert len(record.history) == 1


def test_an_owner_may_take_a_case_back_until_it_is_closed(app: App) -> None:
    open_one, closed = open_case(app), open_case(app)
    with transaction(app.engine) as connection:
        for status in (Status.ACCEPTED, Status.CLOSED):
            cases.set_status(connection, closed, status, by="staff", now=app.now())

        for number in (open_one, closed):
            filing.cancel_case(connection, "Uanna", number, now=app.now())

    with reading(app.engine) as connection:
        states = {record.number: record.status for record in cases.records(connection)}
    assert states == {open_one: Status.CANCELLED, closed: Status.CLOSED}


def test_the_status_is_told_to_its_owner_and_to_nobody_else(talk: Talk) -> None:
    case = talk.file_a_loan()
    stranger = Talk(talk.app, talk.clock, person="Uben")

    assert case.number in talk.say("เรื่องถึงไหนแล้วคะ")
    answer = stranger.say(f"ขอทราบสถานะเลขที่ {case.number}")
    assert "นครราชสีมา" not in answer
    assert "น้ำพริก" not in answer


def test_a_second_matter_has_a_number_of_its_own(talk: Talk) -> None:
    first = talk.file_a_loan()
    talk.say("ข้าม")
    talk.say("ข้าม")
    talk.say("อีกเรื่องค่ะ อยากหาตลาดขายน้ำพริกให้ห้างในเมือง")
    for words in ("ถูกต้อง", "ถูกต้อง"):
        talk.say(words)

    numbers = [case.number for case in talk.cases()]
    assert numbers[0] == first.number
    assert len(numbers) == 2
    assert talk.cases()[1].category == "market"


def test_stopping_the_news_works_at_once(talk: Talk) -> None:
    talk.say("สวัสดีค่ะ")

    talk.say("เลิกรับข่าว")

    with reading(talk.app.engine) as connection:
        assert conversations.find(connection, talk.person).news is False


def test_despair_brings_a_number_to_call_and_a_person_to_look(talk: Talk) -> None:
    answer = talk.say("หนี้ท่วมหัวไม่อยากอยู่แล้ว อยากตาย")

    assert "1323" in answer
    with reading(talk.app.engine) as connection:
        assert connection.scalars(text("SELECT kind FROM alert")).all() == ["crisis"]
