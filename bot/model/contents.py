"""What people send beside words: pictures, sound, films and files."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

ContentKind = Literal["image", "video", "audio", "file"]
"""As LINE calls it. A picture may also come as a file."""


class WhyRefused(StrEnum):
    """Why something that a person sent is not kept; they are told."""

    TOO_LARGE = "too_large"
    WRONG_KIND = "wrong_kind"


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a person is told about something that is not kept."""

    person: str
    message_id: str
    why: WhyRefused
    largest: int
    """The most bytes that would have been taken."""
