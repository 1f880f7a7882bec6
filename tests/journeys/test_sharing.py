"""Officers share their work: colleagues, doubles, enterprises, days away, a region's provinces."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from werkzeug.serving import make_server

from bot.app import App
from bot.config import read_settings
from bot.handlers import casework, staffing
from bot.storage import migrate
from bot.web import create_app
from tests.handlers.sharing import PASSWORD, Office, open_office
from tests.journeys.test_console import look
from tests.world import HandClock

pytestmark = pytest.mark.browser


@dataclass
class Desk:
    """An office whose console listens."""

    office: Office
    url: str

    def sign_in(self, page: Page, name: str) -> None:
        page.goto("about:blank")  # a page that is open would go to the sign-in page by itself
        page.context.clear_cookies()
        page.goto(f"{self.url}/sign-in")
        page.get_by_label("ชื่อผู้ใช้").fill(name)
        page.get_by_label("รหัสผ่าน").fill(PASSWORD)
        page.get_by_role("button", name="เข้าสู่ระบบ").click()
        expect(page.get_by_role("heading", name="งานวันนี้")).to_be_visible()

    def open(self, page: Page, number: str) -> None:
        page.goto(f"{self.url}/cases/{number}")


@pytest.fixture
def desk(tmp_path: Path, clock: HandClock) -> Iterator[Desk]:
    settings = read_settings(
        database_url=f"sqlite:///{tmp_path / 'sharing.db'}",
        data_dir=tmp_path / "data",
        line_channel_secret="secret",
        line_channel_access_token="token",
        console_over_http=True,
        sqlite_synchronous="NORMAL",
    )
    app = App(settings, now=clock.now, new_key=clock.new_key)
    migrate.upgrade(app.engine)
    server = make_server("127.0.0.1", 0, create_app(app, lambda _: None), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Desk(open_office(app, clock), f"http://127.0.0.1:{server.server_port}/console")
    server.shutdown()
    thread.join()
    server.server_close()
    app.writer.stop()


def fill_transfer(page: Page, to: str, why: str) -> None:
    page.get_by_role("heading", name="มอบและส่งต่อ").scroll_into_view_if_needed()
    page.get_by_text("ส่งต่อหน่วยงานอื่น").last.click()
    page.get_by_label("ส่งให้หน่วยงาน").select_option(to)
    page.get_by_label("เหตุผลที่ส่งต่อ").fill(why)


def test_a_case_goes_from_hand_to_hand(
    desk: Desk, page: Page, request: pytest.FixtureRequest
) -> None:
    number = desk.office.on_line()
    desk.sign_in(page, "ann")
    desk.open(page, number)
    page.get_by_label("บันทึกภายใน เจ้าของเรื่องไม่เห็น").fill("@เบน ขอใบเสนอราคาแล้ว ช่วยตามต่อ")
    page.get_by_role("button", name="เพิ่มบันทึก").click()
    page.get_by_label("มอบให้เพื่อนร่วมงาน").select_option("ben")
    page.get_by_role("heading", name="มอบและส่งต่อ").scroll_into_view_if_needed()
    look(page, request, "sharing-1-give")
    page.get_by_role("button", name="มอบเรื่อง").click()
    expect(page.get_by_text("ให้เบน")).to_be_visible()

    desk.sign_in(page, "ben")
    page.get_by_role("link", name="ถึงฉัน 2").click()
    expect(page.get_by_text("ช่วยตามต่อ")).to_be_visible()
    look(page, request, "sharing-2-mentions")
    page.get_by_role("link", name="สินเชื่อเพื่อลงทุนหรือซื้อเครื่องจักร").first.click()
    expect(page.get_by_role("link", name="ถึงฉัน", exact=True)).to_be_visible()
    fill_transfer(page, "SSRC-50", "กิจการย้ายไปเชียงใหม่แล้ว")
    look(page, request, "sharing-3-transfer")
    page.get_by_role("button", name="ส่งต่อ", exact=True).click()

    expect(page.get_by_role("heading", name="งานวันนี้")).to_be_visible()
    assert desk.office.record(number).centre_code == "SSRC-50"
    desk.sign_in(page, "far")
    desk.open(page, number)
    fill_transfer(page, "SSRC-30", "ไม่ใช่ของเราเช่นกัน")
    page.get_by_role("button", name="ส่งต่อ", exact=True).click()
    expect(page.get_by_text("มีอะไรใหม่")).to_be_visible()
    look(page, request, "sharing-4-circle")


def test_doubles_become_one_and_may_be_parted(
    desk: Desk, page: Page, request: pytest.FixtureRequest
) -> None:
    line, counter = desk.office.on_line(), desk.office.at_desk()
    desk.sign_in(page, "ann")
    desk.open(page, counter)
    page.get_by_role("link", name=f"เทียบกับ {line}").click()
    expect(page.get_by_text("มาถามเรื่องเงินกู้ที่ศูนย์")).to_be_visible()
    page.get_by_role("radio", name=line).check()
    look(page, request, "sharing-5-compare")
    page.get_by_role("button", name="รวมเป็นเรื่องเดียว").click()
    page.get_by_role("link", name=line).first.click()
    page.get_by_text(f"ประวัติของ {counter}").click()
    look(page, request, "sharing-6-merged")
    page.get_by_role("button", name=f"แยก {counter} ออก").click()
    expect(page.get_by_role("link", name=f"เทียบกับ {counter}")).to_be_visible()

    page.get_by_text("เปิดอีกเรื่องให้เจ้าของเดียวกัน").click()
    page.get_by_label("อีกเรื่องเกี่ยวกับ").select_option("market")
    page.locator("#second-summary").fill("อยากออกบูธ")
    page.get_by_role("button", name="เปิดอีกเรื่อง").click()
    page.get_by_text("สร้างข้อมูลกิจการ").click()
    page.get_by_label("ชื่อกิจการ").fill("บจก. บุญมา")
    page.get_by_label("เลขนิติบุคคล 13 หลัก").fill("0105536112014")
    look(page, request, "sharing-7-enterprise-form")
    page.get_by_role("button", name="บันทึกและผูกเรื่อง").click()
    page.get_by_role("link", name="บจก. บุญมา").click()
    expect(page.get_by_role("heading", name="บจก. บุญมา")).to_be_visible()
    look(page, request, "sharing-8-enterprise")


def test_whoever_is_away_is_stood_in_for_and_what_is_left_is_handed_over(
    desk: Desk, page: Page, request: pytest.FixtureRequest
) -> None:
    office = desk.office
    number = office.on_line()
    office.do(number, "ann", casework.claim)
    desk.sign_in(page, "head")
    page.get_by_role("link", name="ทีมและวันลา").click()
    page.get_by_label("ผู้ลา").select_option("ann")
    page.get_by_label("วันแรก").fill("2026-11-25")
    page.get_by_label("วันสุดท้าย").fill("2026-11-27")
    page.get_by_label("ผู้ทำงานแทน").select_option("ben")
    page.get_by_role("button", name="บันทึกวันลา").click()
    expect(page.get_by_text("เบน ทำงานแทน")).to_be_visible()
    look(page, request, "sharing-9-team")

    desk.sign_in(page, "ben")
    desk.open(page, number)
    expect(page.get_by_role("link", name="081-234-5678")).to_be_visible()
    now = office.app.now()
    office.run(lambda connection: staffing.leave(connection, "ann", now=now))
    page.goto(f"{desk.url}/team")
    page.get_by_label("โอนทั้งหมดให้").select_option("ben")
    look(page, request, "sharing-10-left")
    page.get_by_role("button", name="โอนทั้งหมด").click()
    expect(page.get_by_text("ดูแล 1 เรื่อง")).to_be_visible()
    assert office.record(number).desk.assigned_to == "ben"


def test_a_region_sees_what_needs_help_and_advises(
    desk: Desk, page: Page, request: pytest.FixtureRequest
) -> None:
    office = desk.office
    number = office.on_line()
    office.clock.move(days=8)
    desk.sign_in(page, "reg")
    page.get_by_role("link", name="จังหวัดในความดูแล").click()
    expect(page.get_by_text("เลยวันที่สัญญากับเจ้าของเรื่อง")).to_be_visible()
    look(page, request, "sharing-11-region")
    page.get_by_role("link", name="นครราชสีมา").click()
    look(page, request, "sharing-12-province")
    page.get_by_role("link", name="สินเชื่อเพื่อลงทุนหรือซื้อเครื่องจักร").click()
    expect(page.get_by_text("ปิดไว้จนกว่าจะรับเรื่อง")).to_be_visible()
    page.get_by_label("ถึงผู้ดูแลเรื่อง").fill("ลองขอให้ บสย. ค้ำประกันก่อน")
    look(page, request, "sharing-13-advice")
    page.get_by_role("button", name="ส่งคำแนะนำ").click()
    expect(page.get_by_text("ลองขอให้ บสย. ค้ำประกันก่อน")).to_be_visible()

    desk.sign_in(page, "ann")
    page.get_by_role("link", name="ถึงฉัน 1").click()
    expect(page.get_by_text("ลองขอให้ บสย. ค้ำประกันก่อน")).to_be_visible()
    assert office.record(number).centre_code == "SSRC-30"
