"""News that costs nothing: told along with a free answer, at a good moment, once a week."""

from __future__ import annotations

import pytest

from bot.broadcasts.states import State
from bot.handlers import broadcast_report, broadcasts
from bot.storage.db import reading, transaction
from bot.worker import announcing
from bot.worker.gates import make_gate
from tests.announcing import ANN, FAIR, started, state_of
from tests.handlers.conftest import Talk

FREE = FAIR + "free: yes\n"
SAYS = "เปิดรับสมัครร้านค้าออกบูธ 40 ร้าน"


@pytest.fixture
def subscriber(talk: Talk) -> Talk:
    for words in ("รับข่าว", "ยินยอม", "ทุกเรื่อง"):
        talk.say(words)
    return talk


def ride(talk: Talk, text: str = FREE) -> int:
    number = started(talk.app, text, at_once=False)
    talk.clock.move(seconds=2)
    return number


def sent(talk: Talk, number: int) -> object:
    with reading(talk.app.engine) as connection:
        return broadcast_report.of(connection, number).as_json()["on_free_answers"]


def test_it_comes_with_the_next_answer_once_and_is_counted(subscriber: Talk) -> None:
    number = ride(subscriber)
    answer = subscriber.say("ขอบคุณค่ะ")
    assert SAYS in answer
    assert "พิมพ์ “เลิกรับข่าว”" in answer
    assert SAYS not in subscriber.say("ขอบคุณค่ะ")
    assert sent(subscriber, number) == 1


def test_of_a_second_one_nobody_hears_within_a_week(subscriber: Talk) -> None:
    ride(subscriber)
    subscriber.say("ขอบคุณค่ะ")
    second = ride(subscriber, FREE.replace("40 ร้าน", "50 ร้าน"))
    assert "50 ร้าน" not in subscriber.say("ขอบคุณค่ะ")
    subscriber.clock.move(days=8)
    assert "50 ร้าน" in subscriber.say("ขอบคุณค่ะ")
    assert sent(subscriber, second) == 1


def test_never_while_something_is_asked_nor_where_a_person_is_wanted(subscriber: Talk) -> None:
    number = ride(subscriber)
    for words in ("อยากกู้เงินซื้อเครื่องซีล อยู่โคราช", "ขอคุยกับเจ้าหน้าที่"):
        assert SAYS not in subscriber.say(words)
    assert sent(subscriber, number) == 0


def test_never_to_who_despairs_or_asks_to_be_rescued(subscriber: Talk) -> None:
    number = ride(subscriber)
    assert SAYS not in subscriber.say("หมดหนทางแล้ว อยากตายค่ะ")
    assert SAYS not in subscriber.say("ขอบคุณค่ะ"), "nor for thirty days after"
    assert sent(subscriber, number) == 0


def test_never_along_with_a_rescue(subscriber: Talk) -> None:
    number = ride(subscriber)
    for words in ("น้ำท่วมโรงงาน เครื่องจักรเสียหายหมด", "โคราช", "บุญมา 081 234 5678", "ถูกต้อง", "ข้าม"):
        assert SAYS not in subscriber.say(words)
    assert subscriber.cases()[-1].category == "rescue"
    assert SAYS not in subscriber.say("ขอบคุณค่ะ")
    assert sent(subscriber, number) == 0


def test_who_wants_no_news_or_not_of_this_hears_nothing(talk: Talk) -> None:
    number = ride(talk)
    assert SAYS not in talk.say("สวัสดีค่ะ")
    for words in ("รับข่าว", "ยินยอม", "เงินทุน"):
        talk.say(words)
    other = ride(talk, FREE.replace("40 ร้าน", "50 ร้าน") + "topic: market\n")
    with transaction(talk.app.engine) as connection:
        broadcasts.stop(connection, ANN, number, now=talk.app.now())
    talk.clock.move(seconds=2)
    answer = talk.say("ขอบคุณค่ะ")
    assert SAYS not in answer
    assert "50 ร้าน" not in answer
    assert sent(talk, other) == 0


def test_it_ends_with_its_last_day(subscriber: Talk) -> None:
    number = ride(subscriber)
    assert announcing.under_way(subscriber.app) == []
    subscriber.clock.move(days=21)
    assert SAYS not in subscriber.say("ขอบคุณค่ะ")
    assert announcing.under_way(subscriber.app) == [number]
    announcer = announcing.make_announcer(subscriber.app, make_gate(subscriber.app))
    announcing.work_on(subscriber.app, announcer, number, seconds=0)
    assert state_of(subscriber.app, number) is State.SENT
