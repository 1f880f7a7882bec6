"""A programme is announced: written, agreed to, sent in office hours, reported, put right."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Page, expect
from sqlalchemy import insert
from werkzeug.serving import make_server

from bot import clock
from bot.app import App
from bot.config import read_settings
from bot.emulator import Emulator
from bot.handlers import signing_in
from bot.model.staff import Role
from bot.storage import groups, migrate, quota, staff
from bot.storage.db import transaction
from bot.storage.quota import Count
from bot.storage.staff import NewAccount
from bot.storage.tables import conversation, friend
from bot.web import create_app
from bot.worker.runtime import Runtime
from tests.announcing import add_friends
from tests.journeys.browsing import PATIENCE_MS, barriers, keep
from tests.world import WEDNESDAY_MORNING

pytestmark = pytest.mark.browser
PASSWORD = "four random words here"
STRANGERS = 1_200
MESSAGE = (
    "เปิดรับสมัครร้านค้าชุมชน 40 ร้าน ออกบูธงานของดีภาคอีสาน ที่เซ็นทรัล โคราช 18-20 ธันวาคมนี้\n\n"
    "ไม่มีค่าใช้จ่าย มีที่ปรึกษาช่วยจัดร้านและถ่ายภาพสินค้า"
)


@dataclass
class House:
    """Headquarters' console, the service behind it, LINE on the other side."""

    url: str
    app: App
    line: Emulator
    owner: str
    officer: str


@pytest.fixture
def line() -> Iterator[Emulator]:
    with Emulator(channel_secret="secret", access_token="token", quota_limit=10_000) as line:
        yield line


@pytest.fixture
def address() -> str:
    """Where the world reaches the console."""
    return ""


@pytest.fixture
def house(line: Emulator, tmp_path: Path, address: str) -> Iterator[House]:
    """It is Wednesday morning, whatever day it is outside: announcements keep office hours."""
    settings = read_settings(
        line_channel_secret="secret",
        line_channel_access_token="token",
        line_api_base_url=line.base_url,
        data_dir=tmp_path / "data",
        sqlite_synchronous="NORMAL",
        console_over_http=True,
        burst_window_seconds=0,
        keep_to_one_core=False,
        public_url=address,
    )
    shift = WEDNESDAY_MORNING - clock.now()
    app = App(settings, now=lambda: clock.now() + shift)
    migrate.upgrade(app.engine)
    owner, officer = line.person("บุญมา"), line.person("แอน")
    add_people(app, owner, officer)
    runtime = Runtime.start(app, working=True)
    flask = create_app(app, runtime.engine.wake, runtime.engine.wake_sender)
    server = make_server("127.0.0.1", 0, flask, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    address = f"http://127.0.0.1:{server.server_port}"
    line.webhook_url = f"{address}/line/webhook"
    yield House(f"{address}/console", app, line, owner, officer)
    server.shutdown()
    thread.join()
    server.server_close()
    runtime.stop()


def add_people(app: App, owner: str, officer: str) -> None:
    """Add who announces, and who hears of it: many strangers, and one who is looked at."""
    now, hashed = app.now(), signing_in.hash_password(PASSWORD)
    with transaction(app.engine) as connection:
        for name, shown in (("ann", "แอน"), ("ben", "เบน")):
            new = NewAccount(name, shown, Role.BROADCAST, None, hashed)
            staff.add(connection, new, now=now)
        groups.bind_officer(connection, "ann", officer)
        add_friends(connection, range(200), now=now, province="TH-30")
        add_friends(connection, range(200, STRANGERS), now=now, province="TH-30", seen_days_ago=200)
        add_friends(connection, range(STRANGERS, 1_500), now=now, province="TH-30", news=False)
        add_friends(connection, range(1_500, 1_600), now=now, province="TH-50")
        known = {"version": 1, "state": "", "news": True, "following": True}
        since = {"held_by_staff": False, "created_at": now, "updated_at": now}
        connection.execute(insert(conversation), [{"person": owner, **known, **since}])
        connection.execute(insert(friend), [{"person": owner, "province": "TH-30", "needs": 0}])


def sign_in(page: Page, house: House, name: str) -> None:
    page.context.clear_cookies()
    page.goto(f"{house.url}/sign-in")
    page.get_by_label("ชื่อผู้ใช้").fill(name)
    page.get_by_label("รหัสผ่าน").fill(PASSWORD)
    page.get_by_role("button", name="เข้าสู่ระบบ").click()
    page.get_by_role("link", name="ประกาศข่าว").click()


def look(page: Page, request: pytest.FixtureRequest, name: str, *, whole: bool = False) -> None:
    """Keep a screenshot of a page that anybody can use."""
    keep(page, request, f"announcing-{name}")
    if whole:
        path = f".screenshots/announcing-{request.node.callspec.id}-{name}-whole.png"
        page.screenshot(path=path, full_page=True)
    assert barriers(page) == []


def write_down(page: Page, request: pytest.FixtureRequest) -> None:
    page.get_by_role("link", name="เขียนประกาศ").click()
    page.get_by_label("ข้อความ", exact=True).fill(MESSAGE)
    page.get_by_label("แหล่งข่าว").fill("ศูนย์ส่งเสริมอุตสาหกรรมภาคที่ 6")
    page.get_by_label("ปิดรับวันที่").fill("2026-12-10")
    page.get_by_label("เรื่องของข่าว").select_option("market")
    page.get_by_label("คำบนปุ่ม").first.fill("สนใจออกบูธ")
    page.locator("summary", has_text="จังหวัด").click()
    page.get_by_role("checkbox", name="นครราชสีมา").check()
    look(page, request, "1-form", whole=True)
    page.get_by_role("button", name="บันทึกร่าง").click()
    expect(page.get_by_text("แก้ 2 จุด")).to_be_visible()
    look(page, request, "2-mistakes")
    page.get_by_label("ชื่อประกาศ").fill("ออกบูธงานของดีภาคอีสาน")
    page.get_by_label("กดแล้วคุยเรื่อง").first.select_option("market")
    page.get_by_role("button", name="บันทึกร่าง").click()


def try_it_on_oneself(page: Page, house: House) -> None:
    page.get_by_role("button", name="ส่งตัวอย่างถึง LINE ของฉัน").click()
    tried = house.line.wait_for_messages(house.officer, 2)
    assert "เปิดรับสมัครร้านค้าชุมชน" in str(tried)


def approve_and_send(page: Page, request: pytest.FixtureRequest) -> None:
    look(page, request, "4-to-approve")
    page.get_by_role("button", name="อนุมัติประกาศนี้").click()
    expect(page.get_by_text("อนุมัติครบแล้ว")).to_be_visible()
    look(page, request, "5-approved", whole=True)
    page.get_by_role("button", name="ส่งประกาศ").click()


def see_it_go_out(page: Page, request: pytest.FixtureRequest) -> None:
    """Watch it, hold it in the middle, and let it go on."""
    some = page.locator("#progress").get_by_text(re.compile("^(500|1,000)$"))
    expect(some).to_be_visible(timeout=PATIENCE_MS)
    look(page, request, "6-sending")
    page.get_by_role("button", name="พักไว้").click()
    page.get_by_role("button", name="ส่งต่อ").click()
    expect(page.get_by_text("ส่งครบแล้ว")).to_be_visible(timeout=PATIENCE_MS)
    look(page, request, "7-sent")


def answer(house: House) -> None:
    """Read it as an owner, and press its button."""
    (said, card) = house.line.wait_for_messages(house.owner, 2)
    assert "เลิกรับข่าว" in str(said["text"])
    house.line.press(house.owner, data_of(card))
    house.line.wait_for_messages(house.owner)


def test_a_programme_is_announced(house: House, page: Page, request: pytest.FixtureRequest) -> None:
    sign_in(page, house, "ann")
    expect(page.get_by_text("ยังไม่มีประกาศ")).to_be_visible()
    look(page, request, "0-empty")
    write_down(page, request)
    expect(page.get_by_text("1,201 คน")).to_be_visible()
    page.locator("summary", has_text="อยู่ในกลุ่ม 1,501 คน").click()
    look(page, request, "3-draft", whole=True)
    try_it_on_oneself(page, house)
    draft = page.url.partition("?")[0]
    sign_in(page, house, "ben")
    page.goto(draft)
    house.line.fault("multicast", "delay", times=3, seconds=3.0)
    approve_and_send(page, request)
    see_it_go_out(page, request)
    assert len(house.line.ledger(endpoint="multicast")) == 3
    answer(house)

    page.get_by_role("link", name="ดูรายงาน").click()
    expect(page.get_by_role("row", name="ตลาด ลูกค้า และต่างประเทศ")).to_be_visible()
    page.get_by_role("button", name="ถาม LINE ว่ากี่คนเปิดอ่าน").click()
    expect(page.get_by_text("ไม่บอกเมื่อน้อยกว่า 20 คน")).to_be_visible()
    look(page, request, "8-report", whole=True)
    page.get_by_role("link", name="แก้ข่าว").click()
    expect(page.get_by_label("ชื่อประกาศ")).to_have_value(re.compile("^แก้ข่าว"))
    look(page, request, "9-correction")
    page.get_by_role("link", name="ประกาศข่าว").first.click()
    expect(page.get_by_text("ส่งถึง 1,201 จาก 1,201 คน")).to_be_visible()
    look(page, request, "10-list")
    page.get_by_role("link", name="ผลของประกาศ").click()
    expect(page.get_by_role("row", name="นครราชสีมา 1,201 1")).to_be_visible()
    look(page, request, "15-funnel", whole=True)


def picture(tmp_path: Path) -> Path:
    """Draw a poster."""
    path = tmp_path / "poster.png"
    drawn = Image.new("RGB", (1200, 780), "#5B3A8C")
    ImageDraw.Draw(drawn).rectangle((80, 80, 1120, 700), outline="white", width=12)
    drawn.save(path)
    return path


@pytest.mark.parametrize("address", ["https://sme.example.go.th"], ids=["reached"])
def test_a_card_with_a_picture_is_seen_while_it_is_written(
    house: House, page: Page, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    sign_in(page, house, "ann")
    page.get_by_role("link", name="เขียนประกาศ").click()
    phone = page.locator(".phone")
    page.get_by_label("ข้อความ", exact=True).fill(MESSAGE)
    expect(phone.get_by_text("เปิดรับสมัครร้านค้าชุมชน")).to_be_visible()
    page.get_by_label("ชื่อประกาศ").fill("ออกบูธงานของดีภาคอีสาน")
    page.get_by_label("แหล่งข่าว").fill("ศูนย์ส่งเสริมอุตสาหกรรมภาคที่ 6")
    page.get_by_label("ปิดรับวันที่").fill("2026-12-10")
    page.get_by_label("หรืออัปโหลดรูป").set_input_files(picture(tmp_path))
    expect(phone.get_by_alt_text("รูปที่ส่งก่อนข้อความ")).to_be_visible()
    expect(page.get_by_label("รูป", exact=True)).to_have_value(re.compile("^https://sme.example"))
    page.get_by_label("การ์ด ชื่อ รูป ข้อความ และปุ่มอยู่ด้วยกัน").check()
    hero = phone.get_by_alt_text("รูปบนการ์ด")
    expect(hero).to_be_visible()
    assert hero.evaluate("one => one.naturalWidth") == 1024
    page.get_by_label("คำบนปุ่ม").first.fill("สนใจออกบูธ")
    expect(phone.get_by_text("สนใจออกบูธ")).to_be_visible()
    look(page, request, "16-card-form", whole=True)
    page.get_by_label("กดแล้วคุยเรื่อง").first.select_option("market")
    page.get_by_role("button", name="บันทึกร่าง").click()
    expect(page.locator(".flex .hero")).to_be_visible()
    look(page, request, "17-card", whole=True)
    try_it_on_oneself(page, house)


def cut_it(page: Page, request: pytest.FixtureRequest) -> None:
    """Ask for another province, and have what is too much left out."""
    page.get_by_role("link", name="แก้ร่าง").click()
    page.locator("summary", has_text="จังหวัด").click()
    page.get_by_role("checkbox", name="เชียงใหม่").check()
    page.get_by_role("button", name="บันทึกร่าง").click()
    page.get_by_role("button", name="ตัดให้เหลือจังหวัดที่ส่งได้").click()
    expect(page.get_by_role("heading", name="ส่งถึง 100 คน")).to_be_visible()
    look(page, request, "13-cut")
    page.get_by_role("link", name="ดูร่าง").click()
    expect(page.get_by_text("เกินส่วนของประกาศในเดือนนี้")).to_have_count(0)


def test_a_month_that_runs_low_is_said_and_nothing_too_dear_is_approved(
    house: House, page: Page, request: pytest.FixtureRequest
) -> None:
    with transaction(house.app.engine) as connection:
        quota.note(connection, Count(4_100, 5_000), now=house.app.now())
    sign_in(page, house, "ann")
    expect(page.get_by_text("ข้อความของเดือนนี้ใกล้หมด")).to_be_visible()
    look(page, request, "11-low")
    write_down(page, request)
    expect(page.get_by_text("เกินส่วนของประกาศในเดือนนี้")).to_be_visible()
    expect(page.get_by_text("เฉพาะคนที่ติดต่อมาใน 180 วัน 201 คน")).to_be_visible()
    page.get_by_text("เกินส่วนของประกาศในเดือนนี้").scroll_into_view_if_needed()
    look(page, request, "12-too-dear", whole=True)
    cut_it(page, request)
    page.get_by_role("link", name="ทิ้งร่างนี้").click()
    look(page, request, "14-stop")
    page.get_by_role("button", name="ทิ้งร่าง").click()
    expect(page.get_by_text("ยุติแล้ว")).to_be_visible()


def data_of(card: object) -> str:
    """Return what the first button of a card carries."""
    found = re.search(r"'data': '(f=news[^']+)'", str(card))
    assert found is not None
    return found[1]
