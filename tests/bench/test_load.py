from __future__ import annotations

import base64
import hashlib
import hmac
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count

import pytest
from typing_extensions import override

from bench import load
from bench.serving import SECRET


@contextmanager
def _server(*, status: int = 200, keep_alive: bool = True) -> Iterator[tuple[int, list[bytes]]]:
    bodies: list[bytes] = []

    class Webhook(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            wanted = base64.b64encode(hmac.digest(SECRET.encode(), body, hashlib.sha256)).decode()
            assert self.headers["x-line-signature"] == wanted
            bodies.append(body)
            self.send_response(status)
            self.send_header("Content-Length", "2")
            if not keep_alive:
                self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(b"OK")

        @override
        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        request_queue_size = 64  # with five, most connections wait for TCP to try again

    server = Server(("127.0.0.1", 0), Webhook)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_port, bodies
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _load(port: int) -> dict[str, float]:
    return load.Load(port, (load.prepared("r", n) for n in count())).run(0.1)


@pytest.mark.parametrize("keep_alive", [True, False], ids=["kept alive", "closed each time"])
def test_every_request_is_signed_counted_and_new(*, keep_alive: bool) -> None:
    with _server(keep_alive=keep_alive) as (port, bodies):
        figures = _load(port)

    assert figures["requests"] <= len(bodies) <= figures["requests"] + load.CONNECTIONS
    assert len(set(bodies)) == len(bodies)
    assert 0 < figures["p50_ms"] <= figures["p99_ms"]


def test_an_answer_that_is_not_200_ends_the_measurement() -> None:
    with _server(status=503) as (port, _), pytest.raises(SystemExit, match="not 200"):
        _load(port)
