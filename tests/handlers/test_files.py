"""Files belong to a conversation: not before consent, gone when taken back, refused kindly."""

from __future__ import annotations

import orjson
import pytest
from sqlalchemy import text

from bot.handlers import files, retention
from bot.model.buttons import Button
from bot.model.contents import Refusal, WhyRefused
from bot.storage import contents, outbox
from bot.storage.contents import Standing
from bot.storage.db import reading, transaction
from bot.storage.inbox import Arrival
from tests.handlers.conftest import Talk

STORY = "อยากกู้เงินมาซื้อเครื่องซีลทำน้ำพริกค่ะ อยู่โคราช"
PICTURE = {"type": "image", "contentProvider": {"type": "line"}}


def expected(talk: Talk) -> list[Standing]:
    with reading(talk.app.engine) as connection:
        return contents.standings(connection)


def statuses(talk: Talk) -> list[tuple[str, str]]:
    return sorted((one.message_id, one.status) for one in expected(talk))


def test_a_file_of_somebody_who_has_consented_is_fetched(talk: Talk) -> None:
    talk.say(STORY)
    talk.say("ยินยอม")
    received = talk.app.now()

    talk.happen("message:file", message={"type": "file", "fileName": "งบ.pdf", "fileSize": 9})

    (one,) = expected(talk)
    assert (one.message_id, one.kind, one.file_name) == ("Uanna-3", "file", "งบ.pdf")
    assert (one.status, one.person, one.created_at) == ("waiting", "Uanna", received)


def test_nothing_is_fetched_before_consent_and_then_all_that_waited(talk: Talk) -> None:
    talk.happen("message:image", message=PICTURE)
    talk.happen("message:audio", message={"type": "audio", "duration": 900})
    talk.say(STORY)
    talk.happen("message:file", message={"type": "file", "fileName": "ก.pdf"})
    assert expected(talk) == []

    talk.say("ยินยอม")

    found = {one.message_id: (one.kind, one.file_name) for one in expected(talk)}
    assert found == {
        "Uanna-1": ("image", None),
        "Uanna-2": ("audio", None),
        "Uanna-4": ("file", "ก.pdf"),
    }


def test_somebody_who_refuses_has_nothing_fetched_ever(talk: Talk) -> None:
    talk.happen("message:image", message=PICTURE)
    talk.say(STORY)
    talk.say("ไม่ยินยอม")
    talk.say(STORY)
    talk.say("ขออ่านประกาศอีกครั้ง")
    talk.say("ยินยอม")

    assert expected(talk) == []


def test_while_staff_hold_the_conversation_files_are_fetched_all_the_same(talk: Talk) -> None:
    talk.say(STORY)
    talk.say("ยินยอม")
    with transaction(talk.app.engine) as connection:
        connection.execute(text("UPDATE conversation SET held_by_staff = true"))

    assert talk.happen("message:image", message=PICTURE) == ""

    assert statuses(talk) == [("Uanna-3", "waiting")]


def test_a_file_that_is_taken_back_goes(talk: Talk) -> None:
    talk.say(STORY)
    talk.say("ยินยอม")
    talk.happen("message:image", message=PICTURE)
    talk.happen("message:image", message=PICTURE)

    talk.happen("unsend", unsend={"messageId": "Uanna-3"})

    assert statuses(talk) == [("Uanna-3", "unwanted"), ("Uanna-4", "waiting")]


def test_one_tap_deletes_a_picture_that_should_not_have_been_sent(talk: Talk) -> None:
    talk.say(STORY)
    talk.say("ยินยอม")
    talk.happen("message:image", message=PICTURE)
    talk.happen("message:image", message=PICTURE)

    assert "ลบสิ่งที่เพิ่งส่งมา" in talk.press(drop(talk))

    assert statuses(talk) == [("Uanna-3", "waiting"), ("Uanna-4", "unwanted")]


def test_pictures_sent_at_once_and_with_words_are_deleted_together(talk: Talk) -> None:
    talk.say(STORY)
    talk.say("ยินยอม")
    arrive(talk, "message", message={"id": "m1", **PICTURE})
    arrive(talk, "message", message={"id": "m2", **PICTURE})
    arrive(talk, "message", message={"id": "m3", "type": "text", "text": "สองแสน"})
    assert "200,000" in talk.answer()

    talk.say("ลบรูป")

    assert statuses(talk) == [("m1", "unwanted"), ("m2", "unwanted")]


def drop(talk: Talk) -> Button:
    """Return the button under the newest answer that deletes what was sent."""
    with reading(talk.app.engine) as connection:
        newest = connection.scalar(text("SELECT messages FROM outbox ORDER BY id DESC LIMIT 1"))
    items = orjson.loads(newest)[-1]["quickReply"]["items"]
    data = [one["action"]["data"] for one in items if one["action"]["label"] == "ลบที่เพิ่งส่ง"]
    button = talk.app.seals.opened(data[0], talk.person)
    assert button is not None
    return button


def test_a_file_that_waited_for_consent_and_was_taken_back_is_never_fetched(talk: Talk) -> None:
    talk.happen("message:image", message=PICTURE)
    talk.happen("unsend", unsend={"messageId": "Uanna-1"})
    talk.say(STORY)
    talk.say("ยินยอม")

    assert expected(talk) == []


def test_a_file_that_is_taken_back_in_the_same_breath_is_never_fetched(talk: Talk) -> None:
    talk.say(STORY)
    talk.say("ยินยอม")
    arrive(talk, "message", message={"id": "m1", **PICTURE})
    arrive(talk, "unsend", unsend={"messageId": "m1"})

    talk.answer()

    assert expected(talk) == []


def arrive(talk: Talk, kind: str, **fields: dict[str, object]) -> None:
    """Let something arrive that is not answered yet."""
    talk.events += 1
    message = fields.get("message", {})
    event = {"type": kind, "source": {"type": "user"}, **fields}
    arrival = Arrival(
        event_id=f"burst-{talk.events}",
        person=talk.person,
        kind=f"{kind}:{message['type']}" if message else kind,
        occurred_at_ms=0,
        received_at=talk.app.now(),
        raw=orjson.dumps(event).decode(),
    )
    talk.app.writer.record([arrival])


def refuse(talk: Talk, message_id: str, why: WhyRefused = WhyRefused.TOO_LARGE) -> list[str]:
    """Refuse a file as the fetcher does; return all that waits to be said."""
    now = talk.app.now()
    refusal = Refusal(talk.person, message_id, why, 25_000_000)
    with transaction(talk.app.engine) as connection:
        parcel = contents.claim_next(connection, holder="me", now=now, fresh_place="aa/aa")
        assert parcel is not None
        contents.refuse(connection, parcel, why, "x", now=now)
        files.tell_refused(connection, talk.app.deps, refusal, now)
    with transaction(talk.app.engine) as connection:
        said = []
        while letter := outbox.claim_next(connection, talk.person, holder="me", now=now):
            said += [one["text"] for one in orjson.loads(letter.messages)]
            outbox.mark_sent(connection, letter, by="push", request_id=None, now=now)
    return said


@pytest.mark.parametrize(
    ("why", "words"),
    [(WhyRefused.TOO_LARGE, "25 MB"), (WhyRefused.WRONG_KIND, "PDF")],
)
def test_who_sent_a_file_that_cannot_be_kept_is_told_kindly_what_can_be(
    talk: Talk, why: WhyRefused, words: str
) -> None:
    talk.say(STORY)
    talk.say("ยินยอม")
    talk.happen("message:file", message={"type": "file", "fileName": "ก.exe"})

    (said,) = refuse(talk, "Uanna-3", why)

    assert said.startswith("ขออภัยค่ะ")
    assert words in said
    with reading(talk.app.engine) as connection:
        last = connection.execute(
            text("SELECT direction, text FROM message ORDER BY id DESC LIMIT 1")
        )
        assert tuple(last.one()) == ("out", said), "it stands in the conversation that staff read"


def test_who_sends_many_is_told_once_and_an_hour_later_again(talk: Talk) -> None:
    talk.say(STORY)
    talk.say("ยินยอม")
    told = []
    for minutes in (0, 10, 49, 65):
        talk.clock.move(minutes=minutes)
        talk.happen("message:file", message={"type": "file", "fileName": "ก.exe"})
        told.append(len(refuse(talk, f"Uanna-{talk.events}", WhyRefused.WRONG_KIND)))

    assert told == [1, 0, 0, 1]


def test_another_reason_is_told_too(talk: Talk) -> None:
    talk.say(STORY)
    talk.say("ยินยอม")
    told = []
    for why in WhyRefused:
        talk.happen("message:file", message={"type": "file", "fileName": "ก.pdf"})
        told += refuse(talk, f"Uanna-{talk.events}", why)

    assert len(told) == 2


def a_file_of_theirs(talk: Talk) -> None:
    new = contents.NewContent("m1", "file", "ก.pdf", talk.app.now())
    now = talk.app.now()
    talk.app.writer.run(lambda c: contents.expect(c, talk.person, [new], now=now))


def test_somebody_who_is_forgotten_at_their_wish_leaves_no_file(talk: Talk) -> None:
    talk.say(STORY)
    a_file_of_theirs(talk)

    talk.say("ไม่ยินยอม")

    assert statuses(talk) == [("m1", "unwanted")]


@pytest.mark.parametrize(("consented", "status"), [(False, "unwanted"), (True, "waiting")])
def test_whose_words_are_wiped_after_a_day_their_files_go_unless_they_consented(
    talk: Talk, *, consented: bool, status: str
) -> None:
    talk.say(STORY)
    if consented:
        talk.say("ยินยอม")
    a_file_of_theirs(talk)
    talk.clock.move(hours=25)

    now = talk.app.now()
    talk.app.writer.run(lambda c: retention.forget(c, talk.person, now=now))

    assert statuses(talk) == [("m1", status)]
