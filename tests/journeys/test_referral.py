"""Referring with a paper trail: an agency is chosen, the owner agrees, the agency answers."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browsing import PATIENCE_MS, Demo, keep
from tests.journeys.test_console import file_a_loan, look, sign_in

pytestmark = pytest.mark.browser


def draft_for_the_bank(page: Page, request: pytest.FixtureRequest) -> None:
    page.get_by_role("link", name="สินเชื่อเพื่อลงทุนหรือซื้อเครื่องจักร").click()
    page.get_by_role("button", name="รับเรื่องและคุยเอง").click()
    page.get_by_role("link", name="เลือกหน่วยงานที่จะส่งต่อ").click()
    look(page, request, "referral-0-choose")
    page.get_by_role("button", name="เลือกธพว.").click()
    expect(page.get_by_text("ยังไม่มีความยินยอมสำหรับข้อมูลชุดนี้")).to_be_visible()
    expect(page.get_by_role("link", name="ดาวน์โหลดหนังสือ")).to_have_count(0)
    page.get_by_label("สรุปเรื่อง").uncheck()
    page.get_by_role("button", name="บันทึกข้อมูลที่จะส่ง").click()
    expect(page.get_by_label("สรุปเรื่อง")).not_to_be_checked()
    look(page, request, "referral-1-draft")


def send(page: Page) -> None:
    page.reload()
    expect(page.get_by_text("ยินยอมแล้ว")).to_be_visible()
    with page.expect_download() as letter:
        page.get_by_role("link", name="ดาวน์โหลดหนังสือ").click()
    assert letter.value.suggested_filename.endswith(".docx")
    page.get_by_label("เลขที่หนังสือ").fill("อก 0001/123")
    page.get_by_role("button", name="บันทึกเลขหนังสือ").click()
    page.get_by_role("button", name="ส่งให้หน่วยงานแล้ว").click()


def test_a_case_is_referred_with_a_paper_trail(
    demo: Demo, page: Page, request: pytest.FixtureRequest
) -> None:
    phone = page.context.new_page()
    phone.set_default_timeout(PATIENCE_MS)
    phone.goto(demo.phone_url)
    file_a_loan(phone)
    chat = phone.get_by_role("log", name="ข้อความ")
    sign_in(page, demo)
    draft_for_the_bank(page, request)

    page.get_by_role("button", name="ถามเจ้าของเรื่องทาง LINE").click()
    expect(page.get_by_text("ถามทาง LINE แล้ว")).to_be_visible()
    agree = chat.get_by_role("button", name="ยินยอม", exact=True)
    agree.scroll_into_view_if_needed()
    keep(phone, request, "referral-2-asked")
    agree.click()
    chat.get_by_text("บันทึกแล้วว่ายินยอม").wait_for()
    send(page)
    chat.get_by_text("ระหว่างนี้รอคำตอบจากหน่วยงาน").wait_for()
    look(page, request, "referral-3-sent")

    page.get_by_role("link", name="รอหน่วยงาน").click()
    look(page, request, "referral-4-waiting")
    page.get_by_role("link", name="ทะเบียนหน่วยงาน").click()
    look(page, request, "referral-5-directory")
    page.go_back()
    page.get_by_role("link", name="สินเชื่อเพื่อลงทุนหรือซื้อเครื่องจักร").click()
    page.get_by_label("หน่วยงานตอบว่า").select_option("รับเรื่อง")
    page.get_by_role("button", name="บันทึกคำตอบ").click()
    expect(page.get_by_text("หน่วยงานรับแล้ว").first).to_be_visible()
    chat.get_by_text("รับเรื่อง 30-").wait_for()
