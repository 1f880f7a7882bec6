"""The phone page's files. Nothing in them comes from another host."""

from __future__ import annotations

from pathlib import Path

from flask import Flask, Response, send_from_directory

_PHONE = Path(__file__).parent.parent / "phone"
_POLICY = (
    "default-src 'self'; img-src 'self' data: https: http:; media-src 'self' https: http:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def add(app: Flask) -> None:
    """Add the page and its files."""

    @app.get("/", endpoint="page")
    def page() -> Response:
        return _file("index.html")

    @app.get("/phone/<path:name>", endpoint="page-file")
    def file(name: str) -> Response:
        return _file(name)


def _file(name: str) -> Response:
    answer = send_from_directory(_PHONE, name, max_age=0)
    answer.direct_passthrough = False
    answer.headers["Content-Security-Policy"] = _POLICY
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "no-cache"
    return answer
