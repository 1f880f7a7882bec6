"""The counter: a case within a minute, and a slip that ties it to LINE; an old register."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browsing import PATIENCE_MS, Demo, keep, write
from tests.journeys.test_console import look, sign_in

pytestmark = pytest.mark.browser

_CASE = re.compile(r"30-\d\d-\d{5}-\d")


def fill_in(page: Page) -> None:
    """Enter what an owner says at the counter."""
    page.get_by_label("ชื่อเจ้าของเรื่อง").fill("สมศรี")
    page.get_by_label("เบอร์โทร").fill("089 999 8888")
    page.get_by_label("เรื่องที่ขอให้ช่วย").select_option("market")
    page.get_by_label("สรุปเรื่อง").fill("หาลูกค้าต่างจังหวัด")
    page.get_by_label("แจ้งประกาศความเป็นส่วนตัวกับเจ้าของเรื่องแล้ว").check()
    page.get_by_role("button", name="เปิดเรื่อง").click()


def test_an_owner_goes_home_with_a_slip_and_has_the_case_on_line(
    demo: Demo, page: Page, request: pytest.FixtureRequest
) -> None:
    sign_in(page, demo)
    page.get_by_role("link", name="รับเรื่องที่ศูนย์").click()
    look(page, request, "walkin-0-form")
    fill_in(page)
    expect(page.get_by_role("img", name="คิวอาร์โค้ด")).to_be_visible()
    look(page, request, "walkin-1-slip")
    message = page.get_by_text(re.compile("^ใบรับเรื่อง [A-Z-]{14}$")).inner_text()
    number = page.get_by_text(_CASE).first.inner_text()

    phone = page.context.new_page()
    phone.set_default_timeout(PATIENCE_MS)
    phone.goto(demo.phone_url)
    write(phone, message)
    chat = phone.get_by_role("log", name="ข้อความ")
    chat.get_by_text("เชื่อมเรื่องนี้กับ LINE ของคุณแล้ว").wait_for()
    expect(chat.get_by_text(number).first).to_be_visible()
    keep(phone, request, "walkin-2-tied")

    page.get_by_role("link", name="เปิดเรื่องนี้").click()
    page.get_by_role("button", name="รับเรื่องและคุยเอง").click()
    expect(page.get_by_role("heading", name="บทสนทนา")).to_be_visible()
    expect(page.get_by_text("เจ้าของเรื่องเชื่อมเรื่องกับ LINE ด้วยใบรับเรื่อง")).to_be_visible()


def test_an_owner_from_the_counter_is_asked_by_telephone_how_it_ended(
    demo: Demo, page: Page, request: pytest.FixtureRequest
) -> None:
    sign_in(page, demo)
    page.get_by_role("link", name="รับเรื่องที่ศูนย์").click()
    fill_in(page)
    page.get_by_role("link", name="เปิดเรื่องนี้").click()
    page.get_by_role("button", name="รับเรื่องและคุยเอง").click()
    page.get_by_label("ผลการช่วยเหลือ").select_option("ให้คำปรึกษาแล้ว")
    page.get_by_role("button", name="ปิดเรื่อง").click()

    asked = page.locator("section", has=page.get_by_role("heading", name="ถามผลทางโทรศัพท์"))
    expect(asked.get_by_role("link", name="โทร 089-999-8888")).to_be_visible()
    look(page, request, "walkin-3-asked")
    asked.get_by_role("button", name="ไม่รับสาย").click()
    expect(asked.get_by_text("โทรแล้ว 1 ครั้ง")).to_be_visible()
    asked.get_by_label("ให้คะแนนการช่วยเหลือเท่าไร").select_option("5")
    asked.get_by_role("button", name="เรียบร้อยแล้ว").click()
    expect(asked).to_have_count(0)
    expect(page.get_by_text("โทรถามผลแล้ว เจ้าของเรื่องบอกว่าเรียบร้อย")).to_be_visible()
    look(page, request, "walkin-4-all-well")


def test_a_register_is_tried_then_taken_in(
    demo: Demo, page: Page, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    for row in (
        ("วันที่รับเรื่อง", "ชื่อ", "เรื่อง", "รายละเอียด"),
        ("05/01/2569", "สมศรี", "เงินทุน", "ซื้อวัตถุดิบ"),
        ("06/01/2569", "สมชาย", "แต่งบ้าน", "หาลูกค้า"),
    ):
        book.worksheets[0].append(row)
    book.save(tmp_path / "register.xlsx")
    sign_in(page, demo)
    page.get_by_role("link", name="รับเรื่องที่ศูนย์").click()
    page.get_by_role("link", name="นำเข้าจากทะเบียนเดิม").click()

    for button, told in (("ลองก่อน", "จะนำเข้า 1 เรื่อง"), ("นำเข้า", "นำเข้าแล้ว 1 เรื่อง")):
        page.get_by_label("ไฟล์ Excel").set_input_files(tmp_path / "register.xlsx")
        page.get_by_label("เจ้าของเรื่องในไฟล์ได้รับแจ้ง").check()
        page.get_by_role("button", name=button, exact=True).click()
        expect(page.get_by_text(told)).to_be_visible()
        look(page, request, f"register-{button}")

    page.get_by_role("link", name="ไปหน้างานวันนี้").click()
    expect(page.get_by_text(_CASE)).to_be_visible()
