"""What a person sees in a browser: the demo they started, pages of two sizes, screenshots."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page, sync_playwright

PATIENCE_MS = 20_000
SIZES = {"phone": (390, 844), "desktop": (1280, 800)}
_SCREENSHOTS = Path(".screenshots")
_TRIES = 5
_ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_TOLD = re.compile(r"(http://\S+).*?(http://\S+).*?ชื่อผู้ใช้ (\S+)\s+รหัสผ่าน (\S+)", re.DOTALL)


@dataclass(frozen=True)
class Demo:
    """What `bot demo` says once it is ready."""

    phone_url: str
    console_url: str
    officer: str
    password: str
    said: IO[str]
    """What it goes on saying, line by line."""


@contextmanager
def running_demo(*, ended_by: signal.Signals = signal.SIGINT) -> Iterator[Demo]:
    """Run `bot demo` on ports of its own."""
    command = [sys.executable, "-m", "bot", "demo", "--port", "0", "--phone-port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as demo:  # noqa: S603
        assert demo.stdout is not None
        try:
            said = ""
            while not (told := _TOLD.search(said)):
                line = demo.stdout.readline()
                assert line, f"the demo ended before it said where its pages are: {said}"
                said += line
            phone, console, officer, password = told.groups()
            yield Demo(phone, console, officer, password, demo.stdout)
            demo.send_signal(ended_by)
            assert demo.wait(timeout=30) == 0
        finally:
            demo.kill()


@contextmanager
def browser_page(chromium: str, size: str) -> Iterator[Page]:
    """Open an empty page in Debian's chromium."""
    width, height = SIZES[size]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=_ARGUMENTS)
        context = browser.new_context(viewport={"width": width, "height": height})
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        yield page
        browser.close()


def keep(page: Page, request: pytest.FixtureRequest, name: str) -> None:
    """Keep a screenshot."""
    _SCREENSHOTS.mkdir(exist_ok=True)
    story, _, step = name.partition("-")
    path = _SCREENSHOTS / f"{story}-{request.node.callspec.id}-{step}.png"
    for tries_left in reversed(range(_TRIES)):
        page.bring_to_front()
        try:
            page.screenshot(path=path)
        except PlaywrightError:  # chromium, drawing another page, has no picture of this one
            if not tries_left:
                raise
        else:
            return


def barriers(page: Page) -> list[str]:
    """Return what axe finds that keeps people from using the page (WCAG 2.1 A and AA)."""
    rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}
    found = Axe().run(page, options=rules).response["violations"]
    return [f"{one['id']}: {node['html']}" for one in found for node in one["nodes"]]


def write(page: Page, words: str) -> None:
    """Say something on the phone page."""
    box = page.get_by_role("textbox").last
    box.fill(words)
    box.press("Enter")
