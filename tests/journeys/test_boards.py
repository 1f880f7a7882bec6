"""US-15: a case before the governor's committee. US-21: the international desk at work."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import text
from werkzeug.serving import make_server

from bot.app import App
from bot.config import read_settings
from bot.handlers import signing_in
from bot.model.staff import Role
from bot.storage import staff
from bot.storage.staff import NewAccount
from bot.web import create_app
from tests.handlers.conftest import Talk
from tests.handlers.test_matching import file_an_export
from tests.journeys.browsing import barriers, keep
from tests.web.test_webhook import Woken
from tests.world import HandClock

pytestmark = pytest.mark.browser
PASSWORD = "four random words here"


@dataclass
class Office:
    """The console on loopback, its clock in the test's hand."""

    app: App
    clock: HandClock
    url: str

    def sign_in(self, page: Page, name: str, role: Role, unit: str) -> None:
        hashed = signing_in.hash_password(PASSWORD)
        new = NewAccount(name, name.title(), role, unit, hashed)
        self.app.writer.run(lambda connection: staff.add(connection, new, now=self.app.now()))
        page.goto("about:blank")  # a page that is open would go to the sign-in page by itself
        page.context.clear_cookies()
        page.goto(f"{self.url}/")
        page.get_by_label("ชื่อผู้ใช้").fill(name)
        page.get_by_label("รหัสผ่าน").fill(PASSWORD)
        page.get_by_role("button", name="เข้าสู่ระบบ").click()


@pytest.fixture
def office(migrated_file: Path, tmp_path: Path, clock: HandClock) -> Iterator[Office]:
    shutil.copy(migrated_file, tmp_path / "frontdoor.db")
    settings = read_settings(
        database_url=f"sqlite:///{tmp_path / 'frontdoor.db'}",
        data_dir=tmp_path / "data",
        line_channel_secret="secret",
        line_channel_access_token="token",
        console_over_http=True,
    )
    app = App(settings, now=clock.now, new_key=clock.new_key, ticks=clock.ticks)
    server = make_server("127.0.0.1", 0, create_app(app, Woken(), Woken()), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Office(app, clock, f"http://127.0.0.1:{server.server_port}/console")
    server.shutdown()
    thread.join()
    server.server_close()
    app.writer.stop()
    app.engine.dispose()


def look(page: Page, request: pytest.FixtureRequest, name: str) -> None:
    """Keep a screenshot of a page that anybody can use, and that fits the screen."""
    keep(page, request, name)
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def open_up(page: Page, summary: str) -> None:
    page.locator("summary", has_text=summary).first.click()


def propose(office: Office, page: Page, request: pytest.FixtureRequest, number: str) -> None:
    """Take what the rules suggest, and write down that the owner agreed."""
    page.goto(f"{office.url}/cases/{number}")
    page.get_by_role("button", name="รับเรื่องและคุยเอง").click()
    page.get_by_label("กลุ่มเป้าหมาย").select_option("1")
    page.get_by_role("button", name="บันทึกประเภท").click()
    page.get_by_text("ระบบแนะนำให้เสนอ").scroll_into_view_if_needed()
    look(page, request, "boards-1-suggestion")
    page.get_by_role("button", name="เสนอตามนี้").click()
    open_up(page, "ถาม หรือบันทึกคำตอบ")
    page.get_by_label("เจ้าของเรื่องบอกทางไหน").select_option("บอกทางโทรศัพท์")
    page.get_by_role("button", name="บันทึกว่ายินยอม").click()
    expect(page.get_by_text("ยินยอมแล้ว")).to_be_visible()


def call_a_meeting(page: Page, request: pytest.FixtureRequest) -> None:
    page.get_by_role("link", name="คณะกรรมการ").first.click()
    page.get_by_label("วันประชุม").fill("2026-12-15")
    page.get_by_label("ชื่อการประชุม").fill("การประชุมคณะกรรมการ ครั้งที่ 3/2569")
    page.get_by_label("สถานที่").fill("ศาลากลางจังหวัด ชั้น 2")
    look(page, request, "boards-2-committee")
    page.get_by_role("button", name="นัดประชุม").click()


def decide(page: Page, request: pytest.FixtureRequest) -> None:
    open_up(page, "บันทึกมติ")
    page.get_by_label("มติ เจ้าของเรื่องที่มาทาง LINE").select_option("เห็นชอบ")
    page.get_by_label("หน่วยงานที่รับผิดชอบ").first.fill("SME D Bank")
    page.get_by_label("กำหนดเสร็จ").first.fill("2026-12-30")
    look(page, request, "boards-4-resolution")
    page.get_by_role("button", name="บันทึกมติ").first.click()
    expect(page.get_by_text("มติ เห็นชอบ")).to_be_visible()
    page.get_by_role("button", name="เสร็จแล้ว").click()
    expect(page.get_by_text("เสร็จแล้ว 25 พ.ย. 2569")).to_be_visible()
    look(page, request, "boards-5-task")


def test_a_promising_firm_goes_before_the_committee(
    office: Office, page: Page, request: pytest.FixtureRequest
) -> None:
    number = Talk(office.app, office.clock).file_a_loan().number
    rich = text("UPDATE case_record SET amount_max = 8000000")
    office.app.writer.run(lambda connection: connection.execute(rich))
    for place in range(4):
        Talk(office.app, office.clock, person=f"Uother{place}").file_a_loan()
    office.sign_in(page, "ann", Role.OFFICER, "SSRC-30")
    propose(office, page, request, number)

    call_a_meeting(page, request)
    page.get_by_role("button", name=f"ใส่ในวาระ {number}").click()
    page.get_by_role("button", name="ใส่ในวาระ สินเชื่อ").click()
    expect(page.get_by_text("เรื่องเดียวกัน 5 ราย")).to_be_visible()
    expect(page.get_by_text("ระบุชื่อ เจ้าของเรื่องยินยอม")).to_be_visible()
    look(page, request, "boards-3-agenda")
    with page.expect_download() as handed:
        page.get_by_role("link", name="เอกสารประกอบวาระ (Word)").click()
    assert handed.value.suggested_filename == "committee-2026-12-15.docx"

    decide(page, request)
    page.get_by_role("link", name=number).click()
    expect(page.get_by_text("มติเห็นชอบ")).to_be_visible()


def note_the_firm(page: Page, request: pytest.FixtureRequest) -> None:
    for field, thai, english in (
        ("กิจการ", "ไหมโคราช", "Korat Silk"),
        ("สินค้าหรือบริการ", "ผ้าไหมมัดหมี่", "Mudmee silk"),
        ("กำลังการผลิต", "500 ผืนต่อเดือน", "500 pieces a month"),
        ("ภาษาที่ติดต่อได้", "อังกฤษ ญี่ปุ่น", ""),
    ):
        page.get_by_label(field, exact=True).fill(thai)
        page.get_by_label(f"{field} (อังกฤษ)").fill(english)
        page.get_by_label(f"ให้เปิดเผย{field}").check()
    page.get_by_role("button", name="บันทึกข้อมูลกิจการ").click()
    expect(page.get_by_text("ความพร้อม 3 จาก 5")).to_be_visible()
    expect(page.get_by_text("ยังทำโปรไฟล์ไม่ได้")).to_be_visible()
    look(page, request, "boards-7-firm")


def note_whom_it_met(page: Page, request: pytest.FixtureRequest) -> None:
    open_up(page, "บันทึกผลการพบ")
    page.get_by_label("วันที่พบ").fill("2026-11-24")
    page.get_by_label("คู่เจรจา").fill("Kyoto Trading")
    page.get_by_label("ประเทศ", exact=True).fill("ญี่ปุ่น")
    page.get_by_label("ผล", exact=True).fill("ขอตัวอย่างสินค้า 20 ผืน")
    page.get_by_label("ขั้นต่อไป").fill("ส่งตัวอย่างภายในเดือนธันวาคม")
    page.get_by_role("button", name="บันทึกผล").click()
    page.get_by_text("24 พ.ย. 2569 Kyoto Trading").scroll_into_view_if_needed()
    look(page, request, "boards-8-outcome")


def test_the_international_desk_readies_a_firm(
    office: Office, page: Page, request: pytest.FixtureRequest
) -> None:
    number = file_an_export(Talk(office.app, office.clock))
    office.sign_in(page, "inter", Role.INTERNATIONAL, "HQ-INTL")
    page.get_by_role("link", name="โต๊ะต่างประเทศ").click()
    open_up(page, "ความพร้อม")
    expect(page.get_by_text("ยังไม่ทราบว่าผลิตได้เท่าไร")).to_be_visible()
    look(page, request, "boards-6-board")

    page.get_by_role("link", name=number).click()
    page.get_by_role("link", name="ข้อมูลกิจการและโปรไฟล์").click()
    note_the_firm(page, request)
    page.get_by_role("link", name="หน้าของเรื่อง").click()
    open_up(page, "ถาม หรือบันทึกคำตอบ")
    page.get_by_role("button", name="บันทึกว่ายินยอม").click()
    note_whom_it_met(page, request)
    page.goto(f"{office.url}/international/{number}/profile")
    expect(page.get_by_text("Mudmee silk")).to_be_visible()
    expect(page.get_by_text("ยังไม่มีภาษาอังกฤษ: ภาษาที่ติดต่อได้")).to_be_visible()
    look(page, request, "boards-9-profile")

    office.sign_in(page, "ann", Role.OFFICER, "SSRC-30")
    page.get_by_role("link", name="โต๊ะต่างประเทศ").click()
    page.get_by_role("link", name=number).click()
    expect(page.get_by_text("24 พ.ย. 2569 Kyoto Trading")).to_be_visible()
    expect(page.get_by_role("link", name="ข้อมูลกิจการและโปรไฟล์")).to_have_count(0)
    look(page, request, "boards-10-province")


def test_a_meeting_that_is_called_off_says_so(
    office: Office, page: Page, request: pytest.FixtureRequest
) -> None:
    office.sign_in(page, "ann", Role.OFFICER, "SSRC-30")
    call_a_meeting(page, request)
    open_up(page, "แก้วัน สถานที่")
    page.get_by_role("button", name="ยกเลิกการประชุมนี้").click()
    expect(page.get_by_text("ยกเลิกแล้วเมื่อ")).to_be_visible()
    look(page, request, "boards-11-called-off")
    page.get_by_role("link", name="คณะกรรมการระดับจังหวัด").click()
    expect(page.get_by_text("ยกเลิกแล้ว", exact=True)).to_be_visible()
    look(page, request, "boards-12-called-off-list")
