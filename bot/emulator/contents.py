"""What people sent as pictures, sound and files, for the bot to fetch."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass

from bot.emulator.rules import Refused


@dataclass(slots=True)
class Content:
    """The bytes of one message."""

    data: bytes
    kind: str
    """MIME type."""
    preparing: int = 0
    """How many times it is still answered with 202 (transcoding)."""
    gone: bool = False


class Contents:
    """Contents by message id. Not thread-safe by itself: the platform's lock guards it."""

    def __init__(self) -> None:
        self._contents: dict[str, Content] = {}

    def keep(self, message_id: str, content: Content) -> None:
        """Keep what was sent with this message."""
        self._contents[message_id] = content

    def peek(self, message_id: str) -> Content | None:
        """Return a content for the phone page, which always sees its own pictures."""
        return self._contents.get(message_id)

    def get(self, message_id: str) -> Content:
        """Return a content for the bot: 404 for an unknown one, 410 for one that was deleted."""
        found = self._contents.get(message_id)
        if found is None:
            raise Refused(404, "Not found")
        if found.gone:
            raise Refused(410, "The content has been deleted")
        return found

    def ready(self, message_id: str) -> Content | None:
        """Return a content, or None while LINE is still preparing it (and come one step nearer)."""
        found = self.get(message_id)
        if found.preparing > 0:
            found.preparing -= 1
            return None
        return found

    def forget(self, message_id: str) -> None:
        """Delete a content, as LINE does after a time it does not tell, or when unsent."""
        found = self._contents.get(message_id)
        if found is not None:
            found.gone = True


def sample(kind: str) -> Content:
    """Make up a content for an image, video, audio or file message that came without bytes."""
    if kind == "image":
        return Content(_png(48, 32, (6, 199, 85)), "image/png")
    if kind == "audio":
        return Content(_silence(), "audio/wav")
    if kind == "video":
        return Content(b"\x00\x00\x00\x18ftypmp42" + bytes(16), "video/mp4")
    return Content(_EMPTY_PDF, "application/pdf")


_EMPTY_PDF = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj
trailer<</Root 1 0 R>>
%%EOF
"""


def _png(width: int, height: int, colour: tuple[int, int, int]) -> bytes:
    rows = (b"\x00" + bytes(colour) * width) * height
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _silence(samples: int = 800) -> bytes:
    head = struct.pack(
        "<4sI4s4sIHHIIHH", b"RIFF", 36 + samples, b"WAVE", b"fmt ", 16, 1, 1, 8000, 8000, 1, 8
    )
    return head + struct.pack("<4sI", b"data", samples) + b"\x80" * samples
