from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.line.webhook import (
    KNOWN_EVENTS,
    KNOWN_MESSAGES,
    Delivery,
    MalformedWebhook,
    interpret,
    split,
    verify,
)
from bot.model.events import ButtonPressed, Ignored, LocationReceived, TextReceived

PAYLOADS = sorted((Path(__file__).parent / "payloads").glob("*.json"))

# The example of LINE's own page «Verify webhook signature».
SECRET = "8c570fa6dd201bb328f1c1eac23a96d8"
BODY = b'{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}'
SIGNATURE = "GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs="


def _payload(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def _body(*events: object) -> bytes:
    return orjson.dumps({"destination": "U" + "0" * 32, "events": events})


# --- signatures ---


def test_the_signature_that_line_publishes_as_its_example_is_right() -> None:
    assert verify(BODY, SIGNATURE, [SECRET])


@pytest.mark.parametrize("secrets", [["new", SECRET], [SECRET, "new"], ["", SECRET]])
def test_any_of_several_secrets_may_have_signed_while_one_is_rotated(secrets: list[str]) -> None:
    assert verify(BODY, SIGNATURE, secrets)


@pytest.mark.parametrize(
    "signature",
    [
        None,
        "",
        " ",
        SIGNATURE[:-1],
        SIGNATURE + "=",
        SIGNATURE.lower(),
        "ลายเซ็น",
        "\udcff" * 44,
        "\x00" * 44,
        "A" * 100_000,
    ],
)
def test_any_other_signature_is_wrong_and_never_an_error(signature: str | None) -> None:
    assert not verify(BODY, signature, [SECRET, "another"])


def test_a_body_that_was_formatted_again_is_not_the_body_that_was_signed() -> None:
    assert not verify(json.dumps(json.loads(BODY), indent=1).encode(), SIGNATURE, [SECRET])


@pytest.mark.parametrize("secrets", [[], [""]])
def test_without_a_secret_nobody_can_sign(secrets: list[str]) -> None:
    signed_with_nothing = base64.b64encode(hmac.digest(b"", BODY, "sha256")).decode()

    assert not verify(BODY, signed_with_nothing, secrets)


# --- splitting ---


@pytest.mark.parametrize("path", PAYLOADS, ids=lambda path: path.stem)
def test_each_event_is_known_by_its_kind(path: Path) -> None:
    payload = _payload(path)
    event = payload["event"]

    (received,) = split(_body(event)).events

    assert received.kind == payload["kind"]
    assert received.event_id == event["webhookEventId"]
    assert received.occurred_at_ms == event["timestamp"]
    assert received.mode == event["mode"]
    assert received.reply_token == event.get("replyToken")
    assert orjson.loads(received.raw) == event


@pytest.mark.parametrize("path", PAYLOADS, ids=lambda path: path.stem)
def test_each_event_becomes_what_its_sample_says(path: Path) -> None:
    payload = _payload(path)

    event = interpret(payload["event"])

    name, fields = payload["becomes"]
    assert (type(event).__name__, json.loads(json.dumps(asdict(event)))) == (name, fields)


def test_every_event_and_message_that_line_documents_has_a_sample() -> None:
    events = [_payload(path)["event"] for path in PAYLOADS]

    assert {event["type"] for event in events} >= KNOWN_EVENTS
    assert {event["message"]["type"] for event in events if "message" in event} >= KNOWN_MESSAGES


def test_lines_check_that_we_are_there_carries_no_events() -> None:
    assert split(BODY) == Delivery("U8e742f61d673b39c7fff3cecb7536ef0", ())


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ({"type": "user", "userId": "U1"}, ("user", "U1", "U1")),
        ({"type": "group", "groupId": "C1", "userId": "U1"}, ("group", "C1", "U1")),
        ({"type": "group", "groupId": "C1"}, ("group", "C1", "")),
        ({"type": "room", "roomId": "R1"}, ("room", "R1", "")),
        ({"type": "planet", "userId": "U1"}, ("none", "", "U1")),
        ({"type": ["user"], "userId": "U1"}, ("none", "", "U1")),
        ({"type": "user", "userId": "U\x00"}, ("user", "", "")),
        ({"type": "user", "userId": 7}, ("user", "", "")),
        ({}, ("none", "", "")),
        (None, ("none", "", "")),
    ],
)
def test_the_conversation_is_the_users_the_groups_or_the_rooms(
    source: object, expected: tuple[str, str, str]
) -> None:
    (received,) = split(_body({"type": "follow", "source": source})).events

    assert (received.source_type, received.person, received.user_id) == expected


def test_a_batch_keeps_its_order_whatever_is_wrong_with_one_of_its_events() -> None:
    good = {"type": "unfollow", "webhookEventId": "A"}

    received = split(_body(good, None, "?", [1], {"type": {}}, {**good, "webhookEventId": "B"}))

    kinds = [event.kind for event in received.events]
    assert kinds == ["unfollow", *["unknown:other"] * 4, "unfollow"]
    assert [received.events[0].event_id, received.events[-1].event_id] == ["A", "B"]


def test_an_event_without_an_id_has_the_same_one_when_it_comes_again() -> None:
    event = {"type": "follow", "timestamp": 5, "deliveryContext": {"isRedelivery": False}}
    again = {"deliveryContext": {"isRedelivery": True}, "timestamp": 5, "type": "follow"}

    first, second, other = split(_body(event, again, {**event, "timestamp": 6})).events

    expected = hashlib.sha256(b'{"timestamp":5,"type":"follow"}').hexdigest()
    assert first.event_id == f"raw-{expected}"
    assert second.event_id == first.event_id
    assert other.event_id != first.event_id
    assert (first.is_redelivery, second.is_redelivery) == (False, True)


def test_an_absurdly_nested_event_is_kept_by_its_name_alone() -> None:
    deep = b"[" * 500 + b"]" * 500
    body = b'{"events":[{"type":"follow","webhookEventId":"A","x":' + deep + b'},{"type":"join"}]}'

    first, second = split(body).events

    assert (first.kind, first.event_id, first.raw) == (
        "follow",
        "A",
        b'{"type":"follow","webhookEventId":"A"}',
    )
    assert second.kind == "join"


def test_an_event_that_is_nothing_but_depth_is_kept_as_unknown() -> None:
    (received,) = split(b'{"events":[' + b"[" * 500 + b"]" * 500 + b"]}").events

    assert (received.kind, received.raw) == ("unknown:other", b"null")


@pytest.mark.parametrize("timestamp", [-1, True, "5", 1.5, 2**63, None])
def test_an_absurd_time_counts_as_none(timestamp: object) -> None:
    (received,) = split(_body({"type": "join", "timestamp": timestamp})).events

    assert received.occurred_at_ms == 0


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b'"events"',
        b"{}",
        b'{"events":null}',
        b'{"events":{}}',
        b'{"events":[}',
        b'{"events":[NaN]}',
        b'{"events":[1e999]}',
        b'{"events":["\\ud800"]}',
        b'{"events":[' + b"9" * 5000 + b"]}",
        b"\xff\xfe",
        b"[" * 100_000,
        '{"events":[]}'.encode("utf-16"),
    ],
    ids=lambda body: body[:20],
)
def test_a_body_that_is_no_webhook_is_malformed(body: bytes) -> None:
    with pytest.raises(MalformedWebhook, match=r"webhook body .+ Check that"):
        split(body)


# --- whatever arrives ---

_NAMES = st.sampled_from(
    [
        "type", "source", "userId", "groupId", "message", "id", "text", "mode", "timestamp",
        "postback", "data", "params", "webhookEventId", "deliveryContext", "unsend", "messageId",
        "latitude", "longitude", "keywords", "follow", "isUnblocked", "replyToken",
    ]
)  # fmt: skip
_WORDS = st.sampled_from([*sorted(KNOWN_EVENTS | KNOWN_MESSAGES), "user", "group", "standby"])
_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | _WORDS
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_NAMES | st.text(), inner),
    max_leaves=25,
)


@given(st.lists(_VALUES, max_size=5))
def test_no_event_whatever_it_holds_is_an_error_or_is_lost(events: list[object]) -> None:
    received = split(orjson.dumps({"events": events})).events

    assert len(received) == len(events)
    for event, kept in zip(events, received, strict=True):
        assert orjson.loads(kept.raw) == event
        assert "\x00" not in kept.event_id + kept.person + kept.user_id + kept.kind
        assert 0 < len(kept.event_id) <= 128


@given(st.dictionaries(_NAMES, _VALUES), _WORDS)
def test_no_event_whatever_it_holds_breaks_interpretation(
    event: dict[str, object], name: str
) -> None:
    interpret({**event, "type": name})
    interpret({**event, "type": "message", "message": {**event, "type": name}})
    interpret({"type": "message", "message": {"type": name, "id": "1", **event}})


@given(st.binary() | st.binary().map(lambda tail: b'{"events":[' + tail))
def test_no_body_whatever_it_holds_is_another_error(body: bytes) -> None:
    try:
        delivery = split(body)
    except MalformedWebhook:
        return

    assert isinstance(delivery, Delivery)


@given(st.binary(max_size=50), st.text(), st.lists(st.text(alphabet=st.characters(codec="utf-8"))))
def test_no_signature_whatever_it_holds_is_an_error(
    body: bytes, signature: str, secrets: list[str]
) -> None:
    assert not verify(body, signature, secrets)


# --- details of interpretation ---


def test_a_nul_that_no_database_would_take_is_left_out_of_what_people_wrote() -> None:
    event = {"type": "message", "message": {"type": "text", "id": "1", "text": "a\x00b"}}
    press = {"type": "postback", "postback": {"data": "x\x00", "params": {"date": "\x00y", "n": 1}}}

    assert interpret(event) == TextReceived("ab", "1")
    assert interpret(press) == ButtonPressed("x", {"date": "y"})


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [(90.1, 0), (0, -180.1), (None, 0), (True, 0), ("14", "102"), (float("inf"), 0)],
)
def test_a_place_off_the_globe_is_ignored(latitude: object, longitude: object) -> None:
    message = {"type": "location", "id": "1", "latitude": latitude, "longitude": longitude}

    event = interpret({"type": "message", "message": message})

    assert event == Ignored("broken:message:location")


def test_the_edge_of_the_globe_is_a_place() -> None:
    message = {"type": "location", "id": "1", "latitude": -90, "longitude": 180}

    event = interpret({"type": "message", "message": message})

    assert event == LocationReceived("1", None, None, -90.0, 180.0)


def test_a_type_that_is_no_name_is_counted_under_other() -> None:
    assert interpret({"type": "x" * 41}) == Ignored("unknown:other")
    assert interpret({"type": "ชนิดใหม่"}) == Ignored("unknown:other")
