"""The routing files with rows in place of their own, as they were edited in the console.

Rows are edited by what they are about (a province, an office, a day): those that were edited stand
in place of all of the file's about the same thing. What comes out is read and checked as any file.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from io import StringIO
from typing import Protocol

AREAS, CENTRES = "areas.csv", "centres.csv"
HOLIDAYS, CLOCKS = "holidays_extra.csv", "clocks.csv"
_KEYS: Mapping[str, tuple[str, ...]] = {
    AREAS: ("province",),
    CENTRES: ("code",),
    HOLIDAYS: ("date", "unit"),
    CLOCKS: ("what", "unit"),
}

Cells = Mapping[str, str]
"""One row, by column."""
Edited = Mapping[tuple[str, str], tuple[Cells, ...]]
"""By file and by what they are about; without rows, the file's own are left out."""


class Readable(Protocol):
    """A file."""

    def read_text(self, encoding: str | None = None) -> str:
        """Return what is in it."""


class Folder(Protocol):
    """Something that holds the routing files."""

    def __truediv__(self, name: str, /) -> Readable:
        """Return one of them."""


@dataclass(frozen=True, slots=True)
class Overlaid:
    """A folder with edited rows."""

    folder: Folder
    edited: Edited

    def __truediv__(self, name: str, /) -> Readable:
        """Return a file as edited."""
        rows = {about: rows for (file, about), rows in self.edited.items() if file == name}
        file = self.folder / name
        return _Sheet(file, _KEYS[name], rows) if rows else file


@dataclass(frozen=True, slots=True)
class _Sheet:
    file: Readable
    key: tuple[str, ...]
    edited: Mapping[str, tuple[Cells, ...]]

    def read_text(self, encoding: str | None = None) -> str:
        table = csv.DictReader(StringIO(self.file.read_text(encoding=encoding), newline=""))
        columns = list(table.fieldnames or ())
        kept = [row for row in table if about(row, self.key) not in self.edited]
        written = StringIO(newline="")
        more = [column for column in self.key if column not in columns]
        writer = csv.DictWriter(written, [*columns, *more], restval="")
        writer.writeheader()
        writer.writerows(kept)
        for rows in self.edited.values():
            writer.writerows(rows)
        return written.getvalue()


def about(row: Cells, key: tuple[str, ...]) -> str:
    """Return what a row is about, e.g. ``2026-12-31|SSRC-30``."""
    return "|".join(row.get(column) or "" for column in key)
