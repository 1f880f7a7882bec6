"""Cases are found by their words: by whom, by which, and no longer once they are wiped."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sqlalchemy import Connection, text

from bot.app import App
from bot.handlers import finding
from bot.handlers.casework import Work, answer, claim, note
from bot.handlers.finding import Found, NothingAsked
from bot.model.staff import Officer, Role
from bot.nlu.findable import findable
from bot.storage import finding as stored
from bot.storage import inbox
from bot.storage.db import reading
from bot.storage.inbox import Arrival
from bot.worker.indexing import index_changed
from tests.handlers.conftest import Talk
from tests.world import HandClock

ANN = Officer(1, "ann", "Ann", Role.OFFICER, "SSRC-30")
FAR = Officer(2, "far", "Far", Role.OFFICER, "SSRC-50")
REGION = Officer(3, "reg", "Reg", Role.REGION, "IPC-6")
HEADQUARTERS = Officer(4, "hq", "HQ", Role.HEADQUARTERS, None)
DPO = Officer(5, "dpo", "DPO", Role.DPO, None)
NEWS = Officer(6, "news", "News", Role.BROADCAST, None)


@dataclass
class Desk:
    app: App
    clock: HandClock
    number: str = ""

    def index(self) -> None:
        """Let the sweeper see what is new, and once more when it has settled."""
        for _ in range(2):
            index_changed(self.app)
            self.clock.move(minutes=1)
        index_changed(self.app)

    def find(self, words: str, officer: Officer = ANN, before: int | None = None) -> Found:
        asked, now, deps = findable(self.app.words, words), self.app.now(), self.app.staff_deps
        return self.app.writer.run(
            lambda connection: finding.search(
                connection, deps, officer, asked, before=before, now=now
            )
        )

    def finds(self, words: str, officer: Officer = ANN) -> bool:
        return [hit.line.number for hit in self.find(words, officer).hits] == [self.number]

    def work(self) -> Work:
        return Work(self.app.staff_deps, ANN, self.number, self.app.now())

    def on_record(self) -> list[tuple[str, str]]:
        with reading(self.app.engine) as connection:
            rows = connection.execute(text("SELECT staff_name, act FROM access_log ORDER BY id"))
            return [(row.staff_name, row.act) for row in rows]


@pytest.fixture
def desk(app: App, clock: HandClock, talk: Talk) -> Desk:
    desk = Desk(app, clock, talk.file_a_loan().number)
    desk.index()
    return desk


def test_a_case_is_found_by_number_telephone_name_and_what_its_owner_wrote(desk: Desk) -> None:
    for words in (desk.number, desk.number[:-2], "1", "00001", "081-234 5678", "0812345678"):
        assert desk.finds(words), words
    for words in ("บุญมา", "น้ำพริก", "เครื่องซีล", "นครราชสีมา", "เครื่องซีล บุญมา"):
        assert desk.finds(words), words
    for words in ("กาแฟ", "เครื่องซีล กาแฟ", "0899999999", "2", '" OR @ssrc-30'):
        assert not desk.finds(words), words


def test_who_may_not_open_a_case_does_not_find_it(desk: Desk) -> None:
    for officer in (FAR, NEWS):
        assert not desk.finds(desk.number, officer)
        assert not desk.finds("น้ำพริก", officer)
    assert desk.finds("น้ำพริก", HEADQUARTERS)
    assert desk.finds("น้ำพริก", DPO)


def test_who_may_not_uncover_a_case_finds_it_by_what_they_see_alone(desk: Desk) -> None:
    assert desk.finds(desk.number, REGION)
    assert desk.finds("เครื่องจักร", REGION)
    for covered in ("บุญมา", "0812345678", "น้ำพริก"):
        assert not desk.finds(covered, REGION), covered
    assert ("reg", "search") not in desk.on_record()


def test_finding_by_what_is_covered_is_told_and_on_record_once(desk: Desk) -> None:
    assert not desk.find("เครื่องจักร").hits[0].covered
    assert desk.on_record() == []

    for _ in range(2):
        assert desk.find("บุญมา").hits[0].covered

    assert desk.on_record() == [("ann", "search")]


def test_what_is_in_ones_hands_is_no_secret(desk: Desk) -> None:
    desk.app.writer.run(lambda connection: claim(connection, desk.work()))

    assert not desk.find("บุญมา").hits[0].covered
    assert ("ann", "search") not in desk.on_record()


def test_what_is_said_and_noted_later_is_found_too(desk: Desk, talk: Talk) -> None:
    talk.say("มีใบเสนอราคาจากโรงงานที่ปากช่องแล้วค่ะ")
    desk.app.writer.run(lambda connection: note(connection, desk.work(), "รอธนาคารออมสิน"))
    assert not desk.finds("ปากช่อง")
    desk.index()

    assert desk.finds("ปากช่อง")
    assert desk.finds("ออมสิน", REGION), "colleagues' notes are covered from nobody"


def test_what_officers_wrote_to_the_owner_is_found_and_what_the_bot_wrote_is_not(
    desk: Desk,
) -> None:
    def answer_and_hold(connection: Connection) -> None:
        claim(connection, desk.work())
        answer(connection, desk.work(), "ติดต่อแผนกสัตบรรณได้เลยค่ะ", cause="1", anyway=True)

    desk.app.writer.run(answer_and_hold)
    desk.index()

    assert desk.finds("สัตบรรณ")
    assert not desk.finds("รับเรื่องไว้แล้ว")


def test_what_is_taken_back_is_found_no_more_at_once(desk: Desk, talk: Talk) -> None:
    for words in ("น้ำพริก", "ไม่ได้จดค่ะ", "ขอบคุณค่ะ", "เลขบัญชีของป้าอยู่ในกล่องลูกฟูก"):
        talk.say(words)
    desk.index()
    assert desk.finds("ลูกฟูก")

    talk.happen("unsend", unsend={"messageId": f"{talk.person}-{talk.events}"})

    assert not desk.finds("ลูกฟูก")
    desk.index()
    assert not desk.finds("ลูกฟูก")
    assert desk.finds("น้ำพริก"), "all else is found again"


def test_what_was_read_before_a_wipe_does_not_come_back(desk: Desk, talk: Talk) -> None:
    numbers = [desk.number]
    desk.app.writer.run(lambda connection: stored.mark_due(connection, numbers))
    with reading(desk.app.engine) as connection:
        wipes = stored.due(connection, most=9)
        deps, words = desk.app.staff_deps, desk.app.words
        read = finding.documents(connection, deps, words, numbers)
    desk.app.writer.run(lambda connection: stored.forget(connection, talk.person))

    desk.app.writer.run(lambda connection: stored.keep(connection, read, wipes))

    assert not desk.finds("น้ำพริก")


def test_a_case_that_is_deleted_leaves_the_index(desk: Desk) -> None:
    def delete(connection: Connection) -> None:
        for table, column in (("case_history", "case_number"), ("case_record", "number")):
            statement = text(f"DELETE FROM {table} WHERE {column} = :number")  # noqa: S608
            connection.execute(statement, {"number": desk.number})

    desk.app.writer.run(delete)

    with reading(desk.app.engine) as connection:
        assert stored.count(connection) == (0, 0)
    assert desk.find("น้ำพริก", HEADQUARTERS).hits == []


def test_a_case_that_moved_is_its_new_offices_to_find(desk: Desk) -> None:
    desk.app.writer.run(
        lambda connection: connection.execute(
            text("UPDATE case_record SET centre_code = 'SSRC-50'")
        )
    )
    assert not desk.finds("น้ำพริก"), "the table of rights is asked even before it is read anew"


def test_many_are_shown_page_by_page_the_newest_first(
    app: App, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "PAGE", 2)
    desk = Desk(app, clock)
    numbers = [Talk(app, clock, f"U{place}").file_a_loan().number for place in range(3)]
    desk.index()

    first = desk.find("น้ำพริก")
    second = desk.find("น้ำพริก", before=first.more)

    found = [[hit.line.number for hit in page.hits] for page in (first, second)]
    assert found == [[numbers[2], numbers[1]], [numbers[0]]]
    assert second.more is None


def test_while_a_crowd_writes_only_a_few_are_read(app: App, clock: HandClock) -> None:
    numbers = [Talk(app, clock, f"U{place}").file_a_loan().number for place in range(12)]
    desk = Desk(app, clock, numbers[-1])
    desk.index()
    app.writer.run(lambda connection: stored.mark_due(connection, numbers))
    crowd = [
        Arrival(f"e{place}", f"V{place}", "message:text", 1, app.now(), "{}", f"m{place}")
        for place in range(8)
    ]
    app.writer.run(lambda connection: inbox.record(connection, crowd))

    def waiting() -> int:
        with reading(app.engine) as connection:
            return stored.count(connection)[1]

    index_changed(app)
    assert waiting() == 7

    with reading(app.engine) as connection:
        first = [one.seq for one in inbox.pending(connection, "V0")]
    app.writer.run(lambda connection: inbox.finish(connection, first, unconsented=False))
    index_changed(app)
    assert waiting() == 0


@pytest.mark.parametrize("words", ["", "ก ข ค ง จ ฉ ช ซ ฌ ญ ฎ ฏ ฐ"])
def test_no_words_and_too_many_are_told(desk: Desk, words: str) -> None:
    with pytest.raises(NothingAsked):
        desk.find(words)


def test_a_whole_number_leads_to_its_case(desk: Desk) -> None:
    def led(asked: str, officer: Officer = ANN) -> str | None:
        with reading(desk.app.engine) as connection:
            deps, now = desk.app.staff_deps, desk.app.now()
            return finding.by_number(connection, deps, officer, asked, now=now)

    assert led(f" {desk.number} ") == desk.number
    assert led(desk.number, FAR) is None
    assert led("30-69-00099-9") is None
    assert led("เครื่องซีล") is None
