"""LINE's side of the measurements: the few rules that matter, at the price of a few microseconds.

The emulator (`bot/emulator`) keeps every rule and costs more CPU a call than the bot spends on a
message; sharing two cores with the bot, it would measure itself. This one checks the access token,
takes each reply token once, and answers as LINE does. One thread, epoll, no framework.
"""

from __future__ import annotations

import select
import socket
import sys
import time
from collections.abc import Callable
from typing import Any

import orjson

ACCESS_TOKEN = "bench"
MULTICASTS_A_SECOND = 200
"""LINE Developers, Messaging API reference, «Rate limits»."""

Messages = list[dict[str, Any]]

_BEARER = f"bearer {ACCESS_TOKEN}\r\n".encode()
_LENGTH = b"content-length:"
_FIXED = {
    b"/v2/bot/chat/loading/start": (202, b"{}"),
    b"/v2/bot/message/quota": (200, b'{"type":"none"}'),
    b"/v2/bot/message/quota/consumption": (200, b'{"totalUsage":0}'),
    # No menu was published, which is no refusal.
    b"/v2/bot/richmenu/alias/front-door-open": (404, b'{"message":"richmenu alias not found"}'),
}
_REASONS = {200: "OK", 202: "Accepted", 400: "Bad Request", 401: "Unauthorized", 404: "Not Found"}


class Loop:
    """Calls back whoever's socket can be read."""

    def __init__(self) -> None:
        self._epoll = select.epoll()
        self._readers: dict[int, Callable[[], None]] = {}
        self._sockets: dict[int, socket.socket] = {}

    def watch(self, one: socket.socket, reader: Callable[[], None]) -> None:
        """Call `reader` whenever the socket has something to read."""
        self._readers[one.fileno()] = reader
        self._sockets[one.fileno()] = one
        self._epoll.register(one.fileno(), select.EPOLLIN)

    def forget(self, one: socket.socket) -> None:
        """Stop watching, and close."""
        del self._readers[one.fileno()], self._sockets[one.fileno()]
        self._epoll.unregister(one.fileno())
        one.close()

    def close(self) -> None:
        """Close all that is watched."""
        for one in list(self._sockets.values()):
            self.forget(one)
        self._epoll.close()

    def turn(self, seconds: float) -> None:
        """Wait for at most so long, and serve whoever is ready."""
        for number, _ in self._epoll.poll(seconds):
            reader = self._readers.get(number)
            if reader is not None:
                reader()


class LineSink:
    """LINE's API on a port of this machine.

    `replied` is told each token, its messages and the length of the call; it says whether the
    token was good.
    """

    def __init__(
        self, loop: Loop, port: int, replied: Callable[[str, Messages, int], bool]
    ) -> None:
        self._loop = loop
        self._replied = replied
        self._calls = 0
        self.pushes = 0
        self.multicasts = 0
        self.people = 0
        """To whom multicasts went."""
        self._room, self._since = float(MULTICASTS_A_SECOND), time.monotonic()
        self.refused = 0
        self._listener = socket.create_server(("127.0.0.1", port), backlog=128)
        self._listener.settimeout(0)
        loop.watch(self._listener, self._accept)

    def _accept(self) -> None:
        one, _ = self._listener.accept()
        one.settimeout(0)
        one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._loop.watch(one, _Caller(self._loop, one, self._answer).read)

    def _answer(self, head: bytes, body: bytes) -> bytes:
        self._calls += 1
        if _BEARER not in head:
            return self._refuse(401, "Authentication failed")
        path = head.split(b" ", 2)[1]
        if path == b"/v2/bot/message/reply":
            return self._reply(orjson.loads(body), len(body))
        if path == b"/v2/bot/message/multicast":
            return self._multicast(body)
        if path == b"/v2/bot/message/push":
            self.pushes += 1
            return self._sent(orjson.loads(body)["messages"])
        if path in _FIXED:
            return self._response(*_FIXED[path])
        print(f"LINE was asked for something unknown: {head[:80]!r}", file=sys.stderr)
        return self._refuse(404, "Not found")

    def _reply(self, call: dict[str, Any], length: int) -> bytes:
        messages = call["messages"]
        if not self._replied(call["replyToken"], messages, length):
            return self._refuse(400, "Invalid reply token")
        return self._sent(messages)

    def _multicast(self, body: bytes) -> bytes:
        """Take LINE's 200 a second, counted as LINE counts: a bucket that fills up steadily."""
        now = time.monotonic()
        room = min(MULTICASTS_A_SECOND, self._room + (now - self._since) * MULTICASTS_A_SECOND)
        self._since, self._room = now, room
        if room < 1:
            return self._refuse(429, "The API rate limit has been exceeded. Try again later.")
        self._room -= 1
        self.multicasts += 1
        self.people += body.count(b'"U')
        return self._response(200, b"{}")

    def _sent(self, messages: Messages) -> bytes:
        sent = ",".join(
            f'{{"id":"{self._calls}{place}","quoteToken":"q{self._calls}{place}"}}'
            for place in range(len(messages))
        )
        return self._response(200, f'{{"sentMessages":[{sent}]}}'.encode())

    def _refuse(self, status: int, message: str) -> bytes:
        self.refused += 1
        return self._response(status, orjson.dumps({"message": message}))

    def _response(self, status: int, body: bytes) -> bytes:
        head = (
            f"HTTP/1.1 {status} {_REASONS[status]}\r\nContent-Type: application/json\r\n"
            f"X-Line-Request-Id: bench-{self._calls}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body


class _Caller:
    """One kept-alive connection of the bot's."""

    def __init__(
        self, loop: Loop, one: socket.socket, answer: Callable[[bytes, bytes], bytes]
    ) -> None:
        self._loop = loop
        self._socket = one
        self._answer = answer
        self._read = b""

    def read(self) -> None:
        """Take what came, and answer each whole request."""
        try:
            piece = self._socket.recv(262_144)
        except ConnectionError:
            piece = b""
        if not piece:
            self._loop.forget(self._socket)
            return
        self._read += piece
        while (request := self._whole()) is not None:
            self._socket.sendall(self._answer(*request))

    def _whole(self) -> tuple[bytes, bytes] | None:
        end = self._read.find(b"\r\n\r\n")
        if end < 0:
            return None
        # Names of headers are compared without case, and so is everything here that is compared.
        head = self._read[:end].lower() + b"\r\n"
        whole = end + 4 + length_of(head)
        if len(self._read) < whole:
            return None
        body, self._read = self._read[end + 4 : whole], self._read[whole:]
        return head, body


def length_of(head: bytes) -> int:
    """Return the length of the body that a lower-case head announces."""
    at = head.find(_LENGTH)
    if at < 0:
        return 0
    return int(head[at + len(_LENGTH) : head.find(b"\r\n", at)])
