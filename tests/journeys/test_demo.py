"""What a newcomer does: `bot demo`, the phone page in a real browser, a number in the hand."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

SCREENSHOTS = Path(".screenshots")
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NUMBER = re.compile(r"30-\d\d-\d{5}-\d")
PATIENCE_MS = 20_000

pytestmark = pytest.mark.browser


@pytest.fixture
def phone_url() -> Iterator[str]:
    command = [sys.executable, "-m", "bot", "demo", "--port", "0", "--phone-port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as demo:  # noqa: S603
        assert demo.stdout is not None
        try:
            told = next(
                (found for line in demo.stdout if (found := re.search(r"http://\S+", line))), None
            )
            assert told is not None, "the demo ended before it said where the phone page is"
            yield told[0]
            demo.send_signal(signal.SIGINT)
            assert demo.wait(timeout=30) == 0
        finally:
            demo.kill()


@pytest.fixture(params=[(390, 844), (1280, 800)], ids=["phone", "desktop"])
def page(request: pytest.FixtureRequest, chromium: str) -> Iterator[Page]:
    width, height = request.param
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        page = browser.new_page(viewport={"width": width, "height": height})
        page.set_default_timeout(PATIENCE_MS)
        yield page
        browser.close()


def keep(page: Page, request: pytest.FixtureRequest, name: str) -> None:
    SCREENSHOTS.mkdir(exist_ok=True)
    size = request.node.callspec.id
    page.screenshot(path=SCREENSHOTS / f"demo-{size}-{name}.png")


def write(page: Page, words: str) -> None:
    box = page.get_by_role("textbox").last
    box.fill(words)
    box.press("Enter")


def test_a_loan_request_becomes_a_case_number_on_the_phone_page(
    phone_url: str, page: Page, request: pytest.FixtureRequest
) -> None:
    page.goto(phone_url)
    keep(page, request, "0-empty")

    write(page, "อยากกู้เงินมาซื้อเครื่องจักรค่ะ อยู่โคราช")
    page.get_by_role("button", name="รับทราบและยินยอม", exact=True).click(timeout=PATIENCE_MS)
    keep(page, request, "1-consent")
    page.get_by_role("button", name="1-5 แสน", exact=True).click(timeout=PATIENCE_MS)
    page.get_by_role("button", name="ติดต่อทาง LINE", exact=True).wait_for(timeout=PATIENCE_MS)
    write(page, "บุญมา 081 234 5678")
    file_it = page.get_by_role("button", name="ถูกต้อง ส่งเรื่อง", exact=True).last
    file_it.wait_for(timeout=PATIENCE_MS)
    keep(page, request, "2-summary")
    file_it.click()

    expect(page.get_by_text(NUMBER).first).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_text("จังหวัดนครราชสีมา").last).to_be_visible()
    keep(page, request, "3-number")
