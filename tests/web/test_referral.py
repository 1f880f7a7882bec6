"""The pages of referrals and of the directory, as a browser meets them."""

from __future__ import annotations

import re

import pyotp
import pytest

from bot.app import App
from bot.model.staff import Role
from bot.storage.db import reading
from bot.storage.tables import access_log
from tests.handlers.conftest import Talk
from tests.web.conftest import PHONE, Browser
from tests.world import HandClock


@pytest.fixture
def number(app: App, clock: HandClock) -> str:
    return Talk(app, clock).file_a_loan().number


@pytest.fixture
def page(browser: Browser, number: str) -> str:
    """The page of a draft to ธพว., of Ann's, who has claimed the case."""
    browser.make("ann")
    browser.sign_in()
    case = f"/cases/{number}"
    browser.post(case, f"{case}/claim")
    shown = browser.post(f"{case}/refer", f"{case}/refer", agency="SMEDBANK")
    return shown.request.path.removeprefix("/console")


def headquarters(browser: Browser, clock: HandClock) -> None:
    browser.make("hq", Role.HEADQUARTERS, None)
    secret = re.search(r"<code>(\w+)</code>", browser.sign_in("hq").text)
    assert secret is not None
    code = pyotp.TOTP(secret[1]).at(clock.now())
    browser.post("/second-factor", "/second-factor", code=code)


def test_from_the_draft_to_the_answer(browser: Browser, page: str, number: str) -> None:
    assert "ส่งไม่ได้จนกว่า" in browser.get(page).text
    assert browser.get(f"{page}/letter.docx").status_code == 409

    browser.post(page, f"{page}/fields", kind="join", field="province", request="ช่วยดู")
    agreed = browser.post(page, f"{page}/said", given="yes", how="phone").text
    assert "ยินยอมแล้ว" in agreed
    paper = browser.get(f"{page}/letter.pdf")
    assert (paper.mimetype, paper.data[:5]) == ("application/pdf", b"%PDF-")
    letter = browser.get(f"{page}/letter.docx")
    assert letter.data[:2] == b"PK"
    assert (
        "อก 1/2" in browser.post(page, f"{page}/number", number="อก 1/2", dated="2569-12-01").text
    )
    assert "1 ธ.ค. 2569" in browser.get(page).text
    assert "รอหน่วยงานตอบ" in browser.post(page, f"{page}/send").text
    assert number in browser.get("/referrals").text
    assert number in browser.get("/referrals?agency=SMEDBANK").text
    assert number not in browser.get("/referrals?agency=GSB").text
    said = browser.post(page, f"{page}/answer", said="done", words="ให้คำปรึกษาแล้ว").text
    assert "ได้ผลแล้ว" in said
    assert "ไม่มีเรื่องที่รอหน่วยงาน" in browser.get("/referrals").text


def test_its_owner_is_asked_and_a_draft_can_be_dropped(browser: Browser, page: str) -> None:
    assert "รอคำตอบ" in browser.post(page, f"{page}/ask").text
    assert browser.sent[-1] == "Uanna"
    assert "ยกเลิก" in browser.post(page, f"{page}/cancel").text


def test_whose_case_it_is_stays_covered_and_a_look_is_on_record(
    browser: Browser, page: str, number: str
) -> None:
    browser.make("bob")
    browser.sign_in("bob")

    assert PHONE not in browser.get(page).text
    assert PHONE in browser.get(f"{page}?reveal=1").text
    with reading(browser.app.engine) as connection:
        looks = connection.execute(access_log.select().where(access_log.c.act == "reveal"))
        assert [(row.staff_name, row.case_number) for row in looks] == [("bob", number)]


@pytest.mark.parametrize(
    ("deed", "fields", "told"),
    [
        ("fields", {"kind": "gift"}, "เลือกว่า"),
        ("said", {"given": "maybe"}, "ยินยอมหรือไม่"),
        ("number", {"number": "1", "dated": "soon"}, "วันที่"),
        ("answer", {"said": "perhaps"}, "เลือกคำตอบ"),
        ("send", {}, "ยังไม่ได้ยินยอม"),
    ],
)
def test_what_cannot_be_done_is_told(
    browser: Browser, page: str, deed: str, fields: dict[str, str], told: str
) -> None:
    answer = browser.post(page, f"{page}/{deed}", **fields)

    assert answer.status_code == 409
    assert told in answer.text


def test_agencies_of_another_kind_and_place_can_be_looked_for(
    browser: Browser, page: str, number: str
) -> None:
    place = f"/cases/{number}/refer"

    assert "สสจ." not in browser.get(place).text
    assert "สสจ." in browser.get(f"{place}?about=std").text
    assert "สสจ." not in browser.get(f"{place}?about=std&province=TH-10").text
    assert "บอกเหตุผลใหม่" in browser.get(place).text, page


def test_where_a_case_came_from_is_noted_on_its_page(browser: Browser, page: str) -> None:
    case = page.partition("/referrals")[0]

    assert "เรื่องมาจากหน่วยงานนี้" in browser.post(case, f"{case}/came-from", agency="GSB").text


AGENCY = {
    "code": "MYBANK",
    "short": "ธนาคารฉัน",
    "name_th": "ธนาคารของฉัน",
    "helps": "fin",
    "sector": "state",
}


def test_headquarters_keeps_the_directory(browser: Browser, clock: HandClock) -> None:
    headquarters(browser, clock)
    new = "/agencies/new"

    gap = browser.post(new, "/agencies", **{**AGENCY, "short": ""})
    assert gap.status_code == 400
    assert "ใส่ชื่อย่อ" in gap.text
    assert 'value="ธนาคารของฉัน"' in gap.text
    assert "เพิ่ม" in browser.post(new, "/agencies", **AGENCY).text
    page = "/agencies/MYBANK"
    changed = browser.post(page, page, **{**AGENCY, "phone": "1555", "confirmed": "yes"}).text
    assert "โทร. 1555" in changed
    assert browser.post(page, page, **{**AGENCY, "sector": ""}).status_code == 400
    assert "กลับมาใช้" in browser.post(page, f"{page}/retire", retired="yes").text
    assert "เลิกใช้แล้ว" in browser.get("/agencies").text
    assert "ธนาคารฉัน" not in browser.get("/agencies?about=fin").text


def test_others_read_the_directory(browser: Browser) -> None:
    browser.make("ann")
    browser.sign_in()

    assert "ธพว." in browser.get("/agencies?about=fin&province=TH-30").text
    shown = browser.get("/agencies/SMEDBANK").text
    assert "แจ้งส่วนกลาง" in shown
    assert "<textarea" not in shown
    assert browser.get("/agencies/NOBODY").status_code == 409
    assert browser.post("/referrals", "/agencies/SMEDBANK/retire", retired="yes").status_code == 409
