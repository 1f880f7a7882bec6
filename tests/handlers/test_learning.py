"""What was unclear or put right is queued masked: never before the notice, never in despair."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.app import App
from bot.cases.guessed import Label
from bot.config import Settings
from bot.handlers import casework, learning
from bot.handlers.casework import Work
from bot.model.lessons import Lesson
from bot.model.staff import Officer, Role
from bot.storage import conversations, nlu_review, relabels
from bot.storage.db import reading, transaction
from bot.storage.nlu_review import Entry
from bot.worker import learning as work
from bot.worker.sweeper import tidy
from tests.handlers.conftest import Talk
from tests.handlers.test_privacy import assert_forgotten, everything_kept
from tests.unclear import shown, unclear

ANN = Officer(1, "ann", "แอน", Role.OFFICER, "SSRC-30")


def queue(app: App) -> list[Entry]:
    with reading(app.engine) as connection:
        return nlu_review.latest(connection)


def texts(app: App) -> list[tuple[str, str, str | None]]:
    return [(e.lesson.reason, e.lesson.text, e.lesson.became) for e in queue(app)]


@pytest.fixture
def idle(talk: Talk) -> Talk:
    """Somebody who acknowledged the notice; nothing is talked about."""
    for words in ("อยากกู้เงินมาซื้อเครื่องซีลทำน้ำพริกค่ะ อยู่โคราช", "ยินยอม", "ยกเลิก"):
        talk.say(words)
    return talk


def test_an_unclear_message_is_queued_with_its_turn_and_masked(idle: Talk) -> None:
    words = unclear(idle.app)
    idle.say(words)

    ((reason, kept, became),) = texts(idle.app)
    assert (reason, kept, became) == ("unclear", shown(words), None)
    assert queue(idle.app)[0].at == idle.app.now()


def test_a_place_or_a_number_alone_teaches_nothing(idle: Talk) -> None:
    for words in ("โคราช", "จ.ขอนแก่นค่ะ", "0812345678"):
        idle.say(words)

    assert queue(idle.app) == []


def test_said_once_more_it_is_counted_and_what_it_was_is_added(idle: Talk) -> None:
    words = unclear(idle.app)
    idle.say(words)
    idle.say(words)
    idle.say("คุยกับเจ้าหน้าที่")

    (one,) = queue(idle.app)
    assert one.times == 2
    assert one.lesson.became == "human"


def test_before_the_notice_nothing_is_queued_and_a_refusal_leaves_nothing(talk: Talk) -> None:
    words = unclear(talk.app)
    talk.say(words)
    assert queue(talk.app) == []

    talk.say("อยากกู้เงินเพราะลูกป่วยหนัก อยู่โคราช บุญมา 081-234-5678")
    talk.say("ไม่ยินยอม")

    assert queue(talk.app) == []
    assert_forgotten(talk.app)
    assert words.split()[0] not in everything_kept(talk.app)


def test_once_the_notice_is_acknowledged_what_waited_is_queued(talk: Talk) -> None:
    words = unclear(talk.app)
    talk.say(words)
    talk.say("อยากกู้เงินมาซื้อเครื่องซีลทำน้ำพริกค่ะ อยู่โคราช")

    talk.say("ยินยอม")

    ((_, kept, became),) = texts(talk.app)
    assert kept == shown(words)
    assert became is not None
    assert became.startswith("financing")


def test_a_changed_mind_is_queued_as_a_correction(talk: Talk) -> None:
    talk.say("อยากกู้เงินมาซื้อเครื่องซีลทำน้ำพริกค่ะ อยู่โคราช")
    talk.say("ยินยอม")

    talk.say("เปลี่ยนใจ อยากหาลูกค้าเพิ่ม")

    ((reason, kept, became),) = texts(talk.app)
    assert (reason, kept) == ("corrected", "อยากกู้เงินมาซื้อเครื่องซีลทำน้ำพริกค่ะ อยู่โคราช")
    assert became is not None
    assert became.startswith("market")


@pytest.mark.parametrize(
    "words", ["ไม่อยากมีชีวิตอยู่แล้ว", "น้ำกำลังเข้าโรงงาน คนติดอยู่ข้างใน", "ขอลบข้อมูลของฉัน"]
)
def test_words_that_alarm_are_never_queued(idle: Talk, words: str) -> None:
    idle.say(words)

    assert queue(idle.app) == []


def test_while_an_officer_speaks_nothing_is_learnt(idle: Talk) -> None:
    with transaction(idle.app.engine) as connection:
        conversations.hold(connection, idle.person, by="ann", now=idle.app.now())

    idle.say(unclear(idle.app))

    assert queue(idle.app) == []


def test_of_a_lesson_of_which_no_words_are_left_nothing_is_kept(app: App) -> None:
    lessons = [Lesson("unclear", words, "human", 0.3) for words in ("0812345678", "ร้านเงียบ")]

    masked = learning.masked(app.deps.understanding, lessons)

    assert [one.text for one in masked] == ["ร้านเงียบ"]


# --- what officers put right ---


def relabel(talk: Talk, topic: str) -> None:
    """Let an officer say in the console what the case is about."""
    number, app = talk.cases()[-1].number, talk.app
    deed = Work(app.staff_deps, ANN, number, app.now())
    app.writer.run(lambda connection: casework.relabel(connection, deed, topic))


def summarise(talk: Talk, words: str) -> None:
    with transaction(talk.app.engine) as connection:
        connection.execute(text("UPDATE case_record SET summary = :words"), {"words": words})


def test_what_an_officer_put_right_joins_the_queue_once(talk: Talk) -> None:
    talk.file_a_loan()
    summarise(talk, "อยากกู้เงินซื้อเครื่องซีล ติดต่อคุณสมหญิง 081-234-5678")
    relabel(talk, "rescue")

    tidy(talk.app)
    tidy(talk.app)

    (one,) = queue(talk.app)
    assert one.times == 1
    assert (one.lesson.reason, one.lesson.guess, one.lesson.became) == (
        "relabelled",
        "financing/fin.invest",
        "rescue",
    )
    assert one.lesson.text == "อยากกู้เงินซื้อเครื่องซีล ติดต่อคุณ•••"
    assert 0.5 < one.lesson.confidence <= 1


def test_a_case_whose_words_alarm_is_not_learnt_from(talk: Talk) -> None:
    talk.file_a_loan()
    summarise(talk, "อยากกู้เงิน ไม่อยากมีชีวิตอยู่แล้ว")
    relabel(talk, "rescue")

    tidy(talk.app)

    assert queue(talk.app) == []
    with reading(talk.app.engine) as connection:
        long_ago = talk.app.now() - timedelta(days=1)
        assert relabels.to_learn_from(connection, since=long_ago, most=9) == []


def test_nor_is_one_whose_need_its_owner_had_chosen(talk: Talk) -> None:
    case = talk.file_a_loan()
    unguessed = replace(case, history=())
    one = relabels.Relabel(
        case.number, talk.app.now(), "ann", Label("financing", None),
        Label("rescue", None), None,
    )  # fmt: skip
    with transaction(talk.app.engine) as connection:
        relabels.add(connection, one)
        since = talk.app.now() - timedelta(days=1)
        assert relabels.to_learn_from(connection, since=since, most=9) == []

    (lesson,) = learning.of_relabel(talk.app.deps.understanding, one, unguessed)
    assert lesson.second is None


def test_two_sweepers_queue_a_relabelled_case_once(talk: Talk) -> None:
    talk.file_a_loan()
    relabel(talk, "rescue")
    with reading(talk.app.engine) as connection:
        since = talk.app.now() - timedelta(days=1)
        (one,) = relabels.to_learn_from(connection, since=since, most=9)

    work.learn(talk.app)
    with transaction(talk.app.engine) as connection:
        assert not relabels.note_learnt(connection, one.id, now=talk.app.now())


def test_what_was_said_half_a_year_ago_is_erased(idle: Talk) -> None:
    idle.say(unclear(idle.app))
    days = Settings.model_fields["nlu_review_days"].default
    idle.clock.move(days=days)
    tidy(idle.app)
    assert len(queue(idle.app)) == 1

    idle.clock.move(minutes=1)
    tidy(idle.app)

    assert queue(idle.app) == []
