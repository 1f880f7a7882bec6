"""US-11: today's work in a minute: filtered, found by a word, gone through with the keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browsing import Demo
from tests.journeys.test_console import file_a_loan, look, sign_in

pytestmark = pytest.mark.browser
_TRIES = 30
"""Seconds; the sweeper looks for something new every five."""


TOPIC = "สินเชื่อเพื่อลงทุนหรือซื้อเครื่องจักร"


def test_an_officer_finds_what_is_theirs_to_do(
    demo: Demo, page: Page, request: pytest.FixtureRequest
) -> None:
    phone = page.context.new_page()
    phone.goto(demo.phone_url)
    file_a_loan(phone)
    sign_in(page, demo)

    filter_the_desk(page)
    look(page, request, "finding-0-filtered")
    page.get_by_role("link", name="ทุกเรื่อง").click()
    page.wait_for_url("**/?all=1")
    read_the_help(page, request)
    search(page, "บุญมา")
    page.wait_for_load_state()
    look(page, request, "finding-2-found")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cases/*")  # and until its keys are listened to
    expect(page.get_by_role("heading", name=TOPIC)).to_be_visible()
    page.keyboard.press("n")
    expect(page.get_by_label("บันทึกภายใน เจ้าของเรื่องไม่เห็น")).to_be_focused()


def filter_the_desk(page: Page) -> None:
    page.get_by_text("ตัวกรอง", exact=True).click()
    page.get_by_label("ผู้ดูแล").select_option("ยังไม่มีผู้ดูแล")
    page.get_by_label("ประเภท").select_option("เงินทุน")
    page.get_by_role("button", name="กรอง", exact=True).click()
    expect(page.get_by_role("link", name=TOPIC)).to_be_visible()
    page.get_by_label("บันทึกตัวกรองนี้ในชื่อ").fill("เงินทุน รอผู้ดูแล")
    page.get_by_role("button", name="บันทึกตัวกรอง").click()
    expect(page.get_by_role("link", name="เงินทุน รอผู้ดูแล")).to_be_visible()


def read_the_help(page: Page, request: pytest.FixtureRequest) -> None:
    page.keyboard.press("j")
    expect(page.get_by_role("link", name=TOPIC)).to_be_focused()
    page.keyboard.press("?")
    expect(page.get_by_role("heading", name="แป้นลัด")).to_be_visible()
    look(page, request, "finding-1-keys")
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    box = page.get_by_role("searchbox", name="ค้นหาเรื่อง")
    expect(box).to_be_focused()
    page.keyboard.type("jk?")
    expect(box).to_have_value("jk?")


def search(page: Page, words: str) -> None:
    """Ask until the case has been read, as somebody does who is told that it takes a while."""
    found = page.get_by_text("พบในข้อมูลที่ปิดไว้")
    for _ in range(_TRIES):
        page.get_by_role("searchbox", name="ค้นหาเรื่อง").fill(words)
        page.get_by_role("button", name="ค้นหา").click()
        expect(found.or_(page.get_by_text("ไม่พบเรื่อง"))).to_be_visible()
        if found.count():
            return
        page.wait_for_timeout(1_000)
