"""A webhook of LINE: whether it is genuine, and which events it carries.

Events stay raw JSON here, because LINE adds types and fields without notice and the SDK's models
drop what they do not know. One strange event never spoils its batch. Storing and answering must
stay out: the caller commits what `split` returns before it says 200.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import orjson

from bot.errors import BotError
from bot.line.fields import identifier, inner, type_name, whole_number
from bot.line.interpretation import interpret, interpret_group
from bot.line.kinds import KNOWN_EVENTS, KNOWN_MESSAGES, kind_of

__all__ = [
    "KNOWN_EVENTS",
    "KNOWN_MESSAGES",
    "Delivery",
    "MalformedWebhook",
    "Received",
    "interpret",
    "interpret_group",
    "split",
    "verify",
]

SourceType = Literal["user", "group", "room", "none"]


class MalformedWebhook(BotError):
    """The body is not a webhook of LINE's; answer 400."""


class Received(NamedTuple):
    """One event as it arrived; a tuple, because it is made on the way to every answer."""

    event_id: str
    """LINE's `webhookEventId`; without one `raw-` and the event's SHA-256, the same each time."""
    source_type: SourceType
    person: str
    """Whose conversation it is: a user's, a group's or a room's id; "" when LINE names none."""
    user_id: str
    """Who acted, "" when LINE does not say (as in most events of groups)."""
    kind: str
    """`message:text`, `postback`, `follow` …; `unknown:<type>` for what we do not know by name."""
    mode: str
    occurred_at_ms: int
    """Milliseconds since 1970 when it happened, the same on redelivery; 0 when missing."""
    is_redelivery: bool
    reply_token: str | None
    """Works once, for about a minute."""
    message_id: str | None
    """Of a message that is new; an edited one is another event about the same message."""
    raw: bytes
    """The event as UTF-8 JSON."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One request of LINE's; no events when LINE only checks that we are there."""

    destination: str
    events: tuple[Received, ...]


def verify(body: bytes, signature: str | None, secrets: Sequence[str]) -> bool:
    """Tell whether `signature` is LINE's for exactly these bytes under any of the secrets.

    Takes the same time wherever a signature differs. Without a secret nothing is ever right.
    """
    if not signature or not signature.isascii():
        return False
    given = signature.encode("ascii")
    matches = [hmac.compare_digest(given, _sign(body, secret)) for secret in secrets if secret]
    return any(matches)


def split(body: bytes) -> Delivery:
    """Return the events of a webhook body, in LINE's order.

    Raises `MalformedWebhook` when the body is not a JSON object with a list `events`.
    """
    try:
        content = orjson.loads(body)
    except orjson.JSONDecodeError as wrong:
        raise MalformedWebhook(
            f"The webhook body is not valid JSON ({wrong}). Check that no proxy changes it."
        ) from wrong
    events = content.get("events") if isinstance(content, dict) else None
    if not isinstance(events, list):
        raise MalformedWebhook(
            "The webhook body has no list `events`. Check that LINE, and nothing else, calls here."
        )
    return Delivery(identifier(content, "destination"), tuple(_receive(event) for event in events))


def _sign(body: bytes, secret: str) -> bytes:
    return base64.b64encode(hmac.digest(secret.encode(), body, "sha256"))


def _receive(event: object) -> Received:
    raw = _dump(event)
    if raw is None:
        return _receive(_without_depth(event))
    fields = event if isinstance(event, dict) else {}
    kind = kind_of(fields)
    source_type, person, user_id = _source(inner(fields, "source"))
    return Received(
        event_id=identifier(fields, "webhookEventId") or _fingerprint(event),
        source_type=source_type,
        person=person,
        user_id=user_id,
        kind=kind,
        mode=identifier(fields, "mode") or "active",
        occurred_at_ms=whole_number(fields, "timestamp"),
        is_redelivery=inner(fields, "deliveryContext").get("isRedelivery") is True,
        reply_token=identifier(fields, "replyToken") or None,
        message_id=_message_id(fields) if kind.startswith("message:") else None,
        raw=raw,
    )


def _message_id(fields: Mapping[str, object]) -> str | None:
    return identifier(inner(fields, "message"), "id") or None


def _source(source: Mapping[str, object]) -> tuple[SourceType, str, str]:
    user_id = identifier(source, "userId")
    match type_name(source):
        case "user":
            return "user", user_id, user_id
        case "group":
            return "group", identifier(source, "groupId"), user_id
        case "room":
            return "room", identifier(source, "roomId"), user_id
    return "none", "", user_id


def _fingerprint(event: object) -> str:
    """Name an event without an id; a redelivery differs in `deliveryContext` only."""
    if isinstance(event, dict):
        event = {name: value for name, value in event.items() if name != "deliveryContext"}
    canonical = orjson.dumps(event, option=orjson.OPT_SORT_KEYS)
    return f"raw-{hashlib.sha256(canonical).hexdigest()}"


def _dump(value: object) -> bytes | None:
    """Return JSON; None for what is nested deeper than orjson writes (254 levels)."""
    try:
        return orjson.dumps(value)
    except orjson.JSONEncodeError:
        return None


def _without_depth(event: object) -> object:
    """Keep what identifies an absurdly nested event; nobody reads the rest."""
    if not isinstance(event, dict):
        return None
    return {name: value for name, value in event.items() if isinstance(value, str | int | bool)}
