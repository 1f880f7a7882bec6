"""The phone page in a real browser, with a tiny bot behind it."""

from __future__ import annotations

import http.client
import io
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from bot.emulator import Emulator

pytest_plugins = ("tests.emulator.emulator_stage",)
pytestmark = pytest.mark.browser

if TYPE_CHECKING:
    from tests.emulator.emulator_stage import Bot, Received

ARGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SIZES = {"phone": (390, 844), "desk": (1280, 800)}
EXAMPLE = "อยากกู้เงินมาซื้อเครื่องจักรค่ะ อยู่โคราช"
NASTY = "<img src=x onerror=alert(1)><b>ตัวหนา</b>"


def postback(label: str, **more: str) -> dict[str, Any]:
    return {"type": "postback", "label": label, "data": label, "displayText": label, **more}


ASK: list[dict[str, Any]] = [
    {"type": "text", "text": "สวัสดีค่ะ\nอ่านต่อที่ https://example.com/help ค่ะ"},
    {
        "type": "text",
        "text": "อยู่จังหวัดไหนคะ",
        "quickReply": {
            "items": [
                {"type": "action", "action": postback("นครราชสีมา")},
                {"type": "action", "action": {"type": "location", "label": "ส่งตำแหน่ง"}},
            ]
        },
    },
]
CARD: list[dict[str, Any]] = [
    {
        "type": "flex",
        "altText": "สรุป",
        "contents": {
            "type": "bubble",
            "body": {
                "type": "box",
                "layout": "vertical",
                "spacing": "md",
                "contents": [
                    {"type": "text", "text": "สรุปเรื่องของคุณ", "weight": "bold", "size": "lg"},
                    {"type": "separator"},
                    {
                        "type": "box",
                        "layout": "horizontal",
                        "contents": [
                            {"type": "text", "text": "จังหวัด", "flex": 1, "color": "#888888"},
                            {"type": "text", "text": "นครราชสีมา", "flex": 3, "wrap": True},
                        ],
                    },
                ],
            },
            "footer": {
                "type": "box",
                "layout": "vertical",
                "contents": [{"type": "button", "style": "primary", "action": postback("ส่งเรื่อง")}],
            },
        },
    }
]
KINDS: list[dict[str, Any]] = [
    {
        "type": "template",
        "altText": "?",
        "template": {
            "type": "confirm",
            "text": "โทรกลับไหมคะ",
            "actions": [
                {"type": "message", "label": "ใช่", "text": "ใช่ค่ะ"},
                {"type": "datetimepicker", "label": "เลือกวัน", "data": "when", "mode": "date"},
            ],
        },
    },
    {"type": "sticker", "packageId": "446", "stickerId": "1988"},
    {
        "type": "location",
        "title": "ศูนย์ภาคที่ 6",
        "address": "นครราชสีมา",
        "latitude": 14.9,
        "longitude": 102.1,
    },
    {"type": "textV2", "text": "{{ปีกกา}} ปลอดภัย"},
    {
        "type": "template",
        "altText": "?",
        "template": {
            "type": "carousel",
            "columns": [
                {"title": "หนึ่ง", "text": "ก", "actions": [postback("เลือก ก")]},
                {"title": "สอง", "text": "ข", "actions": [postback("เลือก ข")]},
            ],
        },
    },
]


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=ARGS)
        yield running
        running.close()


@pytest.fixture(params=SIZES)
def page(
    request: pytest.FixtureRequest, browser: Browser, stand_in: Emulator, anna: str
) -> Iterator[Page]:
    del anna
    width, height = SIZES[request.param]
    made = browser.new_page(viewport={"width": width, "height": height})
    failures: list[str] = []
    made.on("pageerror", lambda error: failures.append(str(error)))
    made.on("request", lambda sent: _note_foreign(sent.url, stand_in.base_url, failures))
    made.goto(stand_in.base_url)
    yield made
    made.close()
    assert failures == []


def _note_foreign(url: str, own: str, failures: list[str]) -> None:
    if not url.startswith((own, "data:")):
        failures.append(f"the page asked for {url}")


def answer(stand_in: Emulator, received: Received, messages: list[dict[str, Any]]) -> None:
    for event in received.body["events"]:
        if "replyToken" not in event:
            continue
        body = {"replyToken": event["replyToken"], "messages": messages}
        send(stand_in, "reply", body)


def send(stand_in: Emulator, kind: str, body: dict[str, Any]) -> None:
    connection = http.client.HTTPConnection(stand_in.base_url.removeprefix("http://"), timeout=5)
    headers = {"Authorization": "Bearer the-right-token", "Content-Type": "application/json"}
    connection.request("POST", f"/v2/bot/message/{kind}", json.dumps(body), headers)
    response = connection.getresponse()
    assert response.status == 200, response.read()
    connection.close()


@pytest.fixture
def talkative(stand_in: Emulator, listener: Bot) -> None:
    """A bot that asks for the province, then shows a card, then everything else."""
    turns = iter([ASK, CARD, KINDS])
    listener.react = lambda received: answer(stand_in, received, next(turns, ASK))


@pytest.mark.usefixtures("talkative")
def test_a_conversation_is_held_on_the_page(page: Page, listener: Bot) -> None:
    page.get_by_role("button", name=EXAMPLE).click()
    expect(page.locator("#chat").get_by_text("อยู่จังหวัดไหนคะ")).to_be_visible()
    expect(page.get_by_role("link", name="https://example.com/help")).to_be_visible()
    expect(page.locator("#quick button")).to_have_count(2)
    expect(page.locator("#chat").get_by_text("ฟรี (reply)")).to_have_count(1)

    page.locator("#quick").get_by_role("button", name="นครราชสีมา").click()
    expect(page.locator(".fx-bubble")).to_contain_text("สรุปเรื่องของคุณ")
    expect(page.locator("#quick")).to_be_hidden()
    box = page.locator(".fx-bubble").bounding_box()
    assert box is not None
    assert box["width"] == 300

    page.locator(".fx-bubble").get_by_role("button", name="ส่งเรื่อง").click()
    expect(page.locator(".sticker")).to_be_visible()
    expect(page.locator("#chat").get_by_text("{ปีกกา} ปลอดภัย")).to_be_visible()
    expect(page.locator(".strip .card")).to_have_count(2)
    events = [one.body["events"][0] for one in listener.wait(3)]
    assert [one["type"] for one in events] == ["message", "postback", "postback"]
    assert events[2]["postback"] == {"data": "ส่งเรื่อง"}


@pytest.mark.usefixtures("talkative")
def test_words_from_anybody_stay_words(page: Page) -> None:
    page.get_by_label("พิมพ์ข้อความ").fill(NASTY)
    page.keyboard.press("Enter")

    expect(page.locator(".mine .bubble")).to_have_text(NASTY)
    expect(page.locator(".mine .bubble b")).to_have_count(0)


@pytest.mark.usefixtures("talkative")
def test_the_webhook_and_the_call_are_shown(page: Page) -> None:
    page.get_by_role("button", name=EXAMPLE).click()
    page.get_by_role("button", name="webhook 200").click()
    expect(page.locator("#details")).to_contain_text("x-line-signature")
    expect(page.locator("#details")).to_contain_text('"replyToken"')
    if page.locator("#close-panel").is_visible():
        page.locator("#close-panel").click()

    page.get_by_role("button", name="ฟรี (reply)").click()
    expect(page.locator("#details")).to_contain_text("POST /v2/bot/message/reply")
    expect(page.locator("#details")).to_contain_text('"sentMessages"')


def test_a_paid_message_and_the_waiting_dots_are_told_apart(
    page: Page, stand_in: Emulator, anna: str
) -> None:
    expect(page.get_by_role("button", name=EXAMPLE)).to_be_visible()
    stand_in.platform.tell("loading", {"chat_id": anna, "seconds": 20})
    expect(page.locator("#dots")).to_be_visible()

    send(stand_in, "push", {"to": anna, "messages": [{"type": "text", "text": "แจ้งเตือนค่ะ"}]})

    expect(page.locator("#chat").get_by_text("เสียโควตา (push)")).to_be_visible()
    expect(page.locator("#dots")).to_have_count(0)


@pytest.mark.usefixtures("talkative")
def test_a_place_a_sticker_and_a_sample_picture_can_be_sent(page: Page, listener: Bot) -> None:
    page.get_by_role("button", name="ส่งรูป ไฟล์ หรือตำแหน่ง").click()
    page.locator("#sheet").get_by_role("button", name="ตำแหน่งที่ตั้ง").click()
    page.locator("#sheet").get_by_role("button", name="หาดใหญ่").click()
    page.locator("#sheet").get_by_role("button", name="ส่ง", exact=True).click()
    expect(page.locator(".mine .place")).to_contain_text("สงขลา")
    page.get_by_role("button", name="ส่งสติกเกอร์").click()
    page.locator(".sticker-grid button").first.click()
    expect(page.locator(".mine .sticker")).to_be_visible()
    page.get_by_role("button", name="ส่งรูป ไฟล์ หรือตำแหน่ง").click()
    page.locator("#sheet").get_by_role("button", name="รูปตัวอย่าง").click()
    expect(page.locator(".mine .picture img")).to_be_visible()

    messages = [one.body["events"][0]["message"] for one in listener.wait(3)]
    assert [one["type"] for one in messages] == ["location", "sticker", "image"]
    assert messages[0]["address"].endswith("สงขลา 90110 ประเทศไทย")


@pytest.mark.usefixtures("talkative")
def test_the_account_can_be_blocked_and_a_message_taken_back(page: Page, listener: Bot) -> None:
    page.get_by_role("button", name=EXAMPLE).click()
    expect(page.locator("#chat").get_by_text("อยู่จังหวัดไหนคะ")).to_be_visible()
    page.get_by_role("button", name="เมนู", exact=True).click()
    page.get_by_role("button", name="ยกเลิกข้อความล่าสุดของฉัน").click()
    expect(page.locator("#chat").get_by_text("ยกเลิกข้อความแล้ว")).to_be_visible()
    page.get_by_role("button", name="เมนู", exact=True).click()
    page.get_by_role("button", name="บล็อกบัญชีนี้").click()
    expect(page.get_by_text("คุณบล็อกบัญชีนี้อยู่")).to_be_visible()
    expect(page.get_by_label("พิมพ์ข้อความ")).to_be_disabled()
    page.locator("#notice").get_by_role("button", name="เลิกบล็อก").click()
    expect(page.locator("#notice")).to_be_hidden()

    types = [one.body["events"][0]["type"] for one in listener.wait(4)]
    assert types == ["message", "unsend", "unfollow", "follow"]


@pytest.mark.usefixtures("talkative")
def test_a_new_person_can_join_and_becomes_a_friend(page: Page, stand_in: Emulator) -> None:
    if page.locator("#back").is_visible():
        page.locator("#back").click()
    page.get_by_role("button", name="+ คนใหม่").click()
    page.get_by_label("ชื่อใน LINE").fill("ลุงสมชาย")
    page.get_by_role("button", name="เพิ่ม", exact=True).click()
    expect(page.get_by_text("คุณกำลังเล่นเป็น ลุงสมชาย")).to_be_visible()
    page.get_by_role("button", name="เพิ่มเพื่อน").click()
    expect(page.locator("#chat").get_by_text("อยู่จังหวัดไหนคะ")).to_be_visible()

    assert [one.display_name for one in stand_in.platform.world.people.values()] == [
        "คุณแอน",
        "ลุงสมชาย",
    ]


def test_the_page_fits_its_window(page: Page) -> None:
    expect(page.get_by_role("button", name=EXAMPLE)).to_be_visible()

    wider = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    font = page.evaluate("document.fonts.load('16px Sarabun', 'ก').then((found) => found.length)")

    assert wider <= 0
    assert font > 0


TILES = ("ติดตามเรื่อง", "คุยกับเจ้าหน้าที่")
RICH: dict[str, Any] = {
    "size": {"width": 2500, "height": 843},
    "selected": True,
    "name": "เมนู",
    "chatBarText": "เมนูช่วยเหลือ",
    "areas": [
        {
            "bounds": {"x": 1250 * at, "y": 0, "width": 1250, "height": 843},
            "action": postback(label, inputOption="closeRichMenu"),
        }
        for at, label in enumerate(TILES)
    ],
}


def call(stand_in: Emulator, path: str, body: bytes, kind: str) -> Any:  # noqa: ANN401
    connection = http.client.HTTPConnection(stand_in.base_url.removeprefix("http://"), timeout=5)
    headers = {"Authorization": "Bearer the-right-token", "Content-Type": kind}
    connection.request("POST", f"/v2/bot/{path}", body, headers)
    response = connection.getresponse()
    told = json.loads(response.read())
    assert response.status == 200, told
    connection.close()
    return told


def show_menu(stand_in: Emulator) -> None:
    made = io.BytesIO()
    Image.new("RGB", (2500, 843), "teal").save(made, "PNG")
    menu_id = call(stand_in, "richmenu", json.dumps(RICH).encode(), "application/json")[
        "richMenuId"
    ]
    call(stand_in, f"richmenu/{menu_id}/content", made.getvalue(), "image/png")
    call(stand_in, f"user/all/richmenu/{menu_id}", b"", "application/json")


def test_the_menu_below_the_chat_is_shown_and_pressed(
    page: Page, stand_in: Emulator, listener: Bot
) -> None:
    expect(page.locator("#rich")).to_be_hidden()
    show_menu(stand_in)

    bar = page.get_by_role("button", name="เมนูช่วยเหลือ")
    expect(bar).to_have_attribute("aria-expanded", "true")
    tiles = [page.locator("#rich-tiles").get_by_role("button", name=name) for name in TILES]
    boxes = [tile.bounding_box() for tile in tiles]
    assert boxes[0] is not None
    assert boxes[1] is not None
    assert boxes[0]["x"] + boxes[0]["width"] == pytest.approx(boxes[1]["x"], abs=1)

    tiles[1].click()

    assert listener.event()["postback"] == {"data": TILES[1]}
    expect(page.locator("#chat").get_by_text(TILES[1])).to_be_visible()
    expect(bar).to_have_attribute("aria-expanded", "false")
    bar.click()
    expect(tiles[0]).to_be_visible()
    page.get_by_label("พิมพ์ข้อความ").click()
    expect(tiles[0]).to_be_hidden()
    page.reload()
    expect(bar).to_have_attribute("aria-expanded", "false")
