"""Take the pictures of whole conversations that docs/six-conversations.md shows: `make pictures`.

The real service in this process talks with people at the stand-in for LINE; chromium then opens
the phone page at a phone's width, as high as the conversation is long. The day is always the same
one, so that a picture changes only where the talk does.
"""

from __future__ import annotations

import io
import logging
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw
from playwright.sync_api import Page
from werkzeug.serving import make_server

from bot.app import App
from bot.config import read_settings
from bot.emulator import Emulator
from bot.logs import configure
from bot.web import create_app
from bot.worker.runtime import Runtime
from tests.journeys.browsing import browser_page

FOLDER = Path("docs/images")
CHROMIUM = "/usr/bin/chromium"
WIDTH = 390
COLOURS = 96
DAY = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
"""25 November 2569, 10:00 in Bangkok."""
_PATIENCE = 20.0
_PHOTO = "(a photo)"
_WITHOUT_TAGS = "document.querySelectorAll('.tag').forEach(tag => { tag.hidden = true; })"
"""What the stand-in tells developers under each message is no part of a talk."""

Talk = Sequence[str]
"""What the person does: words, «[a button]», or a photo."""
TALKS: dict[str, tuple[str, Talk]] = {
    "loan": (
        "ป้าบุญมา",
        (
            "อยากกู้ 3 แสน ซื้อเครื่องซีลทำน้ำพริกขาย อยู่โคราชค่ะ ชื่อบุญมา 081 234 5678",
            "[รับทราบและยินยอม]",
            "[ถูกต้อง ส่งเรื่อง]",
        ),
    ),
    "flood": (
        "คุณต้น",
        (
            "น้ำท่วมโรงสีเมื่อคืน เครื่องสีข้าวกับข้าวสารเสียหายหมด อยู่หาดใหญ่ครับ",
            "[รับทราบและยินยอม]",
            "ต้น 089 765 4321",
            "[ถูกต้อง ส่งเรื่อง]",
        ),
    ),
    "despair": (
        "คุณแก้ว",
        (
            "ผ่อนเครื่องจักรไม่ไหว ค้างมา 3 เดือน อยู่เชียงใหม่",
            "[รับทราบและยินยอม]",
            "ไม่อยากอยู่แล้วค่ะ เหนื่อยเหลือเกิน",
            "ขอบคุณค่ะ ขอทำต่อ",
            "[ติดต่อทาง LINE]",
            "[ถูกต้อง ส่งเรื่อง]",
        ),
    ),
    "correction": (
        "คุณวิไล",
        (
            "อยากกู้เงินซื้อตู้แช่ อยู่โคราช",
            "[รับทราบและยินยอม]",
            "2 แสน",
            "เปลี่ยนใจ อยากหาตลาดขายผ้าทอออนไลน์มากกว่า",
            "วิไล 086 777 1234",
            "เปลี่ยนจังหวัดเป็นสงขลา",
            "[ถูกต้อง ส่งเรื่อง]",
        ),
    ),
    "refusal": (
        "คุณสมชาย",
        (
            "อยากกู้เงินทำร้านก๋วยเตี๋ยว",
            "[ไม่ยินยอม]",
            "มีโครงการอะไรบ้าง",
            "ศูนย์อยู่ที่ไหน",
        ),
    ),
    "status": (
        "ผู้จัดการแพร",
        (
            "ขายผลไม้อบแห้ง อยากส่งออกญี่ปุ่น อยู่เชียงใหม่ ชื่อแพร 082 345 6789",
            "[รับทราบและยินยอม]",
            "[ถูกต้อง ส่งเรื่อง]",
            "phrae@example.com",
            "ถึงไหนแล้ว",
            "เพิ่มข้อมูล",
            "ได้ใบรับรอง GMP เมื่อเดือนที่แล้ว",
            _PHOTO,
        ),
    ),
}
"""By the name of the picture: who talks, and how."""


def main() -> None:
    """Take all pictures, or those named."""
    configure("ERROR")
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    wanted = sys.argv[1:] or [*TALKS]
    with service() as line, browser_page(CHROMIUM, "phone") as page:
        for name in wanted:
            who, talk = TALKS[name]
            converse(line, line.person(name, display_name=who), talk)
            path = FOLDER / f"six-{name}.png"
            path.write_bytes(small(picture(page, line.base_url, name)))
            print(f"{path}: {path.stat().st_size // 1000} kB")  # noqa: T201 -- a script's word


@contextmanager
def service() -> Iterator[Emulator]:
    """Run the service and the stand-in for LINE, on an empty database and an ordinary day."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Emulator(channel_secret="s", access_token="t", now=lambda: DAY) as line,  # noqa: S106
    ):
        settings = read_settings(
            line_channel_secret="s",  # noqa: S106
            line_channel_access_token="t",  # noqa: S106
            line_api_base_url=line.base_url,
            data_dir=Path(folder),
            burst_window_seconds=0,
            log_level="ERROR",
        )
        app = App(settings, now=lambda: DAY)
        runtime = Runtime.start(app, working=True)
        server = make_server("127.0.0.1", 0, create_app(app, runtime.engine.wake), threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        line.webhook_url = f"http://127.0.0.1:{server.server_port}/line/webhook"
        yield line
        server.shutdown()
        server.server_close()
        runtime.stop()


def converse(line: Emulator, person: str, talk: Talk) -> None:
    """Let somebody talk with the bot, waiting for each answer."""
    answer: list[dict[str, Any]] = []
    for deed in talk:
        if deed == _PHOTO:
            line.send_message(person, {"type": "image"}, content=photo(), content_type="image/png")
        elif deed.startswith("["):
            label = deed.strip("[]")
            line.press(person, data_of(answer, label), display_text=label)
        else:
            line.send_text(person, deed)
        answer = line.wait_for_messages(person, 1, _PATIENCE)
        line.settle()


def data_of(part: object, label: str) -> str:
    """Return what the button of this label carries; raise LookupError where there is none."""
    for action in _actions(part):
        if action.get("label") == label:
            return str(action["data"])
    raise LookupError(f"There is no button «{label}».")


def _actions(part: object) -> Iterator[dict[str, Any]]:
    if isinstance(part, dict):
        if part.get("type") == "postback":
            yield part
        part = [*part.values()]
    if isinstance(part, list):
        for inner in part:
            yield from _actions(inner)


def picture(page: Page, url: str, name: str) -> bytes:
    """Return the phone page with the whole conversation on it, as PNG."""
    page.set_viewport_size({"width": WIDTH, "height": 844})
    page.goto("about:blank")
    page.goto(f"{url}/#{name}")
    page.locator("#chat > *").nth(3).wait_for()
    page.wait_for_load_state("networkidle")
    page.evaluate(_WITHOUT_TAGS)
    hidden = page.evaluate(
        "(c => c.scrollHeight - c.clientHeight)(document.querySelector('#chat'))"
    )
    page.set_viewport_size({"width": WIDTH, "height": 844 + int(hidden)})
    return page.screenshot()


def small(png: bytes) -> bytes:
    """Return a picture in few colours: a page of text needs no more."""
    with Image.open(io.BytesIO(png)) as whole:
        few = whole.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    kept = io.BytesIO()
    few.save(kept, "PNG", optimize=True)
    return kept.getvalue()


def photo() -> bytes:
    """Return something like a photo of a framed certificate."""
    image = Image.new("RGB", (640, 480), "#7d6a55")
    draw = ImageDraw.Draw(image)
    draw.rectangle((110, 50, 530, 430), fill="#c9a24b")
    draw.rectangle((135, 75, 505, 405), fill="#fbf7ea")
    draw.text((215, 110), "GMP", fill="#20513f", font_size=96)
    for top in (240, 275, 310):
        draw.line((180, top, 460, top), fill="#8c8c8c", width=6)
    draw.ellipse((390, 320, 460, 390), fill="#b23a2f")
    kept = io.BytesIO()
    image.save(kept, "PNG")
    return kept.getvalue()


if __name__ == "__main__":
    main()
