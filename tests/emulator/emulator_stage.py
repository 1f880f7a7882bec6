"""A running stand-in, a bot that only listens, and a plain HTTP client."""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from typing_extensions import override

from bot.emulator import Emulator

TOKEN = "the-right-token"
SECRET = "8c570fa6dd201bb328f1c1eac23a96d8"


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: Any
    headers: Mapping[str, str]
    raw: bytes = b""


@dataclass(slots=True)
class Api:
    """Calls the stand-in over one kept-alive connection, as the bot would."""

    line: Emulator
    token: str | None = TOKEN
    _connection: http.client.HTTPConnection | None = None

    def call(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        data: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        if self._connection is None:
            host = self.line.base_url.removeprefix("http://")
            self._connection = http.client.HTTPConnection(host, timeout=10)
        sent = {"Content-Type": "application/json", **(headers or {})}
        if self.token is not None:
            sent.setdefault("Authorization", f"Bearer {self.token}")
        payload = data if data is not None else json.dumps(body).encode()
        self._connection.request(method, path, None if method == "GET" else payload, sent)
        response = self._connection.getresponse()
        raw = response.read()
        kind = response.headers.get_content_type()
        found = json.loads(raw) if raw and kind == "application/json" else raw
        return Answer(response.status, found, dict(response.headers.items()), raw)

    def post(self, path: str, body: object, **headers: str) -> Answer:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.call("POST", path, body, headers=named)

    def get(self, path: str) -> Answer:
        return self.call("GET", path)

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()


@dataclass(slots=True)
class Received:
    raw: bytes
    signature: str | None

    @property
    def body(self) -> dict[str, Any]:
        read: dict[str, Any] = json.loads(self.raw)
        return read


@dataclass(slots=True)
class Bot:
    """A webhook that keeps what it gets and answers as told."""

    url: str = ""
    answers: list[int] = field(default_factory=list)
    """Statuses of the next webhooks; 200 when none is left."""
    received: list[Received] = field(default_factory=list)
    changed: threading.Condition = field(default_factory=threading.Condition)
    gate: threading.Event | None = None
    """When set, an answer waits for it: a bot that is too slow."""
    react: Callable[[Received], None] | None = None

    def take(self, received: Received) -> int:
        with self.changed:
            self.received.append(received)
            self.changed.notify_all()
            status = self.answers.pop(0) if self.answers else 200
        if self.gate is not None:
            self.gate.wait(10)
        if self.react is not None:
            self.react(received)
        return status

    def wait(self, count: int, timeout: float = 5) -> list[Received]:
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.received) >= count, timeout)
            return list(self.received)

    def event(self, number: int = 0) -> dict[str, Any]:
        found: dict[str, Any] = self.wait(number + 1)[number].body["events"][0]
        return found


def _handler(bot: Bot) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["Content-Length"]))
            status = bot.take(Received(raw, self.headers.get("x-line-signature")))
            try:
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()
            except OSError:
                return

        @override
        def log_message(self, format: str, *args: object) -> None:
            return

    return Handler


@pytest.fixture
def listener() -> Iterator[Bot]:
    made = Bot()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(made))
    server.daemon_threads = True
    made.url = f"http://127.0.0.1:{server.server_port}/line/webhook"
    thread = threading.Thread(target=lambda: server.serve_forever(poll_interval=0.02))
    thread.start()
    yield made
    if made.gate is not None:
        made.gate.set()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def stand_in(listener: Bot) -> Iterator[Emulator]:
    with Emulator(channel_secret=SECRET, access_token=TOKEN, webhook_url=listener.url) as running:
        yield running


@pytest.fixture
def anna(stand_in: Emulator) -> str:
    return stand_in.person("anna", display_name="คุณแอน")


@pytest.fixture
def caller(stand_in: Emulator) -> Iterator[Api]:
    made = Api(stand_in)
    yield made
    made.close()


@pytest.fixture
def reply_token(stand_in: Emulator, listener: Bot, anna: str) -> str:
    """A reply token that works."""
    stand_in.send_text(anna, "สวัสดีค่ะ")
    return str(listener.event()["replyToken"])
