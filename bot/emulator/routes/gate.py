"""What every call to the API passes: fault, token, rate, size; and its line in the ledger."""

from __future__ import annotations

import hmac
import json

from flask import Flask, Response, g, jsonify, request
from werkzeug.exceptions import HTTPException

from bot.emulator.clock import new_uuid, stopwatch
from bot.emulator.deliveries import Json
from bot.emulator.faults import Fault
from bot.emulator.http_server import HANGUP
from bot.emulator.ledger import Call
from bot.emulator.platform import Platform
from bot.emulator.quota import rate_exceeded
from bot.emulator.rules import MAX_BODY, Refused
from bot.emulator.sending import RETRY_HEADER

_NOTED = (RETRY_HEADER, "Content-Type", "User-Agent")
_SENTENCES = {404: "Not found", 405: "Method not allowed"}


def json_body() -> Json:
    """Return the request's JSON object: 415 for another type, 400 for what is no object."""
    if request.mimetype != "application/json":
        raise Refused(415, "The content type must be application/json")
    try:
        body = json.loads(request.get_data())
    except ValueError as error:
        raise Refused(400, "The request body could not be parsed as JSON") from error
    if not isinstance(body, dict):
        raise Refused(400, "The request body must be a JSON object")
    return body


def current_call() -> Call:
    """Return the ledger's line for the request being answered."""
    call: Call = g.call
    return call


def add(app: Flask, line: Platform) -> None:
    """Put the gate before and behind all routes under /v2/."""
    app.before_request(lambda: _enter(line))
    app.after_request(lambda response: _leave(line, response))
    app.register_error_handler(Refused, _refusal)
    app.register_error_handler(HTTPException, _http_error)


def _enter(line: Platform) -> Response | None:
    if not request.path.startswith("/v2/"):
        return None
    g.call = _open_call(line)
    with line.lock:
        g.fault = line.faults.strike(g.call.endpoint)
        line.lock.notify_all()
    if g.fault is not None:
        g.call.fault = g.fault.kind
        hung_up = _before(line, g.fault)
        if hung_up is not None:
            return hung_up
    _check_token(line)
    with line.lock:
        # real time plus what the clock was moved by: a test's clock that stands still must not
        # keep the buckets from filling up again
        line.rates.take(g.call.endpoint, stopwatch() + line.clock.offset.total_seconds())
    if (request.content_length or 0) > MAX_BODY:
        raise Refused(413, "The request body is larger than 2 MB")
    return None


def _leave(line: Platform, response: Response) -> Response:
    if "call" not in g:
        return response
    response.headers["x-line-request-id"] = g.call.request_id
    _close_call(line, g.call, response)
    fault: Fault | None = g.get("fault")
    if fault is not None and fault.after and response.status_code < 300:
        return _after(line, fault, response)
    return response


def _open_call(line: Platform) -> Call:
    endpoint = (request.endpoint or "unknown").rsplit(".", 1)[-1]
    headers = {name: request.headers[name] for name in _NOTED if name in request.headers}
    return Call(
        new_uuid(),
        endpoint,
        request.method,
        request.path,
        line.clock.now_ms(),
        headers,
        body=_readable(request.get_data(), request.mimetype),
    )


def _close_call(line: Platform, call: Call, response: Response) -> None:
    call.status = response.status_code
    if not response.is_streamed:
        call.response = _readable(response.get_data(), response.mimetype)
    with line.lock:
        line.ledger.add(call)
        line.feed.tell("call", call.as_json())
        line.lock.notify_all()


def _readable(data: bytes, mimetype: str | None) -> object:
    if not data:
        return None
    if mimetype != "application/json":
        return f"{len(data)} bytes of {mimetype or 'unknown type'}"
    try:
        read: object = json.loads(data)
    except ValueError:
        return data[:1000].decode("utf-8", "replace")
    return read


def _check_token(line: Platform) -> None:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if not token:
        raise _unauthorised(
            "Authentication failed due to the following reason: Authorization header required. "
            "Must follow the scheme, 'Authorization: Bearer <ACCESS TOKEN>'"
        )
    right = hmac.compare_digest(token.strip().encode(), line.account.access_token.encode())
    if kind.lower() != "bearer" or not right:
        raise _unauthorised(
            "Authentication failed due to the following reason: invalid token. "
            "Confirm that the access token in the authorization header is valid."
        )


def _unauthorised(sentence: str) -> Refused:
    return Refused(401, sentence, headers={"WWW-Authenticate": 'Bearer error="invalid_token"'})


def _before(line: Platform, fault: Fault) -> Response | None:
    """Let a fault strike before the call is carried out."""
    if fault.kind == "status":
        raise Refused(fault.status, fault.message)
    if fault.kind == "rate":
        raise rate_exceeded()
    if fault.kind in {"delay", "hang"}:
        line.wait(fault.seconds)
    return _hang_up() if fault.kind in {"close", "hang"} else None


def _after(line: Platform, fault: Fault, response: Response) -> Response:
    """Let a fault strike after the call was carried out: the bot does not learn that it was."""
    if fault.kind == "accept_status":
        answer = jsonify({"message": fault.message})
        answer.status_code = fault.status
        answer.headers["x-line-request-id"] = response.headers["x-line-request-id"]
        return answer
    if fault.kind == "accept_hang":
        line.wait(fault.seconds)
    return _hang_up()


def _hang_up() -> Response:
    return Response("", 500, {HANGUP: "1"})


def _refusal(refused: Refused) -> Response:
    response = jsonify(refused.body())
    response.status_code = refused.status
    response.headers.update(refused.headers)
    return response


def _http_error(error: HTTPException) -> Response:
    status = error.code or 500
    response = jsonify({"message": _SENTENCES.get(status, error.name)})
    response.status_code = status
    return response
