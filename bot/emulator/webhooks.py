"""Webhooks as LINE makes them: the events, the signature, and one HTTP request with its limit."""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import json
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import SplitResult, urlsplit

from bot.emulator.clock import new_ulid, stopwatch

LIMIT = 2.0
"""Seconds LINE waits for the bot's answer."""

Outcome = Literal["ok", "error_status_code", "request_timeout", "could_not_connect", "unclassified"]
"""In the words of LINE's own error statistics."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one request to the bot."""

    outcome: Outcome
    status: int | None
    ms: float
    detail: str = ""

    @property
    def ok(self) -> bool:
        """Tell whether LINE counts the webhook as received (any 2xx)."""
        return self.outcome == "ok"


def sign(secret: str, body: bytes) -> str:
    """Return the `x-line-signature` of a body: base64 of HMAC-SHA256 with the channel secret."""
    digest = hmac.new(secret.encode(), body, hashlib.sha256).digest()
    return base64.b64encode(digest).decode("ascii")


def event(
    kind: str,
    source: Mapping[str, object],
    *,
    at_ms: int,
    reply_token: str | None = None,
    payload: Mapping[str, object] | None = None,
) -> dict[str, object]:
    """Build an event with the fields all events share; what has no value is left out."""
    built: dict[str, object] = {
        "type": kind,
        **(payload or {}),
        "webhookEventId": new_ulid(at_ms),
        "deliveryContext": {"isRedelivery": False},
        "timestamp": at_ms,
        "source": dict(source),
        "mode": "active",
    }
    return built | ({"replyToken": reply_token} if reply_token else {})


def redelivered(events: Sequence[Mapping[str, object]]) -> list[dict[str, object]]:
    """Return the same events, marked as sent again; everything else stays as it was."""
    return [{**one, "deliveryContext": {"isRedelivery": True}} for one in events]


def body_of(destination: str, events: Sequence[Mapping[str, object]]) -> bytes:
    """Write the request's body as LINE does: compact, UTF-8, Thai letters unescaped."""
    body = {"destination": destination, "events": list(events)}
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode(
        "utf-8", "surrogatepass"
    )


def post(url: str, body: bytes, signature: str | None, *, limit: float = LIMIT) -> Answer:
    """Send one webhook and wait for the status, no longer than the limit (seconds) in all."""
    began = stopwatch()
    try:
        status = _exchange(urlsplit(url), body, signature, limit=limit)
    except TimeoutError as error:
        return Answer("request_timeout", None, _ms(began), str(error))
    except (ConnectionRefusedError, OSError) as error:
        dropped = isinstance(error, (ConnectionResetError, BrokenPipeError))
        kind: Outcome = "unclassified" if dropped else "could_not_connect"
        return Answer(kind, None, _ms(began), str(error))
    except (http.client.HTTPException, ValueError) as error:
        return Answer("unclassified", None, _ms(began), repr(error))
    ok = 200 <= status < 300
    return Answer("ok" if ok else "error_status_code", status, _ms(began))


def _exchange(url: SplitResult, body: bytes, signature: str | None, *, limit: float) -> int:
    began = stopwatch()
    connection = _connect(url, limit)
    try:
        connection.request("POST", _target(url), body, _headers(signature))
        if connection.sock is not None:
            connection.sock.settimeout(max(0.001, limit - (stopwatch() - began)))
        response = connection.getresponse()
        response.read(64 * 1024)
        return response.status
    finally:
        connection.close()


def _connect(url: SplitResult, limit: float) -> http.client.HTTPConnection:
    host = url.hostname or "127.0.0.1"
    if url.scheme == "https":
        context = ssl.create_default_context()
        return http.client.HTTPSConnection(host, url.port, timeout=limit, context=context)
    return http.client.HTTPConnection(host, url.port, timeout=limit)


def _target(url: SplitResult) -> str:
    return (url.path or "/") + (f"?{url.query}" if url.query else "")


def _headers(signature: str | None) -> dict[str, str]:
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "LineBotWebhook/2.0",
    }
    return headers | ({"x-line-signature": signature} if signature is not None else {})


def _ms(began: float) -> float:
    return round((stopwatch() - began) * 1000, 1)
