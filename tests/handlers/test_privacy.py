"""Nothing is kept of somebody who has not acknowledged the privacy notice."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import inspect, text

from bot.app import App
from bot.storage.db import forget_for_good, reading, transaction
from bot.worker.sweeper import fire_due_jobs, forget_unconsented
from tests.handlers.conftest import Talk

SECRET = "อยากกู้เงินเพราะลูกป่วยหนัก อยู่โคราช บุญมา 081-234-5678"
TELLING = ("ลูกป่วย", "บุญมา", "0812345678", "081-234-5678")


def everything_kept(app: App) -> str:
    """All values of all tables, as one text."""
    found = []
    with reading(app.engine) as connection:
        for table in inspect(app.engine).get_table_names():
            rows = connection.execute(text(f"SELECT * FROM {table}"))  # noqa: S608 -- our own names
            found += [str(value) for row in rows for value in row]
    return "\n".join(found)


def bytes_on_disk(app: App) -> bytes:
    database = app.engine.url.database
    assert database is not None
    if app.engine.dialect.name != "sqlite":
        return b""
    path = Path(database)
    return b"".join(file.read_bytes() for file in path.parent.glob(path.name + "*"))


def assert_forgotten(app: App) -> None:
    kept, disk = everything_kept(app), bytes_on_disk(app)
    for word in TELLING:
        assert word not in kept
        assert word.encode() not in disk


def test_before_consent_words_live_in_the_inbox_and_the_draft_only(talk: Talk) -> None:
    talk.say(SECRET)

    with reading(talk.app.engine) as connection:
        assert connection.scalar(text("SELECT count(*) FROM message")) == 0
        assert connection.scalar(text("SELECT unconsented FROM inbox"))


def test_who_is_yet_to_be_told_that_their_words_are_gone_is_told_all_the_same(talk: Talk) -> None:
    talk.say(SECRET)
    talk.clock.move(hours=24, minutes=1)

    fired = fire_due_jobs(talk.app)
    forget_unconsented(talk.app)

    assert fired == [talk.person]
    assert "ลบ" in talk.answer()
    assert_forgotten(talk.app)


def test_a_refusal_wipes_every_word_everywhere(talk: Talk) -> None:
    talk.say(SECRET)

    talk.say("ไม่ยินยอม")

    assert_forgotten(talk.app)


def test_a_day_without_an_answer_wipes_every_word_everywhere(talk: Talk) -> None:
    talk.say(SECRET)
    talk.clock.move(hours=24, minutes=1)

    fire_due_jobs(talk.app)
    talk.answer()

    assert_forgotten(talk.app)


def test_a_draft_is_wiped_after_a_month_and_its_owner_told_before(talk: Talk) -> None:
    talk.say("อยากกู้เงินมาซื้อเครื่องซีลทำน้ำพริกค่ะ อยู่โคราช")
    talk.say("ยินยอม")
    talk.clock.move(days=27)

    fire_due_jobs(talk.app)
    told = talk.answer()
    assert "จะลบออกในอีก 3 วัน" in told
    assert "ต้องการวงเงินประมาณเท่าไรคะ" in told, "the question that waits is put again"

    talk.clock.move(days=3)
    fire_due_jobs(talk.app)
    assert "ครบ 30 วันแล้ว จึงลบออก" in talk.answer()


def test_of_a_matter_that_was_sent_nothing_is_wiped(talk: Talk) -> None:
    talk.file_a_loan()
    with reading(talk.app.engine) as connection:
        kinds = connection.execute(text("SELECT kind FROM scheduled_job")).scalars()
        assert not {kind for kind in kinds if kind.startswith("draft")}


def test_small_talk_that_never_led_to_the_notice_is_forgotten_too(talk: Talk) -> None:
    talk.say("สวัสดีค่ะ ป้าบุญมาเองค่ะ")
    talk.clock.move(hours=24, minutes=1)

    fire_due_jobs(talk.app)
    talk.answer()
    forget_unconsented(talk.app)

    assert_forgotten(talk.app)


def test_with_consent_the_words_before_it_become_the_conversation_of_the_case(talk: Talk) -> None:
    talk.say(SECRET)

    talk.say("ยินยอม")

    with reading(talk.app.engine) as connection:
        said = connection.scalars(
            text("SELECT text FROM message WHERE direction = 'in' ORDER BY id")
        ).all()
        left = connection.scalar(text("SELECT count(*) FROM inbox WHERE raw IS NOT NULL"))
        given = connection.execute(text("SELECT purpose, given FROM consent")).all()
    assert said == [SECRET, "ยินยอม"]
    assert left == 0
    assert [(row[0], bool(row[1])) for row in given] == [("service", True)]


def test_words_of_a_day_ago_go_even_while_the_talk_goes_on(talk: Talk) -> None:
    talk.say("สวัสดีค่ะ ป้าบุญมาเองค่ะ")
    talk.clock.move(hours=23)
    talk.say("สวัสดีอีกทีค่ะ")
    talk.clock.move(hours=2)

    forget_unconsented(talk.app)

    with transaction(talk.app.engine) as connection:
        left = connection.scalars(text("SELECT raw FROM inbox WHERE raw IS NOT NULL")).all()
    forget_for_good(talk.app.engine)
    assert len(left) == 1
    assert "บุญมา" not in everything_kept(talk.app)
