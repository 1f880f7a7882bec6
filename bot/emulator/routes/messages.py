"""Sending, checking without sending, and the month's quota."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import Blueprint, Flask, Response, jsonify, request

from bot.emulator import sending
from bot.emulator.ledger import Call
from bot.emulator.messages import refuse_bad
from bot.emulator.platform import Platform
from bot.emulator.routes.gate import current_call, json_body
from bot.emulator.rules import Refused

_SENDERS: Mapping[str, Callable[[Platform, Mapping[str, object], Call], dict[str, object]]] = {
    "reply": sending.reply,
    "push": sending.push,
    "multicast": sending.multicast,
    "narrowcast": sending.narrowcast,
    "broadcast": sending.broadcast,
}


def add(app: Flask, line: Platform) -> None:
    """Add the routes under /v2/bot/message that are about sending."""
    api = Blueprint("messages", __name__, url_prefix="/v2/bot/message")
    for kind in _SENDERS:
        api.add_url_rule(f"/{kind}", kind, _sender(line, kind), methods=["POST"])
        api.add_url_rule(
            f"/validate/{kind}",
            f"validate-{kind}",
            _validate,
            methods=["POST"],
        )

    @api.get("/quota", endpoint="quota")
    def quota() -> Response:
        limit = line.quota.limit
        if limit is None:
            return jsonify({"type": "none"})
        return jsonify({"type": "limited", "value": limit})

    @api.get("/quota/consumption", endpoint="quota-consumption")
    def consumption() -> Response:
        with line.lock:
            return jsonify({"totalUsage": line.quota.used(line.clock.now())})

    @api.get("/progress/narrowcast", endpoint="narrowcast-progress")
    def progress() -> Response:
        return _progress(line, request.args.get("requestId", ""))

    app.register_blueprint(api)


def _sender(line: Platform, kind: str) -> Callable[[], Response]:
    def send() -> Response:
        answer = jsonify(_SENDERS[kind](line, json_body(), current_call()))
        answer.status_code = 202 if kind == "narrowcast" else 200
        return answer

    return send


def _validate() -> Response:
    refuse_bad(json_body())
    return jsonify({})


def _progress(line: Platform, request_id: str) -> Response:
    with line.lock:
        call = line.ledger.find(request_id)
    if call is None or call.endpoint != "narrowcast" or not call.accepted:
        raise Refused(404, "Not found")
    reached = len(call.recipients)
    return jsonify(
        {
            "phase": "succeeded",
            "successCount": reached,
            "failureCount": 0,
            "targetCount": reached,
        }
    )
