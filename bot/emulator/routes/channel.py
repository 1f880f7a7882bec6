"""The webhook's own settings, as LINE's console and API show them, and LINE's test of it."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, jsonify

from bot.emulator.platform import Platform
from bot.emulator.routes.gate import json_body
from bot.emulator.rules import Refused
from bot.emulator.shapes import link, passes

_REASONS = {
    "ok": "OK",
    "error_status_code": "ERROR_STATUS_CODE",
    "request_timeout": "REQUEST_TIMEOUT",
    "could_not_connect": "COULD_NOT_CONNECT",
    "unclassified": "UNCLASSIFIED",
}
_URL = link(("https", "http"), longest=500)
"""LINE takes only https; a stand-in on one's own machine also has to reach http."""


def add(app: Flask, line: Platform) -> None:
    """Add /v2/bot/channel/webhook."""
    api = Blueprint("channel", __name__, url_prefix="/v2/bot/channel/webhook")

    @api.get("/endpoint", endpoint="webhook-get")
    def get() -> Response:
        settings = line.postman.settings
        if not settings.webhook_url:
            raise Refused(404, "Not found")
        return jsonify({"endpoint": settings.webhook_url, "active": settings.active})

    @api.put("/endpoint", endpoint="webhook-set")
    def put() -> Response:
        wanted = json_body().get("endpoint")
        if not passes(_URL, wanted):
            raise Refused(400, "Invalid webhook endpoint URL")
        line.postman.settings.webhook_url = str(wanted)
        return jsonify({})

    @api.post("/test", endpoint="webhook-test")
    def test() -> Response:
        return jsonify(_test(line))

    app.register_blueprint(api)


def _test(line: Platform) -> dict[str, object]:
    if not line.postman.settings.webhook_url:
        raise Refused(404, "Not found")
    moment = line.clock.now().strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    delivery = line.postman.ping()
    return {
        "success": delivery.outcome == "ok",
        "timestamp": moment,
        "statusCode": delivery.status or 0,
        "reason": _REASONS[delivery.outcome],
        "detail": str(delivery.status or delivery.detail),
    }
