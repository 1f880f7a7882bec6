"""What LINE's events and messages are called, and under which name we count each."""

from __future__ import annotations

from collections.abc import Mapping

from bot.line.fields import inner, type_name

KNOWN_EVENTS = frozenset(
    {
        "accountLink",
        "activated",
        "beacon",
        "botResumed",
        "botSuspended",
        "deactivated",
        "delivery",
        "follow",
        "join",
        "leave",
        "memberJoined",
        "memberLeft",
        "membership",
        "message",
        "messageEdited",
        "module",
        "postback",
        "unfollow",
        "unsend",
        "videoPlayComplete",
    }
)
KNOWN_MESSAGES = frozenset({"text", "image", "video", "audio", "file", "location", "sticker"})


def kind_of(event: Mapping[str, object]) -> str:
    """Return `message:<type>` or the event's type; `unknown:…` for a name that we do not know.

    >>> kind_of({"type": "things"})
    'unknown:things'
    """
    name = type_name(event)
    if name not in KNOWN_EVENTS:
        return f"unknown:{name}"
    if name != "message":
        return name
    message = type_name(inner(event, "message"))
    return f"message:{message}" if message in KNOWN_MESSAGES else f"unknown:message:{message}"
