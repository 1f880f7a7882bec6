"""People, groups, contents, rich menus, loading, faults, the control API."""

from __future__ import annotations

import http.client
import io
import json
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from bot.emulator import Emulator
from bot.emulator.faults import Kind

pytest_plugins = ("tests.emulator.emulator_stage",)

if TYPE_CHECKING:
    from tests.emulator.emulator_stage import Api, Bot

PUSH = "/v2/bot/message/push"
MENU = {
    "size": {"width": 2500, "height": 843},
    "selected": True,
    "name": "เมนูหลัก",
    "chatBarText": "เมนู",
    "areas": [
        {
            "bounds": {"x": 0, "y": 0, "width": 1250, "height": 843},
            "action": {"type": "message", "label": "ติดตาม", "text": "ติดตามเรื่อง"},
        }
    ],
}


def drawn(kind: str, size: tuple[int, int] = (2500, 843)) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", size, "white").save(made, kind)
    return made.getvalue()


def hello(to: str) -> dict[str, Any]:
    return {"to": to, "messages": [{"type": "text", "text": "สวัสดีค่ะ"}]}


def test_a_profile_is_told_of_friends_only(stand_in: Emulator, caller: Api, anna: str) -> None:
    guest = stand_in.person("guest", friend=False)

    profile = caller.get(f"/v2/bot/profile/{anna}")

    assert profile.body == {"displayName": "คุณแอน", "userId": anna, "language": "th"}
    assert caller.get(f"/v2/bot/profile/{guest}").status == 404
    assert caller.get("/v2/bot/profile/U0").body == {"message": "Not found"}
    stand_in.unfollow(anna)
    assert caller.get(f"/v2/bot/profile/{anna}").status == 404


def test_the_account_tells_about_itself(stand_in: Emulator, caller: Api) -> None:
    info = caller.get("/v2/bot/info").body

    assert info["userId"] == stand_in.bot_user_id
    assert info["chatMode"] == "bot"


@pytest.mark.parametrize("kind", ["group", "room"])
def test_a_groups_members_are_told_until_the_account_leaves(
    stand_in: Emulator, caller: Api, anna: str, kind: str
) -> None:
    group = stand_in.group("ชมรม", [anna], kind=kind)
    base = f"/v2/bot/{kind}/{group}"

    assert caller.get(f"{base}/members/count").body == {"count": 1}
    assert caller.get(f"{base}/member/{anna}").body == {"displayName": "คุณแอน", "userId": anna}
    assert caller.get(f"{base}/member/U0").status == 404
    assert caller.get(f"{base}/members/ids").status == 403
    assert caller.post(f"{base}/leave", {}).status == 200
    assert caller.get(f"{base}/members/count").status == 404
    assert caller.post(PUSH, hello(group)).status == 400


def test_a_groups_name_is_told_and_followers_are_for_verified_accounts(
    stand_in: Emulator, caller: Api, anna: str
) -> None:
    group = stand_in.group("ชมรม", [anna])

    summary = caller.get(f"/v2/bot/group/{group}/summary").body

    assert summary == {"groupId": group, "groupName": "ชมรม"}
    assert caller.get("/v2/bot/followers/ids").status == 403


@pytest.mark.parametrize(
    ("seconds", "status"), [(5, 202), (60, 202), (7, 400), (65, 400), (0, 400), ("5", 400)]
)
def test_the_loading_animation_takes_steps_of_five_seconds(
    caller: Api, anna: str, seconds: object, status: int
) -> None:
    body = {"chatId": anna, "loadingSeconds": seconds}

    assert caller.post("/v2/bot/chat/loading/start", body).status == status


def test_the_loading_animation_is_for_one_person(
    stand_in: Emulator, caller: Api, anna: str
) -> None:
    group = stand_in.group("g", [anna])

    assert caller.post("/v2/bot/chat/loading/start", {"chatId": anna}).status == 202
    assert caller.post("/v2/bot/chat/loading/start", {"chatId": group}).status == 400


def test_a_message_is_marked_as_read_by_its_token(
    stand_in: Emulator, listener: Bot, caller: Api, anna: str
) -> None:
    stand_in.send_text(anna, "x")
    token = listener.event()["message"]["markAsReadToken"]

    assert caller.post("/v2/bot/chat/markAsRead", {"markAsReadToken": token}).status == 200
    assert caller.post("/v2/bot/chat/markAsRead", {"markAsReadToken": "x"}).status == 400


def test_a_content_comes_when_it_is_ready(
    stand_in: Emulator, listener: Bot, caller: Api, anna: str
) -> None:
    sent = {"type": "file", "fileName": "ก.pdf"}
    stand_in.send_message(anna, sent, content=b"%PDF", content_type="application/pdf")
    message_id = listener.event()["message"]["id"]
    base = f"/v2/bot/message/{message_id}/content"
    stand_in.still_preparing(message_id)

    assert caller.get(f"{base}/transcoding").body == {"status": "processing"}
    assert caller.get(base).status == 202
    assert caller.get(f"{base}/transcoding").body == {"status": "succeeded"}
    ready = caller.get(base)
    assert (ready.raw, ready.headers["Content-Type"]) == (b"%PDF", "application/pdf")
    assert caller.get(f"{base}/preview").raw == b"%PDF"
    assert caller.get("/v2/bot/message/1/content").status == 404


def test_a_rich_menu_is_made_shown_named_and_deleted(
    stand_in: Emulator, caller: Api, anna: str
) -> None:
    assert caller.post("/v2/bot/richmenu/validate", MENU).status == 200
    menu_id = caller.post("/v2/bot/richmenu", MENU).body["richMenuId"]
    user = f"/v2/bot/user/{anna}/richmenu"
    assert caller.post(f"{user}/{menu_id}", {}).status == 400, "it has no picture yet"
    picture = {"Content-Type": "image/png"}
    path = f"/v2/bot/richmenu/{menu_id}"
    assert caller.get(f"{path}/content").status == 404
    png = drawn("PNG")
    assert caller.call("POST", f"{path}/content", data=png, headers=picture).status == 200
    assert caller.call("POST", f"{path}/content", data=png, headers=picture).status == 400
    assert caller.get(f"{path}/content").raw == png
    assert caller.get(f"/_emulator/rich_menus/{menu_id}/picture").raw == png
    assert caller.get(path).body == {"richMenuId": menu_id, **MENU}
    assert caller.get("/v2/bot/richmenu/list").body["richmenus"] == [caller.get(path).body]
    assert caller.get(user).status == 404
    assert caller.post(f"{user}/{menu_id}", {}).status == 200
    assert caller.get(user).body == {"richMenuId": menu_id}
    assert caller.call("DELETE", user, {}).status == 200
    assert caller.post(f"/v2/bot/user/all/richmenu/{menu_id}", {}).status == 200
    assert caller.get("/v2/bot/user/all/richmenu").body == {"richMenuId": menu_id}
    assert caller.post(f"/v2/bot/user/me/richmenu/{menu_id}", {}).status == 400
    assert caller.get("/_emulator/state").body["people"][0]["rich_menu"]["richMenuId"] == menu_id
    assert caller.call("DELETE", "/v2/bot/user/me/richmenu", {}).status == 400
    assert caller.post(f"{user}/{menu_id}", {}).status == 200
    assert caller.call("DELETE", path, {}).status == 200
    assert caller.get(path).status == 404
    assert stand_in.about(anna).rich_menu is None
    assert caller.get("/_emulator/state").body["people"][0]["rich_menu"] is None


def test_a_menu_linked_to_who_is_no_friend_or_blocks_the_account_is_not_shown(
    stand_in: Emulator, caller: Api, anna: str
) -> None:
    stranger = stand_in.person("stranger", friend=False)
    stand_in.unfollow(anna)
    menu_id = caller.post("/v2/bot/richmenu", MENU).body["richMenuId"]
    caller.call("POST", f"/v2/bot/richmenu/{menu_id}/content", data=drawn("PNG"),
                headers={"Content-Type": "image/png"})  # fmt: skip

    for person in (stranger, anna):
        assert caller.post(f"/v2/bot/user/{person}/richmenu/{menu_id}", {}).status == 200
    bulk = {"richMenuId": menu_id, "userIds": [stranger, anna]}
    assert caller.post("/v2/bot/richmenu/bulk/link", bulk).status == 202

    assert stand_in.about(stranger).rich_menu is None
    assert stand_in.about(anna).rich_menu is None


def test_rich_menus_are_linked_in_bulk_and_have_aliases(caller: Api, anna: str) -> None:
    menu_id = caller.post("/v2/bot/richmenu", MENU).body["richMenuId"]
    caller.call("POST", f"/v2/bot/richmenu/{menu_id}/content", data=drawn("JPEG"),
                headers={"Content-Type": "image/jpeg"})  # fmt: skip
    bulk = {"richMenuId": menu_id, "userIds": [anna, "U" + "0" * 32]}
    alias = {"richMenuAliasId": "main", "richMenuId": menu_id}

    assert caller.post("/v2/bot/richmenu/bulk/link", bulk).status == 202
    assert caller.get(f"/v2/bot/user/{anna}/richmenu").body == {"richMenuId": menu_id}
    assert caller.post("/v2/bot/richmenu/bulk/unlink", {"userIds": [anna]}).status == 202
    assert caller.post("/v2/bot/richmenu/bulk/unlink", {"userIds": []}).status == 400
    assert caller.post("/v2/bot/richmenu/bulk/link", bulk | {"userIds": ["me"]}).status == 400
    assert caller.post("/v2/bot/richmenu/bulk/link", bulk | {"userIds": [anna] * 501}).status == 400
    gone = bulk | {"richMenuId": "richmenu-gone"}
    assert caller.post("/v2/bot/richmenu/bulk/link", gone).status == 404
    assert caller.get(f"/v2/bot/user/{anna}/richmenu").status == 404
    assert caller.post("/v2/bot/richmenu/alias", alias).status == 200
    assert caller.post("/v2/bot/richmenu/alias", alias).status == 400
    assert caller.post("/v2/bot/richmenu/alias", {"richMenuAliasId": "ก"}).status == 400
    assert caller.get("/v2/bot/richmenu/alias/main").body == alias
    assert caller.get("/v2/bot/richmenu/alias/list").body == {"aliases": [alias]}
    moved = caller.post("/v2/bot/richmenu/alias/main", {"richMenuId": menu_id})
    assert moved.status == 200
    assert caller.call("DELETE", "/v2/bot/richmenu/alias/main", {}).status == 200
    assert caller.get("/v2/bot/richmenu/alias/main").status == 404


@pytest.mark.parametrize(
    ("kind", "content", "status"),
    [
        ("image/png", b"", 400),
        ("image/png", b"png", 400),
        ("image/jpeg", drawn("PNG"), 400),
        ("image/png", drawn("PNG", (2500, 1686)), 400),
        ("image/png", b"\x89PNG" + bytes(1024 * 1024), 400),
        ("image/gif", drawn("GIF"), 415),
    ],
    ids=("empty", "broken", "another kind", "another size", "too large", "no picture of LINE's"),
)
def test_a_picture_that_line_would_not_take_is_refused(
    caller: Api, kind: str, content: bytes, status: int
) -> None:
    menu_id = caller.post("/v2/bot/richmenu", MENU).body["richMenuId"]
    path = f"/v2/bot/richmenu/{menu_id}/content"

    told = caller.call("POST", path, data=content, headers={"Content-Type": kind})

    assert told.status == status
    assert caller.get(path).status == 404


def test_a_menu_that_is_not_there_gets_no_alias(caller: Api) -> None:
    wanted = {"richMenuAliasId": "main", "richMenuId": "richmenu-gone"}

    assert caller.post("/v2/bot/richmenu/alias", wanted).status == 400


@pytest.mark.parametrize(
    "change",
    [
        {"size": {"width": 800, "height": 800}},
        {"size": {"width": 700, "height": 250}},
        {"chatBarText": "ก" * 15},
        {"name": "ก" * 301},
        {"areas": [MENU["areas"][0]] * 21},  # type: ignore[index]  # MENU is plain JSON
        {"areas": [{"bounds": {}, "action": {"type": "location"}}]},
    ],
)
def test_a_rich_menu_out_of_bounds_is_refused(caller: Api, change: dict[str, Any]) -> None:
    assert caller.post("/v2/bot/richmenu", MENU | change).status == 400


@pytest.mark.parametrize(("kind", "size"), [("text/plain", 3), ("image/png", 1024 * 1024 + 1)])
def test_a_rich_menus_picture_out_of_bounds_is_refused(caller: Api, kind: str, size: int) -> None:
    menu_id = caller.post("/v2/bot/richmenu", MENU).body["richMenuId"]
    path = f"/v2/bot/richmenu/{menu_id}/content"

    answer = caller.call("POST", path, data=b"x" * size, headers={"Content-Type": kind})

    assert answer.status in {400, 415}


# -- faults ----------------------------------------------------------------------------------


def test_a_fault_answers_instead_of_line_and_then_is_over(
    stand_in: Emulator, caller: Api, anna: str
) -> None:
    stand_in.fault("push", "status", status=503, times=1)

    statuses = [caller.post(PUSH, hello(anna)).status for _ in range(2)]

    assert statuses == [503, 200]
    assert len(stand_in.messages(anna)) == 1


def test_an_answer_can_be_lost_after_the_message_was_sent(
    stand_in: Emulator, caller: Api, anna: str
) -> None:
    stand_in.fault("push", "accept_status", status=500)
    key = "00000000-0000-0000-0000-00000000000a"

    first = caller.post(PUSH, hello(anna), X_Line_Retry_Key=key)
    again = caller.post(PUSH, hello(anna), X_Line_Retry_Key=key)

    assert (first.status, again.status) == (500, 409)
    assert len(stand_in.messages(anna)) == 1
    assert [call.fault for call in stand_in.ledger()] == ["accept_status"]


@pytest.mark.parametrize(
    ("kind", "sent"), [("close", 0), ("hang", 0), ("accept_close", 1), ("accept_hang", 1)]
)
def test_a_connection_can_be_cut(
    stand_in: Emulator, caller: Api, anna: str, kind: Kind, sent: int
) -> None:
    stand_in.fault("push", kind, seconds=0.01)

    with pytest.raises((http.client.RemoteDisconnected, ConnectionError)):
        caller.post(PUSH, hello(anna))

    assert len(stand_in.messages(anna)) == sent


def test_a_hanging_call_does_not_keep_the_stand_in_from_stopping(anna: str) -> None:
    with Emulator(channel_secret="s", access_token="t") as running:
        running.fault("*", "hang", seconds=3600)
        host = running.base_url.removeprefix("http://")
        connection = http.client.HTTPConnection(host, timeout=5)
        connection.request("GET", f"/v2/bot/profile/{anna}")
        with running.platform.lock:
            faults = running.platform.faults
            assert running.platform.lock.wait_for(lambda: faults.listed()[0].struck == 1, 5)
    with pytest.raises((http.client.RemoteDisconnected, ConnectionError)):
        connection.getresponse()
    connection.close()


def test_a_rate_fault_is_lines_429_and_faults_can_be_healed(
    stand_in: Emulator, caller: Api, anna: str
) -> None:
    stand_in.fault("*", "rate", times=None)
    limited = caller.post(PUSH, hello(anna))
    stand_in.heal()

    assert limited.status == 429
    assert "rate limit" in limited.body["message"]
    assert caller.post(PUSH, hello(anna)).status == 200


def test_a_delayed_call_is_answered_after_all(stand_in: Emulator, caller: Api, anna: str) -> None:
    stand_in.fault("push", "delay", seconds=0.01)

    assert caller.post(PUSH, hello(anna)).status == 200


# -- the control API -------------------------------------------------------------------------


def test_everything_can_be_done_over_http(
    stand_in: Emulator, listener: Bot, caller: Api, anna: str
) -> None:
    caller.token = None
    new = caller.post("/_emulator/people", {"key": "dao", "display_name": "คุณดาว"}).body
    say = {"message": {"type": "text", "text": "สวัสดีค่ะ"}}
    caller.post("/_emulator/people/dao/follow", {})
    caller.post("/_emulator/people/dao/message", say)
    caller.call("POST", "/_emulator/people/dao/media?type=file&name=%E0%B8%81.pdf", data=b"%PDF",
                headers={"Content-Type": "application/pdf"})  # fmt: skip
    caller.post("/_emulator/people/dao/press", {"data": "x", "display_text": "เลือก x"})
    stand_in.settle()
    entries = caller.get("/_emulator/chats/dao").body
    file_id = entries[2]["message"]["id"]
    caller.post("/_emulator/people/dao/unsend", {"message_id": entries[1]["message"]["id"]})
    caller.post("/_emulator/people/dao/block", {})
    caller.post("/_emulator/people/dao/unblock", {})
    stand_in.settle()

    types = sorted(one.body["events"][0]["type"] for one in listener.received)
    assert types == ["follow", "follow", "message", "message", "postback", "unfollow", "unsend"]
    assert [one["message"]["type"] for one in entries] == ["notice", "text", "file", "text"]
    assert entries[2]["message"]["fileName"] == "ก.pdf"
    assert caller.get(f"/_emulator/media/{file_id}").raw == b"%PDF"
    deliveries = caller.get(f"/_emulator/deliveries?event={entries[1]['event_id']}").body
    assert [(one["outcome"], one["status"]) for one in deliveries] == [("ok", 200)]
    people = caller.get("/_emulator/state").body["people"]
    assert [one["key"] for one in people] == ["anna", "dao"]
    assert people[1]["user_id"] == new["user_id"]
    assert stand_in.about(anna).friend


def test_trouble_can_be_made_over_http(
    stand_in: Emulator, listener: Bot, caller: Api, anna: str
) -> None:
    caller.post("/_emulator/hold", {})
    for words in ("a", "b"):
        message = {"message": {"type": "text", "text": words}}
        caller.post(f"/_emulator/people/{anna}/message", message)
    caller.post("/_emulator/release", {"order": "reversed"})
    texts = [one["message"]["text"] for one in listener.wait(1)[0].body["events"]]
    faults = caller.post("/_emulator/faults", {"endpoint": "push", "kind": "rate"}).body
    caller.post("/_emulator/clock", {"seconds": 61})
    caller.call("PUT", "/_emulator/settings", {"quota_limit": 5, "redelivery_after": [1, 2]})
    caller.post("/_emulator/events", {"events": [], "signature": "forged"})

    assert texts == ["b", "a"]
    assert faults[0]["kind"] == "rate"
    assert listener.wait(2)[1].signature == "forged"
    state = caller.get("/_emulator/state").body
    assert state["quota"] == {"limit": 5, "used": 0}
    assert state["settings"]["redelivery_after"] == [1, 2]
    assert stand_in.platform.clock.offset.total_seconds() == 61
    assert caller.call("DELETE", "/_emulator/faults", {}).body == []


def test_calls_can_be_read_over_http_and_all_is_forgotten_on_reset(caller: Api, anna: str) -> None:
    sent = caller.post(PUSH, hello(anna))
    caller.post(PUSH, {})
    request_id = sent.headers["x-line-request-id"]

    ledger = caller.get(f"/_emulator/ledger?accepted=true&chat={anna}&endpoint=push").body
    call = caller.get(f"/_emulator/calls/{request_id}").body

    assert ledger == [call]
    assert (call["charged"], call["free"], call["body"]["to"]) == (1, False, anna)
    assert len(caller.get("/_emulator/ledger").body) == 2
    caller.post("/_emulator/reset", {})
    assert caller.get("/_emulator/ledger").body == []
    assert caller.get("/_emulator/state").body["people"] == []


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/_emulator/people/nobody/message", {"message": {"type": "text"}}, 404),
        ("POST", "/_emulator/people/anna/message", {"message": "hi"}, 400),
        ("POST", "/_emulator/people/anna/unsend", {"message_id": "1"}, 404),
        ("POST", "/_emulator/events", {"events": {}}, 400),
        ("POST", "/_emulator/faults", {"endpoint": "push", "kind": "boom"}, 400),
        ("PUT", "/_emulator/settings", {"colour": "green"}, 400),
        ("POST", "/_emulator/clock", [], 400),
        ("POST", "/_emulator/clock", {"seconds": "soon"}, 400),
        ("GET", "/_emulator/media/1", None, 404),
        ("GET", "/_emulator/calls/1", None, 404),
        ("GET", "/_emulator/chats/nobody", None, 404),
    ],
)
def test_a_wrong_control_request_is_explained(  # noqa: PLR0917 -- a table of cases
    caller: Api, anna: str, method: str, path: str, body: object, status: int
) -> None:
    del anna
    answer = caller.call(method, path, body)

    assert answer.status == status
    assert answer.body["message"]


def test_what_happens_is_told_as_it_happens(stand_in: Emulator, anna: str) -> None:
    host = stand_in.base_url.removeprefix("http://")
    connection = http.client.HTTPConnection(host, timeout=5)
    connection.request("GET", "/_emulator/stream")
    stream = connection.getresponse()
    assert stream.readline() == b": hello\n"
    stream.readline()

    stand_in.send_text(anna, "สวัสดีค่ะ")

    assert stream.readline() == b"event: entry\n"
    told = json.loads(stream.readline().removeprefix(b"data: "))
    assert told["message"]["text"] == "สวัสดีค่ะ"
    connection.close()
    stream.close()


def test_the_phone_page_is_served_with_a_policy_that_lets_nothing_in(caller: Api) -> None:
    page = caller.get("/")

    assert page.status == 200
    assert "default-src 'self'" in page.headers["Content-Security-Policy"]
    assert caller.get("/phone/../server.py").status == 404


def test_a_day_that_is_none_has_no_statistics(caller: Api) -> None:
    asked = "customAggregationUnit=bc_1&from=20261301&to=20261130"
    refused = caller.get(f"/v2/bot/insight/message/event/aggregation?{asked}")
    assert refused.status == 400
    assert "yyyyMMdd" in refused.body["message"]
