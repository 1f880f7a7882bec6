"""A load of signed webhooks from its own process, as cheap as plain Python can make it.

Sixteen connections, one request on the way in each, no threads: epoll over plain sockets. All
requests are built and signed beforehand, so that while it measures this process only copies bytes;
it shares the cores with the server that it measures. Every answer must be 200. A server that
closes its connections (gunicorn's sync worker does) is connected to anew, as any client must.

    python -m bench.load PORT RUN SECONDS
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import select
import socket
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from bench.line_sink import length_of
from bench.serving import SECRET
from bench.web_client import request

CONNECTIONS = 16
WARM_UP = 500
"""Requests before the measurement begins."""
_MOST_PER_SECOND = 15_000
"""So many requests are prepared for each second; more were never answered on two cores."""


def prepared(run: str, number: int) -> bytes:
    """Return one request; its event was never seen before, so it must be stored."""
    event = {
        "type": "message",
        "mode": "active",
        "timestamp": 1764054000000,
        "source": {"type": "user", "userId": f"U{number % 5000:032x}"},
        "webhookEventId": f"{run}{number:018d}",
        "deliveryContext": {"isRedelivery": False},
        "replyToken": f"{run}{number:024x}",
        "message": {
            "type": "text",
            "id": f"{run}{number:012d}",
            "quoteToken": "q",
            "text": "อยากกู้เงินมาซื้อเครื่องจักรค่ะ อยู่โคราช",
        },
    }
    payload = {"destination": "U" + "0" * 32, "events": [event]}
    body = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
    signature = hmac.digest(SECRET.encode(), body, hashlib.sha256)
    return request(body, base64.b64encode(signature).decode())


@dataclass(slots=True)
class _Connection:
    socket: socket.socket
    began: float = 0
    read: bytes = b""


@dataclass(slots=True)
class Load:
    """What is sent to one server, and what came of it."""

    port: int
    requests: Iterator[bytes]
    times: list[float] = field(default_factory=list)
    _epoll: select.epoll = field(default_factory=select.epoll)
    _connections: dict[int, _Connection] = field(default_factory=dict)

    def run(self, seconds: float) -> dict[str, float]:
        """Warm up, then load the server for so long; raises SystemExit when an answer is wrong."""
        try:
            return self._run(seconds)
        finally:
            for connection in self._connections.values():
                connection.socket.close()
            self._epoll.close()

    def _run(self, seconds: float) -> dict[str, float]:
        for _ in range(CONNECTIONS):
            self._send(self._connect())
        while len(self.times) < WARM_UP:
            self._turn()
        warming = len(self.times)
        self.times.clear()
        started = time.perf_counter()
        while time.perf_counter() - started < seconds:
            self._turn()
        elapsed = time.perf_counter() - started
        times = sorted(self.times)
        return {
            "requests": len(times) + warming,
            "per_second": len(times) / elapsed,
            "p50_ms": times[len(times) // 2] * 1000,
            "p99_ms": times[int(len(times) * 0.99)] * 1000,
            "generator_cpu_us": time.process_time() * 1e6 / (len(times) + warming),
        }

    def _turn(self) -> None:
        for number, _ in self._epoll.poll(10) or self._nothing():
            self._read(self._connections[number])

    def _nothing(self) -> list[tuple[int, int]]:
        raise SystemExit("the server answered nothing for ten seconds")

    def _read(self, connection: _Connection) -> None:
        piece = connection.socket.recv(65_536)
        answer = connection.read = connection.read + piece
        end = answer.find(b"\r\n\r\n")
        if not answer.startswith(b"HTTP/1.1 200"[: len(answer)]) or not piece:
            raise SystemExit(f"not 200: {answer[:80]!r}")
        if end < 0:
            return
        head = answer[: end + 2].lower()
        if len(answer) < end + 4 + length_of(head):
            return
        self.times.append(time.perf_counter() - connection.began)
        connection.read = b""
        if b"connection: close" in head:
            self._close(connection)
            connection = self._connect()
        self._send(connection)

    def _send(self, connection: _Connection) -> None:
        wanted = next(self.requests, None)
        if wanted is None:
            raise SystemExit("the server answered more than was prepared: raise _MOST_PER_SECOND")
        connection.began = time.perf_counter()
        connection.socket.sendall(wanted)

    def _connect(self) -> _Connection:
        one = socket.create_connection(("127.0.0.1", self.port))
        one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection = self._connections[one.fileno()] = _Connection(one)
        self._epoll.register(one.fileno(), select.EPOLLIN)
        return connection

    def _close(self, connection: _Connection) -> None:
        number = connection.socket.fileno()
        self._epoll.unregister(number)
        del self._connections[number]
        connection.socket.close()


def main() -> None:
    """Load the server that the arguments name, and print the figures as JSON."""
    port, run, seconds = int(sys.argv[1]), sys.argv[2], float(sys.argv[3])
    most = WARM_UP + CONNECTIONS + int(seconds * _MOST_PER_SECOND)
    requests = [prepared(run, number) for number in range(most)]
    preparing = time.process_time()
    figures = Load(port, iter(requests)).run(seconds)
    figures["generator_cpu_us"] -= preparing * 1e6 / figures["requests"]
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
