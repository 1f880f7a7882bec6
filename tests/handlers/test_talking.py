"""Talking with an owner: answers that wait, colleagues at the same case, calls back, files."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from bot.cases.callbacks import Part
from bot.cases.canned import WrongCanned
from bot.errors import BotError
from bot.handlers import attachments, callbacks, canned, casework, held
from bot.handlers.access import NoSuchCase, NotAllowed
from bot.handlers.attachments import NoSuchFile
from bot.handlers.canned import Change
from bot.handlers.casework import OwnerAway, SaidMeanwhile, SomebodyElseSpeaks, Work
from bot.model.cases import Category, Status
from bot.model.staff import Officer, Role
from bot.storage import access_log, contents, presence, quota
from bot.storage import callbacks as calls
from bot.storage import held as held_store
from bot.storage.contents import Kept, NewContent
from bot.storage.db import reading
from bot.storage.quota import Count
from tests.handlers.conftest import Talk
from tests.handlers.test_casework import ANN, BEN, FAR, REGION, Desk, close, say

HEAD = Officer(5, "head", "หัวหน้า", Role.UNIT_HEAD, "SSRC-30")
HQ = Officer(6, "hq", "ส่วนกลาง", Role.HEADQUARTERS, None)


@pytest.fixture
def desk(talk: Talk) -> Desk:
    return Desk(talk, talk.file_a_loan().number)


def hold(words: str, cause: str = "h") -> Callable[[Connection, Work], None]:
    return lambda connection, work: held.hold(connection, work, words, cause=cause)


def waiting(desk: Desk) -> list[held_store.Held]:
    with reading(desk.talk.app.engine) as connection:
        return held_store.of_case(connection, desk.number)


def last_letter(desk: Desk) -> tuple[str | None, str | None]:
    """Return how the last letter to the owner was sent: its token, its cause."""
    with reading(desk.talk.app.engine) as connection:
        row = connection.execute(
            text("SELECT reply_token, cause FROM outbox ORDER BY id DESC LIMIT 1")
        ).one()
    return row.reply_token, row.cause


# --- answers that wait ---


def test_an_answer_waits_for_the_owner_s_next_message_and_is_free(desk: Desk) -> None:
    desk.do(hold("เอกสารครบแล้วค่ะ"))
    assert [one.words for one in waiting(desk)] == ["เอกสารครบแล้วค่ะ"]
    assert desk.record.desk.first_contact_at is None

    desk.talk.clock.move(hours=5)
    said = desk.talk.say("เรื่องถึงไหนแล้วคะ")

    assert said.startswith(f"ข้อความจากเจ้าหน้าที่ เรื่อง {desk.number}\nเอกสารครบแล้วค่ะ")
    assert len(said.splitlines()) > 2, "the bot answers as well"
    assert last_letter(desk)[0] is not None
    assert waiting(desk) == []
    assert desk.record.desk.first_contact_at == desk.talk.app.now()


def test_it_goes_out_while_the_bot_is_silent_as_well_and_only_once(desk: Desk) -> None:
    desk.do(casework.claim)
    desk.do(hold("พรุ่งนี้โทรหานะคะ"))

    assert "พรุ่งนี้โทรหานะคะ" in desk.talk.say("ค่ะ")
    assert desk.record.status is Status.ADVISING
    assert desk.talk.say("ขอบคุณค่ะ") == ""


def test_its_words_are_not_kept_twice(desk: Desk) -> None:
    desk.do(hold("เอกสารครบแล้วค่ะ"))
    desk.talk.say("ค่ะ")

    with reading(desk.talk.app.engine) as connection:
        rows = connection.execute(text("SELECT words, status FROM held_answer")).all()
    assert [tuple(row) for row in rows] == [(None, "sent")]


def test_it_can_be_withdrawn(desk: Desk) -> None:
    desk.do(hold("ผิดเรื่องค่ะ"))
    chosen = waiting(desk)[0].id
    desk.do(lambda connection, work: held.withdraw(connection, work, chosen))

    assert "ผิดเรื่องค่ะ" not in desk.talk.say("สวัสดีค่ะ")
    for deed in (held.withdraw, held.send_now):
        with pytest.raises(held.NotWaiting):
            desk.do(partial(deed, held_id=chosen))


def test_it_can_be_sent_at_once(desk: Desk) -> None:
    desk.do(hold("ด่วนแล้วค่ะ"))
    chosen = waiting(desk)[0].id
    desk.do(lambda connection, work: held.send_now(connection, work, chosen))

    assert desk.owner_reads() == "ด่วนแล้วค่ะ"
    assert waiting(desk) == []


def test_the_same_form_waits_once_and_no_more_than_three_wait(desk: Desk) -> None:
    desk.do(hold("หนึ่ง", "1"))
    with pytest.raises(IntegrityError):
        desk.do(hold("หนึ่ง", "1"))
    desk.do(hold("สอง", "2"))
    desk.do(hold("สาม", "3"))
    with pytest.raises(held.TooManyWait, match="3 ข้อความ"):
        desk.do(hold("สี่", "4"))

    said = desk.talk.say("สวัสดีค่ะ")
    assert said.index("หนึ่ง") < said.index("สอง") < said.index("สาม")


def test_nobody_holds_an_answer_where_a_colleague_speaks(desk: Desk) -> None:
    desk.do(casework.claim)

    with pytest.raises(SomebodyElseSpeaks):
        desk.do(hold("ฉันด้วย"), BEN)
    with pytest.raises(NoSuchCase):
        desk.do(hold("ฉันด้วย"), FAR)


def test_the_desk_is_reminded_of_what_has_waited_long(desk: Desk) -> None:
    desk.do(hold("รอค่ะ"))
    soon, later = (desk.talk.app.now().replace(day=day) for day in (25, 28))
    with reading(desk.talk.app.engine) as connection:
        assert held_store.older_than(connection, soon, None) == []
        assert len(held_store.older_than(connection, later, None)) == 1
        assert len(held_store.older_than(connection, later, ["SSRC-30"])) == 1
        assert held_store.older_than(connection, later, ["SSRC-50"]) == []


# --- two officers, and owners who cannot be reached ---


def test_who_answers_after_a_colleague_did_is_told_first(desk: Desk) -> None:
    opened = desk.talk.app.now()
    desk.talk.clock.move(seconds=30)
    desk.do(say("แอนตอบค่ะ", "a"))
    desk.do(lambda connection, work: casework.give_back(connection, work, cause="b"))

    late = partial(casework.answer, words="เบนตอบครับ", cause="c", seen=opened)
    with pytest.raises(SaidMeanwhile, match="annเพิ่งตอบ"):
        desk.do(late, BEN)
    assert "เบนตอบครับ" not in desk.owner_reads()
    desk.do(partial(late, anyway=True), BEN)
    assert "เบนตอบครับ" in desk.owner_reads()


def test_one_s_own_answer_is_no_surprise(desk: Desk) -> None:
    opened = desk.talk.app.now()
    desk.talk.clock.move(seconds=30)
    desk.do(say("หนึ่งค่ะ", "a"))
    desk.do(partial(casework.answer, words="สองค่ะ", cause="b", seen=opened))

    assert desk.owner_reads() == "หนึ่งค่ะ\nสองค่ะ"


def test_who_has_blocked_the_account_is_written_to_only_by_who_insists(desk: Desk) -> None:
    desk.talk.happen("unfollow")

    with pytest.raises(OwnerAway, match="โทรหา"):
        desk.do(say("สวัสดีค่ะ"))
    assert desk.held_by is None
    desk.do(partial(casework.answer, words="สวัสดีค่ะ", cause="x", anyway=True))
    assert desk.owner_reads() == "สวัสดีค่ะ"


def test_colleagues_see_each_other_and_who_types(desk: Desk) -> None:
    app = desk.talk.app
    now = app.now()

    def there(**later: float) -> list[presence.Present]:
        desk.talk.clock.move(**later)
        with reading(app.engine) as connection:
            return presence.others(connection, desk.number, but="ben", now=app.now())

    desk.do(lambda connection, _: presence.note_seen(connection, desk.number, "ann", now=now))
    desk.do(lambda connection, _: presence.note_seen(connection, desk.number, "ben", now=now))
    assert there() == [presence.Present("ann", typing=False)]
    desk.do(lambda connection, _: presence.note_typing(connection, desk.number, "ann", now=now))
    assert there() == [presence.Present("ann", typing=True)]
    assert there(seconds=9) == [presence.Present("ann", typing=False)]
    assert there(seconds=30) == []
    desk.talk.clock.move(days=2)
    app.writer.run(lambda connection: presence.forget_old(connection, now=app.now()))
    with reading(app.engine) as connection:
        assert connection.scalar(text("SELECT count(*) FROM case_presence")) == 0


def test_what_line_said_of_the_quota_is_known_for_an_hour(desk: Desk) -> None:
    app = desk.talk.app

    def known() -> Count | None:
        with reading(app.engine) as connection:
            return quota.latest(connection, now=app.now())

    assert known() is None
    for count in (Count(10, 300), Count(299, 300)):
        app.writer.run(partial(quota.note, count=count, now=app.now()))
    assert known() == Count(299, 300)
    assert (Count(299, 300).left, Count(301, 300).left, Count(5, None).left) == (1, 0, None)
    desk.talk.clock.move(hours=2)
    assert known() is None


# --- canned replies ---


def filled(desk: Desk, key: str, officer: Officer = ANN) -> str:
    found: list[str] = []
    desk.do(lambda connection, work: found.append(canned.fill(connection, work, key)), officer)
    return found[-1]


def change(desk: Desk, officer: Officer, *, key: str = "introduce", words: str) -> None:
    app, wanted = desk.talk.app, Change(key, "", "แนะนำตัว", words)
    app.writer.run(lambda connection: canned.change(connection, officer, wanted, now=app.now()))


def test_a_reply_is_filled_with_what_is_known_of_the_case(desk: Desk) -> None:
    words = filled(desk, "introduce")

    assert words.startswith("สวัสดีค่ะคุณบุญมา แอน จากศูนย์")
    assert desk.number in words
    assert "{" not in words


def test_a_promise_that_has_passed_is_not_given_again(desk: Desk) -> None:
    assert "30 พ.ย. 2569" in filled(desk, "in_progress")
    desk.talk.clock.move(days=20)
    assert "16 ธ.ค. 2569" in filled(desk, "in_progress")


def test_a_head_changes_hides_and_takes_back_for_the_unit(desk: Desk) -> None:
    app = desk.talk.app
    change(desk, HQ, words="จากส่วนกลาง {number}")
    assert filled(desk, "introduce") == f"จากส่วนกลาง {desk.number}"
    change(desk, HEAD, words="จากหัวหน้า")
    assert filled(desk, "introduce") == "จากหัวหน้า"
    app.writer.run(lambda connection: canned.hide(connection, HEAD, "introduce", now=app.now()))
    with pytest.raises(BotError, match="ซ่อน"):
        filled(desk, "introduce")
    app.writer.run(lambda connection: canned.restore(connection, HEAD, "introduce"))
    assert filled(desk, "introduce") == f"จากส่วนกลาง {desk.number}"


def test_officers_use_replies_and_do_not_change_them(desk: Desk) -> None:
    with pytest.raises(WrongCanned, match="หัวหน้าหน่วย"):
        change(desk, ANN, words="ของฉัน")


@pytest.mark.parametrize("category", [*Category])
def test_every_category_is_offered_something(desk: Desk, category: str) -> None:
    with reading(desk.talk.app.engine) as connection:
        assert len(canned.offered(connection, "SSRC-30", category)) > 7


# --- calling back ---


def call_of(desk: Desk) -> calls.Call | None:
    with reading(desk.talk.app.engine) as connection:
        return calls.of_case(connection, desk.number)


def tried(*, reached: bool) -> Callable[[Connection, Work], None]:
    return partial(callbacks.note_try, reached=reached)


def test_an_owner_names_a_time_and_is_called_three_times_at_the_most(desk: Desk) -> None:
    assert "ช่วงไหนคะ" in desk.talk.say("ขอให้โทรกลับ")
    assert "โทรหาที่ 081-234-5678 ช่วงบ่าย" in desk.talk.say("บ่าย")
    call = call_of(desk)
    assert call is not None
    assert (call.day, call.part, call.tries) == (date(2026, 11, 25), Part.AFTERNOON, 0)

    desk.do(tried(reached=False))
    again = call_of(desk)
    assert again is not None
    assert (again.day, again.tries) == (date(2026, 11, 26), 1)
    desk.do(tried(reached=False))
    desk.do(tried(reached=False))

    assert call_of(desk) is None
    with pytest.raises(callbacks.NoCallWanted):
        desk.do(tried(reached=True))
    what = [(entry.what, entry.detail.get("try")) for entry in desk.record.history]
    assert what[-3:] == [("call_missed", 1), ("call_missed", 2), ("call_missed", 3)]
    assert desk.record.desk.first_contact_at is None


def test_a_call_that_reached_its_owner_counts_as_contact(desk: Desk) -> None:
    desk.talk.say("ขอให้โทรกลับ")
    desk.talk.say("เวลาไหนก็ได้")
    desk.do(casework.claim)
    desk.do(tried(reached=True))

    assert call_of(desk) is None
    assert desk.record.desk.first_contact_at == desk.talk.app.now()
    assert desk.record.status is Status.ADVISING


def test_the_time_named_last_counts(desk: Desk) -> None:
    for part in ("เช้า", "บ่าย"):
        desk.talk.say("ขอให้โทรกลับ")
        desk.talk.say(part)

    with reading(desk.talk.app.engine) as connection:
        found = calls.due(connection, ["SSRC-30"], until=date(2026, 11, 30))
        assert [one.part for one in found] == [Part.AFTERNOON]
        assert calls.due(connection, None, until=date(2026, 11, 24)) == []
        assert calls.due(connection, ["SSRC-50"], until=date(2026, 11, 30)) == []


def test_in_the_evening_it_is_for_the_next_working_day(desk: Desk) -> None:
    desk.talk.clock.move(days=2, hours=8)  # a Friday evening
    desk.talk.say("ขอให้โทรกลับ")
    desk.talk.say("เช้า")

    call = call_of(desk)
    assert call is not None
    assert call.day == date(2026, 11, 30)


def test_who_has_no_open_case_is_led_to_one(desk: Desk, talk: Talk) -> None:
    desk.do(casework.claim)
    desk.do(close("advised"))
    talk.clock.move(days=1)

    talk.say("ขอให้โทรกลับ")

    assert call_of(desk) is None
    stranger = replace(talk, person="Ubob", events=0)
    assert "รับทราบและยินยอม" in stranger.say("ขอให้โทรกลับ")


# --- files ---


def keep_a_picture(desk: Desk, message_id: str, person: str | None = None) -> None:
    app, place = desk.talk.app, "ab/abc"
    app.storage.keep(place, io.BytesIO(b"picture"))

    def keep(connection: Connection) -> None:
        new = NewContent(message_id, "image", None, app.now())
        contents.expect(connection, person or desk.talk.person, [new], now=app.now())
        parcel = contents.claim_next(connection, holder="me", now=app.now(), fresh_place=place)
        assert parcel is not None
        contents.keep(connection, parcel, Kept("image/jpeg", 7, "0" * 64), now=app.now())

    app.writer.run(keep)


def opening(message_id: str) -> Callable[[Connection, Work], object]:
    return lambda connection, work: attachments.open_file(connection, work, message_id)


def test_a_file_is_opened_through_the_door_and_on_record(desk: Desk) -> None:
    keep_a_picture(desk, "m1")
    desk.do(casework.claim)
    desk.do(opening("m1"))
    desk.do(opening("m1"), BEN)

    with reading(desk.talk.app.engine) as connection:
        looks = [(one.staff_name, one.act) for one in access_log.of_case(connection, desk.number)]
    assert looks == [
        ("ann", "view"),
        ("ann", "file"),
        ("ben", "view"),
        ("ben", "reveal"),
        ("ben", "file"),
    ]


def test_nobody_opens_what_is_not_of_this_case_or_not_theirs_to_see(desk: Desk) -> None:
    keep_a_picture(desk, "m1")
    keep_a_picture(desk, "m2", person="Ubob")
    for message_id in ("m2", "m3"):
        with pytest.raises(NoSuchFile):
            desk.do(opening(message_id))
    with pytest.raises(NotAllowed):
        desk.do(opening("m1"), REGION)
    with pytest.raises(NoSuchCase):
        desk.do(opening("m1"), FAR)
