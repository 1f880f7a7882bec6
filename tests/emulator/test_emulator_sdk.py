"""LINE's own Python SDK drives the stand-in."""

from __future__ import annotations

import io
import json
import uuid
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
import urllib3
from linebot.v3 import WebhookParser
from linebot.v3.messaging import (
    ApiClient,
    ApiException,
    Configuration,
    FlexContainer,
    FlexMessage,
    MessagingApi,
    MessagingApiBlob,
    PushMessageRequest,
    ReplyMessageRequest,
    RichMenuRequest,
    ShowLoadingAnimationRequest,
    TextMessage,
)
from linebot.v3.webhooks import MessageEvent
from PIL import Image

from bot.emulator import Emulator

pytest_plugins = ("tests.emulator.emulator_stage",)

if TYPE_CHECKING:
    from tests.emulator.emulator_stage import Bot

TOKEN = "the-right-token"
SECRET = "8c570fa6dd201bb328f1c1eac23a96d8"
BUBBLE = {
    "type": "bubble",
    "body": {
        "type": "box",
        "layout": "vertical",
        "contents": [{"type": "text", "text": "เลขที่รับเรื่อง 30-69-00001-4", "wrap": True}],
    },
}


@pytest.fixture
def client(stand_in: Emulator) -> Iterator[ApiClient]:
    configuration = Configuration(host=stand_in.base_url, access_token=TOKEN)
    configuration.retries = urllib3.Retry(0)
    made = ApiClient(configuration)
    yield made
    made.rest_client.pool_manager.clear()


@pytest.fixture
def sdk(client: ApiClient) -> MessagingApi:
    return MessagingApi(client)


def test_the_sdk_reads_our_webhooks_and_replies(
    stand_in: Emulator, listener: Bot, sdk: MessagingApi, anna: str
) -> None:
    stand_in.send_text(anna, "สวัสดีค่ะ")
    received = listener.wait(1)[0]
    events = WebhookParser(SECRET).parse(received.raw.decode(), received.signature)
    card = FlexMessage(altText="บัตร", contents=FlexContainer.from_json(json.dumps(BUBBLE)))

    sent = sdk.reply_message(
        ReplyMessageRequest(
            replyToken=events[0].reply_token, messages=[TextMessage(text="ค่ะ"), card]
        ),
        _request_timeout=5,
    )

    assert isinstance(events[0], MessageEvent)
    text, flex = stand_in.wait_for_messages(anna, 2)
    assert text["text"] == "ค่ะ"
    assert flex["contents"] == BUBBLE
    assert [one.id for one in sent.sent_messages] == [text["id"], flex["id"]]


def test_the_sdk_parses_every_kind_of_event_we_send(
    stand_in: Emulator, listener: Bot, anna: str
) -> None:
    for kind in ("image", "video", "audio", "file"):
        stand_in.send_message(anna, {"type": kind})
    stand_in.send_message(anna, {"type": "sticker", "packageId": "446", "stickerId": "1988"})
    stand_in.send_message(anna, {"type": "location", "latitude": 14.9, "longitude": 102.1})
    stand_in.press(anna, "x", {"date": "2026-11-25"})
    stand_in.unfollow(anna)
    stand_in.follow(anna)

    parser = WebhookParser(SECRET)
    names = sorted(
        type(event).__name__
        for one in listener.wait(9)
        for event in parser.parse(one.raw.decode(), one.signature)
    )
    expected = ["FollowEvent", *["MessageEvent"] * 6, "PostbackEvent", "UnfollowEvent"]
    assert names == expected


def test_a_repeated_push_is_409_with_the_first_requests_id(
    stand_in: Emulator, sdk: MessagingApi, anna: str
) -> None:
    key = str(uuid.UUID(int=5))
    request = PushMessageRequest(to=anna, messages=[TextMessage(text="ค่ะ")])
    first = sdk.push_message_with_http_info(request, x_line_retry_key=key, _request_timeout=5)

    with pytest.raises(ApiException) as conflict:
        sdk.push_message(request, x_line_retry_key=key, _request_timeout=5)

    assert conflict.value.status == 409
    accepted = conflict.value.headers["x-line-accepted-request-id"]
    assert accepted == first.headers["x-line-request-id"]
    assert len(stand_in.messages(anna)) == 1


def test_a_month_used_up_is_429(stand_in: Emulator, sdk: MessagingApi, anna: str) -> None:
    stand_in.set_quota(0)
    request = PushMessageRequest(to=anna, messages=[TextMessage(text="ค่ะ")])

    with pytest.raises(ApiException) as refused:
        sdk.push_message(request, _request_timeout=5)

    assert refused.value.status == 429
    assert json.loads(refused.value.body)["message"] == "You have reached your monthly limit."
    assert sdk.get_message_quota(_request_timeout=5).value == 0
    assert sdk.get_message_quota_consumption(_request_timeout=5).total_usage == 0


def test_contents_profiles_loading_and_menus_go_through_the_sdk(
    stand_in: Emulator, listener: Bot, client: ApiClient, sdk: MessagingApi, anna: str
) -> None:
    stand_in.send_message(anna, {"type": "image"}, content=b"\x89PNG", content_type="image/png")
    message_id = listener.event()["message"]["id"]
    blob = MessagingApiBlob(client)
    menu = RichMenuRequest.from_dict(
        {
            "size": {"width": 2500, "height": 843},
            "selected": False,
            "name": "เมนู",
            "chatBarText": "เมนู",
            "areas": [],
        }
    )

    content = blob.get_message_content(message_id, _request_timeout=5)
    profile = sdk.get_profile(anna, _request_timeout=5)
    sdk.show_loading_animation(
        ShowLoadingAnimationRequest(chatId=anna, loadingSeconds=5), _request_timeout=5
    )
    menu_id = sdk.create_rich_menu(menu, _request_timeout=5).rich_menu_id
    picture = io.BytesIO()
    Image.new("RGB", (2500, 843)).save(picture, "PNG")
    blob.set_rich_menu_image(
        menu_id, body=picture.getvalue(), _headers={"Content-Type": "image/png"}, _request_timeout=5
    )
    sdk.set_default_rich_menu(menu_id, _request_timeout=5)

    assert bytes(content) == b"\x89PNG"
    assert profile.display_name == "คุณแอน"
    assert sdk.get_default_rich_menu_id(_request_timeout=5).rich_menu_id == menu_id
    assert sdk.get_bot_info(_request_timeout=5).user_id == stand_in.bot_user_id


def test_kept_alive_calls_share_one_connection(
    client: ApiClient, sdk: MessagingApi, anna: str
) -> None:
    for _ in range(5):
        sdk.get_profile(anna, _request_timeout=5)

    pools = client.rest_client.pool_manager.pools
    counts = [pools.get(key).num_connections for key in pools.keys()]  # noqa: SIM118 -- no dict
    assert counts == [1]
