"""Small true files of every kind, made here and not shipped."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping
from typing import Any

from PIL import Image, PngImagePlugin

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
MP4 = b"\x00\x00\x00\x18ftypisom" + bytes(40)
M4A = b"\x00\x00\x00\x18ftypM4A " + bytes(40)
SECRET = b"SECRET-PLACE"
WHERE = (13.0, 45.0, 30.5)


def picture(width: int = 60, height: int = 40) -> Image.Image:
    """A picture whose corners tell which way up it is: red, green, blue, white."""
    image = Image.new("RGB", (width, height), "white")
    half = (width // 2, height // 2)
    image.paste("red", (0, 0, *half))
    image.paste("green", (half[0], 0, width, half[1]))
    image.paste("blue", (0, half[1], half[0], height))
    return image


def exif(orientation: int | None = None) -> Image.Exif:
    """What a phone writes: its maker, the place, which way it was held."""
    marks = Image.Exif()
    marks[0x010F] = SECRET.decode()
    place = marks.get_ifd(0x8825)
    place[1], place[2] = "N", WHERE
    if orientation is not None:
        marks[0x0112] = orientation
    return marks


def jpeg(orientation: int | None = None, **options: Any) -> bytes:  # noqa: ANN401 -- Pillow's
    out = io.BytesIO()
    held = picture()
    if orientation in _TURNED:
        held = held.transpose(_TURNED[orientation])
    held.save(out, "JPEG", quality=92, exif=exif(orientation), comment=SECRET, **options)
    return out.getvalue()


_TURNED = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
"""How the picture lies on the sensor of a phone that is held this way."""


def png(orientation: int | None = None) -> bytes:
    out = io.BytesIO()
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", SECRET.decode())
    words.add_itxt("XML:com.adobe.xmp", SECRET.decode())
    held = picture()
    if orientation in _TURNED:
        held = held.transpose(_TURNED[orientation])
    held.save(out, "PNG", pnginfo=words, exif=exif(orientation))
    return out.getvalue()


def webp(orientation: int | None = None, *, frames: int = 1) -> bytes:
    out = io.BytesIO()
    held = picture()
    if orientation in _TURNED:
        held = held.transpose(_TURNED[orientation])
    more = [Image.new("RGB", held.size, (40 * n, 0, 0)) for n in range(1, frames)]
    held.save(
        out,
        "WEBP",
        lossless=True,
        exif=exif(orientation),
        xmp=b"<x:xmpmeta>" + SECRET + b"</x:xmpmeta>",
        save_all=frames > 1,
        append_images=more,
    )
    return out.getvalue()


def gif(frames: int = 3) -> bytes:
    out = io.BytesIO()
    more = [Image.new("RGB", (60, 40), (80 * n, 0, 0)) for n in range(1, frames)]
    picture().save(out, "GIF", save_all=True, append_images=more, loop=0, comment=SECRET)
    return out.getvalue()


def archive(names: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, content in names.items():
            packed.writestr(name, content)
    return out.getvalue()


def docx(**more: bytes) -> bytes:
    parts = {"_rels/.rels": b"", "[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"}
    return archive(parts | more)


def xlsx() -> bytes:
    return archive({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<w/>"})


def odt() -> bytes:
    kind = b"application/vnd.oasis.opendocument.text"
    return archive({"mimetype": kind, "content.xml": b"<o/>"})


def compound(*streams: str) -> bytes:
    """An OLE compound file, as far as its directory: one sector with these entries."""
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0")
    entries = b"".join(
        name.encode("utf-16-le").ljust(64, b"\0")
        + struct.pack("<H", 2 * len(name) + 2).ljust(64, b"\0")
        for name in ("Root Entry", *streams)
    )
    return head + bytes(512 * 3) + entries.ljust(1024, b"\0")
