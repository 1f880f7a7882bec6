"""A case ends: its owner is asked, rates it, takes it up again, and is asked a month later."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import orjson
import pytest
from sqlalchemy import Connection, text

from bot.cases.closing import NotTriedEnough, WrongResult
from bot.handlers import casework
from bot.handlers.casework import Work
from bot.model.buttons import after_end
from bot.model.cases import Status
from bot.model.thai import BANGKOK
from bot.storage import endings, jobs, news
from bot.storage.db import reading
from bot.storage.endings import Ending
from bot.worker.sweeper import fire_due_jobs
from tests.handlers.conftest import Talk
from tests.handlers.test_casework import ANN, REGION, Desk, close

ALL_WELL = ["ได้รับความช่วยเหลือแล้ว", "ยังไม่เรียบร้อย"]
HELPED = ["ช่วยได้จริง", "ช่วยได้บางส่วน", "ยังช่วยไม่ได้"]


@pytest.fixture
def desk(talk: Talk) -> Desk:
    desk = Desk(talk, talk.file_a_loan().number)
    desk.do(casework.claim)
    return desk


@pytest.fixture
def closed(desk: Desk) -> Desk:
    desk.do(close("advised"))
    return desk


def press(desk: Desk, pattern: str, number: str | None = None) -> str:
    return desk.talk.press(after_end(pattern, number or desk.number))


def last(desk: Desk) -> Ending:
    with reading(desk.talk.app.engine) as connection:
        found = endings.last(connection, desk.number)
    assert found is not None
    return found


def asked(desk: Desk) -> list[list[str]]:
    """Return the buttons of each message that waits for the owner, or was sent to them."""
    with reading(desk.talk.app.engine) as connection:
        rows = connection.execute(
            text("SELECT messages FROM outbox WHERE lane = 'staff' ORDER BY id")
        )
        messages: list[dict[str, Any]] = [one for row in rows for one in orjson.loads(row[0])]
    return [
        [item["action"]["label"] for item in one["quickReply"]["items"]]
        for one in messages
        if "quickReply" in one
    ]


def at(desk: Desk, *day_and_hour: int) -> None:
    desk.talk.clock.moment = datetime(*day_and_hour, tzinfo=BANGKOK)  # type: ignore[arg-type, misc]
    fire_due_jobs(desk.talk.app)


def kinds(desk: Desk) -> set[str]:
    with reading(desk.talk.app.engine) as connection:
        found = connection.execute(text("SELECT kind FROM scheduled_job"))
        return {row[0].partition("/")[0] for row in found} & {"all_well", "helped"}


# --- what a case ends with ---


def test_what_was_lent_is_kept_as_a_sum(desk: Desk) -> None:
    desk.do(close("loan_approved", amount="๕๔๓,๒๑๑ บาท", detail="ธนาคารออมสิน"))

    assert (last(desk).amount_baht, last(desk).detail) == (543_211, "ธนาคารออมสิน")
    assert last(desk).ended_by == "ann"


def test_without_its_sum_the_case_stays_open(desk: Desk) -> None:
    with pytest.raises(WrongResult):
        desk.do(close("loan_approved"))

    assert desk.record.status is Status.ACCEPTED
    assert desk.owner_reads() == ""


def call(connection: Connection, work: Work) -> None:
    casework.note_attempt(connection, work, " ไม่รับสาย ")


def test_nobody_is_out_of_reach_before_three_calls_on_three_days(desk: Desk) -> None:
    for _ in range(3):
        desk.do(call)
    with pytest.raises(NotTriedEnough):
        desk.do(close("unreachable"))
    desk.talk.clock.move(days=1)
    desk.do(call)
    desk.talk.clock.move(days=1)
    desk.do(call)

    desk.do(close("unreachable"))

    assert desk.record.status is Status.UNREACHABLE
    assert asked(desk) == [["เปิดเรื่องอีกครั้ง"]], "nobody is asked whether they were helped"
    assert kinds(desk) == set()


def test_calls_before_it_was_taken_up_again_do_not_count(desk: Desk) -> None:
    for _ in range(3):
        desk.do(call)
        desk.talk.clock.move(days=1)
    desk.do(close("unreachable"))
    desk.talk.clock.move(hours=1)
    desk.do(casework.reopen)
    desk.do(casework.claim)

    with pytest.raises(NotTriedEnough):
        desk.do(close("unreachable"))


# --- asked and heard ---


def test_its_owner_is_asked_says_yes_rates_and_writes(closed: Desk) -> None:
    assert asked(closed) == [ALL_WELL]
    closed.talk.answer()

    assert "พอใจกับการช่วยเหลือ" in press(closed, "end_helped")
    assert "อยากบอกศูนย์ฯ" in closed.talk.say("4")
    assert "ขอบคุณค่ะ" in closed.talk.say("เจ้าหน้าที่ใจดีมาก")

    heard = last(closed)
    assert (heard.confirmed, heard.rating, heard.rating_words) == (True, 4, "เจ้าหน้าที่ใจดีมาก")
    assert closed.record.status is Status.CLOSED
    assert closed.record.details.more == {}, "the rating is no part of what was asked for"
    assert kinds(closed) == {"helped"}, "who has said yes is not asked again"


def test_who_wants_a_person_instead_of_writing_gets_one(closed: Desk) -> None:
    closed.talk.answer()
    press(closed, "end_helped")
    closed.talk.say("4")

    assert "แจ้งเจ้าหน้าที่" in closed.talk.say("คุยกับเจ้าหน้าที่")
    assert last(closed).rating_words is None


def test_the_answer_may_be_typed_and_the_rating_skipped(closed: Desk) -> None:
    closed.talk.answer()
    closed.talk.say("ได้รับความช่วยเหลือแล้วค่ะ")
    assert "ขอบคุณค่ะ" in closed.talk.say("ข้าม")

    assert (last(closed).confirmed, last(closed).rating) == (True, None)


def test_a_stranger_s_case_is_nobody_s_to_rate(closed: Desk) -> None:
    stranger = Talk(closed.talk.app, closed.talk.clock, person="Ueve")

    said = stranger.press(after_end("end_helped", closed.number))

    assert "ปุ่มนี้เป็นของคำถามที่คุยจบไปแล้ว" in said
    assert last(closed).confirmed is None


def test_unanswered_it_is_asked_once_more_and_stays_closed(closed: Desk) -> None:
    at(closed, 2026, 11, 30, 9)
    assert asked(closed) == [ALL_WELL]
    at(closed, 2026, 11, 30, 10, 1)
    assert asked(closed) == [ALL_WELL, ALL_WELL]
    assert closed.record.history[-1].what == "ask_again"

    for day in range(1, 20):
        at(closed, 2026, 12, day, 11)

    assert asked(closed) == [ALL_WELL, ALL_WELL]
    assert (last(closed).asks, last(closed).confirmed) == (2, None)
    assert closed.record.status is Status.CLOSED


def test_a_month_later_it_is_asked_once_whether_it_helped(closed: Desk) -> None:
    closed.talk.answer()
    press(closed, "end_helped")
    at(closed, 2026, 12, 25, 9)
    assert asked(closed) == [ALL_WELL]
    at(closed, 2026, 12, 25, 10, 1)
    assert asked(closed) == [ALL_WELL, HELPED]
    closed.talk.answer()

    assert "ยินดีมากค่ะ" in press(closed, "helped_yes")

    assert last(closed).helped == "yes"
    at(closed, 2027, 1, 25, 11)
    assert asked(closed) == [ALL_WELL, HELPED]


def test_nothing_is_asked_at_night(closed: Desk) -> None:
    at(closed, 2026, 11, 30, 23)
    assert asked(closed) == [ALL_WELL]
    at(closed, 2026, 12, 1, 8)
    assert asked(closed) == [ALL_WELL]
    at(closed, 2026, 12, 1, 10, 1)

    assert asked(closed) == [ALL_WELL, ALL_WELL]


def test_while_officers_speak_nothing_is_asked(closed: Desk) -> None:
    at(closed, 2026, 11, 29, 12)
    closed.do(casework.claim)
    at(closed, 2026, 11, 30, 10, 1)
    assert asked(closed) == [ALL_WELL]
    closed.do(lambda connection, work: casework.give_back(connection, work, cause="back"))
    at(closed, 2026, 12, 1, 10, 1)

    assert asked(closed) == [ALL_WELL, ALL_WELL]


def test_who_has_blocked_the_account_is_not_asked(closed: Desk) -> None:
    closed.talk.happen("unfollow")
    at(closed, 2026, 11, 30, 10, 1)

    assert asked(closed) == [ALL_WELL]
    assert kinds(closed) == {"helped"}


def test_an_ask_is_free_while_a_token_lives(closed: Desk) -> None:
    closed.talk.answer()
    closed.talk.clock.moment = datetime(2026, 11, 30, 10, 1, tzinfo=BANGKOK)
    with closed.talk.app.engine.begin() as connection:
        expires = {"at": "2026-11-30 03:02:00"}
        connection.execute(text("DELETE FROM reply_token"))
        connection.execute(text("INSERT INTO reply_token VALUES ('free', 'Uanna', :at)"), expires)
    fire_due_jobs(closed.talk.app)

    with reading(closed.talk.app.engine) as connection:
        found = connection.execute(text("SELECT reply_token FROM outbox ORDER BY id DESC"))
        assert found.scalar() == "free"


# --- taken up again ---


def test_not_yet_well_it_is_open_again_at_once_and_the_day_is_told(closed: Desk) -> None:
    closed.talk.answer()
    their_desk = closed.talk.app.news.follow({news.desk(closed.record.centre_code)})
    said = press(closed, "end_not_done")

    assert their_desk.wait(0), "an open list of the day is told"
    assert f"เปิดเรื่อง {closed.number} ให้แล้วค่ะ" in said
    assert "จังหวัดนครราชสีมา จะติดต่อกลับภายในวันจันทร์ที่ 30 พ.ย. 2569" in said
    assert (closed.record.status, closed.record.desk.ended_at) == (Status.NEW, None)
    assert (last(closed).confirmed, last(closed).reopened_at) == (False, closed.talk.app.now())
    assert kinds(closed) == set(), "nothing more is asked about that end"

    closed.talk.say("ธนาคารยังไม่ติดต่อกลับเลย")

    assert closed.record.history[-1].detail == {"text": "ธนาคารยังไม่ติดต่อกลับเลย"}
    assert "ยังเปิดอยู่" in press(closed, "end_not_done"), "an old button opens nothing twice"


def test_at_its_owner_s_wish_the_regional_centre_takes_it(closed: Desk) -> None:
    closed.talk.answer()
    assert "ให้เปิดอีกครั้งที่ไหนดีคะ" in closed.talk.say("ขอเปิดเรื่องอีกครั้ง")
    said = closed.talk.say("ให้ศูนย์ภาคช่วย")

    assert closed.record.centre_code == "IPC-6"
    assert closed.record.centre_name_th in said
    closed.do(casework.claim, REGION)


def test_after_thirty_days_a_new_case_follows_the_old_one(closed: Desk) -> None:
    closed.talk.answer()
    closed.talk.clock.move(days=31)
    assert "ปิดเกิน 30 วันแล้ว" in press(closed, "reopen")
    closed.talk.say("ศูนย์เดิม")
    closed.talk.say("ยังไม่ได้เงินกู้เลยค่ะ")

    old, new = closed.talk.cases()
    assert (old.status, new.status) == (Status.CLOSED, Status.NEW)
    assert (new.contact, new.summary, new.province) == (old.contact, old.summary, old.province)
    assert old.history[-1].detail == {"number": new.number}
    follows, note = new.history[-2:]
    assert (follows.what, follows.detail) == ("follows", {"number": old.number})
    assert note.detail == {"text": "ยังไม่ได้เงินกู้เลยค่ะ"}


def test_the_status_of_an_ended_case_offers_to_open_it_again(closed: Desk) -> None:
    closed.talk.answer()
    press(closed, "helped_yes")
    closed.talk.say("ถึงไหนแล้วคะ")

    with reading(closed.talk.app.engine) as connection:
        newest = connection.execute(text("SELECT messages FROM outbox ORDER BY id DESC")).scalar()
    assert after_end("reopen", closed.number).pack() in str(newest)


def test_reopened_its_clock_begins_afresh(closed: Desk) -> None:
    closed.talk.answer()
    closed.talk.clock.move(days=20)
    press(closed, "end_not_done")

    assert closed.record.begun_at == closed.talk.app.now()
    assert closed.record.desk.escalations == 0


def test_a_second_end_is_asked_about_anew_and_the_first_is_kept(closed: Desk) -> None:
    closed.talk.answer()
    press(closed, "end_not_done")
    closed.do(casework.claim)
    closed.do(lambda c, work: casework.close(c, work, "advised", cause="second"), ANN)

    with reading(closed.talk.app.engine) as connection:
        second, first = endings.of_case(connection, closed.number)
        assert len(jobs.due(connection, now=datetime(2027, 12, 1, tzinfo=BANGKOK))) >= 2
        found = endings.opinion(connection, ["SSRC-30"], since=first.ended_at)
        assert endings.opinion(connection, ["SSRC-50"], since=first.ended_at).ended == 0
        assert endings.opinion(connection, None, since=first.ended_at) == found
    assert (first.confirmed, second.confirmed) == (False, None)
    assert (found.ended, found.not_done, found.average) == (2, 1, None)
