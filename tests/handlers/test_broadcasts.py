"""What headquarters does with announcements, and what owners say to them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from threading import Thread

import orjson
import pytest
from sqlalchemy import text

from bot.app import App
from bot.broadcasts.audience import Audience
from bot.broadcasts.budget import Budget, Kept
from bot.broadcasts.states import NotYours, State, WrongState
from bot.handlers import broadcast_month, broadcast_report, broadcasts, freezing
from bot.model.buttons import NEWS, Button
from bot.model.staff import Officer, Role
from bot.model.thai import BANGKOK
from bot.storage import broadcasts as stored
from bot.storage import chunks, conversations, friends, programmes, quota
from bot.storage.db import reading, transaction
from bot.storage.quota import Count
from bot.worker import announcing
from tests.announcing import (
    ANN,
    BOB,
    CAT,
    FAIR,
    UNLIMITED,
    add_friends,
    agree,
    approved,
    someone,
    started,
    state_of,
    write,
)
from tests.handlers.conftest import Talk
from tests.world import HandClock

OFFICER = Officer(9, "korat", "Korat", Role.OFFICER, "SSRC-30")


def draft(app: App, text: str = FAIR) -> int:
    with transaction(app.engine) as connection:
        return broadcasts.create(connection, app.staff_deps, ANN, write(app, text), now=app.now())


def approve(app: App, number: int, officer: Officer, budget: Budget = UNLIMITED) -> int:
    with transaction(app.engine) as connection:
        return agree(connection, app, officer, number, budget)


# --- who agrees ---


def test_the_whole_country_wants_two_others_than_its_author(app: App) -> None:
    number = draft(app)
    with pytest.raises(NotYours, match="ผู้เขียน"):
        approve(app, number, ANN)
    assert approve(app, number, BOB) == 1
    with pytest.raises(NotYours, match="ไปแล้ว"):
        approve(app, number, BOB)
    assert state_of(app, number) is State.DRAFT
    assert approve(app, number, CAT) == 0
    assert state_of(app, number) is State.APPROVED


def test_a_province_wants_one(app: App) -> None:
    number = draft(app, FAIR + "audience: {province: [TH-30]}\n")
    assert approve(app, number, BOB) == 0


def test_only_those_who_look_after_announcements_may(app: App) -> None:
    number = draft(app)
    with pytest.raises(NotYours, match="ส่วนกลาง"):
        approve(app, number, OFFICER)
    with pytest.raises(NotYours), transaction(app.engine) as connection:
        broadcasts.create(connection, app.staff_deps, OFFICER, write(app), now=app.now())


def test_other_words_are_agreed_to_anew(app: App) -> None:
    number = draft(app)
    approve(app, number, BOB)
    with transaction(app.engine) as connection:
        again = write(app, FAIR.replace("40", "30"))
        broadcasts.rewrite(connection, app.staff_deps, ANN, number, again, now=app.now())
        assert stored.approvals(connection, number) == []
        assert "30 ร้าน" in broadcasts.find(connection, number).messages
    assert approve(app, number, BOB) == 1
    approve(app, number, CAT)
    with pytest.raises(WrongState), transaction(app.engine) as connection:
        broadcasts.rewrite(connection, app.staff_deps, ANN, number, again, now=app.now())


def test_an_announcement_that_is_not_there_says_so(app: App) -> None:
    with reading(app.engine) as connection, pytest.raises(broadcasts.NoSuchBroadcast, match="77"):
        broadcasts.find(connection, 77)


def test_a_region_is_the_provinces_it_stands_behind(app: App) -> None:
    now = app.now()
    found = broadcasts.provinces(app.staff_deps, Audience(region=("IPC-6",)), now)
    assert "TH-30" in found
    assert "TH-50" not in found
    both = Audience(region=("IPC-6",), province=("TH-50",))
    assert broadcasts.provinces(app.staff_deps, both, now) == found | {"TH-50"}


def test_the_month_is_what_line_said_and_what_was_announced(app: App) -> None:
    with transaction(app.engine) as connection:
        assert broadcast_month.as_told(connection, app.now(), kept=Kept(40)) is None
        quota.note(connection, Count(30, 1000), now=app.now())
        add_friends(connection, range(3), now=app.now())
    number = started(app)
    with transaction(app.engine) as connection:
        one = broadcasts.find(connection, number)
        wanted = broadcasts.rules(app.staff_deps, one.draft, app.now(), capped=False)
        chunks.claim(connection, number, wanted, holder="me", most=None)
        assert broadcast_month.as_told(connection, app.now(), kept=Kept(40)) == Budget(
            1000, 30, 3, Kept(40)
        )


# --- when, and where ---


def test_recipients_are_frozen_in_many_steps_and_none_is_lost(app: App) -> None:
    with transaction(app.engine) as connection:
        add_friends(connection, range(20_700), now=app.now())
    number = approved(app)
    with reading(app.engine) as connection:
        assert broadcasts.find(connection, number).bound == 20_700
        rows = connection.execute(text("SELECT people FROM broadcast_chunk ORDER BY n"))
        people = [orjson.loads(row[0]) for row in rows]
    assert [len(some) for some in people] == [500] * 41 + [200]
    assert {one for some in people for one in some} == {someone(one) for one in range(20_700)}


@pytest.mark.parametrize(
    ("moment", "found"),
    [
        ((2026, 11, 25, 10, 0), 1),
        ((2026, 11, 25, 20, 0), 0),
        ((2026, 11, 28, 10, 0), 0),
    ],
)
def test_it_goes_out_in_office_hours(
    app: App, clock: HandClock, moment: tuple[int, int, int, int, int], found: int
) -> None:
    number = started(app, at_once=False)
    clock.moment = datetime(*moment, tzinfo=BANGKOK)
    assert announcing.under_way(app).count(number) == found
    with transaction(app.engine) as connection:
        stored.change(connection, number, at_once=True)
    assert announcing.under_way(app) == [], "what is sent at once, an operator sends"


def test_before_its_hour_and_before_anybody_wants_it_sent_it_stays(app: App) -> None:
    number = approved(app)
    assert announcing.under_way(app) == []
    with transaction(app.engine) as connection:
        stored.change(connection, number, send_after=app.now().replace(hour=4))
    assert announcing.under_way(app) == []
    with transaction(app.engine) as connection:
        stored.change(connection, number, send_after=app.now())
    assert announcing.under_way(app) == [number]


def test_people_of_a_province_that_is_spared_wait(app: App) -> None:
    with transaction(app.engine) as connection:
        add_friends(connection, [1], now=app.now(), province="TH-30")
    number = started(app, at_once=False)
    with transaction(app.engine) as connection:
        one = broadcasts.find(connection, number)
        wanted = broadcasts.rules(app.staff_deps, one.draft, app.now(), capped=True)
        spared = chunks.claim(connection, number, wanted, holder="me", most=None, closed=("TH-30",))
        assert spared == []
        assert chunks.claim(connection, number, wanted, holder="me", most=None)


# --- what owners say ---


def test_yes_to_news_and_to_one_topic_and_no_again(talk: Talk) -> None:
    def standing() -> tuple[bool, tuple[str, ...]]:
        with reading(talk.app.engine) as connection:
            topics = friends.find(connection, talk.person).topics
            return conversations.find(connection, talk.person).news, topics

    talk.say("รับข่าว")
    assert "เลิกรับข่าว" in talk.say("ยินยอม")
    assert standing()[0]
    assert "เฉพาะข่าวตลาด" in talk.say("ตลาด ออกบูธ")
    assert standing() == (True, ("market",))
    talk.say("รับข่าว")
    assert "ทุกเรื่อง" in talk.say("ทุกเรื่อง")
    assert len(standing()[1]) == 5
    assert "ข่าวเรื่องอื่นที่ขอรับไว้ยังส่งตามเดิม" in talk.say("เลิกรับข่าวอบรม สัมมนา")
    assert standing() == (True, ("financing", "technology", "market", "rescue"))
    assert "หยุดส่งข่าวสารให้แล้วค่ะ" in talk.say("เลิกรับข่าวค่ะ")
    assert standing() == (False, ())


def test_no_to_the_last_topic_is_no_to_all(talk: Talk) -> None:
    for words in ("รับข่าว", "ยินยอม", "เงินทุน", "เลิกรับข่าวเงินทุน"):
        talk.say(words)
    with reading(talk.app.engine) as connection:
        assert not conversations.find(connection, talk.person).news


def test_a_button_of_an_announcement_opens_its_conversation_and_is_counted(talk: Talk) -> None:
    number = started(talk.app, FAIR + "buttons: [{label: สนใจ, flow: market}]\n")
    button = Button(NEWS, str(number), 0, "market/ssrc-advice")
    assert "ยินยอมให้เก็บข้อมูล" in talk.press(button)
    talk.press(button)
    for words in ("ยินยอม", "ขายผ้าทอ อยากออกบูธ", "โคราช", "บุญมา 081 234 5678", "ถูกต้อง"):
        talk.say(words)
    (opened,) = talk.cases()
    assert opened.category == "market"
    assert opened.details.more["programme"] == "ssrc-advice"
    with reading(talk.app.engine) as connection:
        found = broadcast_report.of(connection, number)
    told = found.as_json()
    assert (told["answered"], told["answers"]) == (1, {"market": 1})
    assert (told["cases"], told["outcomes"]) == (1, {"open": 1})
    assert told["provinces"] == {"TH-30": found.total.as_json()}
    assert (found.total.cases, found.total.open) == (1, 1)


def test_a_programme_that_has_closed_meanwhile_says_so(talk: Talk) -> None:
    closed = replace(talk.app.shipped_programmes.programmes[0], valid_to=date(2026, 11, 24))
    with transaction(talk.app.engine) as connection:
        programmes.note(connection, closed, by="bob", now=talk.app.now())
    talk.clock.move(seconds=2)
    number = started(talk.app, FAIR + "buttons: [{label: สนใจ, flow: market}]\n")
    assert "ไม่ได้เปิดรับ" in talk.press(Button(NEWS, str(number), 0, f"market/{closed.code}"))


@pytest.mark.parametrize("value", ["nowhere", "market"])
def test_a_button_that_is_none_of_ours_is_counted_for_nothing(talk: Talk, value: str) -> None:
    step = "x" if value == "market" else "1"
    talk.press(Button(NEWS, step, 0, value))
    talk.press(Button(NEWS, "77", 0, "market"))
    with reading(talk.app.engine) as connection:
        assert connection.scalar(text("SELECT COUNT(*) FROM broadcast_answer")) == 0


def test_two_who_freeze_at_once_do_not_get_in_each_other_s_way(app: App) -> None:
    with transaction(app.engine) as connection:
        add_friends(connection, range(10_600), now=app.now())
    number = draft(app)
    for officer in (BOB, CAT):
        approve(app, number, officer)
    other = App(app.settings, now=app.now, new_key=app.new_key)
    threads = [Thread(target=announcing.freeze, args=(one, number)) for one in (app, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    other.writer.stop()
    other.engine.dispose()
    with reading(app.engine) as connection:
        assert broadcasts.find(connection, number).bound == 10_600
        assert chunks.progress(connection, number).chunks == 22


def test_what_two_have_looked_for_is_written_down_once(app: App) -> None:
    with transaction(app.engine) as connection:
        add_friends(connection, range(4_100), now=app.now())
    number = draft(app)
    for officer in (BOB, CAT):
        approve(app, number, officer)
    with transaction(app.engine) as connection:
        one, other = (freezing.look(connection, app.staff_deps, number) for _ in range(2))
        assert one is not None
        assert other is not None
        assert not freezing.keep(connection, one)
        assert not freezing.keep(connection, other), "somebody else was first"
        assert chunks.progress(connection, number).chunks == 8
        last = freezing.look(connection, app.staff_deps, number)
        assert last is not None
        assert freezing.keep(connection, last)
        assert freezing.keep(connection, last), "it is frozen, whoever asks"
        assert chunks.progress(connection, number).chunks == 9
