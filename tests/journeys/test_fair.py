"""Closing fairly: what came of it, is the owner content, and back again where they are not."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browsing import PATIENCE_MS, Demo, write
from tests.journeys.test_console import file_a_loan, look, sign_in

pytestmark = pytest.mark.browser


CASE = "สินเชื่อเพื่อลงทุนหรือซื้อเครื่องจักร"


def take_a_loan(page: Page, demo: Demo) -> Page:
    """Let an owner file a case and the officer take it; return the owner's phone."""
    phone = page.context.new_page()
    phone.set_default_timeout(PATIENCE_MS)
    sign_in(page, demo)
    phone.goto(demo.phone_url)
    file_a_loan(phone)
    page.reload()
    page.get_by_role("link", name=CASE).click()
    page.get_by_role("button", name="รับเรื่องและคุยเอง").click()
    return phone


def refused_before_three_calls(page: Page, request: pytest.FixtureRequest) -> None:
    page.get_by_label("บันทึกเพิ่มเติม").fill("ไม่รับสาย")
    page.get_by_role("button", name="บันทึกว่าโทรไม่ติด").click()
    expect(page.get_by_text("บันทึกแล้ว 1 วัน")).to_be_visible()
    page.get_by_label("ผลการช่วยเหลือ").select_option("ติดต่อไม่ได้ หลังพยายามสามครั้งต่างวัน")
    page.get_by_role("button", name="ปิดเรื่อง").click()
    expect(page.get_by_text("ครบ 3 วันที่ต่างกันก่อน")).to_be_visible()
    look(page, request, "fair-0-refused")
    page.go_back()


def close_with_a_sum(page: Page, request: pytest.FixtureRequest) -> None:
    page.get_by_label("ผลการช่วยเหลือ").select_option("สินเชื่อได้รับอนุมัติ")
    page.get_by_label("จำนวนเงิน").fill("350,000")
    page.get_by_label("รายละเอียดผล").fill("ธนาคารออมสิน")
    page.get_by_label("รายละเอียดผล").scroll_into_view_if_needed()
    look(page, request, "fair-1-closing")
    page.get_by_role("button", name="ปิดเรื่อง").click()
    expect(page.get_by_text("350,000 บาท")).to_be_visible()
    expect(page.get_by_text("ถามแล้ว ยังไม่ตอบ")).to_be_visible()


def rate(phone: Page) -> None:
    chat = phone.get_by_role("log", name="ข้อความ")
    chat.get_by_text("เสร็จสิ้นแล้วค่ะ (สินเชื่อได้รับอนุมัติ)").wait_for()
    phone.get_by_role("button", name="ได้รับความช่วยเหลือแล้ว", exact=True).click()
    phone.get_by_role("button", name="5 พอใจมาก", exact=True).click()
    chat.get_by_text("มีอะไรอยากบอกศูนย์ฯ เพิ่มไหมคะ").wait_for()
    write(phone, "อธิบายเข้าใจง่ายดีค่ะ")
    chat.get_by_text("ขอบคุณค่ะ มีเรื่องอื่นให้ช่วย").wait_for()


def open_again(phone: Page) -> None:
    write(phone, "ยังไม่จบ")
    phone.get_by_role("button", name="ศูนย์เดิม", exact=True).click()
    chat = phone.get_by_role("log", name="ข้อความ")
    chat.get_by_text("ยังติดตรงไหน").wait_for()


def test_a_case_ends_fairly(demo: Demo, page: Page, request: pytest.FixtureRequest) -> None:
    phone = take_a_loan(page, demo)
    refused_before_three_calls(page, request)
    close_with_a_sum(page, request)
    rate(phone)
    page.reload()
    expect(page.get_by_text(re.compile("5 จาก 5"))).to_be_visible()
    look(page, request, "fair-2-rated")

    page.get_by_role("link", name="ความเห็น").click()
    expect(page.get_by_text("อธิบายเข้าใจง่ายดีค่ะ")).to_be_visible()
    look(page, request, "fair-3-feedback")

    open_again(phone)
    page.goto(demo.console_url)
    page.get_by_role("link", name=CASE).click()
    expect(page.get_by_text("เปิดอีกครั้ง", exact=True)).to_be_visible()
    look(page, request, "fair-4-again")
