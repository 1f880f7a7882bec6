"""What officers do with a case, in the database and in its owner's chat."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import orjson
import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from bot.cases.closing import WrongOutcome
from bot.cases.guessed import Label
from bot.cases.record import CaseRecord
from bot.cases.rights import Act
from bot.cases.states import IllegalMove
from bot.errors import BotError
from bot.handlers import casework, staffing
from bot.handlers.access import NoSuchCase, NotAllowed
from bot.handlers.casework import NothingToSay, SomebodyElseSpeaks, Work
from bot.model.cases import Priority, Status
from bot.model.staff import Officer, Role
from bot.storage import access_log, conversations, relabels, staff
from bot.storage.db import reading
from bot.storage.desk import asking_for_staff
from bot.storage.staff import NewAccount
from tests.handlers.conftest import Talk

ANN = Officer(1, "ann", "แอน", Role.OFFICER, "SSRC-30")
BEN = Officer(2, "ben", "เบน", Role.OFFICER, "SSRC-30")
FAR = Officer(3, "far", "ฟ้า", Role.OFFICER, "SSRC-50")
REGION = Officer(4, "reg", "ภาค", Role.REGION, "IPC-6")


@dataclass
class Desk:
    """A case of ป้า's at the centre of นครราชสีมา, and officers around it."""

    talk: Talk
    number: str

    def do(self, deed: Callable[[Connection, Work], object], officer: Officer = ANN) -> None:
        app = self.talk.app
        work = Work(app.staff_deps, officer, self.number, app.now())
        app.writer.run(lambda connection: deed(connection, work))

    @property
    def record(self) -> CaseRecord:
        return self.talk.cases()[-1]

    @property
    def held_by(self) -> str | None:
        with reading(self.talk.app.engine) as connection:
            return conversations.find(connection, self.talk.person).held_by

    def owner_reads(self) -> str:
        """Return what waits in the outbox for the owner."""
        with reading(self.talk.app.engine) as connection:
            rows = connection.execute(
                text("SELECT messages FROM outbox WHERE lane = 'staff' ORDER BY id")
            )
            return "\n".join(one["text"] for row in rows for one in orjson.loads(row[0]))


@pytest.fixture
def desk(talk: Talk) -> Desk:
    return Desk(talk, talk.file_a_loan().number)


def say(words: str, cause: str = "once") -> Callable[[Connection, Work], None]:
    return lambda connection, work: casework.answer(connection, work, words, cause=cause)


def close(outcome: str, **told: str) -> Callable[[Connection, Work], None]:
    return lambda connection, work: casework.close(connection, work, outcome, cause="end", **told)


def back(connection: Connection, work: Work) -> None:
    casework.give_back(connection, work, cause="back")


def test_whoever_claims_has_the_case_and_the_word(desk: Desk) -> None:
    desk.do(casework.claim)

    assert desk.record.status is Status.ACCEPTED
    assert desk.record.desk.assigned_to == "ann"
    assert desk.held_by == "ann"
    assert desk.talk.say("ขอถามหน่อยค่ะ") == "", "the bot is silent"
    assert [entry.what for entry in desk.record.history][-2:] == ["accepted", "claimed"]


def test_a_case_claimed_twice_by_the_same_officer_is_noted_once(desk: Desk) -> None:
    desk.do(casework.claim)
    desk.do(casework.claim)

    assert [entry.what for entry in desk.record.history].count("claimed") == 1


def test_a_wish_for_a_person_is_shown_until_somebody_claims(desk: Desk) -> None:
    desk.talk.say("ขอคุยกับเจ้าหน้าที่")
    with reading(desk.talk.app.engine) as connection:
        assert asking_for_staff(connection, [desk.number]) == {desk.number: "hand_off"}
        assert asking_for_staff(connection, ["30-69-00099-9"]) == {}

    desk.do(casework.claim)

    with reading(desk.talk.app.engine) as connection:
        assert asking_for_staff(connection, [desk.number]) == {}


def test_an_answer_reaches_the_owner_and_counts_as_the_first_contact(desk: Desk) -> None:
    desk.do(casework.claim)
    desk.do(say("สวัสดีค่ะ เอกสารครบแล้วค่ะ"))

    assert desk.owner_reads() == "สวัสดีค่ะ เอกสารครบแล้วค่ะ"
    assert desk.record.status is Status.ADVISING
    assert desk.record.desk.first_contact_at == desk.talk.app.now()


def test_the_first_contact_stays_the_first(desk: Desk) -> None:
    desk.do(say("สวัสดีค่ะ"))
    first = desk.record.desk.first_contact_at
    desk.talk.clock.move(minutes=5)
    desk.do(say("อีกเรื่องค่ะ", cause="twice"))

    assert desk.record.desk.first_contact_at == first


def test_the_same_form_sent_twice_is_refused_by_the_outbox(desk: Desk) -> None:
    desk.do(say("สวัสดีค่ะ"))

    with pytest.raises(IntegrityError):
        desk.do(say("สวัสดีค่ะ"))

    assert desk.owner_reads() == "สวัสดีค่ะ"


def test_two_officers_at_once_are_told(desk: Desk) -> None:
    desk.do(casework.claim)

    for deed in (say("ฉันด้วย"), casework.claim):
        with pytest.raises(SomebodyElseSpeaks, match="เพื่อนร่วมงาน"):
            desk.do(deed, BEN)
    desk.do(back)
    desk.do(casework.claim, BEN)

    assert (desk.held_by, desk.record.desk.assigned_to) == ("ben", "ben")


def test_a_first_answer_before_anybody_took_the_case_is_in_its_history(desk: Desk) -> None:
    desk.do(say("สวัสดีค่ะ", "one"))
    desk.do(say("สะดวกคุยไหมคะ", "two"))

    assert desk.record.status is Status.NEW
    assert [entry.what for entry in desk.record.history].count("contacted") == 1


def test_given_back_the_owner_is_told_and_the_bot_speaks_again(desk: Desk) -> None:
    desk.do(casework.claim)
    desk.do(back)

    assert desk.number in desk.owner_reads()
    assert desk.held_by is None
    assert desk.talk.say("เรื่องถึงไหนแล้ว") != ""


def test_what_nobody_holds_is_given_back_in_silence(desk: Desk) -> None:
    desk.do(back)

    assert desk.owner_reads() == ""


@pytest.mark.parametrize("words", ["", "   \n", "ก" * 5001])
def test_nothing_and_too_much_are_not_sent(desk: Desk, words: str) -> None:
    with pytest.raises(NothingToSay):
        desk.do(say(words))

    assert desk.held_by is None


def test_a_note_is_for_colleagues_only(desk: Desk) -> None:
    desk.do(lambda connection, work: casework.note(connection, work, " โทรแล้ว ไม่รับ "), REGION)

    last = desk.record.history[-1]
    assert (last.what, last.by, last.detail) == ("internal_note", "reg", {"text": "โทรแล้ว ไม่รับ"})
    assert desk.owner_reads() == ""


def test_what_the_bot_guessed_is_put_right_and_the_old_is_kept(desk: Desk) -> None:
    desk.do(
        lambda connection, work: casework.sort(
            connection, work, topic="fin.working", triage=2, priority=Priority.HIGH
        )
    )

    record = desk.record
    assert (record.sub_intent, record.desk.triage, record.priority) == ("fin.working", 2, "high")
    assert record.history[-1].detail["before"] == {
        "sub_intent": "fin.invest",
        "triage": None,
        "priority": "normal",
    }


def test_one_tap_makes_it_another_need_and_tells_those_who_teach_the_bot(desk: Desk) -> None:
    desk.do(lambda connection, work: casework.relabel(connection, work, "rescue"))
    assert (desk.record.category, desk.record.sub_intent) == ("rescue", None)
    desk.do(lambda connection, work: casework.relabel(connection, work, "legal.sued"))
    desk.do(lambda connection, work: casework.relabel(connection, work, "legal.sued"))

    with reading(desk.talk.app.engine) as connection:
        second, first = relabels.latest(connection)
        assert relabels.mistaken(connection) == [("financing", "rescue", 1)]
    assert first.case_number == desk.number
    assert (first.before, first.after) == (Label("financing", "fin.invest"), Label("rescue", None))
    assert first.sure is not None
    assert 0.5 < first.sure <= 1
    assert second.after == Label("rescue", "legal.sued")


def test_a_matter_for_abroad_gets_its_track(desk: Desk) -> None:
    desk.do(lambda connection, work: casework.relabel(connection, work, "intl.export"))
    record = desk.record
    assert (record.category, record.sub_intent, record.track) == ("market", "intl.export", "export")


def test_a_matter_that_was_not_for_abroad_leaves_its_board(desk: Desk) -> None:
    desk.do(lambda connection, work: casework.relabel(connection, work, "intl.export"))
    desk.do(
        lambda connection, work: casework.sort(
            connection, work, topic="intl.export", triage=1, priority=Priority.NORMAL
        )
    )
    abroad = desk.record
    assert abroad.track == "export"
    desk.do(lambda connection, work: casework.relabel(connection, work, "mkt.buyer"))
    at_home = desk.record
    assert (at_home.sub_intent, at_home.track) == ("mkt.buyer", None)


def test_sorting_without_a_change_leaves_no_trace(desk: Desk) -> None:
    before = desk.record

    desk.do(
        lambda connection, work: casework.sort(
            connection, work, topic="fin.invest", triage=None, priority=Priority.NORMAL
        )
    )

    assert desk.record == before


@pytest.mark.parametrize(
    ("topic", "triage"), [("fin.nothing", None), ("fin.invest", 4), ("human", None)]
)
def test_what_is_not_on_the_lists_is_refused(desk: Desk, topic: str, triage: int | None) -> None:
    with pytest.raises(BotError, match="เลือก"):
        desk.do(
            lambda connection, work: casework.sort(
                connection, work, topic=topic, triage=triage, priority=Priority.HIGH
            )
        )


def test_a_case_ends_with_an_outcome_and_its_owner_reads_it(desk: Desk) -> None:
    desk.do(casework.claim)
    desk.do(close("loan_approved", amount="500,000"))

    assert (desk.record.status, desk.record.desk.outcome) == (Status.CLOSED, "loan_approved")
    assert desk.record.desk.ended_at == desk.talk.app.now()
    assert "สินเชื่อได้รับอนุมัติ" in desk.owner_reads()
    assert desk.held_by is None


def test_nothing_ends_without_a_fitting_outcome_or_before_it_was_taken(desk: Desk) -> None:
    with pytest.raises(IllegalMove):
        desk.do(close("advised"))
    desk.do(casework.claim)
    with pytest.raises(WrongOutcome):
        desk.do(close("certified"))

    assert desk.record.status is Status.ACCEPTED


def test_an_ended_case_is_taken_up_again_within_thirty_days(desk: Desk) -> None:
    desk.do(casework.claim)
    desk.do(close("advised"))
    desk.talk.clock.move(days=29)
    desk.do(casework.reopen)

    assert (desk.record.status, desk.record.desk.outcome) == (Status.NEW, None)
    assert desk.record.desk.ended_at is None


def test_later_a_new_one_is_opened_instead(desk: Desk) -> None:
    desk.do(casework.claim)
    desk.do(close("advised"))
    desk.talk.clock.move(days=32)

    with pytest.raises(IllegalMove, match="30 days"):
        desk.do(casework.reopen)


def test_a_case_elsewhere_is_to_a_stranger_as_one_that_is_not(desk: Desk) -> None:
    with pytest.raises(NoSuchCase) as hidden:
        desk.do(casework.claim, FAR)
    with pytest.raises(NoSuchCase) as missing:
        Desk(desk.talk, "30-69-99999-9").do(casework.claim)

    assert str(hidden.value) == str(missing.value)


def test_a_regional_centre_sees_its_provinces_and_does_not_command(desk: Desk) -> None:
    desk.do(lambda connection, work: work.access(connection, Act.VIEW), REGION)

    with pytest.raises(NotAllowed, match="นครราชสีมา"):
        desk.do(casework.claim, REGION)


def test_every_look_is_written_down_once_a_quarter_of_an_hour(desk: Desk) -> None:
    def look(act: Act) -> None:
        desk.do(lambda connection, work: work.access(connection, act))

    look(Act.VIEW)
    look(Act.VIEW)
    look(Act.REVEAL)
    desk.talk.clock.move(minutes=16)
    look(Act.VIEW)

    with reading(desk.talk.app.engine) as connection:
        looks = access_log.of_case(connection, desk.number)
    assert [(one.staff_name, one.act) for one in looks] == [
        ("ann", "view"),
        ("ann", "reveal"),
        ("ann", "view"),
    ]


def test_who_leaves_leaves_nobody_waiting(desk: Desk) -> None:
    app = desk.talk.app
    new = NewAccount("ann", "แอน", Role.OFFICER, "SSRC-30", "-")
    app.writer.run(lambda connection: staff.add(connection, new, now=app.now()))
    desk.do(casework.claim)

    left = app.writer.run(lambda connection: staffing.leave(connection, "ann", now=app.now()))

    assert left == [desk.number]
    assert desk.held_by is None
    with reading(app.engine) as connection:
        gone = staff.find(connection, "ann")
    assert gone is not None
    assert gone.disabled_at == app.now()
