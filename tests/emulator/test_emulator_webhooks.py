from __future__ import annotations

import base64
import hashlib
import hmac
import re
import threading
from typing import TYPE_CHECKING, Any

import pytest

from bot.emulator import Emulator, NoAnswer

pytest_plugins = ("tests.emulator.emulator_stage",)

if TYPE_CHECKING:
    from tests.emulator.emulator_stage import Api, Bot, Received

SECRET = "8c570fa6dd201bb328f1c1eac23a96d8"


def right_signature(received: Received) -> bool:
    digest = hmac.new(SECRET.encode(), received.raw, hashlib.sha256).digest()
    return received.signature == base64.b64encode(digest).decode()


def test_a_text_arrives_signed_and_in_lines_shape(
    stand_in: Emulator, listener: Bot, anna: str
) -> None:
    event_id = stand_in.send_text(anna, "อยากกู้เงินมาซื้อเครื่องจักรค่ะ อยู่โคราช")

    received = listener.wait(1)[0]
    event = received.body["events"][0]
    assert right_signature(received)
    assert received.body["destination"] == stand_in.bot_user_id
    assert event["source"] == {"type": "user", "userId": anna}
    assert event["message"]["text"] == "อยากกู้เงินมาซื้อเครื่องจักรค่ะ อยู่โคราช"
    assert {"id", "quoteToken", "markAsReadToken"} < set(event["message"])
    assert event["webhookEventId"] == event_id
    assert re.fullmatch("[0-9A-HJKMNP-TV-Z]{26}", event_id)
    assert event["deliveryContext"] == {"isRedelivery": False}
    assert event["mode"] == "active"
    assert re.fullmatch("[0-9a-f]{32}", event["replyToken"])
    assert "โคราช".encode() in received.raw


KINDS: dict[str, tuple[dict[str, Any], set[str]]] = {
    "image": ({}, {"contentProvider", "quoteToken"}),
    "video": ({}, {"contentProvider", "duration", "quoteToken"}),
    "audio": ({}, {"contentProvider", "duration"}),
    "file": ({"fileName": "บัญชี.pdf"}, {"fileName", "fileSize"}),
    "sticker": (
        {"packageId": "446", "stickerId": "1988"}, {"stickerResourceType", "quoteToken"}),
    "location": (
        {"address": "นครราชสีมา", "latitude": 14.97, "longitude": 102.1}, {"address"}),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_message_has_its_fields(
    stand_in: Emulator, listener: Bot, anna: str, kind: str
) -> None:
    given, expected = KINDS[kind]

    stand_in.send_message(anna, {"type": kind, **given})

    message = listener.event()["message"]
    assert expected | {"id", "markAsReadToken"} <= set(message)
    assert message["id"].isdecimal()
    assert ("quoteToken" in message) == ("quoteToken" in expected)


def test_a_press_follow_block_and_unblock_arrive_as_their_events(
    stand_in: Emulator, listener: Bot, anna: str
) -> None:
    stand_in.press(anna, "pick", {"date": "2026-11-25"})
    stand_in.settle()
    stand_in.unfollow(anna)
    stand_in.settle()
    stand_in.unblock(anna)

    events = [one.body["events"][0] for one in listener.wait(3)]
    assert [one["type"] for one in events] == ["postback", "unfollow", "follow"]
    assert events[0]["postback"] == {"data": "pick", "params": {"date": "2026-11-25"}}
    assert "replyToken" not in events[1]
    assert events[2]["follow"] == {"isUnblocked": True}


def test_somebody_who_blocked_cannot_write(stand_in: Emulator, anna: str) -> None:
    stand_in.unfollow(anna)

    with pytest.raises(Exception, match="has blocked the account"):
        stand_in.send_text(anna, "x")


def test_an_unsent_message_is_told_and_its_content_gone(
    stand_in: Emulator, listener: Bot, caller: Api, anna: str
) -> None:
    stand_in.send_message(anna, {"type": "image"})
    message_id = listener.event()["message"]["id"]

    stand_in.unsend(anna, message_id)

    event = listener.event(1)
    assert event["unsend"] == {"messageId": message_id}
    assert "replyToken" not in event
    assert caller.get(f"/v2/bot/message/{message_id}/content").status == 410


def test_a_group_message_comes_from_the_group_and_is_answered_there(
    stand_in: Emulator, listener: Bot, caller: Api, anna: str
) -> None:
    group = stand_in.group("ชมรม", [anna])
    stand_in.send_text(anna, "สวัสดีค่ะ", group=group)
    event = listener.event()
    body = {"replyToken": event["replyToken"], "messages": [{"type": "text", "text": "ค่ะ"}]}

    caller.post("/v2/bot/message/reply", body)

    assert event["source"] == {"type": "group", "groupId": group, "userId": anna}
    assert [one["text"] for one in stand_in.wait_for_messages(group)] == ["ค่ะ"]
    assert stand_in.messages(anna) == []


def test_any_other_event_can_happen(stand_in: Emulator, listener: Bot, anna: str) -> None:
    stand_in.happen(anna, "beacon", {"beacon": {"hwid": "d41d8cd98f", "type": "enter"}})
    group = stand_in.group("ห้อง", [anna], kind="room")
    stand_in.settle()
    stand_in.happen("", "leave", {}, group=group, token=False)

    beacon, leave = listener.event(0), listener.event(1)
    assert (beacon["type"], beacon["beacon"]["type"]) == ("beacon", "enter")
    assert leave["source"] == {"type": "room", "roomId": group}


def test_without_redelivery_a_failed_webhook_is_lost(
    stand_in: Emulator, listener: Bot, anna: str
) -> None:
    listener.answers = [500]

    event_id = stand_in.send_text(anna, "x")
    stand_in.settle()

    outcomes = [(one.outcome, one.status) for one in stand_in.deliveries(event_id)]
    assert outcomes == [("error_status_code", 500)]


def test_a_failed_webhook_is_sent_again_the_same_but_for_its_mark(
    stand_in: Emulator, listener: Bot, anna: str
) -> None:
    stand_in.set_delivery(redelivery=True, redelivery_after=(0.0, 0.0))
    listener.answers = [503, 500, 200]

    stand_in.send_text(anna, "x")
    stand_in.settle()

    first, second, third = (one.body["events"][0] for one in listener.wait(3))
    assert first["deliveryContext"] == {"isRedelivery": False}
    for again in (second, third):
        assert again == first | {"deliveryContext": {"isRedelivery": True}}
    assert [one.attempt for one in stand_in.deliveries()] == [1, 2, 3]
    assert all(right_signature(one) for one in listener.received)


def test_a_bot_slower_than_the_limit_has_failed(
    stand_in: Emulator, listener: Bot, anna: str
) -> None:
    listener.gate = threading.Event()
    stand_in.set_delivery(limit=0.2)

    stand_in.send_text(anna, "x")
    stand_in.settle()

    delivery = stand_in.deliveries()[0]
    assert (delivery.outcome, delivery.status) == ("request_timeout", None)


def test_the_limit_is_two_seconds(stand_in: Emulator) -> None:
    assert stand_in.platform.postman.settings.limit == 2.0


def test_a_bot_that_is_not_there_cannot_be_connected(stand_in: Emulator, anna: str) -> None:
    stand_in.webhook_url = "http://127.0.0.1:1/line/webhook"

    stand_in.send_text(anna, "x")
    stand_in.settle()

    assert stand_in.deliveries()[0].outcome == "could_not_connect"


def test_a_webhook_can_come_twice_without_being_marked(
    stand_in: Emulator, listener: Bot, anna: str
) -> None:
    stand_in.set_delivery(duplicate=1)

    stand_in.send_text(anna, "x")
    stand_in.settle()

    first, second = (one.body["events"][0] for one in listener.wait(2))
    assert first == second


def test_a_webhook_can_come_with_a_forged_signature(
    stand_in: Emulator, listener: Bot, anna: str
) -> None:
    stand_in.set_delivery(forge=1)
    stand_in.send_text(anna, "x")
    stand_in.settle()
    stand_in.send_text(anna, "y")
    stand_in.settle()

    assert [right_signature(one) for one in listener.wait(2)] == [False, True]


def test_held_events_of_several_people_come_in_one_webhook(
    stand_in: Emulator, listener: Bot, anna: str
) -> None:
    ben = stand_in.person("ben")
    stand_in.hold()
    stand_in.send_text(anna, "หนึ่ง")
    stand_in.send_text(ben, "สอง")
    stand_in.release()

    events = listener.wait(1)[0].body["events"]
    assert [one["source"]["userId"] for one in events] == [anna, ben]


def test_held_events_can_come_in_disorder(stand_in: Emulator, listener: Bot, anna: str) -> None:
    stand_in.hold()
    for words in "abcd":
        stand_in.send_text(anna, words)
    stand_in.release(order="reversed")
    stand_in.settle()
    stand_in.hold()
    for words in "abcd":
        stand_in.send_text(anna, words)
    stand_in.release(order="shuffled", seed=3, batch=False)
    stand_in.settle()

    received = listener.wait(5)
    texts = [[event["message"]["text"] for event in one.body["events"]] for one in received]
    assert texts[0] == ["d", "c", "b", "a"]
    assert sorted(texts[1:]) == [["a"], ["b"], ["c"], ["d"]]


def test_raw_events_are_sent_as_they_are(stand_in: Emulator, listener: Bot) -> None:
    stand_in.deliver([{"type": "of the future"}])
    stand_in.settle()
    stand_in.deliver([], signature="forged")
    stand_in.settle()

    first, second = listener.wait(2)
    assert first.body["events"] == [{"type": "of the future"}]
    assert right_signature(first)
    assert (second.body["events"], second.signature) == ([], "forged")


def test_a_redelivered_events_token_can_still_be_used_a_minute_later(
    stand_in: Emulator, listener: Bot, caller: Api, anna: str
) -> None:
    stand_in.set_delivery(redelivery=True, redelivery_after=(0.0,))
    listener.answers = [500]
    listener.react = lambda _: stand_in.shift_clock(45)

    stand_in.send_text(anna, "x")
    stand_in.settle()
    token = listener.event()["replyToken"]
    body = {"replyToken": token, "messages": [{"type": "text", "text": "ค่ะ"}]}

    assert caller.post("/v2/bot/message/reply", body).status == 200


def test_lines_own_test_pings_the_webhook_with_no_events(
    stand_in: Emulator, listener: Bot, caller: Api
) -> None:
    good = caller.post("/v2/bot/channel/webhook/test", {})
    listener.answers = [404]
    bad = caller.post("/v2/bot/channel/webhook/test", {})

    assert listener.received[0].body == {"destination": stand_in.bot_user_id, "events": []}
    assert right_signature(listener.received[0])
    assert (good.body["success"], good.body["statusCode"]) == (True, 200)
    assert (bad.body["success"], bad.body["reason"]) == (False, "ERROR_STATUS_CODE")


def test_the_webhook_url_can_be_read_and_set(stand_in: Emulator, caller: Api) -> None:
    path = "/v2/bot/channel/webhook/endpoint"
    url = "https://bot.example.com/line/webhook"

    assert caller.call("PUT", path, {"endpoint": "ftp://x"}).status == 400
    assert caller.call("PUT", path, {"endpoint": url}).status == 200
    assert caller.get(path).body == {"endpoint": url, "active": True}
    stand_in.webhook_url = None
    assert caller.get(path).status == 404
    assert caller.post("/v2/bot/channel/webhook/test", {}).status == 404


def test_waiting_in_vain_tells_what_happened(
    stand_in: Emulator, listener: Bot, caller: Api, anna: str
) -> None:
    listener.answers = [500]
    stand_in.send_text(anna, "x")
    stand_in.settle()
    caller.post("/v2/bot/message/push", {"to": anna, "messages": []})

    with pytest.raises(NoAnswer, match=r"error_status_code 500.*push 400"):
        stand_in.wait_for_messages(anna, 1, timeout=0.01)
    with pytest.raises(NoAnswer, match="multicast was called 0 times"):
        stand_in.wait_for_calls("multicast", timeout=0.01)


def test_waiting_returns_only_what_is_new(stand_in: Emulator, caller: Api, anna: str) -> None:
    def push(*texts: str) -> None:
        messages = [{"type": "text", "text": one} for one in texts]
        caller.post("/v2/bot/message/push", {"to": anna, "messages": messages})

    push("a", "b")
    first = stand_in.wait_for_messages(anna, 1)
    push("c")
    second = stand_in.wait_for_messages(anna, 1)

    assert [[one["text"] for one in some] for some in (first, second)] == [["a", "b"], ["c"]]
    assert len(stand_in.wait_for_calls("push", 2)) == 2


def test_a_webhook_that_is_switched_off_sends_nothing(
    stand_in: Emulator, listener: Bot, anna: str
) -> None:
    stand_in.set_delivery(active=False)
    stand_in.send_text(anna, "x")
    stand_in.settle()
    stand_in.release()

    assert stand_in.deliveries() == []
    assert listener.received == []


def test_what_people_sent_can_be_read_with_its_ids(stand_in: Emulator, anna: str) -> None:
    stand_in.send_text("anna", "สวัสดีค่ะ")

    sent = stand_in.sent_by(anna)

    assert [one["text"] for one in sent] == ["สวัสดีค่ะ"]
    assert sent[0]["id"]


def test_waiting_for_webhooks_ends_too(stand_in: Emulator, listener: Bot, anna: str) -> None:
    listener.gate = threading.Event()
    stand_in.send_text(anna, "x")

    with pytest.raises(NoAnswer, match="still under way"):
        stand_in.settle(timeout=0.01)
    listener.gate.set()
    stand_in.settle()
