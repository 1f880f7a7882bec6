"""What happened on LINE, in our own small shapes. `bot.line.webhook` makes them from raw JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class TextReceived:
    """The person wrote."""

    text: str
    message_id: str


@dataclass(frozen=True, slots=True)
class ButtonPressed:
    """The person tapped a postback button; `params` holds what a date picker chose."""

    data: str
    params: dict[str, str]


@dataclass(frozen=True, slots=True)
class LocationReceived:
    """The person shared a place; LINE writes the address as one string, in Thai as a rule."""

    message_id: str
    title: str | None
    address: str | None
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class FileReceived:
    """The person sent something that must be fetched from LINE before it can be seen."""

    kind: Literal["image", "video", "audio", "file"]
    message_id: str
    file_name: str | None = None


@dataclass(frozen=True, slots=True)
class StickerReceived:
    """The person sent a sticker."""

    message_id: str
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unsent:
    """The person took a message back; it is to be forgotten."""

    message_id: str


@dataclass(frozen=True, slots=True)
class Followed:
    """The person added the account or unblocked it."""

    again: bool


@dataclass(frozen=True, slots=True)
class Unfollowed:
    """The person blocked the account; nothing can reach them."""


@dataclass(frozen=True, slots=True)
class GroupSaid:
    """Somebody wrote in a group that the account is in."""

    text: str
    sender: str
    """Their LINE user id; empty when LINE does not tell, as from a PC."""
    quoted: str = ""
    """The id of the message to which this is a reply; empty when it is none."""


@dataclass(frozen=True, slots=True)
class GroupJoined:
    """The account was invited into a group."""


@dataclass(frozen=True, slots=True)
class GroupLeft:
    """The account is in a group no longer."""


@dataclass(frozen=True, slots=True)
class Ignored:
    """Something that needs no answer: kept raw and counted under `kind`."""

    kind: str


Message = TextReceived | LocationReceived | FileReceived | StickerReceived
"""What somebody sent and may take back."""

GroupEvent = GroupSaid | GroupJoined | GroupLeft
"""What happens where officers talk; everything else there is none of the account's business."""

Event = Message | ButtonPressed | Unsent | Followed | Unfollowed | GroupEvent | Ignored
