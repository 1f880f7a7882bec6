"""The picture of the menu below the chat: of LINE's size and kind, with every label in it."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from bot.drawing.rich_menu import LARGEST, drawn
from bot.render.rich_menu import Field, Tile, fields, size
from tests.flows.flows_stage import BOOK

MENUS = {
    name: [Tile(option.label, option.value) for option in getattr(BOOK, name)]
    for name in ("menu", "menu_while_open")
}


def opened(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png)).convert("L")


def ink(picture: Image.Image, field: Field) -> int:
    """How many pixels of the letters' part of a field are dark."""
    part = picture.crop((field.x, field.y + 500, field.x + field.width, field.y + field.height))
    return sum(part.histogram()[:100])


@pytest.mark.parametrize("name", MENUS)
def test_the_picture_is_what_line_takes(name: str) -> None:
    png = drawn(MENUS[name])

    with Image.open(io.BytesIO(png)) as picture:
        assert picture.format == "PNG"
        assert picture.size == size(6) == (2500, 1686)
    assert len(png) <= LARGEST


@pytest.mark.parametrize("name", MENUS)
def test_the_same_tiles_give_the_same_picture(name: str) -> None:
    assert drawn(MENUS[name]) == drawn(MENUS[name])


def test_every_tile_has_its_words_and_its_own_sign() -> None:
    for tiles in MENUS.values():
        picture = opened(drawn(tiles))
        signs = set()
        for field in fields(6):
            assert ink(picture, field) > 3000
            sign = picture.crop((field.x + 200, field.y + 150, field.x + 630, field.y + 490))
            signs.add(sign.tobytes())
        assert len(signs) == 6


def test_letters_stay_within_their_tile_however_long_the_label() -> None:
    long = [Tile("ก" * 20, "status"), *MENUS["menu"][1:]]
    picture = opened(drawn(long))

    for field in fields(6):
        edge = picture.crop((field.x + 22, field.y + 500, field.x + 50, field.y + 800))
        assert sum(edge.histogram()[:100]) == 0


def test_marks_above_thai_letters_stand_above_them_and_not_on_each_other() -> None:
    plain, marked = (
        opened(drawn([Tile(label, "status")])).crop((0, 500, 2500, 800)).point(lambda p: p < 100)
        for label in ("นา", "นี้")
    )

    plain_box, marked_box = plain.getbbox(), marked.getbbox()

    assert plain_box is not None
    assert marked_box is not None
    assert marked_box[1] < plain_box[1] - 30, "the tone mark stands above the vowel"


def test_a_value_without_a_sign_of_its_own_is_drawn_too() -> None:
    assert drawn([Tile("อื่น ๆ", "somewhere")]) != drawn([Tile("อื่น ๆ", "status")])
