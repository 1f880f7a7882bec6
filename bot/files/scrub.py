"""Taking off a picture what tells more than the picture shows: place, time, phone, comments.

The picture's own data is copied as it is, so nothing is lost and nothing is decoded. Kept are
colours (ICC, gamma), animation and transparency. What stands behind the picture's end is left out:
phones hide a film, or a second picture with its own place, there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from bot.errors import BotError


class Damaged(BotError):
    """The picture is not built as its kind is."""


def scrub(data: bytes, kind: str) -> bytes:
    """Return the picture without what it tells about its maker. Raises `Damaged`."""
    try:
        return _SCRUBBERS[kind](data)
    except IndexError as error:
        raise Damaged(f"a picture ({kind}) that ends too early") from error


_NEXT_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_START_OF_SCAN, _END_OF_IMAGE = 0xDA, 0xD9
_JFIF_WITHOUT_THUMBNAIL = 16


def _jpeg(data: bytes) -> bytes:
    out, at = bytearray(data[:2]), 2
    while True:
        marker = _marker(data, at)
        if marker == _END_OF_IMAGE:
            break
        end = at + 2 + int.from_bytes(_exactly(data, at + 2, 2))
        out += _jpeg_segment(marker, _exactly(data, at, end - at))
        at = end
        if marker == _START_OF_SCAN:
            found = _NEXT_MARKER.search(data, at)
            stop = found.start() if found else len(data)
            out += data[at:stop]
            at = stop
            if found is None:
                break  # cut off at the end: what is there can still be seen
    return bytes(out + b"\xff\xd9")


def _marker(data: bytes, at: int) -> int:
    if data[at] != 0xFF:
        raise Damaged("a JPEG picture with something between its parts")
    return data[at + 1]


def _jpeg_segment(marker: int, segment: bytes) -> bytes:
    body = segment[4:]
    if marker == 0xE0:
        if not body.startswith(b"JFIF\0") or len(segment) < 18:
            return b""
        return b"\xff\xe0\0\x10" + segment[4:_JFIF_WITHOUT_THUMBNAIL] + b"\0\0"
    if marker == 0xE2:
        return segment if body.startswith(b"ICC_PROFILE\0") else b""
    if marker == 0xEE:
        return segment if body.startswith(b"Adobe") else b""
    if 0xE0 <= marker <= 0xEF or marker == 0xFE:
        return b""
    return segment


_PNG_KEPT = frozenset(
    b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP sBIT bKGD pHYs hIST sPLT acTL fcTL fdAT cICP"
    b" mDCV cLLI".split()
)


def _png(data: bytes) -> bytes:
    out, at = bytearray(data[:8]), 8
    name = b""
    while name != b"IEND":
        length = int.from_bytes(_exactly(data, at, 4))
        chunk = _exactly(data, at, length + 12)
        name = chunk[4:8]
        if name in _PNG_KEPT:
            out += chunk
        at += len(chunk)
    return bytes(out)


_WEBP_KEPT = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ANIM", b"ANMF", b"ALPH", b"ICCP"})
_SAYS_EXIF_OR_XMP = 0x08 | 0x04


def _webp(data: bytes) -> bytes:
    end = min(len(data), 8 + int.from_bytes(_exactly(data, 4, 4), "little"))
    out, at = bytearray(), 12
    while at < end:
        length = int.from_bytes(_exactly(data, at + 4, 4), "little")
        chunk = bytearray(_exactly(data, at, 8 + length))
        at += len(chunk) + length % 2
        if bytes(chunk[:4]) not in _WEBP_KEPT:
            continue
        if chunk[:4] == b"VP8X":
            chunk[8] &= ~_SAYS_EXIF_OR_XMP
        out += chunk + b"\0" * (length % 2)
    return b"RIFF" + (len(out) + 4).to_bytes(4, "little") + b"WEBP" + bytes(out)


_GIF_TRAILER, _GIF_EXTENSION, _GIF_PICTURE = 0x3B, 0x21, 0x2C
_GIF_COMMENT, _GIF_APPLICATION = 0xFE, 0xFF
_GIF_LOOPS = (b"\x0bNETSCAPE2.0", b"\x0bANIMEXTS1.0")


def _gif(data: bytes) -> bytes:
    at = 13 + _gif_colours(data[10])
    out = bytearray(data[:at])
    while at < len(data) and data[at] != _GIF_TRAILER:
        begins = at
        kept = True
        if data[at] == _GIF_PICTURE:
            at = _gif_blocks(data, at + 11 + _gif_colours(data[at + 9]))
        elif data[at] == _GIF_EXTENSION:
            kept = _gif_extension_stays(data[at + 1], data[at + 2 : at + 14])
            at = _gif_blocks(data, at + 2)
        else:
            raise Damaged("a GIF picture with something between its parts")
        if kept:
            out += data[begins:at]
    return bytes(out + b";")


def _gif_extension_stays(label: int, head: bytes) -> bool:
    return label != _GIF_COMMENT and (label != _GIF_APPLICATION or head in _GIF_LOOPS)


def _gif_colours(flags: int) -> int:
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _gif_blocks(data: bytes, at: int) -> int:
    """Return where a row of sub-blocks ends."""
    while data[at]:
        at += data[at] + 1
    return at + 1


def _exactly(data: bytes, at: int, length: int) -> bytes:
    if length < 0 or at + length > len(data):
        raise Damaged("a picture that ends too early")
    return data[at : at + length]


_SCRUBBERS: Mapping[str, Callable[[bytes], bytes]] = {
    "image/jpeg": _jpeg,
    "image/png": _png,
    "image/webp": _webp,
    "image/gif": _gif,
}
