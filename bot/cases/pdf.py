"""A paper as PDF: A4, Sarabun, and lines of Thai that break between words.

The faces are in the file, so it looks the same everywhere. Lengths are millimetres.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from importlib.resources import as_file, files
from typing import Final, Literal

from fpdf import FPDF
from fpdf.fonts import FontFace, TTFFont

MIME: Final = "application/pdf"
Cut = Callable[[str], Iterable[str]]
"""Cuts Thai without blanks into its words."""
Align = Literal["L", "C", "R"]

_FACE = "Sarabun"
_FACES = {"": "Sarabun-Regular.ttf", "B": "Sarabun-Bold.ttf"}
_BREAK = "\u200b"
"""Zero width space: shows nothing, and a line may end at it."""
_FIXED = "\u00a0"
_HEIGHT = 1.5
"""A line is so many times as high as its letters: Thai has signs above signs."""
_POINT = 25.4 / 72
_SHADE, _DARK, _LIGHT = (238, 238, 238), (11, 83, 148), (168, 196, 226)


class Paper:
    """A paper that is written from top to bottom."""

    def __init__(
        self,
        cut: Cut,
        *,
        title: str,
        made_at: datetime,
        size: float = 12,
        margins: tuple[float, float, float, float] = (30, 25, 20, 20),
    ) -> None:
        """Take a blank sheet; margins are left, top, right and bottom, `size` is in points."""
        left, top, right, bottom = margins
        self._cut, self._size = cut, size
        self._pdf = pdf = FPDF(format="A4")
        for style, name in _FACES.items():
            with as_file(files("bot.cases") / "fonts" / name) as path:
                pdf.add_font(_FACE, style, path)
        pdf.set_text_shaping(use_shaping_engine=True, script="thai", language="tha")
        pdf.set_lang("th")
        pdf.set_title(title)
        pdf.set_creation_date(made_at)
        pdf.set_margins(left, top, right)
        pdf.set_auto_page_break(auto=True, margin=bottom)
        self.turn()
        face = pdf.current_font
        self._known = face.cmap.keys() if isinstance(face, TTFFont) else frozenset()

    def turn(self) -> None:
        """Begin a new page."""
        self._pdf.add_page()
        self._pdf.set_font(_FACE, "", self._size)

    def room(self, high: float) -> None:
        """Leave room."""
        self._pdf.ln(high)

    def write(
        self,
        words: str,
        *,
        at: float = 0,
        indent: float = 0,
        align: Align = "L",
        bold: bool = False,
        size: float | None = None,
    ) -> None:
        """Write a paragraph that begins so far from the margin, its first line still further in."""
        pdf, size = self._pdf, size or self._size
        pdf.set_font(_FACE, "B" if bold else "", size)
        pdf.set_x(pdf.l_margin + at)
        blanks = round(indent / pdf.get_string_width(_FIXED)) * _FIXED
        pdf.multi_cell(
            0,
            size * _POINT * _HEIGHT,
            blanks + self._breakable(words),
            align=align,
            new_x="LMARGIN",
            new_y="NEXT",
        )

    def beside(self, first: str, second: str, *, at: float | None = None) -> None:
        """Write two things on one line: the second from there on, or at the right margin."""
        pdf = self._pdf
        y = pdf.get_y()
        pdf.set_font(_FACE, "", self._size)
        pdf.cell(0, self._size * _POINT * _HEIGHT, first)
        pdf.set_y(y)
        self.write(second, at=at or 0, align="R" if at is None else "L")

    def table(
        self,
        head: Sequence[str],
        rows: Iterable[Sequence[str]],
        widths: Sequence[float],
        *,
        numbers: Collection[int] = (),
    ) -> None:
        """Draw a table, with or without a head; columns of numbers are told by their places."""
        pdf = self._pdf
        pdf.set_font(_FACE, "", self._size)
        pdf.set_fill_color(255)
        with pdf.table(
            col_widths=tuple(widths),
            text_align=tuple(
                "RIGHT" if place in numbers else "LEFT" for place in range(len(widths))
            ),
            line_height=self._size * _POINT * _HEIGHT,
            padding=(0.8, 1.5),
            first_row_as_headings=bool(head),
            headings_style=FontFace(emphasis="BOLD", fill_color=_SHADE),
        ) as table:
            for cells in (head, *rows) if head else rows:
                row = table.row()
                for cell in cells:
                    row.cell(self._breakable(cell))

    def keep_together(self, high: float) -> None:
        """Begin a new page unless so much room is left on this one."""
        if self._pdf.will_page_break(high):
            self.turn()

    def bar(self, long: float, high: float, *, at: float = 0, down: float = 0, dark: bool) -> None:
        """Draw a filled rectangle, so far in and so far down from here."""
        pdf = self._pdf
        pdf.set_fill_color(*(_DARK if dark else _LIGHT))
        pdf.rect(pdf.l_margin + at, pdf.get_y() + down, long, high, style="F")

    def labels(self, words: Iterable[tuple[str, float]], *, size: float = 8) -> None:
        """Write short words on one line, each so far in."""
        pdf = self._pdf
        pdf.set_font(_FACE, "", size)
        for label, at in words:
            pdf.text(pdf.l_margin + at, pdf.get_y() + size * _POINT, label)
        pdf.ln(size * _POINT * _HEIGHT)

    def file(self) -> bytes:
        """Return the PDF."""
        return bytes(self._pdf.output())

    def _breakable(self, words: str) -> str:
        """Let lines end between words; what the face does not have is left out."""
        known = "".join(one for one in words if one == "\n" or self._shows(one))
        return "\n".join(
            " ".join(_BREAK.join(self._cut(part)) for part in line.split(" "))
            for line in known.split("\n")
        )

    def _shows(self, letter: str) -> bool:
        return ord(letter) in self._known and letter.isprintable()
