"""Technical help is booked and counted; the page that is printed for the director-general."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from werkzeug.serving import make_server

from bot import clock
from bot.app import App
from bot.config import read_settings
from bot.handlers import signing_in
from bot.model.staff import Role
from bot.model.thai import BANGKOK
from bot.storage import migrate, staff
from bot.storage.staff import NewAccount
from bot.web import create_app
from bot.worker.sweeper import count_up
from tests.journeys.browsing import barriers, keep

pytestmark = pytest.mark.browser
PASSWORD = "four random words here"


@dataclass
class Centre:
    """A console on a port of its own; nothing of it needs LINE."""

    app: App
    url: str


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Centre]:
    settings = read_settings(
        line_channel_secret="secret",
        line_channel_access_token="token",
        data_dir=tmp_path / "data",
        console_over_http=True,
    )
    app = App(settings)
    migrate.upgrade(app.engine)
    new = NewAccount("ann", "แอน", Role.OFFICER, "SSRC-30", signing_in.hash_password(PASSWORD))
    app.writer.run(lambda connection: staff.add(connection, new, now=app.now()))
    server = make_server("127.0.0.1", 0, create_app(app, _nobody, _nobody), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Centre(app, f"http://127.0.0.1:{server.server_port}/console/")
    server.shutdown()
    thread.join()
    server.server_close()
    app.writer.stop()
    app.engine.dispose()


def _nobody(_person: str) -> None:
    """Wake nobody: nothing is said to an owner here."""


def sign_in(page: Page, centre: Centre) -> None:
    page.goto(centre.url)
    page.get_by_label("ชื่อผู้ใช้").fill("ann")
    page.get_by_label("รหัสผ่าน").fill(PASSWORD)
    page.get_by_role("button", name="เข้าสู่ระบบ").click()


def look(page: Page, request: pytest.FixtureRequest, name: str) -> None:
    """Keep a screenshot of a page that anybody can use."""
    keep(page, request, name)
    assert barriers(page) == []


def open_at_the_desk(page: Page) -> None:
    page.get_by_role("link", name="รับเรื่องที่ศูนย์").click()
    page.get_by_label("มาทาง").select_option("phone")
    page.get_by_label("ชื่อเจ้าของเรื่อง").fill("สมศรี")
    page.get_by_label("เบอร์โทร").fill("089 999 8888")
    page.get_by_label("เรื่องที่ขอให้ช่วย").select_option("technology")
    page.get_by_label("จังหวัด").select_option("TH-30")
    page.get_by_label("สรุปเรื่อง").fill("เครื่องซีลเสียบ่อย")
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="เปิดเรื่อง").click()
    page.get_by_role("link", name="เปิดเรื่องนี้").click()


def test_technical_help_is_booked_and_counted(
    centre: Centre, page: Page, request: pytest.FixtureRequest
) -> None:
    sign_in(page, centre)
    open_at_the_desk(page)
    section = page.locator("section", has=page.get_by_role("heading", name="นัดหมายทางเทคนิค"))
    look(page, request, "booking-0-empty")
    tomorrow = clock.now().astimezone(BANGKOK).date() + timedelta(days=1)
    section.get_by_label("ประเภทการนัด").select_option("visit")
    section.get_by_label("วันที่").fill(tomorrow.isoformat())
    section.get_by_label("เวลา").fill("13:30")
    section.get_by_label("สถานที่").fill("โรงงานน้ำพริก อ.เมือง")
    section.get_by_label("ผู้เชี่ยวชาญ").fill("วิศวกรเครื่องกล ศภ.6")
    section.get_by_role("button", name="บันทึกนัด").click()
    expect(section.get_by_text("เวลา 13:30 น.")).to_be_visible()
    section.scroll_into_view_if_needed()
    look(page, request, "booking-1-booked")

    page.get_by_role("link", name="นัดหมาย", exact=True).click()
    expect(page.get_by_text("โรงงานน้ำพริก อ.เมือง")).to_be_visible()
    look(page, request, "booking-2-week")


def test_the_director_general_s_page_is_printed(
    centre: Centre, page: Page, request: pytest.FixtureRequest
) -> None:
    sign_in(page, centre)
    page.get_by_role("link", name="รายงาน", exact=True).click()
    expect(page.get_by_text("ยังไม่มีผู้ประกอบการขอรับความช่วยเหลือ")).to_be_visible()
    look(page, request, "figures-0-empty")
    open_at_the_desk(page)

    count_up(centre.app)
    page.get_by_role("link", name="รายงาน", exact=True).click()
    expect(page.get_by_text("จำนวน 1 ราย")).to_be_visible()
    look(page, request, "figures-1-page")
    page.screenshot(
        path=f".screenshots/figures-{request.node.callspec.id}-whole.png", full_page=True
    )
    page.get_by_role("row", name="เรื่องที่รับ").get_by_role("link").click()
    expect(page.get_by_text("1 เรื่อง", exact=True)).to_be_visible()
    look(page, request, "figures-2-list")
