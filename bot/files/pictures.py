"""A picture as it is kept: turned the right way up, and telling nothing but what it shows."""

from __future__ import annotations

import io
import threading
import warnings
from typing import Any, BinaryIO

from bot.errors import BotError
from bot.files.scrub import Damaged, scrub

MOST_PIXELS = 50_000_000
"""More would take hundreds of megabytes to turn, or to look at."""

SMALL = 480
"""Pixels of the longer side of a small copy."""

_ORIENTATION = 0x0112
_UPRIGHT = 1
_TURNS = {
    2: "FLIP_LEFT_RIGHT",
    3: "ROTATE_180",
    4: "FLIP_TOP_BOTTOM",
    5: "TRANSPOSE",
    6: "ROTATE_270",
    7: "TRANSVERSE",
    8: "ROTATE_90",
}
"""Pillow's name for what makes a picture with this orientation mark upright."""
_one_at_a_time = threading.Lock()
"""A picture takes many times its file while it is turned; two must not meet."""


class TooManyPixels(BotError):
    """The picture would take too much memory, however small its file is."""


def tidy(source: BinaryIO, kind: str, into: BinaryIO) -> None:
    """Write the picture in `source` into `into` without place, time, phone, comments.

    One that a phone marked as lying on its side is turned, because the mark goes; its quality
    stays, and one that stands is not touched at all. Raises `Damaged`, `TooManyPixels`.
    """
    with _one_at_a_time:
        data = source.read()
        mark = _orientation(data, kind)
        clean = scrub(data, kind)
        into.write(_turned(clean, kind, _TURNS[mark]) if mark in _TURNS else clean)


def shrink(source: BinaryIO, into: BinaryIO, *, longest: int = SMALL) -> None:
    """Write a copy of a kept picture into `into`, as JPEG, that fits into a conversation.

    `longest` is in pixels, of the longer side. Raises `Damaged`.
    """
    with _one_at_a_time, _opened(source.read(), "kept") as picture:
        try:
            picture.draft("RGB", (longest, longest))
            picture.thumbnail((longest, longest))
            picture.convert("RGB").save(into, "JPEG", quality=80)
        except (OSError, SyntaxError, ValueError) as error:
            raise Damaged("a kept picture that cannot be made smaller") from error


def _orientation(data: bytes, kind: str) -> int:
    """Return which way up the phone held its camera; a mark that cannot be read is none."""
    with _opened(data, kind) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise TooManyPixels(f"a picture of {picture.width} by {picture.height} pixels")
        if kind == "image/gif" or (kind == "image/png" and b"eXIf" not in data):
            return _UPRIGHT  # Pillow would decode all of it to find no mark
        try:
            with warnings.catch_warnings(action="ignore"):
                return int(picture.getexif().get(_ORIENTATION, _UPRIGHT))
        except Exception:  # noqa: BLE001 -- phones write all kinds of broken marks
            return _UPRIGHT


def _turned(data: bytes, kind: str, turn: str) -> bytes:
    from PIL import Image  # noqa: PLC0415 -- few need it

    with _opened(data, kind) as picture:
        if getattr(picture, "is_animated", False):
            return data
        out = io.BytesIO()
        try:
            turned = picture.transpose(Image.Transpose[turn])
        except (OSError, SyntaxError, ValueError) as error:
            raise Damaged(f"a picture ({kind}) that cannot be turned") from error
        turned.save(out, picture.format, **_as_before(picture, kind))
        return out.getvalue()


def _opened(data: bytes, kind: str) -> Any:  # noqa: ANN401 -- one class per kind
    from PIL import Image  # noqa: PLC0415 -- few need it

    Image.MAX_IMAGE_PIXELS = None  # counted here
    try:
        with warnings.catch_warnings(action="ignore"):  # Pillow says aloud what phones write
            return Image.open(io.BytesIO(data))
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise Damaged(f"a picture ({kind}) that cannot be read") from error


def _as_before(picture: Any, kind: str) -> dict[str, object]:  # noqa: ANN401 -- one class per kind
    """Return what makes the turned picture as good as the one that came."""
    kept: dict[str, object] = {}
    if picture.info.get("icc_profile"):
        kept["icc_profile"] = picture.info["icc_profile"]
    if kind == "image/jpeg":
        from PIL.JpegImagePlugin import get_sampling  # noqa: PLC0415

        kept |= {"qtables": picture.quantization, "subsampling": get_sampling(picture)}
    elif kind == "image/webp":
        kept |= {"quality": 95}
    return kept
