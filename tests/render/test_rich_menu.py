"""The menu below the chat as LINE's JSON: fields side by side, words that are read aloud."""

from __future__ import annotations

from typing import Any

import pytest

from bot.model.buttons import unpack
from bot.render.rich_menu import Tile, fields, rich_menu, size
from tests.flows.flows_stage import BOOK


@pytest.mark.parametrize("count", range(1, 7))
def test_fields_cover_the_picture_and_never_each_other(count: int) -> None:
    width, height = size(count)
    found = fields(count)

    assert len(found) == count
    assert sum(field.width * field.height for field in found) == width * height
    corners = {(field.x, field.y) for field in found}
    assert len(corners) == count
    assert all(f.x + f.width <= width and f.y + f.height <= height for f in found)


def test_few_tiles_make_a_low_menu_and_more_a_high_one() -> None:
    assert size(3) == (2500, 843)
    assert size(4) == (2500, 1686)
    assert [field.y for field in fields(5)] == [0, 0, 0, 843, 843]


def test_a_tap_means_the_tile_and_is_seen_and_read_aloud_by_its_words() -> None:
    tiles = [Tile(option.label, option.value) for option in BOOK.menu_while_open]

    made: Any = rich_menu("ours", "เมนู", tiles)

    assert (made["name"], made["chatBarText"]) == ("ours", "เมนู")
    for area, tile in zip(made["areas"], tiles, strict=True):
        action = area["action"]
        assert action["label"] == action["displayText"] == tile.label
        button = unpack(action["data"])
        assert button is not None
        assert (button.flow, button.turn, button.value) == ("menu", 0, tile.value)
