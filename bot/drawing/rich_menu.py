"""The picture of the menu below the chat: a tile for each label, with a sign and its words.

Set in Sarabun (OFL-1.1, `bot/cases/fonts`), shaped by Raqm so that Thai marks stand where they
belong. The same tiles give the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cache
from importlib.resources import as_file, files

from PIL import Image, ImageDraw, ImageFont

from bot.drawing.signs import draw_sign
from bot.render.rich_menu import Field, Tile, fields, size

LARGEST = 1024 * 1024
"""Bytes that LINE takes of such a picture."""

_GROUND = "#eef3f1"
_TILE = "#ffffff"
_EDGE = "#cfdbd6"
_INK = "#12352a"
_GAP = 14
_ROUND = 44
_SIGN = 290
_LETTERS = 108
_LEAST = 60
_MARGIN = 50


def drawn(tiles: Sequence[Tile]) -> bytes:
    """Return the picture as PNG, of the size that `bot.render.rich_menu.size` says."""
    picture = Image.new("RGB", size(len(tiles)), _GROUND)
    pencil = ImageDraw.Draw(picture)
    places = fields(len(tiles))
    font = _fitting([tile.label for tile in tiles], min(field.width for field in places))
    for tile, field in zip(tiles, places, strict=True):
        _draw_tile(pencil, tile, field, font)
    made = io.BytesIO()
    picture.quantize(64, dither=Image.Dither.NONE).save(made, "PNG", optimize=True)
    return made.getvalue()


def _draw_tile(
    pencil: ImageDraw.ImageDraw, tile: Tile, field: Field, font: ImageFont.FreeTypeFont
) -> None:
    left, top = field.x + _GAP, field.y + _GAP
    right, bottom = field.x + field.width - _GAP, field.y + field.height - _GAP
    pencil.rounded_rectangle(
        (left, top, right, bottom), radius=_ROUND, fill=_TILE, outline=_EDGE, width=4
    )
    middle = field.x + field.width // 2
    draw_sign(pencil, tile.value, (middle, field.y + 320), _SIGN)
    pencil.text(
        (middle, field.y + 640), tile.label, font=font, fill=_INK, anchor="mm", language="th"
    )


def _fitting(labels: Sequence[str], width: int) -> ImageFont.FreeTypeFont:
    """Return the largest letters in which every label fits its tile on one line."""
    room = width - 2 * (_GAP + _MARGIN)
    sizes = range(_LETTERS, _LEAST, -4)
    return next(
        (font for font in map(_font, sizes) if _widest(font, labels) <= room), _font(_LEAST)
    )


def _widest(font: ImageFont.FreeTypeFont, labels: Sequence[str]) -> float:
    return max(font.getlength(label, language="th") for label in labels)


@cache
def _font(letters: int) -> ImageFont.FreeTypeFont:
    with as_file(files("bot.cases") / "fonts" / "Sarabun-Bold.ttf") as path:
        return ImageFont.truetype(path, letters, layout_engine=ImageFont.Layout.RAQM)
