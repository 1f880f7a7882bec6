"""The relay: an owner writes, an officer takes the case and answers, the owner reads it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browsing import PATIENCE_MS, Demo, barriers, keep, write

pytestmark = pytest.mark.browser


def file_a_loan(phone: Page) -> None:
    write(phone, "อยากกู้เงินมาซื้อเครื่องจักรค่ะ อยู่โคราช")
    phone.get_by_role("button", name="รับทราบและยินยอม", exact=True).click()
    phone.get_by_role("button", name="1-5 แสน", exact=True).click()
    phone.get_by_role("button", name="ติดต่อทาง LINE", exact=True).wait_for()
    write(phone, "บุญมา 081 234 5678")
    phone.get_by_role("button", name="ถูกต้อง ส่งเรื่อง", exact=True).last.click()
    expect(phone.get_by_text(re.compile(r"30-\d\d-\d{5}-\d")).first).to_be_visible(
        timeout=PATIENCE_MS
    )


def sign_in(page: Page, demo: Demo) -> None:
    page.goto(demo.console_url)
    assert barriers(page) == []
    page.get_by_label("ชื่อผู้ใช้").fill(demo.officer)
    page.get_by_label("รหัสผ่าน").fill(demo.password)
    page.get_by_role("button", name="เข้าสู่ระบบ").click()


def look(page: Page, request: pytest.FixtureRequest, name: str) -> None:
    """Keep a screenshot of a page that anybody can use."""
    keep(page, request, name)
    assert barriers(page) == []


def be_told_of_the_new_case(page: Page, request: pytest.FixtureRequest) -> None:
    """See that one has come, without having looked, and look."""
    come = page.get_by_role("status")
    expect(come.get_by_text("มีเรื่องใหม่เข้ามา 1 เรื่อง")).to_be_visible()
    look(page, request, "console-1-come")
    come.get_by_role("link", name="ดูรายการล่าสุด").click()
    expect(come).to_have_text("")
    look(page, request, "console-1-desk")


def test_owner_and_officer_speak_with_each_other(
    demo: Demo, page: Page, request: pytest.FixtureRequest
) -> None:
    phone = page.context.new_page()
    phone.set_default_timeout(PATIENCE_MS)
    sign_in(page, demo)
    expect(page.get_by_text("ไม่มีเรื่องค้าง")).to_be_visible()
    look(page, request, "console-0-empty")
    phone.goto(demo.phone_url)
    file_a_loan(phone)

    be_told_of_the_new_case(page, request)
    page.get_by_role("link", name="สินเชื่อเพื่อลงทุนหรือซื้อเครื่องจักร").click()
    expect(page.get_by_text("ปิดไว้จนกว่าจะรับเรื่อง")).to_be_visible()
    expect(page.get_by_text("081-234-5678")).to_have_count(0)
    look(page, request, "console-2-covered")
    page.get_by_role("button", name="รับเรื่องและคุยเอง").click()
    expect(page.get_by_role("link", name="081-234-5678")).to_be_visible()
    expect(page.get_by_text("ผู้ช่วยอัตโนมัติเข้าใจว่าเป็นเรื่อง สินเชื่อเพื่อลงทุน")).to_be_visible()

    page.get_by_label("ข้อความถึงเจ้าของเรื่อง").fill("สวัสดีค่ะคุณบุญมา มีใบเสนอราคาเครื่องจักรไหมคะ")
    page.get_by_role("button", name="ส่งทาง LINE").click()
    chat = phone.get_by_role("log", name="ข้อความ")
    chat.get_by_text("มีใบเสนอราคาเครื่องจักรไหมคะ").wait_for()
    write(phone, "มีแล้วค่ะ จะส่งให้นะคะ")
    live = page.locator("#talk")
    live.get_by_text("มีแล้วค่ะ จะส่งให้นะคะ").wait_for()
    page.locator("#now").get_by_text("ตอบฟรีได้อีก").wait_for()
    look(page, request, "console-3-talk")

    page.get_by_label("ผลการช่วยเหลือ").select_option("ยื่นคำขอสินเชื่อแล้ว")
    page.get_by_role("button", name="ปิดเรื่อง").click()
    chat.get_by_text("เสร็จสิ้นแล้วค่ะ (ยื่นคำขอสินเชื่อแล้ว)").wait_for()
    expect(page.get_by_role("button", name="เปิดเรื่องอีกครั้ง")).to_be_visible()
    look(page, request, "console-4-closed")
