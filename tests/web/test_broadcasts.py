"""Announcements in the console: written by one, approved by another, sent in office hours."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass

import openpyxl
import orjson
import pytest
from sqlalchemy import text

from bot.app import App
from bot.broadcasts.states import NotYours, State
from bot.handlers import broadcast_trial, broadcasts
from bot.model.staff import Officer, Role
from bot.storage import broadcast_answers, chunks, groups, outbox, quota
from bot.storage import broadcasts as stored
from bot.storage.broadcasts import Broadcast
from bot.storage.chunks import Taken
from bot.storage.db import reading, transaction
from bot.storage.quota import Count
from bot.worker import announcing
from bot.worker.sweeper import forget_recipients
from tests.announcing import add_friends, someone
from tests.handlers.conftest import Talk
from tests.web.conftest import Browser
from tests.world import HandClock

FORM = {
    "title": "ออกบูธงานของดีภาคอีสาน",
    "message": "เปิดรับสมัครร้านค้าออกบูธ 40 ร้าน\nดูที่ https://www.dip.go.th",
    "source": "ศภ.6",
    "closes": "2026-12-15",
    "topic": "market",
    "province": "TH-30",
    "label": "สนใจออกบูธ",
    "flow": "market",
}


@dataclass
class Desk:
    """Two who look after announcements, at one browser; friends in Korat."""

    browser: Browser
    app: App

    def sign_in(self, name: str) -> None:
        self.browser.client.post(
            "/console/sign-out", data={"csrf_token": self.token("/broadcasts")}
        )
        self.browser.sign_in(name)

    def token(self, page: str) -> str:
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.browser.get(page).text)
        return found[1] if found else ""

    def write(self, **changed: str) -> str:
        """Write a draft and return its page's address."""
        answer = self.browser.post("/broadcasts/new", "/broadcasts", **{**FORM, **changed})
        assert answer.status_code == 200, answer.text
        return answer.request.path.removeprefix("/console")

    def do(self, page: str, what: str, **fields: str) -> str:
        return self.browser.post(page, f"{page}/{what}", **fields).text

    def approved(self, **changed: str) -> str:
        page = self.write(**changed)
        self.sign_in("bob")
        self.do(page, "approve")
        return page

    def find(self, page: str) -> Broadcast:
        with reading(self.app.engine) as connection:
            return broadcasts.find(connection, int(page.rpartition("/")[2]))

    def started(self, people: int = 3) -> str:
        """Have an announcement go out, and so many receive it."""
        page = self.approved()
        number, now = self.find(page).id, self.app.now()
        announcing.freeze(self.app, number)
        with transaction(self.app.engine) as connection:
            broadcasts.start(connection, number, at_once=False, now=now)
            one = broadcasts.find(connection, number)
            rules = broadcasts.rules(self.app.staff_deps, one.draft, now, capped=True)
            (claimed,) = chunks.claim(connection, number, rules, holder="me", most=None)
            assert len(claimed.recipients) == people
            chunks.mark_sent(connection, [Taken(claimed, "r")], now=now)
        return page

    def finished(self) -> str:
        page = self.started()
        with transaction(self.app.engine) as connection:
            number, now = int(page.rpartition("/")[2]), self.app.now()
            stored.move(connection, number, State.SENDING, State.SENT, finished_at=now)
        return page


@pytest.fixture
def desk(browser: Browser) -> Desk:
    for name in ("ann", "bob", "cat"):
        browser.make(name, Role.BROADCAST, None)
    app = browser.app
    with transaction(app.engine) as connection:
        add_friends(connection, range(3), now=app.now(), province="TH-30")
        add_friends(connection, [10, 11], now=app.now(), province="TH-30", news=False)
        add_friends(connection, [20], now=app.now(), province="TH-50")
        quota.note(connection, Count(100, 5000), now=app.now())
    browser.sign_in("ann")
    return Desk(browser, app)


# --- writing ---


def test_an_empty_list_says_what_to_do_and_how_the_month_stands(desk: Desk) -> None:
    page = desk.browser.get("/broadcasts").text
    assert "ยังไม่มีประกาศ" in page
    assert "ใช้ไป 100 จาก 5,000" in page
    assert "<dd>3,000</dd>" in page, "announcements may use what is not kept"
    assert "<dd>1,400</dd>" in page, "what is kept for cases, which have used a hundred of it"
    assert "<dd>500</dd>" in page, "what is kept for urgent announcements"
    assert 'href="/console/broadcasts"' in desk.browser.get("/").text


def test_a_draft_is_shown_as_line_will_show_it_with_whom_it_reaches(desk: Desk) -> None:
    page = desk.browser.get(desk.write()).text
    assert '<span class="link">https://www.dip.go.th</span>' in page
    assert "จาก ศภ.6 · ปิดรับ 15 ธันวาคม 2569" in page
    assert "สนใจออกบูธ → ตลาด ลูกค้า และต่างประเทศ" in page
    assert "<dd>3 คน</dd>" in page
    assert re.search(r"ไม่เคยขอรับข่าว</th><td class=\"figure\">2<", page)
    assert "<dt>จังหวัด</dt><dd>นครราชสีมา</dd>" in page
    assert "คุณเป็นผู้เขียน" in page
    assert "อนุมัติประกาศนี้" not in page
    assert "ออกบูธงานของดีภาคอีสาน" in desk.browser.get("/broadcasts").text


def test_mistakes_come_all_at_once_and_nothing_typed_is_lost(desk: Desk) -> None:
    wrong = {**FORM, "title": "", "closes": "2020-01-01", "flow": "", "contact_days": "x"}
    answer = desk.browser.post("/broadcasts/new", "/broadcasts", **wrong)
    assert answer.status_code == 400
    for kept in ("เปิดรับสมัครร้านค้าออกบูธ 40 ร้าน", 'value="2020-01-01"', 'value="สนใจออกบูธ"'):
        assert kept in answer.text
    assert 'value="TH-30" checked' in answer.text
    found = re.findall(r'<p class="why" id="([\w-]+)-wrong"', answer.text)
    assert found == ["title", "closes", "button-1", "contact_days"]
    assert "แก้ 4 จุด" in answer.text


def test_a_draft_is_written_anew_and_then_approved_anew(desk: Desk) -> None:
    page = desk.write(province="")
    desk.sign_in("bob")
    assert "bob" in desk.do(page, "approve").lower()
    form = desk.browser.get(f"{page}/edit").text
    assert 'value="ออกบูธงานของดีภาคอีสาน"' in form
    assert "ต้องอนุมัติใหม่" in form
    changed = {**FORM, "province": "", "title": "ออกบูธที่โคราช"}
    shown = desk.browser.post(f"{page}/edit", f"{page}/edit", **changed).text
    assert "ออกบูธที่โคราช" in shown
    assert "อนุมัติแล้ว" not in shown
    bad = desk.browser.post(f"{page}/edit", f"{page}/edit", **{**changed, "source": ""})
    assert bad.status_code == 400


def test_an_announcement_of_message_objects_is_not_for_the_form(desk: Desk) -> None:
    page = desk.write()
    with transaction(desk.app.engine) as connection:
        raw = orjson.loads(connection.scalar(text("SELECT draft FROM broadcast")))
        raw["message"] = [{"type": "flex", "altText": "ใบปลิว"}]
        told = orjson.dumps(raw).decode()
        connection.execute(text("UPDATE broadcast SET draft = :told"), {"told": told})
    assert "ใบปลิว" in desk.browser.get(page).text
    assert "รูปแบบเฉพาะของ LINE" in desk.browser.get(f"{page}/edit").text


# --- approving ---


def test_another_one_approves_and_it_goes_out_now(desk: Desk) -> None:
    page = desk.write()
    assert "ผู้เขียนประกาศอนุมัติเองไม่ได้" in desk.do(page, "approve")
    desk.sign_in("bob")
    assert "อนุมัติครบแล้ว" in desk.do(page, "approve")
    assert "ส่งต่อไม่ได้" not in desk.do(page, "send", when="now")
    assert desk.find(page).send_after == desk.app.now()
    assert "แก้ไม่ได้แล้ว" in desk.browser.get(f"{page}/edit").text


def test_the_whole_country_wants_two_who_approve(desk: Desk) -> None:
    page = desk.write(province="")
    assert "ต้องมีผู้อนุมัติสองคน" in desk.browser.get(page).text
    desk.sign_in("bob")
    assert "อีก 1 คนเปิดหน้านี้" in desk.do(page, "approve")
    desk.sign_in("cat")
    assert "อนุมัติครบแล้ว" in desk.do(page, "approve")


def test_while_nothing_is_known_of_the_month_nothing_is_approved(desk: Desk) -> None:
    page = desk.write()
    desk.sign_in("bob")
    with transaction(desk.app.engine) as connection:
        connection.execute(text("DELETE FROM line_quota"))
    assert "อนุมัติได้เมื่อทราบจาก LINE" in desk.browser.get(page).text
    token = desk.token(page)
    answer = desk.browser.client.post(f"/console{page}/approve", data={"csrf_token": token})
    assert answer.status_code == 409
    assert "ยังไม่ทราบว่าเดือนนี้เหลือข้อความเท่าใด" in answer.text
    assert "ยังไม่ทราบจาก LINE" in desk.browser.get("/broadcasts").text


def test_what_is_too_much_is_refused_and_what_is_cheaper_is_told(desk: Desk) -> None:
    with transaction(desk.app.engine) as connection:
        quota.note(connection, Count(8, 10), now=desk.app.now())
        add_friends(
            connection, range(50, 53), now=desk.app.now(), province="TH-40", seen_days_ago=200
        )
    page = desk.write(province="")
    shown = desk.browser.get(page).text
    assert "เกินส่วนของประกาศในเดือนนี้" in shown
    assert "เฉพาะเชียงใหม่ 1 คน" in desk.browser.get(f"{page}/cheaper").text
    assert "เดือนหน้าก็ยังส่งไม่ครบ" in shown
    desk.sign_in("bob")
    assert "อนุมัติประกาศนี้" not in desk.browser.get(page).text
    assert "ใกล้หมด" in desk.browser.get("/broadcasts").text
    with transaction(desk.app.engine) as connection:
        quota.note(connection, Count(10, 10), now=desk.app.now())
    assert desk.browser.get(f"{page}/cheaper").text.strip() == "<li>เลือกจังหวัดให้น้อยลง</li>"
    with transaction(desk.app.engine) as connection:
        quota.note(connection, Count(6, 12), now=desk.app.now())
    shown = desk.browser.get(page).text
    ways = desk.browser.get(f"{page}/cheaper").text
    assert "เฉพาะคนที่ติดต่อมาใน 180 วัน 4 คน" in ways
    assert "เฉพาะขอนแก่น 3 คน" in ways
    assert "รอส่งเดือนหน้า ส่งได้ครบทุกคน" in shown


def test_who_may_not_announce_sets_no_hour_either(desk: Desk) -> None:
    number, korat = (
        desk.find(desk.write()).id,
        Officer(9, "korat", "Korat", Role.OFFICER, "SSRC-30"),
    )
    deps, now = desk.app.staff_deps, desk.app.now()
    with pytest.raises(NotYours), transaction(desk.app.engine) as connection:
        broadcasts.schedule(connection, deps, korat, number, None, now=now)
    with pytest.raises(NotYours), transaction(desk.app.engine) as connection:
        broadcast_trial.send(connection, deps, korat, number, cause="x", now=now)


# --- sending ---


@pytest.mark.parametrize(
    ("day", "hour", "why"),
    [
        ("2026-11-28", "10:00", "เฉพาะวันและเวลาราชการ"),
        ("2026-11-26", "20:00", "เฉพาะวันและเวลาราชการ"),
        ("2026-11-25", "09:00", "ยังมาไม่ถึง"),
        ("2026-12-16", "09:00", "เลยวันปิดรับ"),
        ("2026-11-26", "เช้า", "ใส่เวลา"),
        ("", "10:00", "เลือกวันที่ส่ง"),
    ],
)
def test_it_goes_out_on_a_working_day_or_not_at_all(
    desk: Desk, day: str, hour: str, why: str
) -> None:
    page = desk.approved()
    assert why in desk.do(page, "send", when="later", day=day, hour=hour)
    assert desk.find(page).send_after is None


def test_it_waits_for_its_hour_and_the_hour_may_change(desk: Desk) -> None:
    page = desk.approved()
    shown = desk.do(page, "send", when="later", day="2026-11-26", hour="13:30")
    assert "ตั้งแต่ 26 พ.ย. 2569 เวลา 13:30 น." in shown
    assert "จะส่งตั้งแต่ 26 พ.ย. 2569" in desk.browser.get("/broadcasts").text
    assert "จะเริ่มส่งภายในไม่กี่วินาที" in desk.do(page, "send", when="now")
    assert "ตั้งเวลาส่งไม่ได้" in desk.do(desk.write(), "send", when="now")


def test_in_the_evening_it_waits_for_the_morning(desk: Desk, clock: HandClock) -> None:
    page = desk.started()
    clock.move(hours=10)
    desk.sign_in("ann")
    assert "จะส่งต่อวันพฤหัสบดีที่ 26 พ.ย. 2569 เวลา 08:30 น." in desk.browser.get(page).text


def test_which_provinces_wait_for_their_offices_is_said(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.broadcasts.capacity.LEAST", 0)
    page = desk.started()
    assert "รอก่อน" not in desk.browser.get(page).text, "everybody has it"
    with transaction(desk.app.engine) as connection:
        connection.execute(text("UPDATE broadcast_chunk SET finished_at = NULL"))
    line = "รอก่อน นครราชสีมา (เรื่องใหม่ 0 คาดว่าจะมีอีก 1 รับได้ 0)"
    assert line in desk.browser.get(page).text


def test_progress_is_shown_until_it_stands_elsewhere(desk: Desk) -> None:
    page = desk.started()
    shown = desk.browser.get(page).text
    where = re.search(r'hx-get="/console([^"]+)"', shown)
    assert where is not None
    piece = desk.browser.get(where[1].replace("&amp;", "&"))
    assert '<progress max="3" value="3"' in piece.text
    assert "HX-Refresh" not in piece.headers
    assert "ส่งถึง 3 จาก 3 คน" in desk.browser.get("/broadcasts").text
    desk.do(page, "pause")
    assert desk.browser.get(where[1]).headers["HX-Refresh"] == "true"


def test_it_is_paused_goes_on_and_is_stopped_only_when_asked_twice(desk: Desk) -> None:
    page = desk.started()
    assert "พักไว้" in desk.do(page, "pause")
    assert desk.find(page).state is State.PAUSED
    assert "กำลังส่ง" in desk.do(page, "resume")
    asked = desk.browser.get(f"{page}/stop").text
    assert "ยุติประกาศ?" in asked
    assert "ส่งถึงแล้ว 3 จาก 3 คน" in asked
    assert desk.find(page).state is State.SENDING
    assert "ยุติแล้ว" in desk.browser.post(f"{page}/stop", f"{page}/stop").text
    assert desk.browser.get(f"{page}/stop").status_code == 302


def test_one_that_the_service_holds_says_why_and_goes_on(desk: Desk) -> None:
    page = desk.started()
    with transaction(desk.app.engine) as connection:
        number = int(page.rpartition("/")[2])
        stored.move(connection, number, State.SENDING, State.HELD, reason="quota")
    assert "LINE แจ้งว่าข้อความของเดือนนี้หมดแล้ว" in desk.browser.get(page).text
    assert "LINE แจ้งว่าข้อความของเดือนนี้หมดแล้ว" in desk.browser.get("/broadcasts").text
    assert "กำลังส่ง" in desk.do(page, "resume")


# --- what costs less, and goes slower ---


def test_it_is_cut_to_the_provinces_that_the_month_lasts_for(desk: Desk) -> None:
    with transaction(desk.app.engine) as connection:
        quota.note(connection, Count(8, 10), now=desk.app.now())
    page = desk.write(province="")
    shown = desk.do(page, "cut")
    assert re.search(r"<h2>ส่งถึง 1 คน</h2>.*เชียงใหม่.*<h2>ไม่ได้ส่ง 3 คน</h2>", shown, re.DOTALL)
    assert desk.find(page).draft.audience.province == ("TH-50",)
    assert "<dd>เชียงใหม่</dd>" in desk.browser.get(page).text


def test_news_on_free_answers_needs_no_quota_and_begins_at_once(desk: Desk) -> None:
    with transaction(desk.app.engine) as connection:
        connection.execute(text("DELETE FROM line_quota"))
    page = desk.approved(free="1")
    assert "ไปกับคำตอบ ไม่เสียโควตา" in desk.browser.get(page).text
    number, now = desk.find(page).id, desk.app.now()
    announcing.freeze(desk.app, number)
    assert "เริ่มบอกข่าว" in desk.browser.get(page).text
    assert "กำลังส่ง" in desk.do(page, "send")
    with transaction(desk.app.engine) as connection:
        stored.note_ride(connection, number, someone(0), now=now)
    assert "<dt>ได้รับแล้ว</dt><dd>1</dd>" in desk.browser.get(page).text
    assert "ส่งถึง 1 จาก 3 คน" in desk.browser.get("/broadcasts").text
    assert "ไปกับคำตอบที่ไม่เสียโควตา 1 คน" in desk.browser.get(f"{page}/report").text
    with transaction(desk.app.engine) as connection:
        broadcasts.end_free(connection, number, now=now)
    assert f'href="/console{page}/correct"' in desk.browser.get(page).text
    assert "แก้ข่าวเสียคนละหนึ่งข้อความ" in desk.browser.get(f"{page}/correct").text
    with transaction(desk.app.engine) as connection:
        quota.note(connection, Count(100, 5000), now=now)
    fields = {**FORM, "message": "ที่ถูกคือ 30 ร้าน", "free": "1"}
    shown = desk.browser.post(f"{page}/correct", f"{page}/correct", **fields).text
    assert "<dd>1 คน</dd>" in shown
    assert "ไปกับคำตอบ ไม่เสียโควตา" not in shown


def test_a_free_draft_costs_nothing(desk: Desk) -> None:
    with transaction(desk.app.engine) as connection:
        quota.note(connection, Count(10, 10), now=desk.app.now())
    page = desk.write(province="", free="1", pilot="TH-30", urgent="1")
    shown = desk.browser.get(page).text
    assert "<dt>เสียโควตา</dt><dd>0</dd>" in shown
    assert "เกินส่วนของประกาศ" not in shown
    assert "ข้อความที่กันไว้สำหรับข่าวด่วน" in shown
    assert "นครราชสีมา (ส่งก่อน แล้วพักให้ดูผล)" in shown
    form = desk.browser.get(f"{page}/edit").text
    assert 'name="free" value="1" checked' in form
    assert '<option value="TH-30" selected>' in form


# --- trying it on oneself ---


def test_an_officer_reads_it_in_their_own_line_first(desk: Desk) -> None:
    page = desk.write()
    assert "ผูก LINE ของคุณ" in desk.browser.get(page).text
    assert "ยังไม่ได้ผูก LINE" in desk.do(page, "trial", once=desk.app.new_key())
    with transaction(desk.app.engine) as connection:
        groups.bind_officer(connection, "ann", "Uann")
    assert "ส่งตัวอย่างถึง LINE ของคุณแล้ว" in desk.do(page, "trial")
    assert list(desk.browser.sent) == ["Uann"]
    with transaction(desk.app.engine) as connection:
        letter = outbox.claim_next(connection, "Uann", holder="me", now=desk.app.now())
    assert letter is not None
    assert letter.lane == "staff"
    assert "เปิดรับสมัครร้านค้า" in letter.messages
    assert "s=0&" in letter.messages, "pressing its buttons counts for nothing"


# --- what came of it ---


def test_the_report_tells_who_answered_and_is_a_workbook(desk: Desk) -> None:
    page = desk.finished()
    number = int(page.rpartition("/")[2])
    with transaction(desk.app.engine) as connection:
        now = desk.app.now()
        broadcast_answers.note(connection, number, someone(0), flow="market", now=now)
        broadcast_answers.note(connection, number, someone(1), flow="stop", now=now)
        broadcast_answers.note(connection, number, someone(2), flow="programmes", now=now)
    shown = desk.browser.get(f"{page}/report").text
    assert "ตลาด ลูกค้า และต่างประเทศ" in shown
    assert "โครงการที่เปิดอยู่" in shown
    assert "เลิกรับข่าวจากประกาศนี้ 1 คน" in shown
    assert "ไม่เคยขอรับข่าว" in shown
    file = desk.browser.get(f"{page}/report.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(file.data))
    assert book.sheetnames == [
        "สรุป",
        "ไม่ได้ส่ง",
        "LINE ไม่รับ",
        "กดปุ่มตอบ",
        "ผลของเรื่อง",
        "รายจังหวัด",
    ]
    korat = [cell.value for cell in book["รายจังหวัด"][4]]
    assert korat[:4] == ["นครราชสีมา", 3, 2, 66.7]
    told = {row[0]: row[1] for row in book["สรุป"].iter_rows(min_row=4, values_only=True)}
    assert (told["ส่งถึงแล้ว"], told["กดปุ่มตอบ"], told["ไม่ได้ส่ง"]) == (3, 2, 2)


def test_what_line_did_not_take_and_what_came_of_cases_is_said_in_thai(
    desk: Desk, talk: Talk
) -> None:
    page = desk.approved()
    number, now = desk.find(page).id, desk.app.now()
    announcing.freeze(desk.app, number)
    with transaction(desk.app.engine) as connection:
        broadcasts.start(connection, number, at_once=False, now=now)
        rules = broadcasts.rules(desk.app.staff_deps, desk.find(page).draft, now, capped=True)
        (claimed,) = chunks.claim(connection, number, rules, holder="me", most=None)
        reason = "LINE refused the request and would refuse it again; see its message: x"
        chunks.give_up(connection, claimed, error=reason, now=now)
        stored.move(connection, number, State.SENDING, State.HELD, reason="refused")
        broadcast_answers.note(connection, number, talk.person, flow="market", now=now)
    talk.file_a_loan()
    assert "LINE ไม่รับข้อความนี้ ดูเหตุผลในรายงาน" in desk.browser.get(page).text
    shown = desk.browser.get(f"{page}/report").text
    assert re.search(r"LINE ไม่รับข้อความนี้</th><td class=\"figure\">3<", shown)
    assert "ยังไม่ปิดเรื่อง" in shown
    with transaction(desk.app.engine) as connection:
        connection.execute(text("UPDATE case_record SET outcome = 'loan_approved'"))
    file = desk.browser.get(f"{page}/report.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(file.data))
    assert [cell.value for cell in book["LINE ไม่รับ"][4]][2] == reason
    assert book["ผลของเรื่อง"].cell(4, 1).value == "สินเชื่อได้รับอนุมัติ"


def test_a_correction_goes_to_exactly_those_who_received_it(desk: Desk) -> None:
    page = desk.finished()
    form = desk.browser.get(f"{page}/correct").text
    assert 'value="แก้ข่าว: ออกบูธงานของดีภาคอีสาน"' in form
    assert 'name="province"' not in form
    fields = {**FORM, "message": "ที่ถูกคือ 30 ร้าน", "province": "TH-50"}
    shown = desk.browser.post(f"{page}/correct", f"{page}/correct", **fields)
    correction = shown.request.path.removeprefix("/console")
    one = desk.find(correction)
    assert one.corrects == desk.find(page).id
    assert one.draft.audience.province == ("TH-30",), "whatever was chosen"
    assert "<dd>3 คน</dd>" in shown.text
    assert 'name="province"' not in desk.browser.get(f"{correction}/edit").text
    desk.browser.post(f"{correction}/edit", f"{correction}/edit", **fields)
    assert desk.find(correction).draft.audience.province == ("TH-30",)
    bad = desk.browser.post(f"{page}/correct", f"{page}/correct", **{**fields, "title": ""})
    assert bad.status_code == 400


def test_once_its_recipients_are_forgotten_nothing_is_corrected(
    desk: Desk, clock: HandClock
) -> None:
    page = desk.finished()
    assert f'href="/console{page}/correct"' in desk.browser.get(page).text
    fields = {**FORM, "message": "ที่ถูกคือ 30 ร้าน", "closes": "2027-12-15"}
    draft = desk.browser.post(f"{page}/correct", f"{page}/correct", **fields).request.path
    clock.move(days=91)
    forget_recipients(desk.app, seconds=60)
    desk.browser.sign_in("cat")
    for where in (page, f"{page}/report"):
        shown = desk.browser.get(where).text
        assert f'href="/console{page}/correct"' not in shown
    assert "ลบรายชื่อผู้รับแล้วเมื่อ 24 ก.พ. 2570" in desk.browser.get(page).text
    assert "ให้เขียนประกาศใหม่" in desk.browser.get(f"{page}/correct").text
    with transaction(desk.app.engine) as connection:
        quota.note(connection, Count(100, 5000), now=clock.now())
    shown = desk.browser.get(draft.removeprefix("/console")).text
    assert "ลบรายชื่อผู้ที่ได้รับข่าวเดิมแล้ว" in shown
    assert "อนุมัติประกาศนี้" not in shown
    assert "ลบไปแล้ว" in desk.do(draft.removeprefix("/console"), "approve")


def test_of_what_has_not_gone_out_line_is_not_asked(desk: Desk) -> None:
    assert "LINE ยังไม่บอก" in desk.browser.get(f"{desk.write()}/opened").text


def test_what_has_not_gone_out_is_not_corrected(desk: Desk) -> None:
    assert "ให้ยุติก่อน" in desk.browser.get(f"{desk.write()}/correct").text


# --- who may, and where to go ---


def test_only_those_who_announce_see_any_of_it(inside: Browser) -> None:
    assert inside.get("/broadcasts").status_code == 403
    for path in (
        "new",
        "1",
        "1/edit",
        "1/report",
        "1/stop",
        "1/progress",
        "1/correct",
        "1/cheaper",
    ):
        assert inside.get(f"/broadcasts/{path}").status_code == 403, path
    assert inside.post("/new", "/broadcasts", **FORM).status_code == 403
    for deed in ("approve", "send", "trial", "pause", "resume", "stop", "edit", "correct"):
        assert inside.post("/new", f"/broadcasts/1/{deed}").status_code == 403, deed
    assert "ประกาศข่าว" not in inside.get("/").text


@pytest.mark.parametrize("where", ["77", "x", "9" * 30])
def test_one_that_is_not_there_says_so(desk: Desk, where: str) -> None:
    for path in ("", "/edit", "/report", "/stop", "/progress", "/correct", "/cheaper"):
        answer = desk.browser.get(f"/broadcasts/{where}{path}")
        assert answer.status_code == 404
        assert "ไม่พบประกาศ" in answer.text


def test_a_long_list_goes_on_on_the_next_page(desk: Desk) -> None:
    written = desk.find(desk.write()).draft
    with transaction(desk.app.engine) as connection:
        for _ in range(20):
            stored.add(connection, written, author="ann", corrects=None, now=desk.app.now())
    first = desk.browser.get("/broadcasts").text
    assert first.count("case news") == 20
    further = re.search(r'/console(/broadcasts\?before=\d+)"', first)
    assert further is not None
    assert desk.browser.get(further[1]).text.count("case news") == 1
    assert "หมดรายการแล้ว" in desk.browser.get("/broadcasts?before=1").text


def test_how_many_answers_were_free_is_told(desk: Desk) -> None:
    row = "(:id, 'c' || :id, 'Ux', 'live', 'sent', :by, 1, :at, :at)"
    columns = "(id, cause, person, lane, status, sent_by, attempts, created_at, finished_at)"
    with transaction(desk.app.engine) as connection:
        for number, by in enumerate(["reply", "reply", "reply", "push"]):
            connection.execute(
                text(f"INSERT INTO outbox_done {columns} VALUES {row}"),  # noqa: S608
                {"id": number, "by": by, "at": desk.app.now().isoformat()},
            )
    assert "<dd>75%</dd>" in desk.browser.get("/broadcasts").text


def test_a_plan_without_a_limit_says_so(desk: Desk) -> None:
    with transaction(desk.app.engine) as connection:
        quota.note(connection, Count(7, None), now=desk.app.now())
    assert "ไม่จำกัด" in desk.browser.get("/broadcasts").text
    assert "ของทั้งเดือน" not in desk.browser.get(desk.write()).text
