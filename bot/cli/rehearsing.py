"""`bot flows test`: the golden dialogues of a folder, played and told about."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import click

from bot.app import packaged
from bot.errors import BotError
from bot.flows import Book
from bot.flows.state import Frame
from bot.model.heard import Heard
from bot.nlu import pipeline
from bot.rehearsal import coverage, dialogue
from bot.rehearsal.dialogue import BadDialogue
from bot.rehearsal.rehearse import Played, play

OUR_OWN = Path(__file__).parent.parent.parent / "tests" / "golden"


class NothingToPlay(BotError):
    """There is no dialogue where one was looked for."""

    exit_code = 2


class NotAsWritten(BotError):
    """The rehearsal failed; what it told stands above."""


def rehearse(book: Book, where: Path | None, *, write: bool) -> None:
    """Play what is in a folder or file and print the outcome; raise NotAsWritten on any failure."""
    where = where or OUR_OWN
    played, bad = _played(book, _files(where), write=write)
    wrong = [one for one in played if one.stopped or (one.differences and not write)]
    for one in wrong:
        click.echo("\n".join([f"{one.dialogue.name}: {one.dialogue.about}", *one.differences]))
    for mistake in bad:
        click.echo(str(mistake))
    reached = frozenset[Frame]().union(*(one.reached for one in played))
    covered = coverage.of(book, reached) if where.is_dir() else ()
    if covered:
        click.echo(coverage.table(covered))
    click.echo(f"{len(played) - len(wrong)} of {len(played) + len(bad)} dialogues go as written.")
    missed = sum(len(one.missed) for one in covered)
    if wrong or bad or missed:
        raise NotAsWritten(_verdict(len(wrong), len(bad), missed))


def _verdict(wrong: int, bad: int, missed: int) -> str:
    """Return what is wrong and what to do about it."""
    told = {
        f"{wrong} went another way: put it right, or take it with --write.": wrong,
        f"{bad} cannot be read: correct the lines named.": bad,
        f"{missed} steps are in no dialogue: write one that comes there.": missed,
    }
    return "\n".join(sentence for sentence, count in told.items() if count)


def _files(where: Path) -> list[Path]:
    found = sorted(where.glob("*.yaml")) if where.is_dir() else [where]
    if not found or not found[0].is_file():
        raise NothingToPlay(f"There are no dialogues (*.yaml) in {where}. Name their folder.")
    return found


def _played(
    book: Book, paths: list[Path], *, write: bool
) -> tuple[list[Played], list[BadDialogue]]:
    played, bad = [], []
    for path in paths:
        try:
            script = dialogue.read(path.read_text(encoding="utf-8"), name=path.name)
        except BadDialogue as mistakes:
            bad.append(mistakes)
            continue
        one = play(book, script, _ears)
        if write and one.differences:
            path.write_text(dialogue.write(one.dialogue), encoding="utf-8")
        played.append(one)
    return played, bad


@cache
def _understanding() -> pipeline.Understanding:
    return pipeline.load(packaged("nlu"))


def _ears(text: str, asking: str | None, today: date) -> Heard:
    """Understand as the service does; loaded only where a dialogue has new lines."""
    return _understanding().understand(text, asking=asking, today=today)
