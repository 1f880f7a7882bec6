from __future__ import annotations

import io
import json
import os
import socket
import ssl
import struct
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from typing_extensions import override
from urllib3 import HTTPConnectionPool
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, SSLError

from bot.line.answers import Answer, refusal_of
from bot.line.client import Content, LineClient, LineRefused, Quota
from bot.line.transport import API_HOST, CONTENT_HOST, ContentTooLarge, Transport
from bot.model.sending import Accepted, Failure, Outcome, Refused

KEY = "123e4567-e89b-12d3-a456-426614174000"
USER = "U5d1f0c0e6a7b4c3d9e8f7a6b5c4d3e2f"
TEXT = {"type": "text", "text": "รับเรื่องแล้วค่ะ"}
PUSH = {"to": USER, "messages": [TEXT]}
REPLY = {"replyToken": "b60d432864f44d079f6d8efe86cf7d44", "messages": [TEXT]}


@dataclass
class Seen:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    connection: tuple[str, int]

    @property
    def json(self) -> object:
        return json.loads(self.body)


Behaviour = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    server: LineStandIn

    @override
    def handle(self) -> None:
        try:
            super().handle()
        except ConnectionError:
            self.close_connection = True

    def answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        seen = Seen(self.command, self.path, headers, body, self.client_address)
        self.server.seen.append(seen)
        self.server.behaviour(self)

    do_GET = do_POST = do_PUT = answer  # noqa: N815 -- names that http.server looks for

    @override
    def log_message(self, format: str, *args: Any) -> None:
        pass


class LineStandIn(ThreadingHTTPServer):
    """Answers every request with one behaviour and remembers what it saw."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.seen: list[Seen] = []
        self.behaviour: Behaviour = says({})
        self.over = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


def says(
    content: object, status: int = 200, *, length: int | None = None, **headers: str
) -> Behaviour:
    body = content if isinstance(content, bytes) else json.dumps(content).encode()

    def behave(handler: Handler) -> None:
        handler.send_response(status)
        for name, value in {"x_line_request_id": "req-1", **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body) if length is None else length))
        handler.end_headers()
        handler.wfile.write(body)
        handler.close_connection = length is not None

    return behave


def hangs(handler: Handler) -> None:
    handler.server.over.wait()
    handler.close_connection = True


def hangs_up(handler: Handler) -> None:
    handler.close_connection = True


def resets(handler: Handler) -> None:
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()
    handler.close_connection = True


@pytest.fixture
def line() -> Iterator[LineStandIn]:
    with LineStandIn() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.over.set()
        server.shutdown()
        thread.join()


@pytest.fixture
def client(line: LineStandIn) -> LineClient:
    return LineClient("token-1", base_url=f"{line.url}/", read_timeout=5)


# --- what LINE sees ---


def test_a_push_carries_its_token_its_key_and_every_field_of_its_body(
    line: LineStandIn, client: LineClient
) -> None:
    body = {
        "to": USER,
        "notificationDisabled": True,
        "customAggregationUnits": ["case"],
        "a_field_of_next_year": {"deep": [1, 2.5, None, "ไทย 🍎"]},
        "messages": [
            {
                "type": "flex",
                "altText": "สรุป",
                "contents": {
                    "type": "bubble",
                    "body": {
                        "type": "box",
                        "layout": "vertical",
                        "contents": [{"type": "text", "text": "จังหวัด", "new_property": "x"}],
                    },
                },
                "quickReply": {"items": [{"type": "action", "action": {"type": "hologram"}}]},
            },
            {"type": "a_type_of_next_year", "text": "…"},
        ],
    }

    client.push(body, KEY)

    (seen,) = line.seen
    assert seen.json == body
    assert (seen.method, seen.path) == ("POST", "/v2/bot/message/push")
    assert seen.headers["authorization"] == "Bearer token-1"
    assert seen.headers["x-line-retry-key"] == KEY
    assert seen.headers["content-type"] == "application/json"


def test_a_body_may_come_as_the_bytes_that_the_outbox_keeps(
    line: LineStandIn, client: LineClient
) -> None:
    client.push(json.dumps(PUSH, ensure_ascii=False).encode(), KEY)

    assert line.seen[0].json == PUSH


def test_a_reply_carries_no_retry_key_for_line_would_refuse_it(
    line: LineStandIn, client: LineClient
) -> None:
    client.reply(REPLY)

    (seen,) = line.seen
    assert (seen.path, seen.json) == ("/v2/bot/message/reply", REPLY)
    assert "x-line-retry-key" not in seen.headers


def test_a_multicast_carries_its_key(line: LineStandIn, client: LineClient) -> None:
    client.multicast({"to": [USER], "messages": [TEXT]}, KEY)

    (seen,) = line.seen
    assert (seen.path, seen.headers["x-line-retry-key"]) == ("/v2/bot/message/multicast", KEY)


@pytest.mark.parametrize(
    ("asked", "sent"), [(0, 5), (5, 5), (6, 10), (20, 20), (60, 60), (999, 60)]
)
def test_the_loading_animation_runs_in_steps_that_line_knows(
    line: LineStandIn, client: LineClient, asked: int, sent: int
) -> None:
    line.behaviour = says({}, 202)

    outcome = client.start_loading(USER, asked)

    assert outcome == Accepted("req-1")
    assert line.seen[0].path == "/v2/bot/chat/loading/start"
    assert line.seen[0].json == {"chatId": USER, "loadingSeconds": sent}


def test_messages_are_validated_under_the_way_they_will_be_sent(
    line: LineStandIn, client: LineClient
) -> None:
    line.behaviour = says(
        {
            "message": "The request body has 1 error(s)",
            "details": [{"message": "May not be empty", "property": "messages[0].text"}],
        },
        400,
    )

    outcome = client.validate("push", [{"type": "text", "text": ""}])

    assert line.seen[0].path == "/v2/bot/message/validate/push"
    assert line.seen[0].json == {"messages": [{"type": "text", "text": ""}]}
    assert outcome == Refused(
        Failure.REFUSED,
        400,
        "The request body has 1 error(s); messages[0].text: May not be empty",
        "req-1",
    )


def test_one_connection_serves_one_request_after_another(
    line: LineStandIn, client: LineClient
) -> None:
    for _ in range(5):
        client.push(PUSH, KEY)

    assert len({seen.connection for seen in line.seen}) == 1


def test_many_threads_share_one_client_without_mixing_their_answers(
    line: LineStandIn, client: LineClient
) -> None:
    def echo(handler: Handler) -> None:
        content = handler.server.seen
        mine = next(seen for seen in content if seen.connection == handler.client_address)
        says({}, x_line_request_id=mine.headers["x-line-retry-key"])(handler)
        content.remove(mine)

    line.behaviour = echo
    keys = [f"key-{n}" for n in range(100)]

    with ThreadPoolExecutor(8) as threads:
        outcomes = list(threads.map(lambda key: client.push(PUSH, key), keys))

    assert outcomes == [Accepted(key) for key in keys]


def test_a_forked_process_opens_a_connection_of_its_own(
    line: LineStandIn, client: LineClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.push(PUSH, KEY)
    parent = os.getpid()
    monkeypatch.setattr(os, "getpid", lambda: parent + 1)

    client.push(PUSH, KEY)

    assert len({seen.connection for seen in line.seen}) == 2


def test_neither_reading_webhooks_nor_having_a_client_waits_for_the_sdk() -> None:
    words = (
        "import sys, bot.line.webhook; assert 'urllib3' not in sys.modules;"
        "from bot.line.client import LineClient; LineClient('t', base_url=None);"
        "assert 'linebot' not in sys.modules"
    )

    subprocess.run([sys.executable, "-c", words], check=True)  # noqa: S603 -- our own words


def test_of_the_sdk_the_client_alone_is_loaded() -> None:
    words = (
        "import sys; from bot.line.client import LineClient;"
        "LineClient('t', base_url=None).make_ready();"
        "assert 'linebot' in sys.modules; assert 'linebot.v3.messaging' not in sys.modules"
    )

    subprocess.run([sys.executable, "-c", words], check=True)  # noqa: S603 -- our own words


def test_without_a_base_url_lines_own_two_hosts_are_called() -> None:
    transport = Transport("token-1", base_url=None, connect_timeout=1, read_timeout=1)

    sdk = transport._sdk()  # noqa: SLF001
    assert [f"https://{host.pool.host}" for host in (sdk.api, sdk.content)] == [
        API_HOST,
        CONTENT_HOST,
    ]


# --- what became of a request ---


def test_an_accepted_push_tells_its_request_and_message_ids(
    line: LineStandIn, client: LineClient
) -> None:
    line.behaviour = says({"sentMessages": [{"id": "461230966842064897"}, {"id": 7}]})

    assert client.push(PUSH, KEY) == Accepted("req-1", ("461230966842064897", "7"))


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"[]", b'{"sentMessages":{}}', b'{"sentMessages":[1]}']
)
def test_success_is_success_even_when_its_body_makes_no_sense(
    line: LineStandIn, client: LineClient, body: bytes
) -> None:
    line.behaviour = says(body)

    assert client.push(PUSH, KEY) == Accepted("req-1", ())


@pytest.mark.parametrize(
    ("status", "message", "failure"),
    [
        (400, "Invalid reply token", Failure.INVALID_REPLY_TOKEN),
        (400, "Failed to send messages", Failure.REFUSED),
        (401, "Authentication failed due to the following reason: x", Failure.UNAUTHORISED),
        (403, "Access to this API is not available for your account", Failure.UNAUTHORISED),
        (404, "Not found", Failure.REFUSED),
        (408, "Request Timeout", Failure.UNKNOWN),
        (413, "Payload too large", Failure.REFUSED),
        (
            429,
            "The API rate limit has been exceeded. Try again later.",
            Failure.RATE_LIMITED,
        ),
        (429, "You have reached your monthly limit.", Failure.QUOTA_USED_UP),
        (429, "Too many messages to the same user.", Failure.PERSON_FLOODED),
        (429, "words of next year", Failure.RATE_LIMITED),
        (500, "Internal server error", Failure.LINE_BROKEN),
        (503, "Service unavailable", Failure.LINE_BROKEN),
        (302, "Found", Failure.LINE_BROKEN),
    ],
)
def test_each_refusal_is_told_apart_and_tried_once_only(
    line: LineStandIn, client: LineClient, status: int, message: str, failure: Failure
) -> None:
    line.behaviour = says({"message": message}, status, Retry_After="0", Location="/elsewhere")

    outcome = client.push(PUSH, KEY)

    assert outcome == Refused(failure, status, message, "req-1")
    assert len(line.seen) == 1


def test_a_retry_key_seen_before_names_the_request_that_went_through(
    line: LineStandIn, client: LineClient
) -> None:
    line.behaviour = says(
        {"message": "The retry key is already accepted", "sentMessages": [{"id": "1"}]},
        409,
        x_line_accepted_request_id="req-0",
    )

    outcome = client.push(PUSH, KEY)

    assert outcome == Refused(
        Failure.ALREADY_ACCEPTED, 409, "The retry key is already accepted", "req-0"
    )


@pytest.mark.parametrize("body", ["ล่ม".encode("cp874"), b"", b"[1]", b'{"details":[1]}'])
def test_an_error_page_of_some_proxy_is_still_read_by_its_status(
    line: LineStandIn, client: LineClient, body: bytes
) -> None:
    line.behaviour = says(body, 502)

    assert client.push(PUSH, KEY) == Refused(Failure.LINE_BROKEN, 502, "HTTP status 502", "req-1")


def _push(client: LineClient) -> Outcome:
    return client.push(PUSH, KEY)


def _reply(client: LineClient) -> Outcome:
    return client.reply(REPLY)


@pytest.mark.parametrize("send", [_push, _reply])
@pytest.mark.parametrize("behaviour", [hangs, hangs_up, resets, says(b'{"sentMess', length=900)])
def test_an_answer_that_never_came_leaves_the_matter_open_and_is_not_retried(
    line: LineStandIn, behaviour: Behaviour, send: Callable[[LineClient], Outcome]
) -> None:
    line.behaviour = behaviour
    client = LineClient("token-1", base_url=line.url, read_timeout=0.2)

    outcome = send(client)

    assert isinstance(outcome, Refused)
    assert (outcome.failure, outcome.status) == (Failure.UNKNOWN, None)
    assert len(line.seen) == 1


def _closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.parametrize("base_url", ["http://127.0.0.1:{closed}", "http://[broken"])
def test_no_connection_means_that_nothing_was_sent(base_url: str) -> None:
    client = LineClient("token-1", base_url=base_url.replace("{closed}", str(_closed_port())))

    outcome = client.reply(REPLY)

    assert isinstance(outcome, Refused)
    assert (outcome.failure, outcome.status) == (Failure.UNREACHABLE, None)


def test_a_server_that_speaks_no_tls_was_sent_nothing(line: LineStandIn) -> None:
    client = LineClient("token-1", base_url=line.url.replace("http:", "https:"))

    outcome = client.reply(REPLY)

    assert isinstance(outcome, Refused)
    assert outcome.failure is Failure.UNREACHABLE
    assert line.seen == []


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        (ConnectTimeoutError("slow"), Failure.UNREACHABLE),
        (SSLError(ssl.SSLEOFError(8, "EOF occurred")), Failure.UNKNOWN),
        (MaxRetryError(HTTPConnectionPool("a"), "/", None), Failure.UNKNOWN),
    ],
)
def test_only_a_connection_that_was_never_made_is_beyond_doubt(
    error: Exception, failure: Failure
) -> None:
    assert refusal_of(error).failure is failure


# --- what we ask LINE ---


def test_a_profile_is_given_as_line_gives_it(line: LineStandIn, client: LineClient) -> None:
    line.behaviour = says({"displayName": "สมหญิง", "userId": USER})

    assert client.profile("U/1") == {"displayName": "สมหญิง", "userId": USER}
    assert line.seen[0].path == "/v2/bot/profile/U%2F1"


def test_a_person_who_blocked_us_has_no_profile(line: LineStandIn, client: LineClient) -> None:
    line.behaviour = says({"message": "Not found"}, 404)

    assert client.profile(USER) is None


def test_the_quota_is_the_plans_limit_and_what_was_used(
    line: LineStandIn, client: LineClient
) -> None:
    def behave(handler: Handler) -> None:
        used = handler.path.endswith("/consumption")
        says({"totalUsage": 35} if used else {"type": "limited", "value": 300})(handler)

    line.behaviour = behave

    assert client.quota() == Quota(limit=300, used=35)
    assert [seen.path for seen in line.seen] == [
        "/v2/bot/message/quota",
        "/v2/bot/message/quota/consumption",
    ]


def test_a_plan_without_a_limit_has_none(line: LineStandIn, client: LineClient) -> None:
    line.behaviour = says({"type": "none", "totalUsage": "?"})

    assert client.quota() == Quota(limit=None, used=0)


def test_the_account_describes_itself(line: LineStandIn, client: LineClient) -> None:
    line.behaviour = says({"basicId": "@216ru…"})

    assert client.bot_info() == {"basicId": "@216ru…"}
    assert line.seen[0].path == "/v2/bot/info"


@pytest.mark.parametrize(
    ("status", "there"), [(200, True), (404, True), (401, False), (429, False), (503, False)]
)
def test_whether_line_answers_is_asked_without_changing_anything(
    line: LineStandIn, client: LineClient, status: int, *, there: bool
) -> None:
    line.behaviour = says({}, status)

    assert client.answers() is there
    assert [(one.method, one.path) for one in line.seen] == [("GET", "/v2/bot/info")]


@pytest.mark.parametrize(
    ("endpoint", "body"), [(None, {}), ("https://a.example/x", {"endpoint": "https://a.example/x"})]
)
def test_the_webhook_is_tested_where_it_is_or_where_one_wishes(
    line: LineStandIn, client: LineClient, endpoint: str | None, body: dict[str, str]
) -> None:
    line.behaviour = says({"success": False, "reason": "REQUEST_TIMEOUT"})

    assert client.test_webhook(endpoint) == {"success": False, "reason": "REQUEST_TIMEOUT"}
    assert (line.seen[0].method, line.seen[0].json) == ("POST", body)


def test_the_webhooks_url_can_be_read_and_set(line: LineStandIn, client: LineClient) -> None:
    line.behaviour = says({"endpoint": "https://a.example/x", "active": True})

    client.set_webhook_endpoint("https://a.example/x")
    found = client.webhook_endpoint()

    assert found == {"endpoint": "https://a.example/x", "active": True}
    assert [seen.method for seen in line.seen] == ["PUT", "GET"]
    assert line.seen[0].json == {"endpoint": "https://a.example/x"}


def test_a_refused_question_says_what_was_wished_and_what_to_do(
    line: LineStandIn, client: LineClient
) -> None:
    line.behaviour = says({"message": "Authentication failed"}, 401)

    with pytest.raises(LineRefused, match=r"did not describe the account.+bot doctor") as caught:
        client.bot_info()

    assert caught.value.refused.failure is Failure.UNAUTHORISED


def test_a_question_that_gets_no_answer_is_refused_too(line: LineStandIn) -> None:
    line.behaviour = hangs
    client = LineClient("token-1", base_url=line.url, read_timeout=0.2)

    with pytest.raises(LineRefused) as caught:
        client.profile(USER)

    assert caught.value.refused.failure is Failure.UNKNOWN


# --- files that people send ---


@dataclass
class Pieces(io.BytesIO):
    sizes: list[int] = field(default_factory=list)

    @override
    def write(self, piece: Any, /) -> int:
        self.sizes.append(len(piece))
        return super().write(piece)


def test_a_file_is_written_piece_by_piece(line: LineStandIn, client: LineClient) -> None:
    photo = bytes(range(256)) * 1000
    line.behaviour = says(photo, content_type="image/jpeg")
    into = Pieces()

    content = client.content("1234", into, max_bytes=len(photo))

    assert content == Content("image/jpeg")
    assert into.getvalue() == photo
    assert max(into.sizes) <= 64 * 1024
    assert line.seen[0].path == "/v2/bot/message/1234/content"
    assert line.seen[0].headers["authorization"] == "Bearer token-1"


def test_a_file_that_line_still_prepares_is_not_there_yet(
    line: LineStandIn, client: LineClient
) -> None:
    line.behaviour = says(b"later", 202)
    into = io.BytesIO()

    assert client.content("1234", into) is None
    assert into.getvalue() == b""


def test_a_file_larger_than_we_keep_is_left(line: LineStandIn, client: LineClient) -> None:
    line.behaviour = says(b"x" * 1001)

    with pytest.raises(ContentTooLarge, match="1,000 bytes"):
        client.content("1234", io.BytesIO(), max_bytes=1000)


@pytest.mark.parametrize("status", [404, 410])
def test_a_file_that_line_has_deleted_is_refused(
    line: LineStandIn, client: LineClient, status: int
) -> None:
    line.behaviour = says({"message": "Not found"}, status)

    with pytest.raises(LineRefused, match="did not give a file: Not found") as caught:
        client.content("1234", io.BytesIO())

    assert caught.value.refused.status == status


@pytest.mark.parametrize("behaviour", [says(b"half", length=900), hangs, resets])
def test_a_file_that_breaks_off_is_never_taken_for_whole(
    line: LineStandIn, behaviour: Behaviour
) -> None:
    line.behaviour = behaviour
    client = LineClient("token-1", base_url=line.url, read_timeout=0.2)

    with pytest.raises(LineRefused) as caught:
        client.content("1234", io.BytesIO())

    assert caught.value.refused.failure is Failure.UNKNOWN


def test_an_answer_that_is_no_json_object_reads_as_an_empty_one() -> None:
    assert Answer(200, {}, b"[1]").json() == {}
