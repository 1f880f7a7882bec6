"""What an answer of LINE's, or its absence, means for the request. No network here."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from dataclasses import dataclass

import orjson
from urllib3.exceptions import (
    ConnectTimeoutError,
    LocationValueError,
    MaxRetryError,
    NewConnectionError,
)

from bot.model.sending import Accepted, Failure, Outcome, Refused

_LONGEST_MESSAGE = 500
_BY_STATUS: Mapping[int, Failure] = {
    401: Failure.UNAUTHORISED,
    403: Failure.UNAUTHORISED,
    408: Failure.UNKNOWN,
    409: Failure.ALREADY_ACCEPTED,
}

# OpenSSL's names for a TLS connection that was never made. Others may strike after the request.
_HANDSHAKE_FAILURES = frozenset(
    {
        "CERTIFICATE_VERIFY_FAILED",
        "RECORD_LAYER_FAILURE",
        "SSLV3_ALERT_HANDSHAKE_FAILURE",
        "TLSV1_ALERT_PROTOCOL_VERSION",
        "UNSUPPORTED_PROTOCOL",
        "WRONG_VERSION_NUMBER",
    }
)


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP answer; header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> dict[str, object]:
        """Return the body's JSON object; an empty one when it is something else."""
        try:
            content = orjson.loads(self.body)
        except orjson.JSONDecodeError:
            return {}
        return content if isinstance(content, dict) else {}


def outcome_of(answer: Answer) -> Outcome:
    """Tell what LINE did, from its status first and its words only where they must decide."""
    request_id = answer.headers.get("x-line-request-id", "")
    if 200 <= answer.status < 300:
        return Accepted(request_id, _message_ids(answer))
    message = _message(answer)
    failure = _failure(answer.status, message.lower())
    if failure is Failure.ALREADY_ACCEPTED:
        request_id = answer.headers.get("x-line-accepted-request-id", request_id)
    return Refused(failure, answer.status, message, request_id)


def refusal_of(error: Exception) -> Refused:
    """Tell what a network error leaves us knowing: nothing was sent, or anything may have been."""
    reason = error.reason if isinstance(error, MaxRetryError) else error
    failure = Failure.UNREACHABLE if _never_connected(reason) else Failure.UNKNOWN
    return Refused(failure, None, f"{type(reason).__name__}: {reason}"[:_LONGEST_MESSAGE], "")


def _failure(status: int, words: str) -> Failure:
    if status == 429:
        return _kind_of_429(words)
    if status == 400 and "reply token" in words:
        return Failure.INVALID_REPLY_TOKEN
    if 400 <= status < 500:
        return _BY_STATUS.get(status, Failure.REFUSED)
    return Failure.LINE_BROKEN


def _kind_of_429(words: str) -> Failure:
    """Tell LINE's 429s apart; words that are new to us mean the mildest: wait a little."""
    if "month" in words or "quota" in words:
        return Failure.QUOTA_USED_UP
    if "user" in words or "recipient" in words:
        return Failure.PERSON_FLOODED
    return Failure.RATE_LIMITED


def _never_connected(reason: BaseException | None) -> bool:
    if isinstance(reason, NewConnectionError | ConnectTimeoutError | LocationValueError):
        return True
    first = reason.args[0] if reason is not None and reason.args else None
    return isinstance(first, ssl.SSLError) and getattr(first, "reason", None) in _HANDSHAKE_FAILURES


def _message_ids(answer: Answer) -> tuple[str, ...]:
    sent = answer.json().get("sentMessages")
    listed = sent if isinstance(sent, list) else []
    return tuple(str(one["id"]) for one in listed if isinstance(one, dict) and "id" in one)


def _message(answer: Answer) -> str:
    """Return LINE's sentence and, for each mistake, where it is."""
    content = answer.json()
    details = content.get("details")
    listed = details if isinstance(details, list) else []
    parts = [str(content.get("message") or f"HTTP status {answer.status}")]
    parts += [
        f"{one.get('property', '?')}: {one.get('message', '?')}"
        for one in listed
        if isinstance(one, dict)
    ]
    return "; ".join(parts)[:_LONGEST_MESSAGE]
