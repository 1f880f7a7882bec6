"""What a conversation keeps of what is sent to a person, and of what they send."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from bot.model.effects import Bubble, Say
from bot.model.events import (
    ButtonPressed,
    FileReceived,
    LocationReceived,
    StickerReceived,
    TextReceived,
)
from bot.storage.messages import Message

if TYPE_CHECKING:
    from bot.handlers.inbound import Taken


def said(
    bubbles: Iterable[Bubble], rendered: Iterable[Mapping[str, object]], *, at: datetime
) -> list[Message]:
    """Return the messages as they are kept: an officer's own words are known as such."""
    officers = {one.text for one in bubbles if isinstance(one, Say) and one.by_officer}
    return [
        Message(
            "staff" if one.get("text") in officers else "out",
            str(one["type"]),
            str(one.get("text") or one.get("altText")),
            at=at,
        )
        for one in rendered
    ]


def received(taken: Iterable[Taken]) -> list[Message]:
    """Return what arrived as it is kept."""
    return [message for one in taken if (message := _as_message(one)) is not None]


def _as_message(one: Taken) -> Message | None:
    match one.event:
        case TextReceived(text=text, message_id=message_id):
            return Message("in", "text", text, one.received_at, message_id)
        case LocationReceived(address=address, message_id=message_id):
            return Message("in", "location", address, one.received_at, message_id)
        case FileReceived(kind=kind, message_id=message_id):
            return Message("in", kind, None, one.received_at, message_id)
        case StickerReceived(message_id=message_id):
            return Message("in", "sticker", None, one.received_at, message_id)
        case ButtonPressed(data=data):
            return Message("in", "button", data, one.received_at)
        case _:
            return None
