"""`bot flows fuzz`: random talks with the real engine, the real understanding, LINE's own rules."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources.abc import Traversable
from pathlib import Path
from random import Random

import click

from bot.app import packaged
from bot.cli.rehearsing import OUR_OWN
from bot.emulator.messages import refuse_bad
from bot.emulator.rules import Refused
from bot.errors import BotError
from bot.flows import Book
from bot.nlu import pipeline
from bot.rehearsal import dialogue
from bot.rehearsal.fuzzing import Failure, Tally, fuzz, table
from bot.rehearsal.invariants import Court
from bot.rehearsal.moves import Sayings, words_of

_EVERY = 2_000


class PromiseBroken(BotError):
    """Some turn did what it never may; the talk that led there stands above."""


def run(book: Book, *, turns: int, seed: int, first: int) -> None:
    """Fuzz and print the outcome; raise PromiseBroken on any failure."""
    understanding = pipeline.load(packaged("nlu"))
    court = Court(
        book,
        lambda text, slot, day: understanding.understand(text, asking=slot, today=day),
        refusals,
    )
    tally = fuzz(
        court,
        sayings(book),
        lambda talk: Random(f"{seed}:{talk}"),  # noqa: S311 -- chance that can be had again
        turns=turns,
        first=first,
        progress=_Progress(turns),
    )
    for failure in tally.failures:
        click.echo(_told(failure, seed))
    click.echo(table(tally, book))
    if tally.failures:
        raise PromiseBroken("Some promises were broken; mend them, or the check that is wrong.")


class _Progress:
    """Says on the error stream how far a long run has come."""

    def __init__(self, turns: int) -> None:
        self._turns, self._next = turns, _EVERY

    def __call__(self, tally: Tally) -> None:
        if tally.turns >= self._next:
            self._next += _EVERY
            failed = len(tally.failures)
            click.echo(f"  {tally.turns:,} of {self._turns:,} turns, {failed} failures", err=True)


def _told(failure: Failure, seed: int) -> str:
    again = f"bot flows fuzz --seed {seed} --first {failure.talk} --turns 1000"
    return f"{failure.check}: {failure.said}\n{failure.story}\n  ({again})\n"


def refusals(messages: Sequence[Mapping[str, object]]) -> Iterable[str]:
    """Yield what LINE would refuse about the messages of one request."""
    try:
        refuse_bad({"messages": [*messages]})
    except Refused as refused:
        yield from (f"{one.at}: {one.message}" for one in refused.details)


def sayings(book: Book, golden: Path = OUR_OWN) -> Sayings:
    """Return what people say: the examples of the understanding, the golden dialogues, the book."""
    data = packaged("nlu")
    plain = [*_column(data / "intents"), *_column(data / "signals"), *_golden(golden)]
    despair = [
        row["text"] for row in _rows(data / "signals" / "crisis.tsv") if row["raised"] == "yes"
    ]
    return Sayings(tuple(dict.fromkeys(plain)), tuple(despair), words_of(book))


def _column(folder: Traversable) -> Iterable[str]:
    for path in sorted(folder.iterdir(), key=lambda one: one.name):
        yield from (row["text"] for row in _rows(path))


def _rows(path: Traversable) -> list[dict[str, str]]:
    return [*csv.DictReader(path.read_text(encoding="utf-8").splitlines(), delimiter="\t")]


def _golden(folder: Path) -> Iterable[str]:
    """Return what the persons of the golden dialogues say; an installation has none."""
    for path in sorted(folder.glob("*.yaml")):
        script = dialogue.read(path.read_text(encoding="utf-8"), name=path.name)
        yield from (line["person"] for line in script.talk if "person" in line)
