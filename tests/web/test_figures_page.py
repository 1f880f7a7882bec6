"""The director-general's page as a browser meets it, and technical bookings on a case."""

from __future__ import annotations

import html
import re
from io import BytesIO

import openpyxl
import pyotp
import pytest
from pypdf import PdfReader
from sqlalchemy import Connection

from bot.app import App
from bot.handlers import casework
from bot.handlers.casework import Work
from bot.model.staff import Officer, Role
from bot.storage import cases
from bot.worker.sweeper import count_up
from tests.handlers.conftest import Talk
from tests.web.conftest import Browser
from tests.world import HandClock

COUNTER = {
    "channel": "phone",
    "name": "สมศรี",
    "phone": "089 999 8888",
    "topic": "technology/prod.machine",
    "province": "TH-30",
    "summary": "เครื่องเสีย",
    "noticed": "yes",
}


def headquarters(browser: Browser, clock: HandClock) -> Browser:
    browser.make("hq", Role.HEADQUARTERS, None)
    page = browser.sign_in("hq").text
    secret = re.search(r"<code>(\w+)</code>", page)
    assert secret is not None
    code = pyotp.TOTP(secret[1]).at(clock.now())
    browser.post("/second-factor", "/second-factor", code=code)
    return browser


def end(app: App, number: str) -> None:
    ann = Officer(1, "ann", "Ann", Role.OFFICER, "SSRC-30")
    work = Work(app.staff_deps, ann, number, app.now())

    def closed(connection: Connection) -> None:
        casework.claim(connection, work)
        casework.close(connection, work, "loan_approved", cause="end", amount="400,000")

    app.writer.run(closed)


def links(page: str) -> list[tuple[str, str]]:
    """Return the lists that a page links to, and the numbers by which it does."""
    found = re.findall(r'<a href="/console(/figures/list[^"]*)">([\d,]+)</a>', page)
    return [(html.unescape(path), told.replace(",", "")) for path, told in found]


def test_every_number_leads_to_a_list_as_long(
    inside: Browser,
    number: str,
    clock: HandClock,
) -> None:
    clock.move(days=2)
    end(inside.app, number)
    inside.sign_in()
    inside.post("/new", "/new", **COUNTER)
    count_up(inside.app)

    page = inside.get("/figures").text
    for part in ("จำนวน 2 ราย", "รวม 2 เรื่อง", "วงเงินรวม 0.40 ล้านบาท"):
        assert part in page
    found = links(page)
    assert len(found) >= 10
    for path, told in found:
        if told != "400000":
            lines = re.findall(r'<li class="case">', inside.get(path).text)
            assert len(lines) == int(told), path


def test_a_province_sees_its_own_area_and_no_other(
    browser: Browser,
    number: str,
) -> None:
    count_up(browser.app)
    browser.make("far", unit="SSRC-50")
    browser.sign_in("far")

    page = browser.get("/figures?area=TH-30").text

    assert "เชียงใหม่" in page
    assert "ยังไม่มีผู้ประกอบการขอรับความช่วยเหลือ" in page
    assert number not in browser.get("/figures/list?what=matters&area=TH-30").text


def test_headquarters_chooses_an_area(
    browser: Browser,
    number: str,
    clock: HandClock,
) -> None:
    count_up(browser.app)
    headquarters(browser, clock)

    assert "รายงาน ทั่วประเทศ" in browser.get("/figures").text
    region = browser.get("/figures?area=IPC-6").text
    assert "รวม 1 เรื่อง" in region
    assert "รวม 1 เรื่อง" in browser.get("/figures?area=TH-30").text
    assert "ยังไม่มีผู้ประกอบการ" in browser.get("/figures?area=TH-50").text
    assert browser.get("/figures?area=HQ-INTL").status_code == 403
    assert number in browser.get("/figures/list").text


@pytest.mark.parametrize(
    ("role", "unit"), [(Role.BROADCAST, None), (Role.INTERNATIONAL, "HQ-INTL")]
)
def test_who_has_no_area_is_told_so(browser: Browser, role: Role, unit: str | None) -> None:
    browser.make("bob", role, unit)
    browser.sign_in("bob")

    assert browser.get("/figures").status_code == 403


@pytest.mark.parametrize(
    "path",
    [
        "/figures?year=2026",
        "/figures?from=2026-02-01&to=2026-01-01",
        "/figures/list?what=everything",
        "/figures/list?after=nonsense",
        "/figures/bookings?kind=party",
        "/figures/public",
    ],
)
def test_a_wrong_link_is_told_with_what_to_do(inside: Browser, path: str) -> None:
    answer = inside.get(path)

    assert answer.status_code == 409
    assert "ทำรายการไม่ได้" in answer.text


def test_until_the_totals_have_caught_up_the_page_says_so(
    inside: Browser,
    number: str,
    clock: HandClock,
) -> None:
    assert number in inside.get("/").text
    assert "กำลังรวมตัวเลขล่าสุด" not in inside.get("/figures").text, "it is a moment only"
    clock.move(minutes=3)
    assert "กำลังรวมตัวเลขล่าสุด" in inside.get("/figures").text
    count_up(inside.app)
    assert "กำลังรวมตัวเลขล่าสุด" not in inside.get("/figures").text


def test_the_workbook_holds_every_table(inside: Browser, number: str) -> None:
    count_up(inside.app)

    answer = inside.get("/figures/all.xlsx")

    book = openpyxl.load_workbook(BytesIO(answer.data))
    assert book.sheetnames[:2] == ["สรุป", "หมวดเรื่อง"]
    assert book["หมวดเรื่อง"]["B4"].value == 1
    assert number not in str(list(book["จังหวัด"].values))
    assert "filename*=UTF-8''" in answer.headers["Content-Disposition"]


def test_the_paper_tells_what_the_page_tells(inside: Browser, number: str) -> None:
    count_up(inside.app)

    answer = inside.get("/figures/all.pdf?from=2026-09-01&to=2026-11-30")

    pages = [page.extract_text() for page in PdfReader(BytesIO(answer.data)).pages]
    told = "".join(one for one in " ".join(" ".join(pages).split()) if one.isprintable())
    assert answer.mimetype == "application/pdf"
    for part in ("รวม 1 เรื่อง", "เจ็ดหมวดเรื่อง", "เรื่องที่รับรายเดือน", "พฤศจิกายน 2569", "นครราชสีมา"):
        assert part in told
    assert number not in told


def test_the_public_version_hides_what_is_small(
    inside: Browser,
    talk: Talk,
    clock: HandClock,
) -> None:
    for place in range(7):
        talk.person = f"Uowner{place}"
        last = talk.file_a_loan().number
    after = {"sub_intent": "legal.sued"}
    inside.app.writer.run(
        lambda connection: cases.sort(
            connection, last, before={}, after=after, by="ann", now=clock.now()
        )
    )
    clock.move(days=60)
    count_up(inside.app)
    inside.sign_in()
    asked = "year=2570&part=q1"

    page = inside.get(f"/figures?{asked}").text
    assert "ฉบับเผยแพร่" in page
    public = inside.get(f"/figures/public?{asked}")
    assert public.status_code == 200
    assert "ไม่แสดง" in public.text
    assert "30-69" not in public.text
    told = inside.get(f"/figures/public.csv?{asked}").data.decode("utf-8-sig")
    assert "ไม่แสดง" in told
    book = openpyxl.load_workbook(BytesIO(inside.get(f"/figures/public.xlsx?{asked}").data))
    assert "เกินกำหนด" not in book.sheetnames


def test_of_fewer_than_five_nothing_is_published(
    inside: Browser,
    number: str,
    clock: HandClock,
) -> None:
    assert number in inside.get("/").text
    clock.move(days=60)
    count_up(inside.app)
    inside.sign_in()

    answer = inside.get("/figures/public?year=2570&part=q1")

    assert answer.status_code == 409
    assert "ไม่ถึง 5 เรื่อง" in answer.text


# --- bookings ---

FORM = {"kind": "visit", "day": "2026-12-01", "time": "13:30", "place": "โรงงาน", "expert": "สมชาย"}


@pytest.fixture
def technical(inside: Browser) -> str:
    slip = inside.post("/new", "/new", **COUNTER).text
    found = re.search(r"30-\d\d-\d{5}-\d", slip)
    assert found is not None
    return found[0]


def test_a_case_that_is_not_technical_has_no_bookings(inside: Browser, number: str) -> None:
    assert "นัดหมายทางเทคนิค" not in inside.get(f"/cases/{number}").text


def test_a_booking_from_the_first_form_to_its_result(
    inside: Browser,
    technical: str,
    clock: HandClock,
) -> None:
    page = f"/cases/{technical}"
    assert "โปรดโทรแจ้งเจ้าของเรื่อง" in inside.get(page).text
    booked = inside.post(page, f"{page}/book", **FORM).text
    assert "1 ธ.ค. 2569 เวลา 13:30 น." in booked
    which = re.search(r'name="booking" value="(\d+)"', booked)
    assert which is not None

    later = {**FORM, "booking": which[1], "day": "2026-11-27"}
    assert "27 พ.ย. 2569" in inside.post(page, f"{page}/booking-change", **later).text
    assert technical in inside.get("/bookings").text
    clock.move(days=3)
    inside.sign_in()
    assert "รอลงผล" in inside.get("/bookings").text
    done = inside.post(page, f"{page}/booking-result", booking=which[1], result="ซ่อมแล้ว").text
    assert "ซ่อมแล้ว" in done
    assert "ไม่มีนัดในเจ็ดวันข้างหน้า" in inside.get("/bookings").text
    count_up(inside.app)
    report = inside.get("/figures").text
    link = re.search(r'href="/console(/figures/bookings[^"]*)">1<', report)
    assert link is not None
    assert technical in inside.get(html.unescape(link[1])).text


def test_a_booking_is_called_off(inside: Browser, technical: str) -> None:
    page = f"/cases/{technical}"
    booked = inside.post(page, f"{page}/book", **FORM).text
    which = re.search(r'name="booking" value="(\d+)"', booked)
    assert which is not None

    assert "ยกเลิกนัด" in inside.post(page, f"{page}/booking-cancel", booking=which[1]).text
    wrong = inside.post(page, f"{page}/booking-cancel", booking="x")
    assert wrong.status_code == 409
    assert inside.post(page, f"{page}/book", **{**FORM, "place": ""}).status_code == 409
