"""What a conversation keeps of what is sent to a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from bot.model.effects import Bubble, Say
from bot.storage.messages import Message


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
