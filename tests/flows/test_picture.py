"""Flows as SVG: nothing left out, nothing on top of another, and the pictures in the docs true."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from bot.flows.graph import arrows
from bot.flows.layout import Sizes, laid_out
from bot.flows.picture import svg
from tests.flows.flows_stage import BOOK, ROOT

SVG = "{http://www.w3.org/2000/svg}"
PICTURES = sorted((ROOT / "docs" / "images" / "flows").glob("*.svg"))
SIZES = Sizes(width=100, height=40, beside=10, below=60, lane=20)


def drawn(name: str) -> ET.Element:
    return ET.fromstring(svg(BOOK.flows[name]))  # noqa: S314 -- our own words


@pytest.mark.parametrize("name", BOOK.flows)
def test_every_step_and_every_arrow_is_in_the_picture(name: str) -> None:
    flow, picture = BOOK.flows[name], drawn(name)

    boxes = [box.get("data-step") for box in picture.iter(f"{SVG}g") if box.get("data-step")]
    ways = {
        (a.get("data-from"), a.get("data-to"))
        for a in picture.iter(f"{SVG}path")
        if a.get("data-from")
    }

    assert boxes == [*flow.steps]
    assert ways == {(arrow.source, arrow.target) for arrow in arrows(flow)}


@pytest.mark.parametrize("name", BOOK.flows)
def test_every_label_of_an_arrow_can_be_read(name: str) -> None:
    told = {
        part
        for path in drawn(name).iter(f"{SVG}path")
        for part in path.findtext(f"{SVG}title", "").split(" / ")
    }

    assert {" ".join(arrow.label.split()) for arrow in arrows(BOOK.flows[name])} <= {*told, ""}


@pytest.mark.parametrize("name", BOOK.flows)
def test_no_box_lies_on_another_or_outside(name: str) -> None:
    picture = drawn(name)
    width, height = (float(picture.get(side, "0")) for side in ("width", "height"))
    boxes = [
        tuple(float(rect.get(key, "0")) for key in ("x", "y", "width", "height"))
        for rect in picture.iter(f"{SVG}rect")
        if "box" in rect.get("class", "")
    ]

    for x, y, wide, high in boxes:
        assert x >= 0
        assert y >= 0
        assert x + wide <= width
        assert y + high <= height
    for (x1, y1, wide, high), (x2, y2, _, _) in combinations(boxes, 2):
        assert abs(x1 - x2) >= wide or abs(y1 - y2) >= high


def test_a_choice_shows_its_question_and_the_labels_of_its_buttons() -> None:
    said = [text.text for text in drawn("consent").iter(f"{SVG}text")]

    assert "รับทราบและยินยอม" in said
    assert any(text and text.startswith("รับทราบและยินยอมให้เก็บ") for text in said)
    assert "do give_consent" in said


def test_an_arrow_back_is_drawn_as_one() -> None:
    back = [path for path in drawn("status").iter(f"{SVG}path") if "back" in path.get("class", "")]

    assert [(path.get("data-from"), path.get("data-to")) for path in back] == [("number", "fork")]


def test_layers_go_down_from_the_beginning() -> None:
    layout = laid_out("abcd", [("a", "b"), ("b", "c"), ("a", "c"), ("c", "d")], SIZES)

    heights = [layout.boxes[name][1] for name in "abcd"]

    assert heights == [20, 120, 220, 320]
    assert layout.height == 340


def test_a_long_arrow_goes_beside_the_boxes_between() -> None:
    layout = laid_out("abc", [("a", "b"), ("b", "c"), ("a", "c")], SIZES)

    (_, _), (x, y), (_, _) = layout.routes["a", "c"]

    assert y == layout.boxes["b"][1]
    assert abs(x - layout.boxes["b"][0]) >= 100 / 2


def test_a_circle_is_led_back_and_does_not_go_on_for_ever() -> None:
    layout = laid_out("abc", [("a", "b"), ("b", "c"), ("c", "a")], SIZES)

    way = layout.routes["c", "a"]

    assert way[0][1] > way[-1][1]
    assert way[0][1] == layout.boxes["c"][1] - 20, "it leaves at the upper edge"


def test_arrows_do_not_cross_where_they_need_not() -> None:
    layout = laid_out("abcde", [("a", "b"), ("a", "c"), ("b", "e"), ("c", "d")], SIZES)

    b, c, d, e = (layout.boxes[name][0] for name in "bcde")

    assert (b < c) == (e < d)


def test_a_box_alone_is_a_picture() -> None:
    assert laid_out("a", [], SIZES).boxes == {"a": (50, 20)}


@pytest.mark.parametrize("path", PICTURES, ids=lambda path: path.stem)
def test_the_pictures_in_the_docs_are_what_the_conversations_say(path: Path) -> None:
    told = "run `make golden`"

    assert path.read_text(encoding="utf-8") == svg(BOOK.flows[path.stem]), told


def test_each_need_has_its_picture() -> None:
    needs = {flow.name for flow in BOOK.flows.values() if not flow.pattern}

    assert {path.stem for path in PICTURES} == needs
