"""The client, the webhook reader and the renderer against the stand-in's own rules."""

from __future__ import annotations

import io
import queue
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import orjson
import pytest
from typing_extensions import override

from bot.emulator import Emulator
from bot.line.client import LineClient, LineRefused, Opened, Quota
from bot.line.webhook import Received, interpret, split, verify
from bot.model.buttons import Button
from bot.model.effects import Bubble, Card, Carousel, Choice, Row, Say
from bot.model.events import (
    ButtonPressed,
    FileReceived,
    Followed,
    LocationReceived,
    StickerReceived,
    TextReceived,
    Unfollowed,
    Unsent,
)
from bot.model.sending import Accepted, Failure, Outcome, Refused
from bot.model.thai import BANGKOK
from bot.render import messages

SECRET = "8c570fa6dd201bb328f1c1eac23a96d8"
KEY = "123e4567-e89b-12d3-a456-426614174000"
OTHER_KEY = "123e4567-e89b-12d3-a456-426614174001"
HELLO = [{"type": "text", "text": "สวัสดีค่ะ"}]

GO = Button("financing", "fix", 7, "ไป")
CHOICES = (Choice("ตกลง", GO), Choice("ส่งตำแหน่ง", None, "location"))
CARD = Card(
    "summary", "สรุป", (Row("จังหวัด", "น่าน", GO), Row("อีเมล", "")), CHOICES, CHOICES, "หมายเหตุ"
)
LARGE = Card("case", "เรื่อง", (Row("รายละเอียด", "ก" * 8000, GO),), CHOICES)
LONG_LABELS = tuple(
    Choice(letter * 350, GO) for letter in ("ก", "น้ำ", "กี่", "🍎", "🇹🇭", "👩🏽\u200d🌾")
)


@dataclass
class Webhook:
    """Keeps the events of every webhook that is rightly signed."""

    events: queue.Queue[Received] = field(default_factory=queue.Queue)

    def next(self) -> Received:
        return self.events.get(timeout=10)


@pytest.fixture
def webhook() -> Webhook:
    return Webhook()


@pytest.fixture
def line(webhook: Webhook) -> Iterator[Emulator]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            genuine = verify(body, self.headers["x-line-signature"], [SECRET])
            self.send_response(200 if genuine else 401)
            self.send_header("Content-Length", "0")
            self.end_headers()
            for event in split(body).events if genuine else ():
                webhook.events.put(event)

        @override
        def log_message(self, format: str, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    url = f"http://127.0.0.1:{server.server_port}/line/webhook"
    with Emulator(channel_secret=SECRET, access_token="token-1", webhook_url=url) as emulator:
        yield emulator
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def client(line: Emulator) -> LineClient:
    return LineClient("token-1", base_url=line.base_url, read_timeout=5)


def _failure(outcome: Outcome) -> Failure:
    assert isinstance(outcome, Refused)
    return outcome.failure


def test_what_people_do_arrives_as_our_events(line: Emulator, webhook: Webhook) -> None:
    somchai = line.person("somchai")

    line.send_text(somchai, "สวัสดีครับ")
    text = webhook.next()
    line.press(somchai, GO.pack(), {"date": "2026-12-31"})
    press = webhook.next()
    line.send_message(
        somchai,
        {
            "type": "location",
            "title": "โรงงาน",
            "address": "น่าน",
            "latitude": 18.7,
            "longitude": 100.7,
        },
    )
    place = webhook.next()
    line.send_message(somchai, {"type": "image"}, content=b"jpeg", content_type="image/jpeg")
    image = webhook.next()
    line.send_message(somchai, {"type": "sticker", "packageId": "446", "stickerId": "1988"})
    sticker = webhook.next()
    line.unsend(somchai, str(text.message_id))
    unsent = webhook.next()
    line.unfollow(somchai)
    gone = webhook.next()
    line.follow(somchai)
    back = webhook.next()

    received = [text, press, place, image, sticker, unsent, gone, back]
    assert {(one.source_type, one.person, one.user_id) for one in received} == {
        ("user", somchai, somchai)
    }
    assert [type(interpret(orjson.loads(one.raw))) for one in received] == [
        TextReceived,
        ButtonPressed,
        LocationReceived,
        FileReceived,
        StickerReceived,
        Unsent,
        Unfollowed,
        Followed,
    ]


def test_a_reply_goes_out_once_for_its_token(
    line: Emulator, client: LineClient, webhook: Webhook
) -> None:
    somchai = line.person("somchai")
    line.send_text(somchai, "สวัสดีครับ")
    body = {"replyToken": webhook.next().reply_token, "messages": HELLO}

    first, second = client.reply(body), client.reply(body)

    assert isinstance(first, Accepted)
    assert first.request_id
    assert len(first.message_ids) == 1
    assert _failure(second) is Failure.INVALID_REPLY_TOKEN
    assert len(line.messages(somchai)) == 1


def test_a_reply_whose_answer_was_lost_is_found_out_by_asking_again(
    line: Emulator, client: LineClient, webhook: Webhook
) -> None:
    somchai = line.person("somchai")
    line.send_text(somchai, "สวัสดีครับ")
    body = {"replyToken": webhook.next().reply_token, "messages": HELLO}
    line.fault("reply", "accept_close", seconds=0)

    first, second = client.reply(body), client.reply(body)

    assert (_failure(first), _failure(second)) == (Failure.UNKNOWN, Failure.INVALID_REPLY_TOKEN)
    assert len(line.messages(somchai)) == 1


def test_a_push_whose_answer_was_lost_is_not_doubled_by_its_key(
    line: Emulator, client: LineClient
) -> None:
    somchai = line.person("somchai")
    body = {"to": somchai, "messages": HELLO}
    line.fault("push", "accept_status", status=500)

    first, second = client.push(body, KEY), client.push(body, KEY)

    assert (_failure(first), _failure(second)) == (Failure.LINE_BROKEN, Failure.ALREADY_ACCEPTED)
    assert len(line.messages(somchai)) == 1


def test_the_two_sorts_of_too_many_are_told_apart(line: Emulator, client: LineClient) -> None:
    body = {"to": line.person("somchai"), "messages": HELLO}
    line.fault("push", "rate")
    line.set_quota(0)

    rate, quota = client.push(body, KEY), client.push(body, OTHER_KEY)

    assert (_failure(rate), _failure(quota)) == (Failure.RATE_LIMITED, Failure.QUOTA_USED_UP)
    assert client.quota() == Quota(limit=0, used=0)


def test_a_wrong_token_is_known_as_such(line: Emulator) -> None:
    client = LineClient("another", base_url=line.base_url)

    outcome = client.multicast({"to": [line.person("somchai")], "messages": HELLO}, KEY)

    assert _failure(outcome) is Failure.UNAUTHORISED


@pytest.mark.parametrize(
    "bubbles",
    [
        [Say("สวัสดีค่ะ", CHOICES)],
        [CARD],
        [Carousel((CARD,) * 12, CHOICES)],
        [LARGE],
        [Carousel((LARGE, CARD))],
        [Say("ก" * 4000)] * 7,
        [CARD, Say("ก"), CARD, Say("ก"), CARD, Say("ก"), CARD],
        [Card("centre", "", (), (), tuple(Choice(f"{n}", GO) for n in range(20)))],
        [Card("case", "เรื่อง", (Row("รายละเอียด", "🍎" * 1600),), LONG_LABELS, LONG_LABELS)],
        [Say("🍎" * 2500, LONG_LABELS)],
    ],
    ids=[
        *("text", "card", "carousel", "large", "large-carousel", "long", "many", "choices"),
        *("long-labels", "emoji"),
    ],
)
def test_whatever_is_rendered_is_taken(
    line: Emulator, client: LineClient, bubbles: list[Bubble]
) -> None:
    somchai = line.person("somchai")
    shown = messages(bubbles)

    assert isinstance(client.validate("push", shown), Accepted)
    assert isinstance(client.push({"to": somchai, "messages": shown}, KEY), Accepted)
    assert len(line.messages(somchai)) == len(shown)


def test_a_file_is_fetched_once_it_is_ready(
    line: Emulator, client: LineClient, webhook: Webhook
) -> None:
    somchai = line.person("somchai")
    line.send_message(somchai, {"type": "image"}, content=b"jpeg", content_type="image/jpeg")
    message_id = str(webhook.next().message_id)
    line.still_preparing(message_id)
    early, late = io.BytesIO(), io.BytesIO()

    assert client.content(message_id, early) is None
    content = client.content(message_id, late)

    assert content is not None
    assert content.content_type == "image/jpeg"
    assert (early.getvalue(), late.getvalue()) == (b"", b"jpeg")


def test_the_account_and_its_webhook_can_be_asked_about(line: Emulator, client: LineClient) -> None:
    somchai = line.person("somchai", display_name="สมชาย")

    assert client.bot_info()["userId"] == line.bot_user_id
    assert (client.profile(somchai) or {})["displayName"] == "สมชาย"
    assert client.profile("U" + "0" * 32) is None
    assert (client.webhook_endpoint() or {})["endpoint"] == line.webhook_url
    assert client.test_webhook()["success"] is True
    assert isinstance(client.start_loading(somchai, 20), Accepted)


def test_who_opened_what_was_sent_under_a_unit_is_told_from_twenty_on(
    line: Emulator, client: LineClient
) -> None:
    people = [line.person(f"friend-{n}") for n in range(20)]
    today = datetime.now(BANGKOK).date()
    for unit, some, key in (("bc_1", people, KEY), ("bc_2", people[:19], OTHER_KEY)):
        body = {"to": some, "messages": HELLO, "customAggregationUnits": [unit]}
        assert isinstance(client.multicast(body, key), Accepted)
    assert client.opened("bc_1", today, today) == Opened(messages=20, links=None)
    assert client.opened("bc_2", today, today) == Opened(messages=None, links=None)
    for first, last in ((today, today - timedelta(days=1)), (today - timedelta(days=31), today)):
        with pytest.raises(LineRefused, match="30 days"):
            client.opened("bc_1", first, last)
    with pytest.raises(LineRefused, match="customAggregationUnit"):
        client.opened("bc-1", today, today)
