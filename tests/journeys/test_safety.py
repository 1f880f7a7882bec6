"""US-23 and US-22: who may come in, and which office looks after whom."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Page, expect
from werkzeug.serving import make_server

from bot.app import App
from bot.config import read_settings
from bot.emulator import Emulator, LoginChannel, add_personas
from bot.handlers import signing_in
from bot.model.staff import Role
from bot.storage import migrate, staff
from bot.storage.staff import NewAccount
from bot.web import create_app
from tests.journeys.browsing import PATIENCE_MS, barriers, keep

pytestmark = pytest.mark.browser
PASSWORD = "four random words here"
LOGIN = LoginChannel("1650000000", "5" * 32)


@dataclass
class House:
    """A console that knows LINE Login, with nobody in it yet."""

    app: App
    url: str

    def make(self, name: str, shown: str, role: Role, unit: str | None = None) -> None:
        new = NewAccount(name, shown, role, unit, signing_in.hash_password(PASSWORD))
        self.app.writer.run(lambda connection: staff.add(connection, new, now=self.app.now()))


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with Emulator(channel_secret="s", access_token="t", login_channel=LOGIN) as line:
        add_personas(line)
        app = App(
            read_settings(
                data_dir=tmp_path / "data",
                sqlite_synchronous="NORMAL",
                console_over_http=True,
                line_login_channel_id=LOGIN.channel_id,
                line_login_channel_secret=LOGIN.secret,
                line_login_base_url=line.base_url,
            )
        )
        migrate.upgrade(app.engine)
        server = make_server("127.0.0.1", 0, create_app(app, lambda _: None), threaded=True)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield House(app, f"http://127.0.0.1:{server.server_port}/console")
        server.shutdown()
        thread.join()
        server.server_close()
        app.writer.stop()
        app.engine.dispose()


def look(page: Page, request: pytest.FixtureRequest, name: str) -> None:
    """Keep a screenshot of a page that anybody can use."""
    keep(page, request, name)
    assert barriers(page) == []


def sign_in(page: Page, house: House, name: str) -> None:
    page.goto(f"{house.url}/")
    page.get_by_label("ชื่อผู้ใช้").fill(name)
    page.get_by_label("รหัสผ่าน").fill(PASSWORD)
    page.get_by_role("button", name="เข้าสู่ระบบ").click()


def set_up_second_factor(page: Page) -> None:
    secret = page.locator("code").inner_text()
    page.get_by_label("รหัส 6 หลักจากแอป").fill(pyotp.TOTP(secret).now())
    page.get_by_role("button", name="ยืนยัน").click()
    expect(page.get_by_role("heading", name="งานวันนี้")).to_be_visible()


def another(page: Page) -> Page:
    """Open a page in somebody else's browser."""
    browser = page.context.browser
    assert browser is not None
    other = browser.new_context(viewport=page.viewport_size).new_page()
    other.set_default_timeout(PATIENCE_MS)
    return other


def test_an_officer_is_invited_comes_in_by_line_and_is_let_out_in_one_step(
    house: House, page: Page, request: pytest.FixtureRequest
) -> None:
    house.make("root", "ผู้ดูแล", Role.ADMIN)
    sign_in(page, house, "root")
    look(page, request, "safety-0-second-factor")
    set_up_second_factor(page)
    page.get_by_role("link", name="ดูแลระบบ").click()
    look(page, request, "safety-1-admin")
    page.get_by_role("link", name="ผู้ใช้").click()
    page.get_by_label("ชื่อผู้ใช้").fill("nonglak")
    page.get_by_label("ชื่อที่เพื่อนร่วมงานเรียก").fill("นงลักษณ์")
    page.get_by_label("บทบาท").select_option("เจ้าหน้าที่")
    page.get_by_label("หน่วยงาน").select_option("SSRC-30")
    look(page, request, "safety-2-invite")
    page.get_by_role("button", name="สร้างลิงก์เชิญ").click()
    link = page.locator(".code").inner_text()
    look(page, request, "safety-3-link")

    officer = another(page)
    come_in_by_line(officer, link, request)

    page.get_by_role("link", name="ผู้ใช้ทั้งหมด").click()
    look(page, request, "safety-7-users")
    page.get_by_role("link", name="นงลักษณ์").click()
    look(page, request, "safety-8-user")
    page.get_by_role("button", name="ปิดบัญชีนี้").click()
    expect(page.get_by_text("เรื่องยังไม่ปิด ต้องมีผู้ดูแลคนใหม่")).to_be_visible()
    look(page, request, "safety-9-disabled")
    officer.reload()
    expect(officer.get_by_role("heading", name="เข้าสู่ระบบเจ้าหน้าที่")).to_be_visible()
    page.get_by_role("link", name="ดูแลระบบ").click()
    page.get_by_role("link", name="ประวัติการเปลี่ยนแปลง").click()
    look(page, request, "safety-10-changes")


def come_in_by_line(officer: Page, link: str, request: pytest.FixtureRequest) -> None:
    """Accept an invitation by LINE, leave, come back the same way, and take a case."""
    officer.goto(link)
    look(officer, request, "safety-4-invitation")
    officer.get_by_role("link", name="เข้าใช้ด้วย LINE").click()
    officer.get_by_role("link", name="ป้านงลักษณ์").click()
    expect(officer.get_by_role("heading", name="งานวันนี้")).to_be_visible()
    officer.get_by_role("link", name="นงลักษณ์").click()
    look(officer, request, "safety-5-me")
    officer.get_by_role("button", name="ออกจากระบบทุกเครื่อง").click()
    look(officer, request, "safety-6-sign-in")
    officer.get_by_role("link", name="เข้าสู่ระบบด้วย LINE").click()
    officer.get_by_role("link", name="ป้านงลักษณ์").click()
    take_a_case(officer)


def take_a_case(page: Page) -> None:
    page.get_by_role("link", name="รับเรื่องที่ศูนย์").click()
    page.get_by_label("ชื่อเจ้าของเรื่อง").fill("สมศรี")
    page.get_by_label("เบอร์โทร").fill("0899998888")
    page.get_by_label("เรื่องที่ขอให้ช่วย").select_option(index=1)
    page.get_by_label("จังหวัดของกิจการ").select_option("TH-30")
    page.get_by_label("สรุปเรื่อง").fill("หาลูกค้า")
    page.get_by_label("แจ้งประกาศความเป็นส่วนตัว").check()
    page.get_by_role("button", name="เปิดเรื่อง").click()
    page.get_by_role("link", name="เปิดเรื่องนี้").click()
    page.get_by_role("button", name="รับเรื่องและคุยเอง").click()
    expect(page.get_by_role("link", name="089-999-8888")).to_be_visible()


@pytest.fixture
def headquarters(house: House, page: Page) -> Page:
    house.make("hq", "ส่วนกลาง", Role.HEADQUARTERS)
    sign_in(page, house, "hq")
    set_up_second_factor(page)
    return page


def test_headquarters_confirms_and_moves_provinces(
    house: House, headquarters: Page, request: pytest.FixtureRequest
) -> None:
    page = headquarters
    page.goto(f"{house.url}/map")
    look(page, request, "map-0-waiting")
    waiting = page.get_by_role("heading", name=re.compile("รอยืนยัน"))
    before = waiting.inner_text()
    page.get_by_role("button", name="ยืนยัน กรุงเทพมหานคร").click()
    expect(waiting).not_to_have_text(before)
    page.get_by_role("link", name="นครราชสีมา").click()
    page.get_by_label("ศูนย์ภาคใหม่").select_option("IPC-7")
    page.get_by_label("ตั้งแต่วันที่").fill("2027-10-01")
    page.get_by_role("button", name="บันทึก").click()
    expect(page.get_by_text("ยังไม่เริ่ม")).to_be_visible()
    look(page, request, "map-1-province")


def test_headquarters_keeps_the_list_of_programmes(
    house: House, page: Page, request: pytest.FixtureRequest
) -> None:
    house.make("root", "ส่วนกลาง", Role.HEADQUARTERS)
    sign_in(page, house, "root")
    set_up_second_factor(page)
    page.get_by_role("link", name="ดูแลระบบ").click()
    page.get_by_role("link", name="โครงการของรัฐ").click()
    look(page, request, "safety-programmes")
    page.get_by_role("link", name="เพิ่มโครงการ").click()
    page.get_by_label("รหัส").fill("green-loan")
    page.get_by_label("ชื่อโครงการ").fill("สินเชื่อเพื่อโรงงานสีเขียว")
    page.get_by_role("button", name="บันทึก").click()
    expect(page.get_by_role("alert")).to_contain_text("ใส่หน่วยงานเจ้าของโครงการ")
    look(page, request, "safety-programme-incomplete")
    page.get_by_label("หน่วยงานเจ้าของโครงการ").fill("ธพว.")
    page.get_by_label("คำอธิบายที่ผู้ประกอบการจะอ่าน").fill("สินเชื่อปรับปรุงเครื่องจักรให้ประหยัดพลังงาน")
    page.get_by_label("การเงิน").check()
    page.get_by_label("ขนาดย่อม").check()
    page.get_by_label("นิติบุคคล").check()
    page.get_by_label("เอกสารที่ต้องเตรียม").fill("หนังสือรับรองนิติบุคคล\nใบเสนอราคาเครื่องจักร")
    page.get_by_label("จังหวัดที่ประกาศภัยพิบัติ").scroll_into_view_if_needed()
    look(page, request, "safety-programme-conditions")
    page.get_by_label("วันแรกที่เปิดรับ").fill("2026-11-01")
    page.get_by_label("แหล่งข้อมูล").fill("https://www.smebank.co.th/green")
    page.get_by_role("button", name="บันทึก").click()
    expect(page.get_by_role("link", name="สินเชื่อเพื่อโรงงานสีเขียว")).to_be_visible()
    page.get_by_role("link", name="สินเชื่อเพื่อโรงงานสีเขียว").click()
    expect(page.get_by_text("0 คน กด “สนใจ” ในแชต")).to_be_visible()
    look(page, request, "safety-programme")


def test_headquarters_edits_all_programmes_in_a_table(
    house: House, headquarters: Page, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    page = headquarters
    page.goto(f"{house.url}/programmes")
    page.get_by_text("นำเข้าหรือส่งออกทั้งตาราง").click()
    with page.expect_download() as downloading:
        page.get_by_role("link", name="ส่งออก CSV").click()
    sheet = tmp_path / "programmes.csv"
    text = downloading.value.path().read_text(encoding="utf-8")

    def bring(changed: str) -> None:
        sheet.write_text(changed, encoding="utf-8")
        page.get_by_label("ไฟล์ CSV ที่แก้แล้ว").set_input_files(sheet)
        page.get_by_role("button", name="ดูสิ่งที่จะเปลี่ยน").click()

    bring(text.replace("2018-01-01", "2561-01-01"))
    expect(page.get_by_role("alert")).to_contain_text("เขียนเป็นปี ค.ศ. 2018-01-01")
    look(page, request, "programmes-table-wrong")
    page.get_by_role("link", name="โครงการของรัฐ").click()
    page.get_by_text("นำเข้าหรือส่งออกทั้งตาราง").click()
    bring(text.replace("สร้างผู้ประกอบการใหม่ (NEC)", "NEC รุ่นที่ 12"))
    expect(page.get_by_text("จะเปลี่ยน 1 โครงการ ยังไม่ได้บันทึก")).to_be_visible()
    look(page, request, "programmes-table")
    page.get_by_role("button", name="บันทึกทั้งหมด").click()
    expect(page.get_by_role("link", name="NEC รุ่นที่ 12")).to_be_visible()


def test_headquarters_edits_the_whole_map_in_a_sheet(
    house: House, headquarters: Page, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    page = headquarters
    page.goto(f"{house.url}/map")
    page.get_by_text("นำเข้าหรือส่งออกทั้งตาราง").click()
    with page.expect_download() as downloading:
        page.get_by_role("link", name="ส่งออก CSV").click()
    sheet = tmp_path / "areas.csv"
    text = downloading.value.path().read_text(encoding="utf-8")
    sheet.write_text(text.replace("TH-50,IPC-1", "TH-50,IPC-99"), encoding="utf-8")
    bring(page, sheet)
    look(page, request, "map-2-mistakes")
    sheet.write_text(text.replace("TH-50,IPC-1", "TH-50,IPC-2"), encoding="utf-8")
    page.get_by_role("link", name="พื้นที่รับผิดชอบ").click()
    page.get_by_text("นำเข้าหรือส่งออกทั้งตาราง").click()
    bring(page, sheet)
    expect(page.get_by_text("จะเปลี่ยน 1 จังหวัด")).to_be_visible()
    look(page, request, "map-3-dry-run")
    page.get_by_role("button", name="บันทึกทั้งหมด").click()
    page.get_by_role("link", name="เชียงใหม่").click()
    expect(page.get_by_text("ศูนย์ส่งเสริมอุตสาหกรรมภาคที่ 2").first).to_be_visible()


def test_headquarters_adds_a_holiday_of_one_office(
    house: House, headquarters: Page, request: pytest.FixtureRequest
) -> None:
    page = headquarters
    page.goto(f"{house.url}/calendar?unit=SSRC-30&year=2027")
    page.get_by_text("เพิ่มวันหยุดของหน่วยงานนี้").click()
    page.get_by_label("วันที่", exact=True).fill("2027-03-24")
    page.get_by_label("ชื่อวันหยุด").fill("งานฉลองวันแห่งชัยชนะท้าวสุรนารี")
    page.get_by_role("button", name="เพิ่มวันหยุด").click()
    expect(page.get_by_text("เฉพาะหน่วยงานนี้")).to_be_visible()
    look(page, request, "map-4-calendar")


def bring(page: Page, sheet: Path) -> None:
    page.get_by_label("ไฟล์ CSV ที่แก้แล้ว").set_input_files(sheet)
    page.get_by_role("button", name="ดูสิ่งที่จะเปลี่ยน").click()


def test_the_data_protection_officer_sees_who_looked(
    house: House, page: Page, request: pytest.FixtureRequest
) -> None:
    house.make("nonglak", "นงลักษณ์", Role.OFFICER, "SSRC-30")
    officer = another(page)
    sign_in(officer, house, "nonglak")
    take_a_case(officer)
    house.make("dpo", "ผู้คุ้มครองข้อมูล", Role.DPO)
    sign_in(page, house, "dpo")
    set_up_second_factor(page)

    page.get_by_role("link", name="ดูแลระบบ").click()
    page.get_by_role("link", name="ประวัติการเปิดดู").click()
    page.get_by_label("เจ้าหน้าที่").select_option("nonglak")
    page.get_by_role("button", name="ค้นหา").click()

    expect(page.get_by_text("เปิดหน้าเรื่อง")).to_be_visible()
    look(page, request, "looks-0-list")
