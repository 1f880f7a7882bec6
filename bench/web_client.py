"""Webhook calls as cheaply as they can be made: kept-alive connections, bytes in, status out."""

from __future__ import annotations

import socket

from bench.line_sink import Loop, length_of


def request(body: bytes, signature: str) -> bytes:
    """Return a webhook call as LINE makes it."""
    head = (
        "POST /line/webhook HTTP/1.1\r\nHost: localhost\r\n"
        "Content-Type: application/json; charset=utf-8\r\nUser-Agent: LineBotWebhook/2.0\r\n"
        f"x-line-signature: {signature}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


class Client:
    """Sends webhook calls; what is not answered 200 is counted."""

    def __init__(self, loop: Loop, port: int) -> None:
        self._loop = loop
        self._port = port
        self._idle: list[_Connection] = []
        self.refused = 0

    def send(self, call: bytes) -> None:
        """Send a call over a connection that is free, or a new one."""
        connection = self._idle.pop() if self._idle else self._connect()
        connection.socket.sendall(call)

    def _connect(self) -> _Connection:
        one = socket.create_connection(("127.0.0.1", self._port))
        one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection = _Connection(one)
        self._loop.watch(one, lambda: self._read(connection))
        return connection

    def _read(self, connection: _Connection) -> None:
        piece = connection.socket.recv(65_536)
        connection.read += piece
        if not piece:
            self._loop.forget(connection.socket)
            if connection in self._idle:
                self._idle.remove(connection)
            return
        answer, end = connection.read, connection.read.find(b"\r\n\r\n")
        if end < 0 or len(answer) < end + 4 + length_of(answer[: end + 2].lower()):
            return
        self.refused += not answer.startswith(b"HTTP/1.1 200")
        connection.read = b""
        self._idle.append(connection)


class _Connection:
    """One connection, and what has been read of the answer."""

    __slots__ = ("read", "socket")

    def __init__(self, one: socket.socket) -> None:
        self.socket = one
        self.read = b""
