"""A flow as a picture: SVG that any browser shows, drawn here from `layout` and `graph`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby, pairwise
from operator import itemgetter
from xml.etree import ElementTree as ET

from bot.flows.book import AskStep, CallStep, ChooseStep, EndStep, Flow, SayStep, Step, WhenStep
from bot.flows.graph import Arrow, arrows, verb, words
from bot.flows.layout import Layout, Link, Point, Sizes, laid_out
from bot.flows.texts import clip

_SIZES = Sizes(width=220, height=52, beside=28, below=76, lane=36)
_MARGIN = 24
_TITLE = 40
_LETTERS = 30
_LABEL_LETTERS = 34
_LINE = 14
_LINES = 4
_STYLE = """
text { font-family: Sarabun, "Noto Sans Thai", "Leelawadee UI", sans-serif; font-size: 12px;
  fill: #1b2733; text-anchor: middle; }
.title { font-size: 18px; font-weight: bold; text-anchor: start; }
.id { font-weight: bold; }
.box { fill: #f4f6f8; stroke: #7b8794; stroke-width: 1.2; }
.question { fill: #e3f2ea; stroke: #1f7a4d; }
.when { fill: #fdf3dc; stroke: #b7791f; }
.call { fill: #e6eefb; stroke: #2b5fb8; }
.end { fill: #ececec; stroke: #52606d; }
.arrow { fill: none; stroke: #52606d; stroke-width: 1.3; marker-end: url(#tip); }
.back { stroke-dasharray: 5 4; }
.label { font-size: 11px; fill: #3e4c59; paint-order: stroke; stroke: #ffffff; stroke-width: 4px; }
"""


def svg(flow: Flow) -> str:
    """Return the picture of a flow: a box for each step, an arrow for each way between two."""
    ways = arrows(flow)
    layout = laid_out([*flow.steps], [(a.source, a.target) for a in ways], _SIZES)
    root = _canvas(flow, layout)
    drawing = ET.SubElement(root, "g", transform=f"translate({_MARGIN} {_MARGIN + _TITLE})")
    for link, points in layout.routes.items():
        _draw_arrow(drawing, link, points, _said(ways, link))
    for step in flow.steps.values():
        _draw_box(drawing, step, layout.boxes[step.id])
    for label, (x, y) in _labels(ways, layout):
        _write(drawing, label, x, y, "label")
    ET.indent(root, space=" ")
    return ET.tostring(root, encoding="unicode") + "\n"


def _canvas(flow: Flow, layout: Layout) -> ET.Element:
    width = max(layout.width, len(flow.title) * 12) + 2 * _MARGIN
    height = layout.height + 2 * _MARGIN + _TITLE
    root = ET.Element(
        "svg",
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {_number(width)} {_number(height)}",
        width=_number(width),
        height=_number(height),
        role="img",
    )
    ET.SubElement(root, "title").text = flow.title
    ET.SubElement(root, "style").text = _STYLE
    tip = ET.SubElement(
        ET.SubElement(root, "defs"), "marker", id="tip", viewBox="0 0 8 8", refX="7", refY="4",
        markerWidth="8", markerHeight="8", orient="auto-start-reverse",
    )  # fmt: skip
    ET.SubElement(tip, "path", d="M0 0 L8 4 L0 8 Z", fill="#52606d")
    ET.SubElement(root, "rect", width="100%", height="100%", fill="#ffffff")
    _write(root, flow.title, _MARGIN, _MARGIN + 18, "title")
    return root


def _draw_box(parent: ET.Element, step: Step, middle: Point) -> None:
    x, y = middle
    box = ET.SubElement(parent, "g", {"class": "step", "data-step": step.id})
    round_corners = _SIZES.height / 2 if isinstance(step, EndStep) else 5
    ET.SubElement(
        box, "rect", {"class": f"box {_kind(step)}".strip()}, rx=_number(round_corners),
        x=_number(x - _SIZES.width / 2), y=_number(y - _SIZES.height / 2),
        width=_number(_SIZES.width), height=_number(_SIZES.height),
    )  # fmt: skip
    said = _told(step)
    ET.SubElement(box, "title").text = said
    _write(box, step.id, x, y - 6, "id")
    _write(box, clip(said, _LETTERS), x, y + 13, "said")


def _told(step: Step) -> str:
    """Return what a box says of its step: its words, or its verb with what that is about."""
    told = " ".join(words(step).split())
    match step:
        case SayStep() | ChooseStep() | WhenStep():
            return told
        case _:
            return f"{verb(step)} {told}"


def _kind(step: Step) -> str:
    match step:
        case AskStep() | ChooseStep():
            return "question"
        case WhenStep():
            return "when"
        case CallStep():
            return "call"
        case EndStep():
            return "end"
        case _:
            return ""


def _draw_arrow(parent: ET.Element, link: Link, points: tuple[Point, ...], said: list[str]) -> None:
    back = points[-1][1] < points[0][1]
    d = f"M{_pair(points[0])}"
    for (ax, ay), (bx, by) in pairwise(points):
        middle = (ay + by) / 2
        d += f" C{_pair((ax, middle))} {_pair((bx, middle))} {_pair((bx, by))}"
    kind = "arrow back" if back else "arrow"
    arrow = ET.SubElement(
        parent, "path", {"class": kind, "data-from": link[0], "data-to": link[1]}, d=d
    )
    ET.SubElement(arrow, "title").text = " / ".join(said) or "then"


def _labels(ways: tuple[Arrow, ...], layout: Layout) -> Iterator[tuple[str, Point]]:
    """Yield when an arrow is taken, and where to write it: below its beginning.

    Neighbours are written on lines of their own, since most are wider than what lies between.
    """
    for _, links in groupby(layout.routes, key=itemgetter(0)):
        abreast = sorted(links, key=lambda link: layout.routes[link][1][0])
        line = 0
        for link in abreast:
            (x0, y0), (x1, y1) = layout.routes[link][:2]
            for label in _said(ways, link):
                part = (20 + line % _LINES * _LINE) / _SIZES.below
                yield clip(label, _LABEL_LETTERS), (x0 + (x1 - x0) * part, y0 + (y1 - y0) * part)
                line += 1


def _said(ways: tuple[Arrow, ...], link: Link) -> list[str]:
    found = [way.label for way in ways if (way.source, way.target) == link and way.label]
    return [" ".join(label.split()) for label in dict.fromkeys(found)]


def _write(parent: ET.Element, text: str, x: float, y: float, kind: str) -> None:
    ET.SubElement(parent, "text", {"class": kind}, x=_number(x), y=_number(y)).text = text


def _pair(point: Point) -> str:
    return f"{_number(point[0])} {_number(point[1])}"


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
