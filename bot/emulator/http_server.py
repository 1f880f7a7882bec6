"""The web server under the stand-in: threads, kept-alive connections, one segment per answer.

Werkzeug's own handler closes every connection and writes headers and body apart, which costs a
client with a connection pool a new connection per call, or 40 ms (delayed ACK). This one reads the
whole request first, so it can keep the connection, and writes an answer at once. An answer with
the header `HANGUP` is not sent: the connection is cut instead.
"""

from __future__ import annotations

import io
import socket
import threading
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, cast

from typing_extensions import override
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server
from werkzeug.wrappers import Response

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

HANGUP = "X-Emulator-Hangup"
_MOST = 220 * 1024 * 1024
"""Bytes of a request that are read at all (the phone page may send a 200 MB film)."""


class _Handler(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = 64 * 1024
    disable_nagle_algorithm = True

    @override
    def setup(self) -> None:
        super().setup()
        cast("LineServer", self.server.line_server).opened(self.connection)  # type: ignore[attr-defined]

    @override
    def finish(self) -> None:
        cast("LineServer", self.server.line_server).closed(self.connection)  # type: ignore[attr-defined]
        try:
            super().finish()
        except OSError:  # what was left to send has nobody to read it
            return

    @override
    def run_wsgi(self) -> None:
        try:
            length = int(self.headers.get("Content-Length") or 0)
        except ValueError:
            length = _MOST + 1
        if length > _MOST or "chunked" in self.headers.get("Transfer-Encoding", ""):
            self.close_connection = True
            self.send_error(413 if length > _MOST else 411)
            return
        self.wfile.flush()  # a "100 Continue" may wait in the buffer, and the client for it
        environ = self.make_environ()
        environ["wsgi.input"] = io.BytesIO(self.rfile.read(length))
        self._answer(Response.from_app(self.server.app, environ, buffered=False))

    def _answer(self, response: Response) -> None:
        try:
            if HANGUP in response.headers:
                self.close_connection = True
                return
            self._write(response)
        except OSError:  # the other side went away; nobody is left to tell
            self.close_connection = True
        finally:
            response.close()

    def _write(self, response: Response) -> None:
        self.send_response(response.status_code)
        for name, value in response.headers.items():
            self.send_header(name, value)
        streamed = "Content-Length" not in response.headers
        if streamed:
            self.close_connection = True
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self._write_body(response.response, flush_each=streamed)
        self.wfile.flush()

    def _write_body(self, pieces: Iterable[Any], *, flush_each: bool) -> None:
        for piece in pieces:
            self.wfile.write(piece if isinstance(piece, bytes) else str(piece).encode())
            if flush_each:
                self.wfile.flush()

    @override
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing: the ledger has it all."""


class LineServer:
    """The server, running in a thread of its own until `close`."""

    def __init__(self, host: str, port: int, app: WSGIApplication) -> None:
        self._sockets: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._server: BaseWSGIServer = make_server(
            host, port, app, threaded=True, request_handler=_Handler
        )
        self._server.line_server = self  # type: ignore[attr-defined]  # how a handler finds us
        self._server.daemon_threads = True  # type: ignore[attr-defined]  # of ThreadingMixIn
        self.host = host
        self.port = int(self._server.server_port)
        self._thread: threading.Thread | None = None

    def opened(self, connection: socket.socket) -> None:
        """Note a connection, to cut it when the server goes down."""
        with self._lock:
            self._sockets.add(connection)

    def closed(self, connection: socket.socket) -> None:
        """Forget a connection."""
        with self._lock:
            self._sockets.discard(connection)

    def start(self) -> None:
        """Serve in the background."""
        self._thread = threading.Thread(target=self.serve, name="line-emulator", daemon=True)
        self._thread.start()

    def serve(self) -> None:
        """Serve until `close` is called from another thread."""
        self._server.serve_forever(poll_interval=0.05)

    def close(self, before_cutting: Callable[[], None] = lambda: None) -> None:
        """Stop taking calls and cut the connections that are open."""
        self._server.shutdown()
        self._server.server_close()
        before_cutting()
        with self._lock:
            for connection in self._sockets:
                _cut(connection)
        if self._thread is not None:
            self._thread.join()


def _cut(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # already gone
