"""What a newcomer does: `bot demo`, the phone page in a real browser, a number in the hand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browsing import (
    PATIENCE_MS,
    Demo,
    barriers,
    browser_page,
    keep,
    running_demo,
    write,
)

NUMBER = re.compile(r"30-\d\d-\d{5}-\d")

pytestmark = pytest.mark.browser


def test_a_loan_request_becomes_a_case_number_on_the_phone_page(
    demo: Demo, page: Page, request: pytest.FixtureRequest
) -> None:
    page.goto(demo.phone_url)
    keep(page, request, "demo-0-empty")

    write(page, "อยากกู้เงินมาซื้อเครื่องจักรค่ะ อยู่โคราช")
    page.get_by_role("button", name="รับทราบและยินยอม", exact=True).click(timeout=PATIENCE_MS)
    keep(page, request, "demo-1-consent")
    page.get_by_role("button", name="1-5 แสน", exact=True).click(timeout=PATIENCE_MS)
    page.get_by_role("button", name="ติดต่อทาง LINE", exact=True).wait_for(timeout=PATIENCE_MS)
    write(page, "บุญมา 081 234 5678")
    file_it = page.get_by_role("button", name="ถูกต้อง ส่งเรื่อง", exact=True).last
    file_it.wait_for(timeout=PATIENCE_MS)
    keep(page, request, "demo-2-summary")
    file_it.click()

    expect(page.get_by_text(NUMBER).first).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_text("จังหวัดนครราชสีมา").last).to_be_visible()
    keep(page, request, "demo-3-number")

    page.get_by_role("button", name="เมนูช่วยเหลือ").click()
    of_the_case = page.get_by_role("button", name="เพิ่มข้อมูล ส่งรูป", exact=True)
    expect(of_the_case.last).to_be_visible(timeout=PATIENCE_MS)
    keep(page, request, "demo-4-menu-of-the-case")


def test_a_programme_is_found_checked_and_asked_for_on_the_phone_page(
    demo: Demo, page: Page, request: pytest.FixtureRequest
) -> None:
    page.goto(demo.phone_url)
    write(page, "มีโครงการอะไรบ้าง")
    fund = page.get_by_text("กองทุนพัฒนาเอสเอ็มอีตามแนวประชารัฐ", exact=True).last
    fund.wait_for(timeout=PATIENCE_MS)
    fund.scroll_into_view_if_needed()
    keep(page, request, "programmes-1-cards")

    page.get_by_role("button", name="เข้าเงื่อนไขไหม", exact=True).nth(2).click()
    page.get_by_role("button", name="บริษัท ห้างหุ้นส่วน", exact=True).click(timeout=PATIENCE_MS)
    expect(page.get_by_text("ตรงกับเงื่อนไขเบื้องต้นของ “กองทุน").last).to_be_visible(timeout=PATIENCE_MS)
    keep(page, request, "programmes-2-fits")
    write(page, "สนใจ")
    page.get_by_role("button", name="รับทราบและยินยอม", exact=True).click(timeout=PATIENCE_MS)
    page.get_by_role("button", name="ให้ติดต่อกลับ", exact=True).click(timeout=PATIENCE_MS)
    expect(page.get_by_text("อยากใช้เงินก้อนนี้ทำอะไร").last).to_be_visible(timeout=PATIENCE_MS)


def test_the_menu_below_the_chat_starts_a_talk_on_the_phone_page(
    demo: Demo, page: Page, request: pytest.FixtureRequest
) -> None:
    page.goto(demo.phone_url)
    tile = page.get_by_role("button", name="หาเงินทุน สินเชื่อ", exact=True)
    tile.wait_for(timeout=PATIENCE_MS)
    page.wait_for_function("document.querySelector('#rich-tiles img').naturalWidth === 2500")
    keep(page, request, "menu-1-open")

    tile.click()

    expect(page.get_by_text("รับทราบค่ะ เรื่องเงินทุนและสินเชื่อ").last).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_role("button", name="เมนูช่วยเหลือ")).to_be_visible()
    expect(tile).to_be_hidden()
    assert barriers(page) == []
    keep(page, request, "menu-2-answer")


def test_conversations_are_taken_anew_when_they_are_saved_and_mistakes_are_told(
    chromium: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, ours = tmp_path / "flows.yaml", Path("flows.yaml").read_text(encoding="utf-8")
    file.write_text(ours, encoding="utf-8")
    monkeypatch.setenv("FLOWS_FILE", str(file))
    with running_demo() as demo, browser_page(chromium, "phone") as page:
        file.write_text(ours.replace("go: over}", "go: nowhere}", 1), encoding="utf-8")
        told = demo.wait_until_it_says("ยังใช้บทสนทนาฉบับเดิม")
        file.write_text(ours.replace("สวัสดีค่ะ เล่าเรื่อง", "หวัดดีค่ะ เล่าเรื่อง"), encoding="utf-8")
        demo.wait_until_it_says("ใช้บทสนทนาฉบับใหม่แล้ว")
        page.goto(demo.phone_url)
        write(page, "สวัสดีค่ะ")
        expect(page.get_by_text("หวัดดีค่ะ เล่าเรื่อง").last).to_be_visible(timeout=PATIENCE_MS)

    assert "nowhere" in told
