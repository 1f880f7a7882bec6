"""The menu below the chat, as LINE's JSON: where its tiles lie and what a tap sends.

Sources: Messaging API reference, «Rich menu object» and «Upload rich menu image»: 2500 x 1686 or
2500 x 843 pixels, at most 20 areas, a label of 20 letters (it is read aloud), 14 for the bar.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.model.buttons import MENU, Button

Json = dict[str, object]
WIDTH = 2500
ROW = 843
_MOST_IN_A_ROW = 3
_STEP = "tile"


@dataclass(frozen=True, slots=True)
class Tile:
    """One field of the menu: its words, and what a tap means (see `menu` in flows.yaml)."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Field:
    """Where a tile lies in the picture, in pixels from its upper left corner."""

    x: int
    y: int
    width: int
    height: int


def size(count: int) -> tuple[int, int]:
    """Return width and height of the picture for so many tiles."""
    return WIDTH, ROW * _rows(count)


def fields(count: int) -> tuple[Field, ...]:
    """Return where one to six tiles lie: in one row of at most three, or in two."""
    rows = _rows(count)
    above = -(-count // rows)
    found: list[Field] = []
    for row, in_row in enumerate((above, count - above)[:rows]):
        edges = [round(WIDTH * at / in_row) for at in range(in_row + 1)]
        found += [Field(left, row * ROW, right - left, ROW) for left, right in pairwise(edges)]
    return tuple(found)


def _rows(count: int) -> int:
    return 1 if count <= _MOST_IN_A_ROW else 2


def rich_menu(name: str, bar: str, tiles: Sequence[Tile]) -> Json:
    """Return the object that makes the menu; `name` is seen by nobody but us."""
    width, height = size(len(tiles))
    return {
        "size": {"width": width, "height": height},
        "selected": True,
        "name": name,
        "chatBarText": bar,
        "areas": [
            {
                "bounds": {"x": at.x, "y": at.y, "width": at.width, "height": at.height},
                "action": _action(tile),
            }
            for tile, at in zip(tiles, fields(len(tiles)), strict=True)
        ],
    }


def _action(tile: Tile) -> Json:
    """Return what a tap does; the menu closes, so that the answer is seen."""
    return {
        "type": "postback",
        "label": tile.label,
        "data": Button(MENU, _STEP, 0, tile.value).pack(),
        "displayText": tile.label,
        "inputOption": "closeRichMenu",
    }
