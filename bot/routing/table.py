"""CSV tables read so that every mistake is noted with its line, and reading goes on.

What the columns mean is `loader`'s business.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from io import StringIO
from itertools import pairwise
from typing import Protocol, TypeVar

from bot.errors import BotError
from bot.routing.overlay import Folder

_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_BUDDHIST_FROM = 2400


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    """One thing to put right, where, and how."""

    file: str
    line: int
    sentence: str
    cure: str


class BadRouting(BotError):
    """The routing files cannot be used; every mistake is listed with file and line."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(sorted(set(mistakes)))
        count = len(self.mistakes)
        head = f"The routing files have {count} mistake{'s' if count > 1 else ''}:"
        lines = [f"{m.file}:{m.line}: {m.sentence} {m.cure}" for m in self.mistakes]
        super().__init__("\n".join([head, *lines]))


class Dated(Protocol):
    """Something that holds from a day until a day (both counted), or for good."""

    @property
    def line(self) -> int:
        """Where it stands in its file."""

    @property
    def valid_from(self) -> date:
        """The first day."""

    @property
    def valid_to(self) -> date | None:
        """The last day; None while no end is known."""


D = TypeVar("D", bound=Dated)
T = TypeVar("T")
K = TypeVar("K", bound=Hashable)


@dataclass
class Notes:
    """The mistakes found so far."""

    mistakes: list[Mistake] = field(default_factory=list)

    def add(self, file: str, line: int, sentence: str, cure: str) -> None:
        """Note one mistake and go on."""
        self.mistakes.append(Mistake(file, line, sentence, cure))


@dataclass(frozen=True)
class Row:
    """One line of a table; reading a wrong cell notes the mistake and gives None."""

    file: str
    line: int
    cells: Mapping[str, str]
    notes: Notes

    def wrong(self, sentence: str, cure: str) -> None:
        """Note a mistake on this line."""
        self.notes.add(self.file, self.line, sentence, cure)

    def text(self, column: str) -> str:
        """Return a cell that may be empty."""
        return self.cells[column]

    def optional(self, column: str) -> str | None:
        """Return a cell, None when it is empty."""
        return self.cells[column] or None

    def needed(self, column: str) -> str:
        """Return a cell that must not be empty; "" after noting that it is."""
        value = self.cells[column]
        if not value:
            self.wrong(f"'{column}' is empty.", "Fill it in.")
        return value

    def one_of(self, column: str, allowed: Iterable[str]) -> str:
        """Return a cell whose value is one of a few; "" after noting that it is not."""
        value = self.needed(column)
        choices = sorted(allowed)
        if value and value not in choices:
            self.wrong(f"'{column}' is '{value}'.", f"Write one of: {', '.join(choices)}.")
            return ""
        return value

    def day(self, column: str) -> date | None:
        """Return a day that must be there."""
        return self._day(column, self.needed(column))

    def optional_day(self, column: str) -> date | None:
        """Return a day, None when the cell is empty."""
        return self._day(column, self.cells[column])

    def _day(self, column: str, value: str) -> date | None:
        if not value:
            return None
        try:
            day = date.fromisoformat(value) if _ISO.fullmatch(value) else None
        except ValueError:
            day = None
        if day is None:
            self.wrong(f"'{column}' is '{value}', which is no day.", "Write it as 2026-11-25.")
        elif day.year >= _BUDDHIST_FROM:
            self.wrong(
                f"'{column}' is '{value}', a year of the Buddhist era.",
                f"Write {day.year - 543}{value[4:]}.",
            )
            return None
        return day


def read(
    folder: Folder,
    name: str,
    columns: Sequence[str],
    notes: Notes,
    *,
    optional: Sequence[str] = (),
) -> Iterator[Row]:
    """Yield the rows of one file, each with all of `columns`, cells without outer spaces.

    Columns that are `optional` may be missing, and then are empty.

    A missing file, one that is not UTF-8, wrong columns and a row of the wrong length are noted.
    """
    text = _text(folder, name, notes)
    if text is None:
        return
    reader = csv.reader(StringIO(text, newline=""))
    header = [cell.strip() for cell in next(reader, [])]
    if not _right_columns(name, [*{*header, *optional}], [*columns, *optional], notes):
        return
    for cells in reader:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            sentence = f"The row has {len(cells)} cells where the first line has {len(header)}."
            notes.add(name, reader.line_num, sentence, "Check its commas and quotes.")
            continue
        given = {key: cell.strip() for key, cell in zip(header, cells, strict=True)}
        stripped = {**dict.fromkeys(optional, ""), **given}
        yield Row(name, reader.line_num, stripped, notes)


def check_stretches(
    file: str, about: str, rows: Sequence[Dated], notes: Notes, *, may_end: bool = False
) -> None:
    """Note stretches of time that overlap, leave a gap or end before they begin.

    `rows` are those of one thing, which `about` names in the sentence. Unless it `may_end`, the
    last of them must be open.
    """
    for row in rows:
        if row.valid_to is not None and row.valid_to < row.valid_from:
            notes.add(file, row.line, f"{about} ends before it begins.", "Check the two days.")
    ordered = sorted(rows, key=lambda row: row.valid_from)
    for earlier, later in pairwise(ordered):
        _check_pair(file, about, earlier, later, notes=notes)
    if ordered and not may_end and (end := ordered[-1].valid_to) is not None:
        sentence = f"{about} has nothing after {end}."
        notes.add(file, ordered[-1].line, sentence, "Add a row that follows, or empty 'valid_to'.")


def in_force(rows: Sequence[D], on: date) -> D | None:
    """Return the row that holds on a day; None when none does."""
    for row in rows:
        if row.valid_from <= on and (row.valid_to is None or on <= row.valid_to):
            return row
    return None


def grouped(items: Sequence[T], key: Callable[[T], K]) -> dict[K, tuple[T, ...]]:
    """Return the items by key, each group in the order in which they came."""
    groups: dict[K, list[T]] = defaultdict(list)
    for item in items:
        groups[key(item)].append(item)
    return {name: tuple(group) for name, group in groups.items()}


def _check_pair(file: str, about: str, earlier: Dated, later: Dated, *, notes: Notes) -> None:
    next_day = None if earlier.valid_to is None else earlier.valid_to + timedelta(days=1)
    if next_day is None or next_day > later.valid_from:
        sentence = f"{about} overlaps line {earlier.line}."
        before = later.valid_from - timedelta(days=1)
        cure = f"End line {earlier.line} on {before}, or begin this one later."
        notes.add(file, later.line, sentence, cure)
    elif next_day < later.valid_from:
        sentence = f"{about} has a gap from {next_day} until this row begins."
        notes.add(file, later.line, sentence, f"Begin this row on {next_day}.")


def _text(folder: Folder, name: str, notes: Notes) -> str | None:
    try:
        return (folder / name).read_text(encoding="utf-8-sig")
    except OSError:
        notes.add(name, 1, "The file is missing or cannot be read.", "Copy the one shipped.")
    except UnicodeDecodeError:
        notes.add(name, 1, "The file is not UTF-8.", "In Excel save it as «CSV UTF-8».")
    return None


def _right_columns(name: str, header: list[str], columns: Sequence[str], notes: Notes) -> bool:
    missing = [column for column in columns if column not in header]
    unknown = [column for column in header if column not in columns]
    if missing:
        notes.add(name, 1, f"Columns are missing: {', '.join(missing)}.", "Add them.")
    if unknown:
        notes.add(name, 1, f"Columns are not known: {', '.join(unknown)}.", "Take them out.")
    return not missing and not unknown
