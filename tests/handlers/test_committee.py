"""A case before its province's committee: proposed, on an agenda, decided, its owner told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

import orjson
import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from bot.cases.annex import Annex
from bot.cases.committee import CannotPropose, WrongResolution
from bot.cases.record import CaseRecord
from bot.cases.rights import Act
from bot.errors import BotError
from bot.handlers import annexes, board_consent, casework, meetings, proposals, provinces
from bot.handlers.access import NoSuchCase, NotAllowed
from bot.handlers.casework import Work
from bot.handlers.meetings import Sitting
from bot.handlers.settling import board_button
from bot.model.buttons import Button
from bot.model.cases import Priority, Status
from bot.model.staff import Officer, Role
from bot.storage import access_log, board_consents, committee, committee_tasks
from bot.storage.board_consents import Purpose
from bot.storage.committee import Item, NewMeeting
from bot.storage.db import reading
from tests.handlers.conftest import Talk

ANN = Officer(1, "ann", "แอน", Role.OFFICER, "SSRC-30")
FAR = Officer(3, "far", "ฟ้า", Role.OFFICER, "SSRC-50")
REGION = Officer(4, "reg", "ภาค", Role.REGION, "IPC-6")
HQ = Officer(5, "hq", "กลาง", Role.HEADQUARTERS, None)
DESK = Officer(6, "int", "อินเตอร์", Role.INTERNATIONAL, "HQ-INTL")
DAY = date(2026, 12, 15)
APPROVED = {"verdict": "approved", "agency": "SME D Bank", "due_on": "2026-12-30", "note": "ลับ"}


@dataclass
class Board:
    """A case of ป้า's, the committee of its province, and officers around both."""

    talk: Talk
    number: str
    meeting: int = 0
    keys: int = field(default=0)

    def do(self, deed: Callable[[Connection, Work], object], officer: Officer = ANN) -> None:
        app = self.talk.app
        work = Work(app.staff_deps, officer, self.number, app.now())
        app.writer.run(lambda connection: deed(connection, work))

    def propose(self, words: str = "จ้างงาน 20 คน", *, by: Officer = ANN) -> None:
        self.do(lambda c, work: proposals.propose(c, work, "jobs", words, named=True), by)

    def consent(self, way: str = "phone", *, given: bool = True) -> None:
        self.do(lambda c, work: board_consent.record(c, work, "committee", given=given, way=way))

    def call(self, held_on: date = DAY, *, by: Officer = ANN) -> None:
        app = self.talk.app
        new = NewMeeting("TH-30", held_on, "การประชุมคณะกรรมการ", "ศาลากลาง")
        self.meeting = app.writer.run(
            lambda c: meetings.call(c, app.staff_deps, by, new, once=self.once, now=app.now())
        )

    def sit(self, deed: Callable[..., object], *, by: Officer = ANN, **given: object) -> object:
        app = self.talk.app
        sitting = Sitting(app.staff_deps, by, self.meeting, app.now())
        return app.writer.run(lambda connection: deed(connection, sitting, **given))

    def put_on(self) -> None:
        self.sit(meetings.choose, item_id=self.item.id, once=self.once)

    def resolve(self, form: dict[str, str]) -> object:
        return self.sit(meetings.resolve, item_id=self.item.id, form=form, once=self.once)

    @property
    def once(self) -> str:
        self.keys += 1
        return f"form {self.keys}"

    @property
    def item(self) -> Item:
        with reading(self.talk.app.engine) as connection:
            return committee.items_of_case(connection, self.number)[-1]

    @property
    def tasks(self) -> list[committee_tasks.Task]:
        with reading(self.talk.app.engine) as connection:
            return committee_tasks.of_meeting(connection, self.meeting)

    @property
    def record(self) -> CaseRecord:
        return self.talk.cases()[-1]

    @property
    def annex(self) -> Annex:
        found = self.sit(annexes.annex)
        assert isinstance(found, Annex)
        return found

    def ask(self, purpose: str) -> None:
        once = self.once
        self.do(lambda c, work: board_consent.ask(c, work, purpose, cause=once))

    def answer(self, purpose: str, given: str) -> str:
        """Press one of the two buttons."""
        button = board_button(purpose, self.number, given=given == "yes")
        assert button.pack() in self.shown()
        return self.talk.press(button)

    def agreed(self, purpose: Purpose) -> bool:
        with reading(self.talk.app.engine) as connection:
            return board_consents.stands(connection, self.number, purpose)

    def shown(self) -> str:
        """Return all that was sent by officers, as it goes to LINE."""
        with reading(self.talk.app.engine) as connection:
            rows = connection.scalars(text("SELECT messages FROM outbox WHERE lane = 'staff'"))
            return "".join(rows)

    def told(self) -> list[str]:
        """Return what was said to the owner, oldest first."""
        with reading(self.talk.app.engine) as connection:
            rows = connection.execute(
                text("SELECT messages FROM outbox WHERE lane = 'staff' ORDER BY id")
            )
            return [one["text"] for row in rows for one in orjson.loads(row[0])]


@pytest.fixture
def board(talk: Talk) -> Board:
    made = Board(talk, talk.file_a_loan().number)
    made.do(casework.claim)
    return made


# --- proposing ---


def test_a_proposal_waits_for_a_meeting_of_the_province(board: Board) -> None:
    board.propose()

    with reading(board.talk.app.engine) as connection:
        (waiting,) = committee.waiting(connection, {"TH-30"})
        assert committee.waiting(connection, {"TH-50"}) == []
        assert committee.waiting(connection, None) == [waiting]
    assert (waiting.case_number, waiting.reason) == (board.number, "jobs")
    assert board.record.history[-1].what == "committee_proposed"
    assert board.record.status is Status.ACCEPTED, "nothing is decided yet"
    assert board.told() == []


def test_a_case_is_proposed_once_at_a_time(board: Board) -> None:
    board.propose()
    with pytest.raises(IntegrityError):
        board.propose()

    board.do(proposals.withdraw)
    board.propose("อีกครั้ง")

    assert board.item.words == "อีกครั้ง"
    with pytest.raises(IntegrityError):
        board.propose()


def test_whoever_stands_behind_the_province_may_propose_others_may_not(board: Board) -> None:
    board.propose(by=REGION)
    with pytest.raises(NotAllowed):
        board.propose(by=HQ)
    with pytest.raises(NoSuchCase):
        board.propose(by=FAR)


def test_what_cannot_be_proposed(board: Board) -> None:
    with pytest.raises(CannotPropose, match="ชื่อหรือเบอร์"):
        board.propose("คุณบุญมาจ้าง 20 คน")
    with pytest.raises(CannotPropose, match="ถอนไม่ได้"):
        board.do(proposals.withdraw)
    board.do(lambda c, work: casework.close(c, work, "advised", cause="end"))
    with pytest.raises(CannotPropose, match="รับเรื่องก่อน"):
        board.propose()


def test_a_case_of_an_unknown_province_has_no_committee(board: Board) -> None:
    board.do(lambda c, _: c.execute(text("UPDATE case_record SET province = NULL")))

    with pytest.raises(CannotPropose, match="จังหวัด"):
        board.propose()


def suggest_it(board: Board) -> None:
    board.do(lambda c, _: c.execute(text("UPDATE case_record SET amount_max = 8000000")))
    board.do(
        lambda c, work: casework.sort(
            c, work, topic="fin.invest", triage=1, priority=Priority.NORMAL
        )
    )


def test_a_suggestion_is_taken_with_its_reason(board: Board) -> None:
    with pytest.raises(CannotPropose, match="ไม่มีข้อแนะนำ"):
        board.do(proposals.accept_suggestion)
    suggest_it(board)

    board.do(proposals.accept_suggestion)

    assert board.item.reason == "investment"
    assert "8,000,000 บาท" in (board.item.words or "")


def test_a_suggestion_that_was_waved_away_does_not_come_back(board: Board) -> None:
    suggest_it(board)
    assert proposals.suggestion(board.talk.app.staff_deps, board.record) is not None

    board.do(proposals.dismiss_suggestion)

    assert proposals.suggestion(board.talk.app.staff_deps, board.record) is None


# --- consent ---


def test_the_owner_is_asked_on_line_and_the_answer_written_down(board: Board) -> None:
    board.ask("committee")
    assert f"ขออนุญาตเรื่อง {board.number}" in board.shown()

    assert "โดยระบุชื่อได้" in board.answer("committee", "yes")

    assert board.agreed("committee")
    assert not board.agreed("international")
    entry = board.record.history[-1]
    assert (entry.what, entry.by) == ("consent_given", "owner")
    assert "ตอบใน LINE" in str(entry.detail["text"])
    assert "จะไม่ระบุชื่อ" in board.answer("committee", "no"), "taking back is as easy"
    assert not board.agreed("committee")


def test_the_words_of_a_button_may_be_typed_while_the_question_waits(board: Board) -> None:
    assert "ขอบคุณค่ะ บันทึกแล้ว" not in board.talk.say("ยินยอม")
    board.ask("international")

    assert "คู่ค้าต่างประเทศได้" in board.talk.say("ยินยอมค่ะ")

    assert board.agreed("international")
    assert "คู่ค้าต่างประเทศ" not in board.talk.say("ไม่ยินยอม"), "answered already"
    assert board.agreed("international")


def test_what_an_officer_was_told_by_telephone_is_written_down(board: Board) -> None:
    board.consent("phone")

    assert board.agreed("committee")
    assert board.record.history[-1].by == "ann"


def test_a_strange_button_changes_nothing(board: Board) -> None:
    board.ask("committee")
    stranger = Talk(board.talk.app, board.talk.clock, "Ustranger")
    for talk, button in (
        (stranger, board_button("committee", board.number, given=True)),
        (board.talk, board_button("king", board.number, given=True)),
        (board.talk, board_button("committee", "30-69-99999-9", given=True)),
        (board.talk, Button("elsewhere", "committee", 0, "yes")),
    ):
        talk.press(button)

    assert not board.agreed("committee")


def test_what_the_owner_took_back_stands_no_longer(board: Board) -> None:
    board.consent()
    board.consent(given=False)

    with reading(board.talk.app.engine) as connection:
        assert not board_consents.stands(connection, board.number, "committee")
    assert board.record.history[-1].what == "consent_refused"


def test_only_known_purposes_and_ways_are_written_down(board: Board) -> None:
    with pytest.raises(BotError, match="ทางไหน"):
        board.consent("dream")
    with pytest.raises(BotError, match="ความยินยอมจากรายการ"):
        board.do(lambda c, work: board_consent.record(c, work, "x", given=True, way="line"))
    with pytest.raises(NotAllowed):
        board.do(
            lambda c, work: board_consent.record(c, work, "committee", given=True, way="line"), HQ
        )


# --- meetings ---


@pytest.mark.parametrize(
    ("officer", "seen", "held"),
    [
        (ANN, True, True),
        (REGION, True, False),
        (HQ, True, False),
        (FAR, False, False),
        (DESK, False, False),
    ],
)
def test_who_sees_and_who_holds_a_meeting(
    board: Board, officer: Officer, *, seen: bool, held: bool
) -> None:
    board.call()
    deps, now = board.talk.app.staff_deps, board.talk.app.now()
    acts = provinces.committee_acts(deps, officer, "TH-30", now=now)

    assert (Act.VIEW in acts, Act.MEET in acts) == (seen, held)
    if not held:
        with pytest.raises(NotAllowed):
            board.call(by=officer)
        with pytest.raises(NotAllowed if seen else NoSuchCase):
            board.sit(meetings.add_cluster, by=officer, topic="fin.invest")
    listed = provinces.committees(deps, officer, Act.VIEW, now=now)
    assert (listed is None or "TH-30" in listed) is seen


def test_a_meeting_is_called_once_and_put_right(board: Board) -> None:
    board.call()
    app = board.talk.app
    form = {"held_on": "2569-12-20", "title": " ครั้งที่ 2 ", "place": "สอจ."}
    board.sit(meetings.change, form=form, once="x")

    with reading(app.engine) as connection:
        (found,) = committee.meetings(connection, {"TH-30"})
        assert committee.meetings(connection, {"TH-50"}) == []
        assert committee.meetings(connection, None) == [found]
    assert (found.held_on, found.title, found.place) == (date(2026, 12, 20), "ครั้งที่ 2", "สอจ.")
    new = NewMeeting("TH-30", DAY, "ก", "ข")
    with pytest.raises(IntegrityError):
        app.writer.run(
            lambda c: meetings.call(c, app.staff_deps, ANN, new, once="form 1", now=app.now())
        )


def test_a_meeting_needs_day_title_and_place() -> None:
    with pytest.raises(BotError, match="ใส่วันประชุม · ใส่ชื่อการประชุม · ใส่สถานที่"):
        meetings.read_meeting({"held_on": "tomorrow"}, "TH-30")


def test_the_owner_hears_the_day_and_of_another_day(board: Board) -> None:
    board.propose()
    board.call()
    board.put_on()

    assert board.record.status is Status.COMMITTEE
    assert "วันที่ 15 ธ.ค. 2569" in board.told()[-1]

    form = {"held_on": "2026-12-20", "title": "ก", "place": "ข"}
    assert board.sit(meetings.change, form=form, once="a") == [board.talk.person]
    assert "วันที่ 20 ธ.ค. 2569" in board.told()[-1]
    assert board.sit(meetings.change, form=form, once="b") == [], "the day is the same"


def test_an_answer_meanwhile_leaves_the_case_with_the_committee(board: Board) -> None:
    board.propose()
    board.call()
    board.put_on()

    board.do(lambda c, work: casework.answer(c, work, "ได้รับเอกสารแล้วค่ะ", cause="said"))

    assert board.record.status is Status.COMMITTEE


def test_of_a_meeting_that_is_over_no_day_is_told(board: Board) -> None:
    board.propose()
    board.call(date(2026, 11, 20))
    board.put_on()

    assert board.told() == []
    board.sit(meetings.drop, item_id=board.item.id, once="x")
    assert board.told() == []


def test_what_is_taken_off_the_agenda_waits_again_and_the_owner_knows(board: Board) -> None:
    board.propose()
    board.call()
    board.put_on()
    with pytest.raises(BotError, match="อยู่ในวาระการประชุมแล้ว"):
        board.put_on()
    with pytest.raises(CannotPropose, match="นำออกจากวาระก่อน"):
        board.do(proposals.withdraw)

    board.sit(meetings.drop, item_id=board.item.id, once="x")

    assert board.item.meeting_id is None
    assert board.record.status is Status.ADVISING
    assert "ยังไม่เข้าที่ประชุม" in board.told()[-1]
    with pytest.raises(BotError, match="ไม่อยู่ในวาระ"):
        board.sit(meetings.drop, item_id=board.item.id, once="y")


def test_a_meeting_is_called_off_and_what_was_on_it_waits_again(board: Board) -> None:
    board.propose()
    board.call()
    board.put_on()

    assert board.sit(meetings.cancel, once="x") == [board.talk.person]

    assert board.item.meeting_id is None
    assert "จะแจ้งให้ทราบเมื่อมีวันประชุมใหม่" in board.told()[-1]
    with pytest.raises(BotError, match="ยกเลิกแล้ว"):
        board.put_on()
    board.call()
    board.put_on()
    assert board.item.meeting_id == board.meeting, "another meeting takes it up"


def test_a_meeting_that_decided_is_not_called_off(board: Board) -> None:
    decided(board, APPROVED)

    with pytest.raises(BotError, match="มีมติแล้ว"):
        board.sit(meetings.cancel, once="x")


def test_a_withdrawn_proposal_cannot_be_chosen(board: Board) -> None:
    board.propose()
    board.call()
    board.do(proposals.withdraw)

    with pytest.raises(BotError, match="ถูกถอน"):
        board.put_on()


# --- clusters ---


def four_more(board: Board) -> None:
    for place in range(4):
        Talk(board.talk.app, board.talk.clock, person=f"Uother{place}").file_a_loan()


def test_five_firms_with_one_problem_are_an_item_without_names(board: Board) -> None:
    board.call()
    with pytest.raises(BotError, match="ตั้งแต่ 5 ราย"):
        board.sit(meetings.add_cluster, topic="fin.invest")
    four_more(board)

    board.sit(meetings.add_cluster, topic="fin.invest")
    with pytest.raises(IntegrityError):
        board.sit(meetings.add_cluster, topic="fin.invest")

    (row,) = board.annex.rows
    assert row[2] == "5 ราย (ไม่ระบุชื่อ)"
    assert "บุญมา" not in str(row)
    with reading(board.talk.app.engine) as connection:
        (item,) = committee.agenda(connection, board.meeting)
    assert board.sit(meetings.resolve, item_id=item.id, form=APPROVED, once="x") == []
    assert "SME D Bank" in board.annex.rows[0][4]
    assert board.told() == []
    with pytest.raises(BotError, match="มีมติแล้ว"):
        board.sit(meetings.drop, item_id=item.id, once="y")


def test_a_cluster_is_taken_off_the_agenda(board: Board) -> None:
    board.call()
    four_more(board)
    board.sit(meetings.add_cluster, topic="fin.invest")
    with reading(board.talk.app.engine) as connection:
        (item,) = committee.agenda(connection, board.meeting)

    board.sit(meetings.drop, item_id=item.id, once="x")

    assert board.annex.rows == ()


# --- the annex ---


def looks_at(board: Board) -> list[str]:
    with reading(board.talk.app.engine) as connection:
        return [look.act for look in access_log.of_case(connection, board.number)]


def test_who_the_owner_is_stands_in_the_annex_only_while_their_consent_does(board: Board) -> None:
    board.propose()
    board.call()
    board.put_on()
    assert board.annex.rows[0][2] == "1 ราย (ไม่ระบุชื่อ)"
    assert "reveal" not in looks_at(board)

    board.consent()
    assert "บุญมา" in board.annex.rows[0][2]
    assert "081" not in str(board.annex)
    assert "reveal" in looks_at(board), "it is on record"

    board.consent(given=False)
    assert "บุญมา" not in str(board.annex)


# --- resolutions ---


def decided(board: Board, form: dict[str, str]) -> Board:
    board.propose()
    board.call()
    board.put_on()
    assert board.resolve(form) == [board.talk.person]
    return board


def test_an_approval_is_a_task_and_a_neutral_line_with_a_date(board: Board) -> None:
    decided(board, APPROVED)

    assert board.item.verdict == "approved"
    (task,) = board.tasks
    assert (task.agency, task.due_on, task.done_at) == ("SME D Bank", date(2026, 12, 30), None)
    said = board.told()[-1]
    assert "SME D Bank จะดูแลต่อ" in said
    assert "30 ธ.ค. 2569" in said
    assert "เห็นชอบ" not in said
    assert "ลับ" not in said
    assert board.record.status is Status.ADVISING
    assert board.record.desk.next_contact == date(2026, 12, 30), "what was promised is kept"
    texts = [str(entry.detail.get("text")) for entry in board.record.history]
    assert any("เห็นชอบ · SME D Bank ภายใน 30 ธ.ค. 2569" in one for one in texts)


@pytest.mark.parametrize(
    ("form", "said", "tasks"),
    [
        ({"verdict": "declined"}, "ช่วยหาทางอื่น", 0),
        ({"verdict": "more_info", "agency": "สอจ.", "due_on": "2026-12-18"}, "18 ธ.ค. 2569", 1),
    ],
)
def test_other_verdicts(board: Board, form: dict[str, str], said: str, tasks: int) -> None:
    decided(board, form)

    assert said in board.told()[-1]
    assert len(board.tasks) == tasks
    board.propose("ข้อมูลครบแล้ว")
    assert board.item.verdict is None, "a decided case may be proposed again"


def test_a_resolution_noted_wrongly_is_noted_anew(board: Board) -> None:
    decided(board, APPROVED)
    board.resolve({**APPROVED, "agency": "ธ.ก.ส."})
    assert [task.agency for task in board.tasks] == ["ธ.ก.ส."]

    board.sit(meetings.mark_task, task_id=board.tasks[0].id, done=True)
    board.resolve({"verdict": "declined"})

    assert [task.agency for task in board.tasks] == ["ธ.ก.ส."], "what is done stays on record"
    assert board.item.verdict == "declined"


def test_an_incomplete_resolution_changes_nothing(board: Board) -> None:
    board.propose()
    board.call()
    board.put_on()
    before = board.told()

    with pytest.raises(WrongResolution):
        board.resolve({"verdict": "approved", "agency": "SME D Bank"})

    assert board.item.verdict is None
    assert board.told() == before


def test_a_form_sent_twice_tells_the_owner_once(board: Board) -> None:
    decided(board, APPROVED)
    before = board.told()
    item = board.item.id
    board.sit(meetings.resolve, item_id=item, form=APPROVED, once="twice")

    with pytest.raises(IntegrityError):
        board.sit(meetings.resolve, item_id=item, form=APPROVED, once="twice")

    assert len(board.told()) == len(before) + 1


def test_an_ended_case_stays_ended(board: Board) -> None:
    board.propose()
    board.call()
    board.put_on()
    board.do(lambda c, work: casework.close(c, work, "advised", cause="end"))

    board.resolve({"verdict": "declined"})

    assert board.record.status is Status.CLOSED


# --- tasks ---


def test_tasks_are_added_done_and_undone(board: Board) -> None:
    board.propose()
    board.call()
    board.put_on()
    more = {"what": "ตรวจแผน", "agency": "สอจ.", "due_on": "2026-12-17"}
    item = board.item.id
    with pytest.raises(BotError, match="มติก่อน"):
        board.sit(meetings.add_task, item_id=item, form=more, once="t")
    board.resolve(APPROVED)
    board.sit(meetings.add_task, item_id=item, form=more, once="t")
    with pytest.raises(IntegrityError):
        board.sit(meetings.add_task, item_id=item, form=more, once="t")

    first = board.tasks[0]
    assert first.what == "ตรวจแผน", "the most pressing first"
    board.sit(meetings.mark_task, task_id=first.id, done=True)
    assert [one.done_at is not None for one in board.tasks] == [True, False]
    with reading(board.talk.app.engine) as connection:
        assert len(committee_tasks.undone(connection, {"TH-30"})) == 1
        assert committee_tasks.undone(connection, {"TH-50"}) == []
        assert len(committee_tasks.undone(connection, None)) == 1
    board.sit(meetings.mark_task, task_id=first.id, done=False)
    assert [one.done_at for one in board.tasks] == [None, None]
    with pytest.raises(BotError, match="ไม่พบงานนี้"):
        board.sit(meetings.mark_task, task_id=999, done=True)
