"""Referring a case: what goes out, who agreed to it, what the agency says, and who is told."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any, TypeVar

import orjson
import pytest
from docx import Document
from sqlalchemy import select

from bot.app import App
from bot.cases import letter_docx
from bot.cases.record import CaseRecord
from bot.cases.referral import Kind, NotReferable, State
from bot.cases.walkin import Walkin
from bot.errors import BotError
from bot.handlers import casework, directory, letters, permission, referring
from bot.handlers.access import NotAllowed
from bot.handlers.casework import Work
from bot.handlers.referring import NoSuchReferral, Wish
from bot.handlers.walkin import open_at_desk
from bot.model.agencies import Agency
from bot.model.buttons import Button
from bot.model.cases import Category, Status
from bot.model.staff import Officer, Role
from bot.storage import cases, outbox, referrals
from bot.storage.agencies import history
from bot.storage.db import reading, transaction
from bot.storage.referrals import OvertakenReferral, Referral
from bot.storage.tables import access_log, consent
from bot.worker.sweeper import remind_of_referrals, wind_clocks
from tests.handlers.conftest import Talk
from tests.world import HandClock

T = TypeVar("T")
ANN = Officer(1, "ann", "แอน", Role.OFFICER, "SSRC-30")
HQ = Officer(2, "hq", "ส่วนกลาง", Role.HEADQUARTERS, None)
BANK = "SMEDBANK"
LEAST = ("topic", "contact_name", "phone")


@dataclass
class Office:
    """Ann at her desk, and one owner on LINE."""

    app: App
    talk: Talk
    number: str
    causes: int = 0

    def do(
        self, deed: Callable[..., T], *about: object, officer: Officer = ANN, **more: object
    ) -> T:
        work = Work(self.app.staff_deps, officer, self.number, self.app.now())
        return self.app.writer.run(lambda connection: deed(connection, work, *about, **more))

    def cause(self) -> str:
        self.causes += 1
        return f"page-{self.causes}"

    def draft(self, agency: str = BANK, *, reason: str = "", kind: Kind = Kind.FORWARD) -> int:
        return self.do(referring.draft, agency, reason=reason, kind=kind)

    def ask(self, which: int) -> str:
        self.do(permission.ask, which, cause=self.cause())
        return self.owner_reads()

    def press(self, given: str) -> str:
        return self.talk.happen("postback", postback={"data": self.buttons[given]})

    def owner_reads(self) -> str:
        said: list[str] = []
        now = self.app.now()
        with transaction(self.app.engine) as connection:
            while letter := outbox.claim_next(connection, self.talk.person, holder="me", now=now):
                for one in orjson.loads(letter.messages):
                    said.append(str(one.get("text") or one.get("altText")))
                    self._find_buttons(one)
                outbox.mark_sent(connection, letter, by="push", request_id=None, now=now)
        return "\n".join(said)

    def _find_buttons(self, message: dict[str, Any]) -> None:
        if message["type"] == "flex":
            found = [one["action"] for one in message["contents"]["footer"]["contents"]]
            self.buttons = {one["label"]: one["data"] for one in found}

    def agreed(self, agency: str = BANK, *, kind: Kind = Kind.FORWARD) -> int:
        which = self.draft(agency, kind=kind)
        self.do(permission.record_answer, which, given=True, how="phone")
        return which

    def sent(self, agency: str = BANK, *, kind: Kind = Kind.FORWARD) -> int:
        which = self.agreed(agency, kind=kind)
        self.do(referring.send, which, cause=self.cause())
        self.owner_reads()
        return which

    def says(self, which: int, said: State, words: str = "") -> str:
        self.do(referring.answer, which, said, words, cause=self.cause())
        return self.owner_reads()

    def one(self, which: int) -> Referral:
        with reading(self.app.engine) as connection:
            return referrals.get(connection, which)

    def record(self) -> CaseRecord:
        with reading(self.app.engine) as connection:
            found = cases.find_record(connection, self.number)
        assert found is not None
        return found

    def history(self) -> list[str]:
        return [entry.what for entry in self.record().history]

    def consents(self) -> list[tuple[str, bool, str]]:
        query = select(consent.c.purpose, consent.c.given, consent.c.version)
        with reading(self.app.engine) as connection:
            rows = connection.execute(query.where(consent.c.purpose.like("refer%")))
            return [(row.purpose, row.given, row.version) for row in rows]


@pytest.fixture
def office(app: App, talk: Talk) -> Office:
    office = Office(app, talk, talk.file_a_loan().number)
    office.do(casework.claim)
    return office


# --- drafting ---


def test_a_draft_holds_what_usually_goes_out_and_nothing_leaves(office: Office) -> None:
    which = office.draft()

    one = office.one(which)
    assert one.state is State.DRAFT
    assert {*LEAST, "summary", "province"} <= {*one.fields}
    assert "email" not in one.fields
    assert office.owner_reads() == ""
    assert office.record().status is Status.ACCEPTED


def test_what_is_unticked_stays_but_for_what_is_necessary(office: Office) -> None:
    which = office.draft()

    office.do(referring.change, which, Wish(Kind.JOIN, ["province"], "ช่วยดูเครื่องจักร"))

    one = office.one(which)
    assert set(one.fields) == {*LEAST, "province"}
    assert (one.kind, one.request) == (Kind.JOIN, "ช่วยดูเครื่องจักร")


def test_a_field_that_the_case_does_not_have_is_refused(office: Office) -> None:
    which = office.draft()

    with pytest.raises(BotError, match="โหลดหน้านี้ใหม่"):
        office.do(referring.change, which, Wish(Kind.JOIN, ["religion"]))


def test_words_without_end_are_refused(office: Office) -> None:
    with pytest.raises(BotError, match="สั้นลง"):
        office.do(referring.change, office.draft(), Wish(Kind.JOIN, [], "ก" * 1001))


def test_only_who_works_on_the_case_refers_it(office: Office) -> None:
    region = Officer(3, "reg", "ภาค", Role.REGION, "IPC-6")

    with pytest.raises(NotAllowed):
        office.do(referring.draft, BANK, officer=region)


def test_an_ended_case_and_a_retired_agency_are_refused(office: Office) -> None:
    now = office.app.now()
    office.app.writer.run(
        lambda connection: directory.retire(connection, HQ, "GSB", retired=True, now=now)
    )
    with pytest.raises(NotReferable, match="เลิกใช้"):
        office.draft("GSB")
    with pytest.raises(BotError, match="ไม่พบหน่วยงาน"):
        office.draft("NOBODY")
    office.do(casework.close, "advised", cause=office.cause())
    with pytest.raises(NotReferable, match="ปิดแล้ว"):
        office.draft()


def test_a_draft_is_dropped_and_begun_anew(office: Office) -> None:
    which = office.draft()
    office.do(referring.cancel, which)

    assert office.one(which).state is State.CANCELLED
    with pytest.raises(NotReferable, match="ยกเลิกไปแล้ว"):
        office.do(referring.change, which, Wish(Kind.JOIN, []))
    assert office.draft() != which


def test_a_referral_of_another_case_is_not_there(office: Office) -> None:
    with pytest.raises(NoSuchReferral):
        office.do(referring.cancel, 999)


def test_two_officers_do_not_overwrite_each_other(office: Office) -> None:
    before = office.one(office.draft())
    office.app.writer.run(lambda one: referrals.change(one, before, state=State.CANCELLED))

    with pytest.raises(OvertakenReferral):
        office.app.writer.run(lambda one: referrals.change(one, before, request="x"))


# --- whether its owner agrees ---


def test_nothing_is_sent_before_its_owner_agreed(office: Office) -> None:
    which = office.draft()

    with pytest.raises(NotReferable, match="ยังไม่ได้ยินยอม"):
        office.do(referring.send, which, cause=office.cause())
    with pytest.raises(NotReferable, match="ยังไม่ได้ยินยอม"):
        office.do(letters.write, which)
    assert office.one(which).state is State.DRAFT


def test_the_owner_is_asked_with_the_agency_and_every_field_named(office: Office) -> None:
    asked = office.ask(office.draft())

    assert "ธนาคารพัฒนาวิสาหกิจ" in asked
    assert "โทรศัพท์" in asked
    assert [*office.buttons] == ["ยินยอม", "ไม่ยินยอม"]


def test_yes_unblocks_and_is_kept_with_the_version_of_the_words(office: Office) -> None:
    which = office.draft()
    office.ask(which)

    assert "ขอบคุณค่ะ" in office.press("ยินยอม"), "though an officer has the word"

    assert "refer_agreed" in office.history()
    purpose, given, version = office.consents()[0]
    assert (purpose, given) == ("refer_state/SMEDBANK", True)
    assert re.fullmatch(rf"{office.app.book.notice_version}/[0-9a-f]{{8}}", version)
    office.do(referring.send, which, cause=office.cause())
    assert office.one(which).state is State.SENT


@pytest.mark.parametrize("typed", ["ยินยอม", "ยินยอมค่ะ", " ยินยอม ครับ"])
def test_yes_may_be_typed(office: Office, typed: str) -> None:
    which = office.draft()
    office.ask(which)

    assert "ขอบคุณค่ะ" in office.talk.say(typed)

    office.do(referring.send, which, cause=office.cause())


def test_other_words_answer_no_question(office: Office) -> None:
    office.ask(office.draft())

    assert office.talk.say("ยินยอมอะไรคะ") == "", "an officer has the word"
    assert office.consents() == []


def test_no_keeps_it_here_and_nobody_asks_again(office: Office) -> None:
    which = office.draft()
    office.ask(which)

    assert "จะไม่ส่งข้อมูล" in office.press("ไม่ยินยอม")

    with pytest.raises(NotReferable):
        office.do(referring.send, which, cause=office.cause())
    with pytest.raises(NotReferable, match="ถามเรื่องนี้"):
        office.ask(which)
    assert office.consents()[0][1] is False


def test_who_agreed_to_less_is_asked_for_more(office: Office) -> None:
    which = office.agreed()
    office.do(referring.change, which, Wish(Kind.JOIN, office.one(which).fields))

    with pytest.raises(NotReferable):
        office.do(referring.send, which, cause=office.cause())


def test_a_question_is_put_once(office: Office) -> None:
    which = office.draft()
    office.ask(which)

    with pytest.raises(NotReferable, match="ไปแล้ว"):
        office.ask(which)


def test_an_answer_by_telephone_settles_the_question_that_waits(office: Office) -> None:
    which = office.draft()
    office.ask(which)

    office.do(permission.record_answer, which, given=True, how="phone")

    with reading(office.app.engine) as connection:
        agency = directory.find(connection, BANK, now=office.app.now())
        standing = permission.standing(connection, office.one(which), agency)
    assert standing.given
    assert standing.asked is not None
    assert standing.asked.how == "phone"


def test_how_they_answered_must_be_said(office: Office) -> None:
    with pytest.raises(NotReferable, match="ทางไหน"):
        office.do(permission.record_answer, office.draft(), given=True, how="telepathy")


def test_who_changes_their_mind_before_it_is_sent_is_heeded(office: Office) -> None:
    which = office.draft()
    office.ask(which)
    office.press("ยินยอม")
    office.press("ไม่ยินยอม")

    with pytest.raises(NotReferable):
        office.do(referring.send, which, cause=office.cause())


def test_who_withdraws_after_it_was_sent_is_told_so_and_it_is_on_record(office: Office) -> None:
    which = office.draft()
    office.ask(which)
    office.press("ยินยอม")
    office.do(referring.send, which, cause=office.cause())
    office.owner_reads()

    assert "ไปก่อนหน้านี้แล้ว" in office.press("ไม่ยินยอม")
    assert office.history()[-1] == "refer_refused"


def test_a_button_of_a_dropped_draft_sends_nothing(office: Office) -> None:
    which = office.draft()
    office.ask(which)
    office.do(referring.cancel, which)

    assert "ยกเลิกไปแล้ว" in office.press("ยินยอม")
    assert office.consents() == []


def test_nobody_answers_for_somebody_else(office: Office, app: App, clock: HandClock) -> None:
    which = office.draft()
    office.ask(which)
    stranger = Talk(app, clock, person="Ustranger")

    stranger.happen("postback", postback={"data": office.buttons["ยินยอม"]})

    assert office.consents() == []


def test_a_broken_button_does_no_harm(office: Office) -> None:
    assert office.talk.press(Button("referral", "x", 0, "yes")) == ""


# --- sending ---


def test_forward_waits_for_the_agency_and_its_owner_is_told(office: Office) -> None:
    which = office.agreed()
    office.do(referring.send, which, cause=office.cause())

    said = office.owner_reads()
    assert "ส่งเรื่อง" in said
    assert "ธนาคารพัฒนาวิสาหกิจ" in said
    record = office.record()
    assert record.status is Status.REFERRED
    assert record.desk.first_contact_at is not None
    told = dict(office.one(which).told or ())
    assert told["ชื่อผู้ติดต่อ"] == "บุญมา"
    assert "อีเมล" not in told


def test_join_leaves_the_case_where_it_is(office: Office) -> None:
    which = office.draft(kind=Kind.JOIN)
    office.do(permission.record_answer, which, given=True, how="paper")
    office.do(referring.send, which, cause=office.cause())

    assert "ด้วยกัน" in office.owner_reads()
    assert office.record().status is Status.ACCEPTED


def test_a_case_that_nobody_took_is_not_sent(office: Office) -> None:
    which = office.agreed()
    office.app.writer.run(
        lambda one: cases.set_status(one, office.number, Status.NEW, by="ann", now=office.app.now())
    )

    with pytest.raises(NotReferable, match="รับเรื่องก่อน"):
        office.do(referring.send, which, cause=office.cause())


def test_it_is_sent_once(office: Office) -> None:
    which = office.sent()

    with pytest.raises(NotReferable, match="ไปแล้ว"):
        office.do(referring.send, which, cause=office.cause())
    with pytest.raises(NotReferable, match="ไม่ต้องถาม"):
        office.ask(which)


# --- the letter ---


def words_of(file: bytes) -> str:
    document = Document(BytesIO(file))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


def test_the_letter_tells_what_was_ticked_and_nothing_else(office: Office) -> None:
    which = office.draft()
    office.do(referring.change, which, Wish(Kind.FORWARD, []))
    office.do(permission.record_answer, which, given=True, how="in_person")

    words = words_of(letter_docx.write(office.do(letters.write, which)))

    assert "เรียน\tกรรมการผู้จัดการ ธนาคารพัฒนา" in words
    assert "๐๘๑-๒๓๔-๕๖๗๘" in words
    assert "บุญมา" in words
    assert "เครื่องซีล" not in words, "the summary was not ticked"
    assert "สำนักงานอุตสาหกรรมจังหวัดนครราชสีมา" in words
    with reading(office.app.engine) as connection:
        looks = connection.execute(select(access_log.c.act)).scalars()
        assert "reveal" in [*looks]


def test_the_letter_bears_the_number_and_date_of_the_e_saraban_system(office: Office) -> None:
    which = office.sent()
    office.do(referring.number_letter, which, number="อก 0001/123", dated=date(2026, 12, 1))

    written = office.do(letters.write, which)

    assert written.reference == "อก ๐๐๐๑/๑๒๓"
    assert written.dated == "๑ ธันวาคม ๒๕๖๙"
    assert "refer_numbered" in office.history()


def test_a_letter_without_a_number_is_none(office: Office) -> None:
    which = office.draft()
    day = date(2026, 12, 1)
    with pytest.raises(BotError, match="เลขที่หนังสือ"):
        office.do(referring.number_letter, which, number=" ", dated=day)
    office.do(referring.cancel, which)
    for deed in (letters.write, lambda *it: referring.number_letter(*it, number="1", dated=day)):
        with pytest.raises(NotReferable, match="ไม่มีหนังสือ"):
            office.do(deed, which)


# --- what the agency says ---


def test_a_forwarded_case_ends_once_the_agency_takes_it(office: Office) -> None:
    which = office.sent()

    said = office.says(which, State.ACCEPTED)

    assert "1357" in said
    assert "  " not in said
    record = office.record()
    assert (record.status, record.desk.outcome) == (Status.CLOSED, "referred")
    assert "ผู้ช่วย" not in office.talk.say("ขอบคุณค่ะ"), "the bot speaks again"

    assert "อนุมัติ 5 แสน" in office.says(which, State.DONE, "อนุมัติ 5 แสน")
    assert office.one(which).state is State.DONE


def test_a_forwarded_case_comes_back_when_the_agency_does_not_take_it(office: Office) -> None:
    which = office.sent()

    said = office.says(which, State.DECLINED, "เกินวงเงินของธนาคาร")

    assert "เพราะเกินวงเงินของธนาคาร" in said
    assert office.record().status is Status.ADVISING


def test_a_result_at_once_ends_it_too(office: Office) -> None:
    assert "ได้สินเชื่อแล้ว" in office.says(office.sent(), State.DONE, "ได้สินเชื่อแล้ว")
    assert office.record().status is Status.CLOSED


def test_a_joint_case_goes_on_whatever_the_agency_says(office: Office) -> None:
    which = office.sent(kind=Kind.JOIN)
    assert "รับช่วยดู" in office.says(which, State.ACCEPTED)
    other = office.sent("DBD", kind=Kind.JOIN)
    assert "หาทางอื่น" in office.says(other, State.DECLINED, "ไม่ใช่ภารกิจ")
    assert "ให้คำปรึกษาแล้ว" in office.says(which, State.DONE, "ให้คำปรึกษาแล้ว")

    assert office.record().status is Status.ACCEPTED


def test_a_case_that_went_on_otherwise_is_left_alone(office: Office) -> None:
    which = office.sent()
    office.do(casework.answer, "ขอเอกสารเพิ่มค่ะ", cause=office.cause())

    office.says(which, State.ACCEPTED)

    assert office.record().status is Status.ADVISING


@pytest.mark.parametrize(
    ("said", "words", "why"),
    [(State.DECLINED, "", "เหตุผล"), (State.CANCELLED, "x", "เลือกจากรายการ")],
)
def test_what_an_agency_cannot_say_is_refused(
    office: Office, said: State, words: str, why: str
) -> None:
    which = office.sent()

    with pytest.raises(BotError, match=why):
        office.says(which, said, words)


# --- no circles ---


def test_not_twice_to_the_same_agency_without_a_new_reason(office: Office) -> None:
    office.says(office.sent(), State.DECLINED, "เอกสารไม่ครบ")

    with pytest.raises(NotReferable, match="เหตุผลใหม่"):
        office.draft()
    again = office.draft(reason="ได้งบการเงินแล้ว")
    assert office.one(again).reason == "ได้งบการเงินแล้ว"


def test_not_back_to_where_it_came_from(office: Office) -> None:
    office.do(referring.came_from, BANK)

    with pytest.raises(NotReferable, match="ส่งกลับไม่ได้"):
        office.draft(reason="อะไรก็ตาม")
    with pytest.raises(NotReferable, match="อยู่แล้ว"):
        office.do(referring.came_from, BANK)


# --- who is not on LINE ---


def test_an_owner_from_the_counter_agrees_there(app: App, talk: Talk) -> None:
    told = Walkin("walk_in", "สมศรี", "0899998888", Category.MARKET, None, "TH-30", "หาลูกค้า")
    slip = app.writer.run(
        lambda connection: open_at_desk(
            connection, app.staff_deps, ANN, told, once="k" * 36, now=app.now()
        )
    )
    office = Office(app, talk, slip.brief.number)
    office.do(casework.claim)
    which = office.draft("TCC")
    assert office.one(which).agency_name == "หอการค้าจังหวัดนครราชสีมา"

    with pytest.raises(NotReferable, match="ไม่ได้มาทาง LINE"):
        office.ask(which)
    office.do(permission.record_answer, which, given=True, how="in_person")
    office.do(referring.send, which, cause=office.cause())

    assert office.consents()[0][0] == "refer_private/TCC"
    assert "refer_done" not in office.history()
    office.says(which, State.DONE, "ได้ออกบูธ")
    assert office.record().status is Status.CLOSED


# --- time passes ---


def pass_days(office: Office, clock: HandClock, days: int) -> None:
    for _ in range(days):
        clock.move(days=1)
        remind_of_referrals(office.app)


def test_the_office_is_reminded_after_7_and_15_working_days_and_then_left_in_peace(
    office: Office, clock: HandClock
) -> None:
    which = office.sent()
    days: dict[str, int] = {}
    for day in range(1, 40):
        pass_days(office, clock, 1)
        for what in office.history():
            days.setdefault(what, day)

    history = office.history()
    assert history.count("refer_reminded") == history.count("refer_overdue") == 1
    assert 9 <= days["refer_reminded"] <= 13, "seven working days"
    assert 21 <= days["refer_overdue"] <= 26, "fifteen"
    assert office.one(which).remind_on is None


def test_who_answered_is_not_waited_for(office: Office, clock: HandClock) -> None:
    office.says(office.sent(), State.DECLINED, "ไม่ใช่ภารกิจ")

    pass_days(office, clock, 20)

    assert "refer_reminded" not in office.history()


def test_while_it_waits_its_own_clock_stands_and_its_owner_is_told_whom_it_waits_for(
    office: Office, clock: HandClock
) -> None:
    office.sent()
    for _ in range(20):
        clock.move(days=1)
        wind_clocks(office.app)

    said = office.owner_reads()
    assert "ยังรอคำตอบจากธนาคารพัฒนาวิสาหกิจ" in said
    assert "escalated" not in office.history()


def test_what_waits_is_listed_and_counted_by_agency(office: Office) -> None:
    office.sent(kind=Kind.JOIN)
    office.says(office.sent("DBD", kind=Kind.JOIN), State.ACCEPTED)
    office.draft("GSB")

    def seen(units: list[str] | None, agency: str | None = None) -> list[str]:
        with reading(office.app.engine) as connection:
            return [one.agency for one in referrals.waiting(connection, units, agency=agency)]

    assert seen(["SSRC-30"]) == seen(None) == [BANK, "DBD"]
    assert seen(["SSRC-50"]) == []
    assert seen(None, "DBD") == ["DBD"]
    with reading(office.app.engine) as connection:
        assert referrals.count_waiting(connection, ["SSRC-30"]) == {BANK: 1, "DBD": 1}
        assert referrals.count_waiting(connection, ["SSRC-50"]) == {}


# --- the directory ---


def keep(app: App, agency: Agency, *, new: bool, officer: Officer = HQ) -> None:
    now = app.now()
    app.writer.run(lambda connection: directory.keep(connection, officer, agency, new=new, now=now))


def test_headquarters_adds_changes_and_retires_and_all_of_it_is_on_record(app: App) -> None:
    mine = Agency("MYBANK", "ธนาคารฉัน", "ธนาคารของฉัน", ("fin",), ("TH-30",))
    keep(app, mine, new=True)
    changed = Agency("MYBANK", "ธนาคารฉัน", "ธนาคารของเรา", ("fin",))
    keep(app, changed, new=False)
    keep(app, changed, new=False)

    with transaction(app.engine) as connection:
        for retired in (True, True, False):
            directory.retire(connection, HQ, "MYBANK", retired=retired, now=app.now())

    with reading(app.engine) as connection:
        assert directory.find(connection, "MYBANK", now=app.now()) == changed
        made = history(connection, "MYBANK")
    assert [one.what for one in made] == ["added", "changed", "retired", "restored"]
    assert made[0].agency == mine


def test_others_change_nothing_and_a_code_is_used_once(app: App) -> None:
    mine = Agency(BANK, "x", "y", ("fin",))
    with pytest.raises(BotError, match="เฉพาะส่วนกลาง"):
        keep(app, mine, new=False, officer=ANN)
    with pytest.raises(BotError, match="ใช้รหัสอื่น"):
        keep(app, mine, new=True)
