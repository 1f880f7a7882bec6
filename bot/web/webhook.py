"""POST /line/webhook: verify, keep, answer 200; think later.

LINE gives two seconds and, with redelivery on, comes back after anything but 2xx. So nothing is
answered 200 before it is committed, and nothing but the commit is waited for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import IO

import structlog
from flask import Blueprint, Response, request
from sqlalchemy.exc import SQLAlchemyError

from bot import metrics
from bot.app import App
from bot.crashpoint import crashpoint
from bot.line.webhook import Delivery, MalformedWebhook, Received, split, verify
from bot.storage.db import explain
from bot.storage.inbox import Arrival

LARGEST_BODY = 1_000_000
_CHUNKS_READ_AWAY = 20
"""Beyond so many megabytes the connection is simply cut."""

_log = structlog.get_logger()


def blueprint(app: App, wake: Callable[[str], None]) -> Blueprint:
    """Return the route that LINE calls."""
    routes = Blueprint("line", __name__)

    @routes.post("/line/webhook")
    def receive() -> Response:
        body = request.stream.read(LARGEST_BODY + 1)
        if len(body) > LARGEST_BODY:
            _read_away(request.stream)
            return _answer(413, "too_large", "The body is larger than 1 MB.")
        if not verify(body, request.headers.get("x-line-signature"), app.settings.secrets):
            return _answer(401, "bad_signature", "The signature is not right for this channel.")
        try:
            delivery = split(body)
        except MalformedWebhook as error:
            return _answer(400, "malformed", str(error))
        return _keep(app, delivery, wake)

    return routes


def _keep(app: App, delivery: Delivery, wake: Callable[[str], None]) -> Response:
    arrivals = [arrival(event, app.now()) for event in delivery.events]
    try:
        if arrivals:
            crashpoint("webhook.before_commit")
            app.writer.record(arrivals)
            crashpoint("webhook.after_commit")
    except (SQLAlchemyError, OSError) as error:
        _log.error("webhook_not_stored", why=explain(app.engine, error), events=len(arrivals))
        return _answer(503, "not_stored", "The events could not be stored. Please deliver again.")
    for person in _people(arrivals):
        wake(person)
    for event in delivery.events:
        metrics.EVENTS.labels(event.kind).inc()
    return _answer(200, "stored", "OK")


def arrival(event: Received, now: datetime) -> Arrival:
    """Return the inbox row of an event as LINE delivered it."""
    return Arrival(
        event_id=event.event_id,
        person=event.person,
        kind=event.kind,
        occurred_at_ms=event.occurred_at_ms,
        received_at=now,
        raw=event.raw.decode(),
        message_id=event.message_id,
        reply_token=event.reply_token,
        is_redelivery=event.is_redelivery,
    )


def _people(arrivals: Iterable[Arrival]) -> dict[str, None]:
    return {arrival.person: None for arrival in arrivals}


def _read_away(stream: IO[bytes]) -> None:
    """Take the rest of a body that is too large: who is still writing cannot hear the answer."""
    for _ in range(_CHUNKS_READ_AWAY):
        if not stream.read(LARGEST_BODY):
            return


def _answer(status: int, count_as: str, sentence: str) -> Response:
    metrics.WEBHOOKS.labels(count_as).inc()
    if status >= 400 and status != 503:
        _log.warning("webhook_refused", status=status, why=count_as)
    return Response(sentence, status=status, mimetype="text/plain")
