"""The console as a browser meets it: forms, headers, what is shown to whom."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from io import BytesIO

import openpyxl
import pyotp
import pytest
from sqlalchemy import text
from werkzeug.test import TestResponse

from bot.app import App
from bot.model.cases import Status
from bot.model.staff import Role
from bot.storage import cases, relabels
from bot.storage.db import reading
from bot.worker.indexing import index_changed
from bot.worker.sweeper import wind_clocks
from tests.handlers.conftest import Talk
from tests.web.conftest import PASSWORD, PHONE, Browser
from tests.world import HandClock

# --- coming and going ---


def test_nobody_is_inside_who_has_not_signed_in(browser: Browser) -> None:
    for path in ("/", "/cases/30-69-00001-1"):
        answer = browser.get(path)
        assert answer.status_code == 302
        assert answer.location.startswith("/console/sign-in?next=/console/")


def test_after_signing_in_the_page_that_was_wanted_is_shown(browser: Browser, number: str) -> None:
    browser.make("ann")
    wanted = f"/sign-in?next=/console/cases/{number}"

    shown = browser.post("/sign-in", wanted, name="ann", password=PASSWORD)

    assert shown.request.path == f"/console/cases/{number}"


@pytest.mark.parametrize("elsewhere", ["https://evil.example", "//evil.example", "/console//x"])
def test_nobody_is_led_elsewhere(browser: Browser, elsewhere: str) -> None:
    browser.make("ann")

    shown = browser.post("/sign-in", f"/sign-in?next={elsewhere}", name="ann", password=PASSWORD)

    assert shown.request.path == "/console/"


def test_a_wrong_password_is_told_and_the_name_kept(browser: Browser) -> None:
    browser.make("ann")

    told = browser.sign_in(password="something else")

    assert told.status_code == 401
    assert "ไม่ถูกต้อง" in told.text
    assert 'value="ann"' in told.text


def test_signing_out_ends_it_for_every_copy_of_the_cookie(inside: Browser) -> None:
    before = inside.client.get_cookie("front_door", path="/console")
    assert before is not None
    inside.post("/", "/sign-out")
    inside.client.set_cookie("front_door", before.value, path="/console")

    assert inside.get("/").status_code == 302


def test_after_hours_without_a_click_one_signs_in_anew(inside: Browser, clock: HandClock) -> None:
    clock.move(hours=3)
    assert inside.get("/").status_code == 200
    clock.move(hours=3)
    assert inside.get("/").status_code == 200, "a click counts"
    clock.move(hours=5)
    assert inside.get("/").status_code == 302


def test_a_page_that_refreshes_itself_keeps_nobody_signed_in(
    inside: Browser, clock: HandClock, number: str
) -> None:
    def refresh() -> TestResponse:
        clock.move(hours=1)
        page = f"/console/cases/{number}/talk"
        return inside.client.get(page, headers={"HX-Request": "true"})

    answers = [refresh() for _ in range(5)]

    assert answers[-1].headers["HX-Redirect"] == "/console/sign-in"


def test_headquarters_sets_up_a_second_factor_and_is_asked_for_it_from_then_on(
    browser: Browser, clock: HandClock
) -> None:
    browser.make("hq", Role.HEADQUARTERS, None)
    first = browser.sign_in("hq")
    assert first.request.path == "/console/second-factor"
    secret = re.search(r"<code>(\w+)</code>", first.text)
    assert secret is not None
    assert browser.get("/").location == "/console/second-factor", "there is no way around it"

    wrong = browser.post("/second-factor", "/second-factor", code="000000")
    assert wrong.status_code == 401
    code = pyotp.TOTP(secret[1]).at(clock.now())
    assert browser.post("/second-factor", "/second-factor", code=code).request.path == "/console/"

    browser.post("/", "/sign-out")
    again = browser.sign_in("hq")
    assert again.request.path == "/console/second-factor"
    assert secret[1] not in again.text, "it is shown once"


def test_a_form_of_another_site_does_nothing(inside: Browser, number: str) -> None:
    answer = inside.client.post(f"/console/cases/{number}/claim")

    assert answer.status_code == 400
    assert "หมดอายุ" in answer.text
    assert inside.get(f"/cases/{number}").text.count("รับเรื่องแล้ว") >= 1


def test_browsers_may_run_only_our_own_files_and_keep_no_page(inside: Browser) -> None:
    headers = inside.get("/").headers

    assert "script-src 'self'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-store"
    cookie = inside.client.get_cookie("front_door", path="/console")
    assert cookie is not None
    assert (cookie.secure, cookie.http_only, cookie.same_site) == (True, True, "Lax")


# --- the desk ---


def test_an_empty_desk_says_so(inside: Browser) -> None:
    assert "ไม่มีเรื่องค้าง" in inside.get("/").text


def test_the_desk_shows_the_unit_s_cases_without_anything_personal(
    inside: Browser, number: str
) -> None:
    shown = inside.get("/").text

    assert number in shown
    assert "เรื่องใหม่" in shown
    assert "บุญมา" not in shown
    assert PHONE not in shown


@pytest.mark.parametrize(
    ("role", "unit", "seen"),
    [
        (Role.OFFICER, "SSRC-50", False),
        (Role.HEADQUARTERS, None, True),
        (Role.BROADCAST, None, False),
        (Role.ADMIN, None, False),
    ],
)
def test_who_sees_which_desk(
    browser: Browser, clock: HandClock, number: str, role: Role, unit: str | None, *, seen: bool
) -> None:
    browser.make("bob", role, unit)
    page = browser.sign_in("bob")
    if secret := re.search(r"<code>(\w+)</code>", page.text):
        code = pyotp.TOTP(secret[1]).at(clock.now())
        page = browser.post("/second-factor", "/second-factor", code=code)

    assert page.request.path == "/console/"
    assert (number in page.text) is seen


def test_a_long_desk_is_shown_page_by_page(inside: Browser, number: str, app: App) -> None:
    columns = "person, status, category, priority, centre_code, centre_name, helpers, why_centre"
    more = "details, summary, opened_at, last_action_at, next_contact"
    with_number = f"number, {columns}, {more}"
    copies = " UNION ALL ".join(
        f"SELECT 'copy-{place:02}', {columns}, {more} FROM case_record WHERE number = '{number}'"  # noqa: S608
        for place in range(60)
    )
    app.writer.run(
        lambda connection: connection.execute(
            text(f"INSERT INTO case_record ({with_number}) {copies}")
        )
    )

    first = inside.get("/").text
    link = re.search(r'href="/console(/\?after=[^"]+)"', first)
    assert link is not None
    second = inside.get(link[1]).text

    listed = [re.findall(r"/cases/([^\"]+)", page) for page in (first, second)]
    assert [len(page) for page in listed] == [50, 11]
    assert len({*listed[0], *listed[1]}) == 61
    assert inside.get("/?after=nonsense").status_code == 409


# --- the case ---


def test_who_its_owner_is_stays_covered_until_the_case_is_claimed(
    inside: Browser, number: str
) -> None:
    page = f"/cases/{number}"
    covered = inside.get(page).text
    assert PHONE not in covered
    assert "เครื่องซีล" not in covered

    shown = inside.post(page, f"{page}/claim").text

    assert PHONE in shown
    assert "เครื่องซีล" in shown
    assert "Ann กำลังคุย" in shown


def test_an_officer_sees_who_writes_english(inside: Browser, number: str, talk: Talk) -> None:
    assert "เขียนภาษาอังกฤษ" not in inside.get(f"/cases/{number}").text

    talk.say("English please")

    assert "เขียนภาษาอังกฤษ" in inside.get(f"/cases/{number}").text


def test_uncovering_without_claiming_is_on_record(inside: Browser, number: str) -> None:
    shown = inside.get(f"/cases/{number}?reveal=1")

    assert PHONE in shown.text
    with reading(inside.app.engine) as connection:
        acts = connection.execute(text("SELECT staff_name, act FROM access_log")).all()
    assert [tuple(row) for row in acts] == [("ann", "reveal")]


def test_the_whole_work_on_a_case(inside: Browser, number: str, talk: Talk) -> None:
    page = f"/cases/{number}"
    inside.post(page, f"{page}/claim")
    talk.say("มีเอกสารแล้วค่ะ")
    live = inside.get(f"{page}/talk").text
    assert "มีเอกสารแล้วค่ะ" in live
    assert "ตอบฟรีได้อีก" in inside.get(f"{page}/now").text

    said = inside.post(page, f"{page}/answer", words="ส่งสำเนามาได้เลยค่ะ").text
    assert "ส่งสำเนามาได้เลยค่ะ" in said
    assert "ข้อความนี้เสียโควตา 1" in said
    assert inside.sent[-1] == talk.person, "the sender is woken"

    fields = {"topic": "fin.working", "triage": "1", "priority": "urgent"}
    assert "เงินทุนหมุนเวียน" in inside.post(page, f"{page}/sort", **fields).text
    assert "รอธนาคาร" in inside.post(page, f"{page}/note", words="รอธนาคาร").text
    assert "กำลังตอบ" in inside.post(page, f"{page}/give-back").text
    closed = inside.post(page, f"{page}/close", outcome="loan_approved", amount="500000").text
    assert "สินเชื่อได้รับอนุมัติ" in closed
    assert "เปิดเรื่องอีกครั้ง" in closed
    assert "รับเรื่องแล้ว" in inside.post(page, f"{page}/reopen").text


def test_what_the_bot_guessed_is_shown_and_put_right_in_one_tap(
    inside: Browser, number: str
) -> None:
    page = f"/cases/{number}"
    shown = inside.get(page).text
    assert re.search(r"ผู้ช่วยอัตโนมัติเข้าใจว่าเป็นเรื่อง <strong>สินเชื่อเพื่อลงทุน.*</strong> มั่นใจ \d\d%", shown)
    assert "นครราชสีมา (อ่านจากข้อความ)" not in shown, "its owner was asked for the province"

    after = inside.post(page, f"{page}/relabel", topic="rescue").text
    assert "<h1>แก้หนี้และฟื้นฟูกิจการ</h1>" in after
    assert "จัดประเภทเรื่อง" in after
    assert inside.post(page, f"{page}/relabel", topic="nonsense").status_code == 409


def test_a_case_tells_what_its_clocks_will_do_by_which_rule(inside: Browser, number: str) -> None:
    shown = inside.get(f"/cases/{number}").text
    assert "นาฬิกาของเรื่อง" in shown
    assert "ขอให้ศูนย์ส่งเสริมอุตสาหกรรมภาคที่ 6" in shown
    assert re.search(r"อีก 2 วันทำการ \(27 พ.ย. 2569\) · กฎ region_after", shown)


def test_a_case_from_the_counter_is_nothing_the_bot_mistook(inside: Browser) -> None:
    slip = inside.post("/new", "/new", **COUNTER).text
    page = f"/cases/{re.findall(r'30-[0-9]{2}-[0-9]{5}-[0-9]', slip)[0]}"
    inside.post(page, f"{page}/claim")
    assert "<h1>แก้หนี้" in inside.post(page, f"{page}/relabel", topic="rescue").text
    with reading(inside.app.engine) as connection:
        assert relabels.latest(connection) == []


def test_headquarters_sees_what_the_bot_took_for_what(
    inside: Browser, number: str, clock: HandClock
) -> None:
    inside.post(f"/cases/{number}", f"/cases/{number}/relabel", topic="rescue")
    assert inside.get("/admin/labels").status_code == 403
    inside.post("/", "/sign-out")
    hq = inside
    hq.make("hq", Role.HEADQUARTERS, None)
    secret = re.search(r"<code>(\w+)</code>", hq.sign_in("hq").text)
    assert secret is not None
    code = pyotp.TOTP(secret[1]).at(clock.now())
    hq.post("/second-factor", "/second-factor", code=code)
    told = hq.get("/admin/labels").text
    assert "<td>เงินทุนและสินเชื่อ</td><td>แก้หนี้และฟื้นฟูกิจการ</td><td>1</td>" in told
    assert number in told
    assert "บุญมา" not in told


def test_a_form_sent_twice_is_said_once(inside: Browser, number: str) -> None:
    page = f"/cases/{number}"
    html = inside.post(page, f"{page}/claim").text
    form = dict(re.findall(r'name="(csrf_token|once)" value="([^"]+)"', html))

    for _ in range(2):
        inside.client.post(f"/console{page}/answer", data={**form, "words": "สวัสดีค่ะ"})

    assert inside.get(page).text.count("สวัสดีค่ะ") == 1


def test_an_owner_who_blocked_the_account_is_to_be_called(
    inside: Browser, number: str, talk: Talk
) -> None:
    page = f"/cases/{number}"
    inside.post(page, f"{page}/claim")
    talk.happen("unfollow")

    assert "บล็อกบัญชีนี้" in inside.get(page).text


def post_empty(browser: Browser, page: str) -> TestResponse:
    return browser.post(page, f"{page}/answer", words=" ")


def post_priority(browser: Browser, page: str) -> TestResponse:
    return browser.post(page, f"{page}/sort", priority="at once")


def post_without_key(browser: Browser, page: str) -> TestResponse:
    return browser.post(page, f"{page}/answer", words="สวัสดีค่ะ", once="")


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (post_empty, "พิมพ์ข้อความก่อน"),
        (post_priority, "เลือกความเร่งด่วน"),
        (post_without_key, "โหลดใหม่"),
    ],
)
def test_what_cannot_be_done_is_told_with_what_to_do(
    inside: Browser, number: str, wrong: Callable[[Browser, str], TestResponse], told: str
) -> None:
    answer = wrong(inside, f"/cases/{number}")

    assert answer.status_code == 409
    assert told in answer.text


def test_a_case_of_another_unit_is_not_there(browser: Browser, number: str) -> None:
    browser.make("far", unit="SSRC-50")
    browser.sign_in("far")

    assert browser.get(f"/cases/{number}").status_code == 404


def test_a_regional_centre_sees_but_may_not_claim(browser: Browser, number: str) -> None:
    browser.make("reg", Role.REGION, "IPC-6")
    browser.sign_in("reg")
    page = f"/cases/{number}"

    assert "รับเรื่องและคุยเอง" not in browser.get(page).text
    assert browser.post(page, f"{page}/claim").status_code == 403


# --- at the counter ---

COUNTER = {
    "channel": "walk_in",
    "name": "สมศรี",
    "phone": "089 999 8888",
    "topic": "market",
    "province": "TH-30",
    "summary": "หาลูกค้าต่างจังหวัด",
    "noticed": "yes",
}


def test_a_case_from_the_counter_gets_a_number_a_slip_and_a_place_on_the_desk(
    inside: Browser,
) -> None:
    assert 'value="TH-30" selected' in inside.get("/new").text

    slip = inside.post("/new", "/new", **COUNTER).text

    number = re.search(r"30-\d\d-\d{5}-\d", slip)
    assert number is not None
    assert "นครราชสีมา" in slip
    page = f"/cases/{number[0]}"
    shown = inside.post(page, f"{page}/claim").text
    assert "089-999-8888" in shown
    assert "ส่งทาง LINE" not in shown
    assert "ปิดเรื่อง" in inside.post(page, f"{page}/close", outcome="advised").text


def test_the_slip_is_printed_again_with_the_same_code(inside: Browser) -> None:
    slip = inside.post("/new", "/new", **COUNTER).text
    number, code = re.findall(r"30-\d\d-\d{5}-\d|ใบรับเรื่อง [A-Z-]{14}", slip)[:2]
    assert "สแกนด้วยมือถือ" not in slip  # no basic id is set: the words are typed

    assert code in inside.get(f"/cases/{number}/slip").text


def test_a_case_from_line_has_no_slip(inside: Browser, talk: Talk) -> None:
    number = talk.file_a_loan().number

    told = inside.get(f"/cases/{number}/slip")

    assert told.status_code == 409
    assert "ไม่ต้องใช้ใบรับเรื่อง" in told.text


def test_a_form_with_gaps_comes_back_as_it_was(inside: Browser) -> None:
    answer = inside.post("/new", "/new", **{**COUNTER, "phone": "12"})

    assert answer.status_code == 400
    assert "ใส่เบอร์โทร" in answer.text
    assert "หาลูกค้าต่างจังหวัด" in answer.text


def test_the_same_form_opens_one_case(inside: Browser) -> None:
    form = dict(re.findall(r'name="(csrf_token|once)" value="([^"]+)"', inside.get("/new").text))

    slips = [inside.client.post("/console/new", data={**form, **COUNTER}).text for _ in range(2)]
    numbers = {re.findall(r"30-\d\d-\d{5}-\d", slip)[0] for slip in slips}

    assert len(numbers) == 1


def test_a_telephone_number_that_is_known_is_asked_about(inside: Browser) -> None:
    inside.post("/new", "/new", **COUNTER)

    asked = inside.post("/new", "/new", **COUNTER)
    assert asked.status_code == 409
    assert "เบอร์นี้มีเรื่องที่ยังไม่ปิด" in asked.text

    assert "ใบรับเรื่อง" in inside.post("/new", "/new", another="yes", **COUNTER).text


def test_who_opens_no_cases_is_told_so(browser: Browser) -> None:
    browser.make("news", Role.BROADCAST, None)
    browser.sign_in("news")

    assert browser.post("/new", "/new", **COUNTER).status_code == 409


# --- late cases ---


def test_a_late_case_is_shown_to_the_region_which_takes_it_over(
    browser: Browser, number: str, clock: HandClock
) -> None:
    browser.make("reg", Role.REGION, "IPC-6")
    browser.sign_in("reg")
    assert "ต้องช่วย" not in browser.get("/").text
    for _ in range(2):
        clock.move(days=1)
        wind_clocks(browser.app)
    browser.sign_in("reg")

    assert "ต้องช่วย" in browser.get("/").text
    page = f"/cases/{number}"
    assert "ยังไม่มีผู้รับเรื่อง" in browser.get(page).text
    taken = browser.post(page, f"{page}/take-over").text

    assert "รับเรื่องและคุยเอง" in taken
    assert "ย้ายหน่วยงาน" in taken
    assert "ต้องช่วย" not in browser.get("/").text


def test_who_works_on_no_cases_is_not_asked_to_help(
    browser: Browser, number: str, clock: HandClock
) -> None:
    for _ in range(30):
        clock.move(days=1)
        wind_clocks(browser.app)
    browser.make("news", Role.BROADCAST, None)
    browser.sign_in("news")

    shown = browser.get("/").text

    assert "ต้องช่วย" not in shown
    assert number not in shown


# --- LINE ---


@pytest.mark.parametrize(("kind", "command"), [("group", "/ลงทะเบียน"), ("officer", "/ผูก")])
def test_an_officer_gets_a_code_for_the_group_or_for_themselves(
    inside: Browser, kind: str, command: str
) -> None:
    assert "ยังไม่มีกลุ่ม" in inside.get("/line").text

    shown = inside.post("/line", "/line", kind=kind).text

    assert re.search(rf"{command} [A-Z2-7]{{8}}<", shown)


def test_who_is_at_no_centre_has_no_group(browser: Browser) -> None:
    browser.make("news", Role.BROADCAST, None)
    browser.sign_in("news")

    assert browser.post("/line", "/line", kind="group").status_code == 409


# --- an office's old register ---

_ROWS = [
    ("เลขเดิม", "วันที่รับเรื่อง", "ชื่อ", "เบอร์โทร", "เรื่อง", "รายละเอียด", "วันที่ปิด"),
    ("1/69", "05/01/2569", "สมศรี", "0812345678", "เงินทุน", "ซื้อวัตถุดิบ", None),
    ("2/69", "06/01/2569", "สมชาย", None, "ตลาด", "หาลูกค้า", "01/03/2569"),
    ("3/69", "เมื่อวาน", "สมหญิง", None, "ตลาด", "หาลูกค้า", None),
]


def excel(rows: Sequence[tuple[str | None, ...]]) -> BytesIO:
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    stream = BytesIO()
    book.save(stream)
    stream.seek(0)
    return stream


def send_register(inside: Browser, stream: BytesIO, **fields: str) -> TestResponse:
    html = inside.get("/register").text
    found = dict(re.findall(r'name="(csrf_token)" value="([^"]+)"', html))
    data = {**found, **fields, "file": (stream, "ทะเบียน.xlsx")}
    return inside.client.post("/console/register", data=data)


def test_a_register_is_tried_before_it_is_taken_in(inside: Browser) -> None:
    told = send_register(inside, excel(_ROWS), mode="try").text

    assert "จะนำเข้า 2 เรื่อง ที่ยังไม่ปิด 1 เรื่อง" in told
    assert "<td>4</td><td>อ่านวันที่ “เมื่อวาน” ไม่ออก" in told
    assert "ไม่มีเรื่องค้าง" in inside.get("/").text


def test_a_register_is_taken_in_once(inside: Browser) -> None:
    told = send_register(inside, excel(_ROWS), mode="import", noticed="yes").text
    assert "นำเข้าแล้ว 2 เรื่อง" in told

    again = send_register(inside, excel(_ROWS), mode="import", noticed="yes").text
    assert "นำเข้าแล้ว 0 เรื่อง" in again
    assert "มีในระบบแล้ว 2 เรื่อง" in again
    desk = inside.get("/").text
    (number,) = set(re.findall(r"30-\d\d-\d{5}-\d", desk))
    page = f"/cases/{number}"
    shown = inside.post(page, f"{page}/claim").text
    assert "นำเข้าจากทะเบียนเดิม" in shown
    assert PHONE in shown


def test_a_register_needs_the_notice(inside: Browser) -> None:
    told = send_register(inside, excel(_ROWS), mode="import")

    assert told.status_code == 400
    assert "ประกาศความเป็นส่วนตัว" in told.text


@pytest.mark.parametrize(
    ("stream", "why"),
    [
        (BytesIO(b"no excel"), "เปิดไฟล์ไม่ได้"),
        (excel([("ชื่อ",)]), "แถวแรกต้องมีหัวคอลัมน์"),
    ],
)
def test_what_is_no_register_is_refused(inside: Browser, stream: BytesIO, why: str) -> None:
    told = send_register(inside, BytesIO(stream.getvalue()), mode="try")

    assert told.status_code == 400
    assert why in told.text


def test_a_forgotten_file_is_asked_for(inside: Browser) -> None:
    assert "เลือกไฟล์ Excel" in inside.post("/register", "/register", mode="try").text


def test_the_empty_table_has_all_headings(inside: Browser) -> None:
    book = openpyxl.load_workbook(BytesIO(inside.get("/register/empty.xlsx").data))

    assert [cell.value for cell in book.worksheets[0][1]][:3] == ["เลขเดิม", "วันที่รับเรื่อง", "ชื่อ"]


def test_who_opens_no_cases_imports_none(browser: Browser) -> None:
    browser.make("news", Role.BROADCAST, None)
    browser.sign_in("news")

    assert "นำเข้าทะเบียนเรื่องไม่ได้" in browser.get("/register").text


# --- finding ---


def test_the_desk_is_filtered_and_the_filter_kept_under_a_name(
    inside: Browser, number: str
) -> None:
    assert number in inside.get("/?category=financing&whose=nobody").text
    empty = inside.get("/?category=market").text
    assert number not in empty
    assert "ไม่มีเรื่องที่ตรงกับตัวกรองนี้" in empty
    assert inside.get("/?category=x").status_code == 409

    wanted = {"query": "category=market", "name": "ตลาด", "first": "1"}
    saved = inside.post("/?category=market", "/views", **wanted)
    assert "ลบตัวกรอง “ตลาด”" in saved.text
    opened = inside.client.get("/console/", follow_redirects=True)
    assert opened.request.query_string == b"category=market"
    assert number in inside.get("/?all=1").text

    inside.post("/?category=market", "/views/remove", name="ตลาด")
    assert number in inside.get("/").text


@pytest.mark.parametrize(("name", "query"), [(" ", "whose=me"), ("ก" * 41, ""), ("ก", "triage=9")])
def test_a_filter_that_cannot_be_kept_is_told(inside: Browser, name: str, query: str) -> None:
    assert inside.post("/?whose=me", "/views", name=name, query=query).status_code == 409


def test_one_filter_alone_opens_the_desk(inside: Browser) -> None:
    for name, query in (("หนึ่ง", "whose=me"), ("สอง", "pile=late")):
        inside.post("/?whose=me", "/views", name=name, query=query, first="1")

    assert inside.get("/").location == "/console/?pile=late"


def test_a_case_is_found_and_what_is_covered_stays_so(
    inside: Browser, number: str, clock: HandClock
) -> None:
    for _ in range(3):
        index_changed(inside.app)
        clock.move(minutes=1)

    shown = inside.get("/search?q=บุญมา").text

    assert number in shown
    assert "พบในข้อมูลที่ปิดไว้" in shown
    assert PHONE not in shown
    assert "น้ำพริก" not in shown
    assert inside.get(f"/search?q={number}").location == f"/console/cases/{number}"
    assert "ไม่พบเรื่อง" in inside.get("/search?q=ยานอวกาศ").text
    assert "คำค้นยาวเกินไป" in inside.get("/search?q=ก ข ค ง จ ฉ ช ซ ฌ ญ ฎ ฏ ฐ").text
    assert "ค้นได้ทั้งเรื่อง" in inside.get("/search").text


def test_age_is_told_in_office_time(inside: Browser, number: str, clock: HandClock) -> None:
    assert "รับเรื่องมาแล้ว ไม่ถึง 1 ชม.ทำการ" in inside.get("/").text
    clock.move(hours=26)
    assert inside.sign_in().status_code == 200

    assert "รับเรื่องมาแล้ว 1 วันทำการ 2 ชม." in inside.get("/").text
    assert "1 วันทำการ 2 ชม." in inside.get(f"/cases/{number}").text


def test_a_case_that_waits_for_its_owner_tells_since_when(
    inside: Browser, number: str, clock: HandClock
) -> None:
    inside.app.writer.run(
        lambda connection: cases.set_status(
            connection, number, Status.WAITING_OWNER, by="ann", now=clock.now()
        )
    )
    clock.move(hours=2)

    shown = inside.get("/?pile=waiting").text

    assert "รอเจ้าของเรื่องมาแล้ว 2 ชม.ทำการ" in shown
    assert number not in inside.get("/?pile=late").text
