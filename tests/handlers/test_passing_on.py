"""A case changes hands: who may, who is told, and that it never goes in circles."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.app import App
from bot.cases.passing_on import GoesInCircles, NoReason, StillTheirs
from bot.errors import BotError
from bot.handlers import casework, filing, map_editing, passing_on
from bot.handlers.access import NoSuchCase, NotAllowed
from bot.handlers.casework import NothingToSay
from bot.handlers.map_editing import Editor
from bot.handlers.passing_on import ColleagueIsAway
from bot.model.cases import Status
from bot.model.effects import ChangeCase
from bot.model.staff import Officer, Role
from bot.model.thai import BANGKOK
from bot.routing.hours import next_contact
from bot.routing.map import HolidayChange
from bot.storage import leave, mentions, news, staff
from bot.storage.db import reading
from tests.handlers.sharing import Office, open_office
from tests.world import HandClock

WHY = "ลาป่วยกะทันหัน"
NOT_OURS = "กิจการย้ายไปจังหวัดอื่นแล้ว"


@pytest.fixture
def office(app: App, clock: HandClock) -> Office:
    return open_office(app, clock)


@pytest.fixture
def number(office: Office) -> str:
    return office.on_line()


def assign(office: Office, number: str, who: str, to: str, **more: object) -> None:
    office.do(number, who, passing_on.assign, to=to, **{"why": "", "anyway": False, **more})


def transfer(office: Office, number: str, who: str, to: str, cause: str, **more: object) -> None:
    given = {"why": NOT_OURS, "fresh": "", **more}
    office.do(number, who, passing_on.transfer, to=to, cause=cause, **given)


def away(office: Office, who: str, substitute: str) -> None:
    today = office.app.now().astimezone(BANGKOK).date()
    office.run(
        lambda connection: leave.add(
            connection, who, substitute, first_day=today, last_day=today, by=who,
            now=office.app.now(),
        )
    )  # fmt: skip


def said_to(office: Office, name: str) -> list[str]:
    with reading(office.app.engine) as connection:
        return [one.what for one in mentions.to(connection, {name})]


def test_the_holder_gives_a_case_and_the_word_to_a_colleague(office: Office, number: str) -> None:
    office.do(number, "ann", casework.claim)
    assign(office, number, "ann", "ben")

    assert office.record(number).desk.assigned_to == "ben"
    assert office.held_by() == "ben"
    assert said_to(office, "ben") == ["assigned"]


def test_the_head_gives_any_case_and_both_learn_of_it(office: Office, number: str) -> None:
    office.do(number, "ann", casework.claim)
    assign(office, number, "head", "ben")

    assert office.record(number).desk.assigned_to == "ben"
    assert said_to(office, "ann") == said_to(office, "ben") == ["assigned"]


def test_what_nobody_holds_anybody_may_give(office: Office, number: str) -> None:
    assign(office, number, "ann", "ben")

    assert office.record(number).desk.assigned_to == "ben"
    assert office.record(number).status is Status.NEW, "ben has not accepted it yet"


def test_from_a_colleague_who_is_there_nothing_is_taken(office: Office, number: str) -> None:
    office.do(number, "ann", casework.claim)

    with pytest.raises(StillTheirs, match="หัวหน้าหน่วย"):
        assign(office, number, "ben", "ben", why=WHY)


@pytest.mark.parametrize("absence", ["leave", "disabled", "late"])
def test_from_one_who_is_away_it_is_taken_with_a_reason(
    office: Office, number: str, absence: str
) -> None:
    office.do(number, "ann", casework.claim)
    if absence == "leave":
        away(office, "ann", "head")
    elif absence == "disabled":
        office.run(lambda connection: staff.disable(connection, "ann", now=office.app.now()))
    else:
        office.clock.move(days=20)

    with pytest.raises(NoReason):
        assign(office, number, "ben", "ben")
    assign(office, number, "ben", "ben", why=WHY)

    assert office.record(number).desk.assigned_to == "ben"
    assert office.held_by() == "ben"
    assert office.record(number).history[-1].detail["text"] == WHY


def test_who_stands_in_works_as_the_one_who_is_away(office: Office, number: str) -> None:
    office.do(number, "ann", casework.claim)
    away(office, "ann", "ben")

    office.do(number, "ben", casework.answer, words="สวัสดีค่ะ ดูแลแทนนะคะ", cause="one")
    assert office.held_by() == "ben"
    assign(office, number, "ben", "head")

    assert office.record(number).desk.assigned_to == "head"
    assert office.held_by() == "head"


def test_who_gives_to_somebody_on_leave_is_warned(office: Office, number: str) -> None:
    away(office, "ben", "head")

    with pytest.raises(ColleagueIsAway, match="หัวหน้าทำงานแทน"):
        assign(office, number, "ann", "ben")
    assign(office, number, "ann", "ben", anyway=True)

    assert office.record(number).desk.assigned_to == "ben"


@pytest.mark.parametrize("to", ["far", "reg", "nobody", ""])
def test_a_case_is_given_within_the_unit_only(office: Office, number: str, to: str) -> None:
    with pytest.raises(BotError, match="จากรายการ"):
        assign(office, number, "ann", to)


def test_giving_it_to_its_holder_changes_nothing(office: Office, number: str) -> None:
    assign(office, number, "ann", "ben")
    with pytest.raises(BotError, match="เบนแล้ว"):
        assign(office, number, "head", "ben")


def test_laid_back_it_is_new_again_and_the_bot_speaks(office: Office, number: str) -> None:
    office.do(number, "ann", casework.claim)
    office.do(number, "ann", passing_on.lay_back, cause="back")

    record = office.record(number)
    assert (record.status, record.desk.assigned_to) == (Status.NEW, None)
    assert office.held_by() is None
    assert number in office.owner_reads()


def test_what_nobody_holds_cannot_be_laid_back(office: Office, number: str) -> None:
    with pytest.raises(BotError, match="ยังไม่มีผู้ดูแล"):
        office.do(number, "ann", passing_on.lay_back, cause="back")


def test_what_nobody_speaks_in_is_laid_back_in_silence(office: Office) -> None:
    number = office.at_desk()
    office.do(number, "ann", casework.claim)
    office.do(number, "ann", passing_on.lay_back, cause="back")

    assert office.owner_reads() == ""


def test_another_office_takes_over_and_the_owner_learns_who(office: Office, number: str) -> None:
    office.do(number, "ann", casework.claim)
    promised = office.record(number).desk.next_contact
    their_desk = office.app.news.follow({news.desk("SSRC-50")})
    transfer(office, number, "ann", "SSRC-50", "one")
    assert their_desk.wait(0), "their open list is told"

    record = office.record(number)
    assert (record.centre_code, record.status) == ("SSRC-50", Status.NEW)
    assert record.desk.assigned_to is None
    assert record.desk.next_contact == promised, "a promise stays"
    assert office.held_by() is None
    assert record.centre_name_th in office.owner_reads()
    office.do(number, "far", casework.claim)
    with pytest.raises(NoSuchCase):
        office.do(number, "ann", casework.claim)


def test_a_promise_that_has_passed_is_made_anew(office: Office, number: str) -> None:
    office.clock.move(days=20)
    transfer(office, number, "ann", "SSRC-50", "one")

    promised = office.record(number).desk.next_contact
    assert promised is not None
    assert promised > office.app.now().astimezone(BANGKOK).date() - timedelta(days=1)


def test_the_new_promise_knows_the_new_offices_own_holidays(office: Office, number: str) -> None:
    office.clock.move(days=20)
    app = office.app
    usual = next_contact(app.calendar, app.now(), "normal")
    closed = HolidayChange(usual, True, "งานประจำจังหวัด", "SSRC-50")  # noqa: FBT003
    hq = Officer(9, "hq", "ส่วนกลาง", Role.HEADQUARTERS, None)
    by = Editor(hq, app.routing_folder, app.live_offices.shipped, app.now())
    office.run(lambda connection: map_editing.set_holiday(connection, by, closed))
    office.clock.move(seconds=2)

    transfer(office, number, "ann", "SSRC-50", "one")

    assert (office.record(number).desk.next_contact or usual) > usual


def test_what_its_owner_adds_sends_it_back_to_nobody(office: Office, number: str) -> None:
    transfer(office, number, "ann", "SSRC-50", "one")
    deps, now = office.app.staff_deps, office.app.now()
    added = ChangeCase(number, slots={"sub_intent": "fin.working"}, note=None)
    office.run(lambda connection: filing.change_case(connection, deps, "Uanna", added, now=now))

    assert office.record(number).sub_intent == "fin.working"
    assert office.record(number).centre_code == "SSRC-50"


def test_it_goes_back_only_with_something_new_to_say(office: Office, number: str) -> None:
    transfer(office, number, "ann", "SSRC-50", "one")

    with pytest.raises(GoesInCircles, match=NOT_OURS):
        transfer(office, number, "far", "SSRC-30", "two", why="ไม่ใช่ของเราเช่นกัน")
    transfer(office, number, "far", "SSRC-30", "two", fresh="โรงงานหลักยังอยู่โคราช")

    assert office.record(number).centre_code == "SSRC-30"


def test_after_three_times_headquarters_decides(office: Office, number: str) -> None:
    for place, (who, to) in enumerate(
        [("ann", "SSRC-50"), ("far", "SSRC-30"), ("ann", "SSRC-50")], 1
    ):
        transfer(office, number, who, to, str(place), fresh="โรงงานหลักยังอยู่ที่เดิม")
    transfer(office, number, "far", "SSRC-30", "4", fresh="โรงงานหลักยังอยู่ที่เดิม")

    record = office.record(number)
    assert record.centre_code == "SSRC-50", "it stays where it is"
    assert record.desk.escalated_to == "HQ-BKK"
    assert "ส่วนกลางตัดสิน" in str(record.history[-1].detail["text"])

    transfer(office, number, "hq", "SSRC-30", "5", fresh="ตรวจทะเบียนแล้วอยู่โคราช")
    assert office.record(number).centre_code == "SSRC-30"


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"to": "SSRC-30"}, "อยู่กับหน่วยงานนี้แล้ว"),
        ({"to": "SSRC-99"}, "จากรายการ"),
        ({"to": "SSRC-50", "why": "ไม่ใช่"}, "เหตุผล"),
    ],
)
def test_a_transfer_needs_an_office_and_a_reason(
    office: Office, number: str, given: dict[str, str], told: str
) -> None:
    with pytest.raises(BotError, match=told):
        transfer(office, number, "ann", cause="one", **given)


def test_an_ended_case_changes_hands_no_more(office: Office, number: str) -> None:
    office.do(number, "ann", casework.claim)
    office.do(number, "ann", casework.close, outcome="advised", cause="end")

    with pytest.raises(BotError, match="ปิดแล้ว"):
        assign(office, number, "ann", "ben")


def test_whoever_cannot_be_reached_on_line_is_told_nothing(office: Office) -> None:
    transfer(office, office.at_desk(), "ann", "SSRC-50", "one")

    assert office.owner_reads() == ""


def test_a_region_advises_and_the_case_stays_where_it_is(office: Office, number: str) -> None:
    office.do(number, "reg", passing_on.advise, words="ลองขอค้ำประกันจาก บสย. ก่อน")
    assert said_to(office, "ann") == said_to(office, "ben") == ["advice"], "nobody holds it"

    office.do(number, "ann", casework.claim)
    office.do(number, "reg", passing_on.advise, words="แบบฟอร์มอยู่ที่ศูนย์ภาค")

    assert said_to(office, "ann") == ["advice", "advice"]
    assert said_to(office, "ben") == ["advice"]
    assert office.record(number).centre_code == "SSRC-30"


def test_advice_has_words_and_comes_from_who_stands_behind(office: Office, number: str) -> None:
    with pytest.raises(NothingToSay):
        office.do(number, "reg", passing_on.advise, words=" ")
    with pytest.raises(NoSuchCase):
        office.do(number, "far", passing_on.advise, words="ลองดู")
    with pytest.raises(NotAllowed):
        transfer(office, number, "reg", "SSRC-50", "one")
    with pytest.raises(NotAllowed):
        assign(office, number, "reg", "ben")


def test_who_is_named_in_a_note_finds_it_until_they_look(office: Office, number: str) -> None:
    office.do(number, "ann", casework.note, words="@เบน ช่วยดูใบเสนอราคา @ฟ้า @แอน")

    with reading(office.app.engine) as connection:
        assert mentions.unseen(connection, {"ben"}) == 1
        assert mentions.unseen(connection, {"far", "ann"}) == 0, "not theirs to see; herself"
        one = mentions.to(connection, {"ben"})[0]
    assert (one.number, one.by, one.seen_at) == (number, "ann", None)
    assert "ใบเสนอราคา" in one.text

    now = office.app.now()
    office.run(lambda connection: mentions.see(connection, number, {"ben"}, now=now))
    with reading(office.app.engine) as connection:
        assert mentions.unseen(connection, {"ben"}) == 0
        assert mentions.to(connection, {"ben"})[0].seen_at == now
