"""Labelled utterances: the project's own tables, and any `split,label,text` file."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources.abc import Traversable

from bot.errors import BotError
from bot.model.heard import INTENTS

HEADER = "text\tsub_intent\tgroup\ttags"
_COLUMNS = "Needed: a heading with «text» and «label» (or «intent»); «split», «tags» may be there."


class BadLines(BotError):
    """Labelled lines cannot be used as they stand; the message lists every mistake."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class Line:
    """One utterance with what it means."""

    text: str
    intent: str
    sub_intent: str
    group: str
    """Lines of one group say one thing in different words; they stay on one side of a split."""
    tags: tuple[str, ...]
    split: str = ""


def read_lines(folder: Traversable) -> list[Line]:
    """Return the lines of `<folder>/intents/<intent>.tsv`, in the order of the intents.

    Raises BadLines naming every line that has not four columns.
    """
    lines: list[Line] = []
    mistakes: list[str] = []
    for intent in INTENTS:
        text = folder.joinpath("intents", f"{intent}.tsv").read_text(encoding="utf-8")
        for number, row in enumerate(text.splitlines()[1:], start=2):
            match row.split("\t"):
                case [words, sub, group, tags] if words and sub and group:
                    lines.append(Line(words, intent, sub, group, tuple(tags.split(","))))
                case _:
                    mistakes.append(f"{intent}.tsv:{number}: four columns needed, {HEADER!r}")
    if mistakes:
        raise BadLines("; ".join(mistakes))
    return lines


def read_frozen(folder: Traversable) -> list[Line]:
    """Return the set that no training and no tuning has ever seen, `<folder>/frozen.tsv`."""
    return read_file(folder.joinpath("frozen.tsv"))


def read_file(path: Traversable) -> list[Line]:
    """Return the lines of a comma or tab separated file with a heading, in their order.

    Each row is a group of its own. Raises BadLines where a column or a value is missing.
    """
    try:
        rows = list(_rows(path.read_bytes().decode("utf-8-sig")))
    except UnicodeDecodeError:
        raise BadLines(f"{path}: this is no UTF-8 text. Save the file as UTF-8.") from None
    if not rows:
        raise BadLines(f"{path}: no line below the heading. {_COLUMNS}")
    label = "label" if "label" in rows[0] else "intent"
    if not {"text", label} <= rows[0].keys():
        raise BadLines(f"{path}: columns are missing. {_COLUMNS}")
    if empty := [number for number, row in enumerate(rows, 2) if not (row["text"] and row[label])]:
        shown = ", ".join(map(str, empty[:20]))
        raise BadLines(f"{path}: text or label is empty in row {shown}.")
    return [_line(number, row, label) for number, row in enumerate(rows)]


def of_split(lines: list[Line], split: str | None) -> list[Line]:
    """Return the lines of one split; without a wish those of `test` if there are any, else all.

    Raises BadLines when there is no such split.
    """
    there = sorted({line.split for line in lines})
    chosen = split or ("test" if "test" in there else None)
    if chosen is None:
        return lines
    if chosen not in there:
        raise BadLines(f"There is no split «{chosen}»; the file has: {', '.join(there)}.")
    return [line for line in lines if line.split == chosen]


def _rows(text: str) -> Iterator[dict[str, str]]:
    if "\t" in text.partition("\n")[0]:
        yield from csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    else:
        yield from csv.DictReader(text.splitlines(keepends=True))


def _line(number: int, row: dict[str, str], label: str) -> Line:
    tags = tuple(tag for tag in (row.get("tags") or "").split(",") if tag)
    sub_intent, split = row.get("sub_intent") or "", row.get("split") or ""
    return Line(row["text"], row[label], sub_intent, str(number), tags, split)
