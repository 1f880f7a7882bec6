"""US-12, talking: canned replies, a preview, an answer that waits, a call back, a picture."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browsing import PATIENCE_MS, Demo, write
from tests.journeys.test_console import file_a_loan, look, sign_in

pytestmark = pytest.mark.browser


def choose(phone: Page, opens: str, name: str) -> None:
    """Choose from a sheet of the phone page."""
    phone.locator(opens).click()
    phone.get_by_role("button", name=name).click()


def test_an_officer_answers_at_leisure_and_calls_back(
    demo: Demo, page: Page, request: pytest.FixtureRequest
) -> None:
    phone = page.context.new_page()
    phone.set_default_timeout(PATIENCE_MS)
    phone.goto(demo.phone_url)
    file_a_loan(phone)
    sign_in(page, demo)
    page.get_by_role("link", name="สินเชื่อเพื่อลงทุนหรือซื้อเครื่องจักร").click()
    page.get_by_role("button", name="รับเรื่องและคุยเอง").click()

    take_a_canned_reply_by_keyboard(page)
    look(page, request, "talking-1-canned")
    page.get_by_role("button", name="เก็บไว้ส่งฟรีพร้อมข้อความถัดไป").click()
    page.get_by_role("button", name="ถอนข้อความ").scroll_into_view_if_needed()
    look(page, request, "talking-2-waiting")

    page.get_by_role("button", name="ส่งคืนให้ผู้ช่วยอัตโนมัติ").click()
    ask_to_be_called(phone)
    expect(page.get_by_role("button", name="ถอนข้อความ")).to_have_count(0, timeout=PATIENCE_MS)
    see_a_picture(page, phone)
    page.reload()
    page.get_by_role("link", name="โทร 081-234-5678").scroll_into_view_if_needed()
    look(page, request, "talking-3-call")
    page.get_by_role("button", name="ไม่รับสาย").click()
    expect(page.get_by_text("โทรแล้ว 1 ครั้ง")).to_be_visible()

    write_to_who_has_blocked_the_account(page, phone)
    look(page, request, "talking-4-blocked")
    page.get_by_role("link", name="งานวันนี้").click()
    expect(page.get_by_role("link", name=re.compile("โทรกลับ"))).to_be_visible()
    look(page, request, "talking-5-desk")
    page.get_by_role("link", name="ข้อความสำเร็จรูป").click()
    expect(page.get_by_role("heading", name="ขอเอกสารประกอบสินเชื่อ")).to_be_visible()
    look(page, request, "talking-6-replies")


def take_a_canned_reply_by_keyboard(page: Page) -> None:
    page.locator(".canned summary").press("Enter")
    page.get_by_role("button", name="ขอเอกสารประกอบสินเชื่อ").press("Enter")
    box = page.get_by_label("ข้อความถึงเจ้าของเรื่อง")
    expect(box).to_have_value(re.compile("คุณบุญมา รบกวนส่งเอกสารเบื้องต้น"))
    expect(box).to_be_focused()
    box.press("Control+End")
    box.press_sequentially("\nhttps://www.dip.go.th 😀")
    expect(page.locator("#preview .link")).to_have_text("https://www.dip.go.th")


def ask_to_be_called(phone: Page) -> None:
    chat = phone.get_by_role("log", name="ข้อความ")
    chat.get_by_text("ดูแลเรื่อง").last.wait_for()
    write(phone, "ขอให้โทรกลับ")
    chat.get_by_text("ข้อความจากเจ้าหน้าที่ เรื่อง").wait_for()
    phone.get_by_role("button", name="บ่าย 13-16 น.").last.click()
    chat.get_by_text("ช่วงบ่าย (13:00-16:00 น.)").wait_for()


def see_a_picture(page: Page, phone: Page) -> None:
    choose(phone, "#attach", "รูปตัวอย่าง")
    picture = page.get_by_role("img", name="รูปภาพที่เจ้าของเรื่องส่ง")
    expect(picture).to_be_visible(timeout=PATIENCE_MS)
    expect(picture).to_have_js_property("complete", value=True)
    assert picture.evaluate("one => one.naturalWidth") > 0


def write_to_who_has_blocked_the_account(page: Page, phone: Page) -> None:
    choose(phone, "#menu", "บล็อกบัญชีนี้")
    gone = page.locator("#now").get_by_text("บล็อกบัญชีนี้")
    expect(gone).to_be_visible(timeout=PATIENCE_MS)
    box = page.get_by_label("ข้อความถึงเจ้าของเรื่อง")
    box.fill("สวัสดีค่ะ")
    page.get_by_role("button", name="ส่งทาง LINE").click()
    expect(page.get_by_role("alert").get_by_text("โปรดโทรหา")).to_be_visible()
    expect(box).to_have_value("สวัสดีค่ะ")
