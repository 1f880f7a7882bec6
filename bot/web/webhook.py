"""POST /line/webhook: verify, keep, answer 200; think later.

LINE gives two seconds and, with redelivery on, comes back after anything but 2xx. So nothing is
answered 200 before it is committed, and nothing but the commit is waited for.

Ordinary deliveries are answered ahead of Flask's routing, which alone would cost more than
verifying, reading and keeping them. Whatever else comes to the address takes Flask's road to the
same `Webhook`.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import IO, TYPE_CHECKING

import structlog
from flask import Blueprint, Response, request
from prometheus_client import Counter

from bot import metrics
from bot.app import App
from bot.crashpoint import crashpoint
from bot.line.webhook import MalformedWebhook, Received, split, verify
from bot.storage.db import DatabaseUnusable
from bot.storage.inbox import Arrival

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PATH = "/line/webhook"
LARGEST_BODY = 1_000_000
AT_ONCE = 16
"""So many deliveries are taken at a time; most of that time they wait for a commit."""
_CHUNKS_READ_AWAY = 20
"""Beyond so many megabytes the connection is simply cut."""
_MOST_KINDS = 200
"""So many kinds of events are counted by name; whatever LINE calls an event becomes a label."""
_LENGTH = re.compile(r"[0-9]{1,7}")

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Answer:
    """What LINE is told."""

    status: str
    counted_as: str
    sentence: str


_STORED = Answer("200 OK", "stored", "OK")
_TOO_LARGE = Answer("413 Content Too Large", "too_large", "The body is larger than 1 MB.")
_FORGED = Answer(
    "401 Unauthorized", "bad_signature", "The signature is not right for this channel."
)
_NOT_STORED = Answer(
    "503 Service Unavailable",
    "not_stored",
    "The events could not be stored. Please deliver again.",
)


class Webhook:
    """What becomes of a delivery, whichever road it took."""

    def __init__(self, app: App, wake: Callable[[str], None]) -> None:
        self._app = app
        self._wake = wake
        self._secrets = app.settings.secrets
        self._counters: dict[str, Counter] = {}

    def answer(self, body: bytes, signature: str | None) -> Answer:
        """Keep the events, have their authors woken, and return what to answer."""
        began = self._app.ticks()
        answer = self._judge(body, signature)
        metrics.WEBHOOKS.labels(answer.counted_as).inc()
        metrics.WEBHOOK_SECONDS.observe(self._app.ticks() - began)
        return answer

    def _judge(self, body: bytes, signature: str | None) -> Answer:
        if len(body) > LARGEST_BODY:
            return _refused(_TOO_LARGE)
        if not verify(body, signature, self._secrets):
            return _refused(_FORGED)
        try:
            delivery = split(body)
        except MalformedWebhook as error:
            return _refused(Answer("400 Bad Request", "malformed", str(error)))
        return self._keep(delivery.events) if delivery.events else _STORED

    def _keep(self, events: Sequence[Received]) -> Answer:
        now = self._app.now()
        arrivals = [arrival(event, now) for event in events]
        try:
            crashpoint("webhook.before_commit")
            new = self._app.writer.record(arrivals)
            crashpoint("webhook.after_commit")
        except DatabaseUnusable as error:
            _log.error("webhook_not_stored", why=str(error), events=len(arrivals))
            return _NOT_STORED
        for person in {one.person: None for one in arrivals}:
            self._wake(person)
        for one in arrivals:
            self._counter(one.kind).inc()
        if new < len(arrivals):
            metrics.KNOWN_EVENTS.inc(len(arrivals) - new)
        return _STORED

    def _counter(self, kind: str) -> Counter:
        """Return what counts this kind; beyond so many, which only a stranger sends, all one."""
        counter = self._counters.get(kind)
        if counter is None:
            room = len(self._counters) < _MOST_KINDS
            counter = metrics.EVENTS.labels(kind if room else "unknown:other")
            if room:
                self._counters[kind] = counter
        return counter


def ahead_of(routing: WSGIApplication, webhook: Webhook) -> WSGIApplication:
    """Return the application with ordinary deliveries answered before it looks for a route.

    Some at a time: each waits for a commit, which is one for all of them, and a server may have
    more threads than that, for pages that stay open.
    """
    room = threading.Semaphore(AT_ONCE)

    def answer_or_route(environ: WSGIEnvironment, respond: StartResponse) -> Iterable[bytes]:
        size = _size_of_delivery(environ)
        if size is None:
            return routing(environ, respond)
        body = _read(environ["wsgi.input"], size)
        with room:
            answer = webhook.answer(body, environ.get("HTTP_X_LINE_SIGNATURE"))
        sentence = answer.sentence.encode()
        kind, length = "text/plain; charset=utf-8", str(len(sentence))
        respond(answer.status, [("Content-Type", kind), ("Content-Length", length)])
        return [sentence]

    return answer_or_route


def blueprint(webhook: Webhook) -> Blueprint:
    """Return the route for deliveries that are out of the ordinary: chunked, far too large."""
    routes = Blueprint("line", __name__)

    @routes.post(PATH)
    def receive() -> Response:
        body = _read(request.stream, LARGEST_BODY + 1)
        if len(body) > LARGEST_BODY:
            _read_away(request.stream)
        answer = webhook.answer(body, request.headers.get("x-line-signature"))
        return Response(answer.sentence, status=answer.status, mimetype="text/plain")

    return routes


def arrival(event: Received, now: datetime) -> Arrival:
    """Return the inbox row of an event as LINE delivered it."""
    return Arrival(
        event.event_id,
        event.person,
        event.kind,
        event.occurred_at_ms,
        now,
        raw=event.raw.decode(),
        message_id=event.message_id,
        reply_token=event.reply_token,
        is_redelivery=event.is_redelivery,
    )


def _size_of_delivery(environ: WSGIEnvironment) -> int | None:
    """Return how many bytes an ordinary delivery has; None for anything else."""
    if environ["PATH_INFO"] != PATH or environ["REQUEST_METHOD"] != "POST":
        return None
    length = environ.get("CONTENT_LENGTH") or ""
    if "HTTP_TRANSFER_ENCODING" in environ or not _LENGTH.fullmatch(length):
        return None
    size = int(length)
    return size if size <= LARGEST_BODY else None


def _read(stream: IO[bytes], size: int) -> bytes:
    """Read so many bytes; fewer where they end before, and then no signature will fit them."""
    body = b""
    with suppress(OSError, ValueError):  # the connection broke
        while len(body) < size and (more := stream.read(size - len(body))):
            body += more
    return body


def _read_away(stream: IO[bytes]) -> None:
    """Take the rest of a body that is too large: who is still writing cannot hear the answer."""
    for _ in range(_CHUNKS_READ_AWAY):
        if not stream.read(LARGEST_BODY):
            return


def _refused(answer: Answer) -> Answer:
    _log.warning("webhook_refused", status=int(answer.status[:3]), why=answer.counted_as)
    return answer
