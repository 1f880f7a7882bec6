"""Signs for the tiles of the menu, drawn of plain shapes; each in a round field of its colour.

A value without a sign of its own gets a mark of three dots. Lengths are parts of the field's side.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from math import cos, pi, sin

from PIL.ImageDraw import ImageDraw

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Pen:
    """Draws in parts of the field: (0, 0) is its middle, (0.5, 0.5) its lower right corner."""

    pencil: ImageDraw
    middle: tuple[int, int]
    side: int
    colour: str

    def inked(self, colour: str) -> _Pen:
        return replace(self, colour=colour)

    def _at(self, point: Point) -> Point:
        return self.middle[0] + point[0] * self.side, self.middle[1] + point[1] * self.side

    def disc(self, point: Point, radius: float, colour: str | None = None) -> None:
        x, y = self._at(point)
        r = radius * self.side
        self.pencil.ellipse((x - r, y - r, x + r, y + r), fill=colour or self.colour)

    def dome(self, point: Point, radius: float) -> None:
        x, y = self._at(point)
        r = radius * self.side
        self.pencil.pieslice((x - r, y - r, x + r, y + r), 180, 360, fill=self.colour)

    def ring(self, point: Point, radius: float, wide: float = 0.05) -> None:
        x, y = self._at(point)
        r = radius * self.side
        self.pencil.ellipse(
            (x - r, y - r, x + r, y + r), outline=self.colour, width=int(wide * self.side)
        )

    def line(self, *points: Point, wide: float = 0.05) -> None:
        width = int(wide * self.side)
        self.pencil.line(
            [self._at(p) for p in points], fill=self.colour, width=width, joint="curve"
        )
        for point in points:
            self.disc(point, wide / 2)

    def box(self, a: Point, b: Point, *, filled: bool = False, colour: str | None = None) -> None:
        self.pencil.rounded_rectangle(
            (*self._at(a), *self._at(b)),
            radius=0.04 * self.side,
            fill=(colour or self.colour) if filled else None,
            outline=None if filled else self.colour,
            width=int(0.05 * self.side),
        )

    def shape(self, *points: Point) -> None:
        self.pencil.polygon([self._at(p) for p in points], fill=self.colour)


def draw_sign(pencil: ImageDraw, value: str, middle: tuple[int, int], side: int) -> None:
    """Draw the sign of a tile's value into a round field of this middle and side, in pixels."""
    sign, ground, ink = _SIGNS.get(value, _OTHER)
    r = side // 2 + side // 10
    x, y = middle
    pencil.ellipse((x - r, y - r, x + r, y + r), fill=ground)
    sign(_Pen(pencil, middle, side, ink), ground)


def _coins(pen: _Pen, ground: str) -> None:
    for at in (0.22, 0.06, -0.10):
        pen.box((-0.3, at), (0.12, at + 0.12), filled=True)
        pen.line((-0.26, at - 0.01), (0.08, at - 0.01), wide=0.02)
    pen.disc((0.2, -0.14), 0.2, ground)
    pen.ring((0.2, -0.14), 0.17)
    pen.line((0.2, -0.21), (0.2, -0.07), wide=0.045)


def _gear(pen: _Pen, ground: str) -> None:
    for tooth in range(8):
        turn = tooth * pi / 4
        pen.line(
            (0.22 * cos(turn), 0.22 * sin(turn)), (0.33 * cos(turn), 0.33 * sin(turn)), wide=0.12
        )
    pen.disc((0, 0), 0.27)
    pen.disc((0, 0), 0.12, ground)


def _chart(pen: _Pen, _ground: str) -> None:
    for number, high in enumerate((0.14, 0.26, 0.40)):
        left = -0.30 + number * 0.21
        pen.box((left, 0.28 - high), (left + 0.14, 0.28), filled=True)
    pen.line((-0.30, -0.05), (-0.08, -0.22), (0.06, -0.16), (0.3, -0.34), wide=0.04)
    pen.shape((0.36, -0.39), (0.34, -0.24), (0.23, -0.36))


def _lifebuoy(pen: _Pen, ground: str) -> None:
    pen.disc((0, 0), 0.36)
    pen.disc((0, 0), 0.16, ground)
    for quarter in range(4):
        turn = pi / 4 + quarter * pi / 2
        near, far = (0.16 * cos(turn), 0.16 * sin(turn)), (0.38 * cos(turn), 0.38 * sin(turn))
        pen.inked(ground).line(near, far, wide=0.06)


def _list(pen: _Pen, ground: str) -> None:
    pen.box((-0.26, -0.32), (0.26, 0.36), filled=True)
    pen.box((-0.12, -0.40), (0.12, -0.26), filled=True)
    pen.inked(ground).line((-0.13, 0.04), (-0.03, 0.15), (0.15, -0.10), wide=0.07)


def _person(pen: _Pen, _ground: str) -> None:
    pen.disc((-0.08, -0.16), 0.15)
    pen.dome((-0.08, 0.32), 0.27)
    pen.box((0.12, -0.34), (0.40, -0.10), filled=True)
    pen.shape((0.18, -0.12), (0.18, 0.0), (0.30, -0.12))


def _telephone(pen: _Pen, ground: str) -> None:
    pen.box((-0.18, -0.36), (0.18, 0.36), filled=True)
    pen.box((-0.13, -0.28), (0.13, 0.20), filled=True, colour=ground)
    pen.disc((0, 0.28), 0.035, ground)
    pen.line((0.27, -0.14), (0.31, 0.0), (0.27, 0.14), wide=0.04)
    pen.line((-0.27, -0.14), (-0.31, 0.0), (-0.27, 0.14), wide=0.04)


def _paperclip(pen: _Pen, _ground: str) -> None:
    pen.box((-0.34, -0.24), (0.34, 0.28))
    pen.disc((-0.17, -0.09), 0.06)
    pen.shape((-0.30, 0.23), (-0.06, -0.02), (0.10, 0.23))
    pen.shape((0.0, 0.23), (0.15, 0.05), (0.30, 0.23))


def _building(pen: _Pen, _ground: str) -> None:
    pen.shape((-0.36, -0.14), (0, -0.38), (0.36, -0.14))
    for at in (-0.26, -0.045, 0.17):
        pen.box((at, -0.08), (at + 0.09, 0.22), filled=True)
    pen.box((-0.36, 0.26), (0.36, 0.36), filled=True)


def _plus(pen: _Pen, _ground: str) -> None:
    pen.ring((0, 0), 0.34)
    pen.line((-0.16, 0), (0.16, 0), wide=0.08)
    pen.line((0, -0.16), (0, 0.16), wide=0.08)


def _dots(pen: _Pen, _ground: str) -> None:
    for at in (-0.2, 0.0, 0.2):
        pen.disc((at, 0), 0.07)


Sign = tuple[Callable[[_Pen, str], None], str, str]
_OTHER: Sign = (_dots, "#e4ebe8", "#2f5d4c")
_SIGNS: Mapping[str, Sign] = {
    "financing": (_coins, "#fdf0cf", "#9a6700"),
    "technology": (_gear, "#dfeafa", "#1f5fae"),
    "market": (_chart, "#dcf3e4", "#14743f"),
    "rescue": (_lifebuoy, "#fde2df", "#b3352a"),
    "status": (_list, "#e6e3f8", "#4d3fa8"),
    "human": (_person, "#d9f1f1", "#0f6d70"),
    "call_back": (_telephone, "#fdf0cf", "#9a6700"),
    "add_more": (_paperclip, "#dfeafa", "#1f5fae"),
    "programme": (_building, "#dcf3e4", "#14743f"),
    "menu": (_plus, "#fde2df", "#b3352a"),
}
