"""A centre's LINE group: what officers pull, what they are told, and what strangers are not."""

from __future__ import annotations

from dataclasses import dataclass, replace

import orjson
import pytest
from sqlalchemy import text

from bot.app import App
from bot.cases.referral import State
from bot.handlers.signing_in import hash_password
from bot.model.cases import Status
from bot.model.staff import Role
from bot.storage import groups, outbox, referrals, staff
from bot.storage.db import reading, transaction
from bot.storage.inbox import Arrival
from bot.storage.staff import NewAccount
from bot.worker.drain import drain
from bot.worker.sweeper import tell_groups, wind_clocks
from tests.handlers.conftest import Talk
from tests.world import HandClock

GROUP = "Ccentre"
ANN = "Uann"


@dataclass
class Room:
    """The group of the centre of นครราชสีมา."""

    app: App
    clock: HandClock
    events: int = 0

    def say(self, words: str, *, sender: str = ANN, quoting: str = "") -> str:
        source = {"type": "group", "groupId": GROUP} | ({"userId": sender} if sender else {})
        message = {"type": "text", "id": f"g{self.events}", "text": words}
        message |= {"quotedMessageId": quoting} if quoting else {}
        return self.happen({"type": "message", "source": source, "message": message})

    def happen(self, event: dict[str, object]) -> str:
        self.events += 1
        name = f"group-{self.events}"
        arrival = Arrival(
            event_id=name,
            person=GROUP,
            kind="message:text" if "message" in event else str(event["type"]),
            occurred_at_ms=0,
            received_at=self.app.now(),
            raw=orjson.dumps({"source": {"type": "group", "groupId": GROUP}, **event}).decode(),
            message_id=name,
            reply_token=name,
            is_redelivery=False,
        )
        self.app.writer.record([arrival])
        drain(self.app, GROUP, window_seconds=0)
        return self.read(GROUP)

    def read(self, whom: str) -> str:
        """Return what was put into the outbox for somebody, and take it out."""
        said = []
        now = self.app.now()
        with transaction(self.app.engine) as connection:
            while letter := outbox.claim_next(connection, whom, holder="me", now=now):
                self.free = letter.reply_token is not None
                said += [str(one["text"]) for one in orjson.loads(letter.messages)]
                outbox.mark_sent(connection, letter, by="reply", request_id=None, now=now)
        return "\n".join(said)

    def told(self) -> str:
        """Let the sweeper come by; return what the group reads."""
        tell_groups(self.app)
        return self.read(GROUP)

    def make(self, name: str, unit: str = "SSRC-30") -> None:
        new = NewAccount(name, name.title(), Role.OFFICER, unit, hash_password("a long password"))
        self.app.writer.run(lambda connection: staff.add(connection, new, now=self.app.now()))

    def code(self, kind: groups.Kind, name: str = "ann", code: str = "ABCD2345") -> str:
        now = self.app.now()
        self.app.writer.run(
            lambda connection: groups.make_code(
                connection, code, kind, unit="SSRC-30", staff_name=name, now=now
            )
        )
        return code


@pytest.fixture
def fresh(app: App, clock: HandClock) -> Room:
    room = Room(app, clock)
    room.make("ann")
    return room


@pytest.fixture
def room(fresh: Room) -> Room:
    """The group and Ann are bound."""
    fresh.say(f"/ลงทะเบียน {fresh.code('group')}")
    fresh.say(f"/ผูก {fresh.code('officer')}")
    return fresh


@pytest.fixture
def case(talk: Talk) -> str:
    return talk.file_a_loan().number


# --- who is known ---


def test_invited_the_account_says_how_to_bind_the_group(fresh: Room) -> None:
    assert "/ลงทะเบียน" in fresh.happen({"type": "join"})


def test_a_code_binds_the_group_once(fresh: Room) -> None:
    code = fresh.code("group")

    assert "นครราชสีมา" in fresh.say(f"/ลงทะเบียน {code.lower()}")
    assert "ใช้ไม่ได้" in fresh.say(f"/ลงทะเบียน {code}")


def test_an_old_code_and_one_for_something_else_bind_nothing(fresh: Room) -> None:
    assert "ใช้ไม่ได้" in fresh.say(f"/ผูก {fresh.code('group')}")
    fresh.clock.move(hours=25)
    assert "ใช้ไม่ได้" in fresh.say("/ลงทะเบียน ABCD2345")
    assert "ยังไม่ได้ผูก" in fresh.say("งาน")


def test_strangers_and_who_cannot_be_known_get_nothing(room: Room, case: str) -> None:
    assert case.split("-")[2] not in (stranger := room.say("งาน", sender="Ustranger"))
    assert "/ผูก" in stranger
    assert "คอมพิวเตอร์" in room.say("รับ 1", sender="")


@pytest.mark.usefixtures("case")
def test_an_officer_of_another_centre_works_in_their_own_group(room: Room) -> None:
    room.make("far", "SSRC-50")
    room.say(f"/ผูก {room.code('officer', 'far')}", sender="Ufar")

    assert "ของศูนย์นี้เท่านั้น" in room.say("งาน", sender="Ufar")
    assert "ไม่พบเรื่อง" in room.say("รับ 1", sender="Ufar")


def test_who_has_left_is_a_stranger(room: Room) -> None:
    room.app.writer.run(lambda connection: staff.disable(connection, "ann", now=room.app.now()))

    assert "ยังไม่รู้จัก" in room.say("งาน")


def test_what_colleagues_say_is_neither_answered_nor_kept(room: Room) -> None:
    assert room.say("เที่ยงนี้กินอะไรดี") == ""

    with reading(room.app.engine) as connection:
        kept = connection.scalars(text("SELECT raw FROM inbox WHERE raw IS NOT NULL")).all()
    assert kept == []


@pytest.mark.usefixtures("case")
def test_once_the_account_has_left_the_group_is_nobody_s(room: Room) -> None:
    assert room.happen({"type": "leave"}) == ""

    assert room.told() == ""
    assert "ยังไม่ได้ผูก" in room.say("งาน")


# --- the work ---


@pytest.mark.usefixtures("case")
def test_officers_pull_for_free_and_read_nothing_personal(room: Room) -> None:
    listed = room.say("งาน")

    assert "#1 สินเชื่อเพื่อลงทุน" in listed
    assert room.free
    assert "บุญมา" not in listed
    assert "081" not in listed


def test_an_empty_desk_is_told(room: Room) -> None:
    assert room.say("งาน") == "ไม่มีเรื่องค้าง"
    assert "รับ 12" in room.say("คำสั่ง")


def test_the_whole_relay_from_the_group(room: Room, case: str, talk: Talk) -> None:
    assert "Ann รับ #1 แล้ว" in room.say("รับ 1")
    assert talk.say("มีเอกสารแล้วค่ะ") == "", "the bot is silent"

    assert "ส่งถึงเจ้าของเรื่อง" in room.say("ตอบ 1 ส่งสำเนามาได้เลยค่ะ")
    assert room.read(talk.person) == "ส่งสำเนามาได้เลยค่ะ"
    assert room.free, "on the token of what the owner wrote"
    assert "บันทึก" in room.say("โน้ต 1 รอธนาคาร")
    assert "ตอบต่อ" in room.say("คืน 1")
    assert case in room.read(talk.person)

    offered = room.say("ปิด 1")
    assert "1 สินเชื่อได้รับอนุมัติ (ตามด้วยวงเงินที่ได้รับอนุมัติ)" in offered
    assert "เช่น 500,000" in room.say("ปิด 1 1")
    assert "ปิด #1 แล้ว (สินเชื่อได้รับอนุมัติ)" in room.say("ปิด 1 1 500,000")
    assert "สินเชื่อได้รับอนุมัติ" in room.read(talk.person)
    assert talk.cases()[-1].status is Status.CLOSED


@pytest.mark.usefixtures("case")
def test_what_cannot_be_done_is_told_and_leaves_nothing_half(room: Room) -> None:
    assert "ไม่มีเรื่อง 77" in room.say("รับ 77")
    assert "พิมพ์ข้อความก่อน" in room.say("ตอบ 1")
    assert "เสร็จ" not in room.say("ปิด 1 99")


@pytest.mark.usefixtures("case")
def test_several_commands_in_one_breath_get_one_answer(room: Room) -> None:
    for words in ("รับ 1", "โน้ต 1 โทรแล้ว"):
        room.events += 1
        name = f"group-{room.events}"
        source = {"type": "group", "groupId": GROUP, "userId": ANN}
        message = {"type": "text", "id": name, "text": words}
        raw = {"type": "message", "source": source, "message": message}
        room.app.writer.record(
            [
                Arrival(
                    name, GROUP, "message:text", 0, room.app.now(), orjson.dumps(raw).decode(),
                    message_id=name, reply_token=name,
                )
            ]
        )  # fmt: skip
    drain(room.app, GROUP, window_seconds=0)

    with reading(room.app.engine) as connection:
        waiting = connection.scalar(
            text("SELECT count(*) FROM outbox WHERE person = :g AND finished_at IS NULL"),
            {"g": GROUP},
        )
    assert waiting == 1
    assert "บันทึกใน #1" in room.read(GROUP)


# --- what it is told ---


def test_a_new_case_is_told_of_once_without_anything_personal(room: Room, talk: Talk) -> None:
    room.clock.move(minutes=1)
    talk.file_a_loan()

    card = room.told()

    assert "เรื่องใหม่ 1 เรื่อง" in card
    assert "#1 สินเชื่อเพื่อลงทุน" in card
    assert "บุญมา" not in card
    assert room.told() == ""


def test_more_cases_wait_for_two_hours_and_go_together(
    room: Room, app: App, clock: HandClock
) -> None:
    clock.move(minutes=1)
    Talk(app, clock, "Uone").file_a_loan()
    room.told()
    for person in ("Utwo", "Uthree"):
        clock.move(minutes=5)
        Talk(app, clock, person).file_a_loan()
    assert room.told() == ""
    clock.move(hours=2)

    assert "เรื่องใหม่ 2 เรื่อง" in room.told()


def test_at_night_only_what_is_urgent_is_told(room: Room, talk: Talk, clock: HandClock) -> None:
    clock.move(hours=12)
    talk.file_a_loan()
    assert room.told() == ""
    room.app.writer.run(
        lambda connection: connection.execute(text("UPDATE case_record SET priority = 'urgent'"))
    )

    assert "ด่วน #1" in room.told()


def test_in_the_morning_of_a_working_day_the_group_reads_what_waits_once(
    room: Room, talk: Talk, clock: HandClock
) -> None:
    talk.file_a_loan()
    room.told()
    clock.move(hours=14)
    assert room.told() == "", "it is midnight"
    clock.move(hours=9)

    assert "ใหม่ 1" in (digest := room.told())
    assert "งานวันนี้ 26 พ.ย. 2569" in digest
    assert room.told() == ""
    clock.move(days=2)
    assert room.told() == "", "it is Saturday"


def test_what_nobody_takes_is_reminded_of_with_the_next_card(
    room: Room, talk: Talk, clock: HandClock
) -> None:
    clock.move(minutes=1)
    talk.file_a_loan()
    room.told()
    clock.move(days=1)
    wind_clocks(room.app)

    assert "ยังไม่มีผู้รับ 1 เรื่อง: #1" in room.told()
    assert room.told() == ""


# --- referring, and replying to a card ---


@pytest.mark.usefixtures("case")
def test_without_a_name_the_agencies_that_fit_are_offered(room: Room) -> None:
    offered = room.say("ส่งต่อ 1")

    assert "ธพว." in offered
    assert "ส่งต่อ 1 ตามด้วยชื่อย่อ" in offered
    assert "อย." not in offered, "it grants no loans"
    assert "ไม่มีหน่วยงานชื่อย่อ ธนาคารลับ" in room.say("ส่งต่อ 1 ธนาคารลับ")


@pytest.mark.parametrize("typed", ["ธพว.", "ธพว", "ธพว. มีใบเสนอราคา"])
def test_with_a_name_a_draft_is_begun_and_nothing_is_sent(
    room: Room, case: str, typed: str
) -> None:
    assert "ยังไม่ได้ส่งข้อมูล" in room.say(f"ส่งต่อ 1 {typed}")

    with reading(room.app.engine) as connection:
        (one,) = referrals.of_case(connection, case)
    assert (one.agency, one.state) == ("SMEDBANK", State.DRAFT)
    assert room.read("Uanna") == ""


def test_the_way_to_the_page_of_the_draft_is_told(room: Room, case: str) -> None:
    at_home = replace(room.app.staff_deps, public_url="https://door.example")
    vars(room.app)["staff_deps"] = at_home

    told = room.say("ส่งต่อ 1 ธพว.")

    assert f"https://door.example/console/cases/{case}/referrals/" in told


@pytest.fixture
def card(room: Room) -> str:
    """A card of ours that names two cases, and one that names the first of them."""
    now = room.app.now()
    said = {"both": ("1", "2"), "one": ("1",), "none": ()}
    room.app.writer.run(lambda connection: groups.note_said(connection, GROUP, said, now=now))
    return "one"


@pytest.mark.usefixtures("case")
def test_a_reply_to_a_card_needs_no_number(room: Room, card: str) -> None:
    assert "รับ #1 แล้ว" in room.say("รับ", quoting=card)
    assert "ส่งถึงเจ้าของเรื่อง #1" in room.say("ตอบ 2 วันทำการค่ะ", quoting=card)
    assert "2 วันทำการค่ะ" in room.read("Uanna")
    assert "บันทึกใน #1" in room.say("โน้ต รอธนาคาร", quoting=card)
    assert "ปิด #1 แล้ว" in room.say("ปิด 3", quoting=card)


@pytest.mark.usefixtures("case", "card")
def test_a_card_of_several_cases_asks_which(room: Room) -> None:
    assert "หลายเรื่อง" in room.say("รับ", quoting="both")
    assert "รับ #1 แล้ว" in room.say("รับ 1", quoting="both")


@pytest.mark.usefixtures("case", "card")
def test_a_reply_to_anything_else_is_talk_among_officers(room: Room) -> None:
    assert room.say("รับ", quoting="none") == ""
    assert room.say("รับ", quoting="a colleague's") == ""


@pytest.mark.usefixtures("case", "card")
def test_cards_are_known_for_a_month(room: Room) -> None:
    room.clock.move(days=31)
    now = room.app.now()
    room.app.writer.run(lambda connection: groups.note_said(connection, GROUP, {}, now=now))

    assert room.say("รับ", quoting="one") == ""
