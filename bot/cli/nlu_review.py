"""`bot nlu review`: what the bot was unsure of, or took for something else, and what it means."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import click
import orjson

from bot.app import App, packaged
from bot.cli.opening import open_app_with_data
from bot.errors import BotError
from bot.learning.lines import HEADER, read_lines
from bot.model.heard import INTENTS
from bot.model.lessons import REASONS, Reason
from bot.model.thai import BANGKOK
from bot.storage import nlu_review
from bot.storage.db import reading
from bot.storage.nlu_review import Entry

_STOP = "stop"
_DROP = "drop"


class UnknownTopic(BotError):
    """A label is no intent of the bot's, or no sub-intent of that intent."""

    exit_code = 2


class NoSuchText(BotError):
    """There is no text of this id in the queue, or no longer."""


@click.group(invoke_without_command=True)
@click.option("--reason", type=click.Choice(REASONS), help="Only those queued for this reason.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on each line.")
@click.pass_context
def review(context: click.Context, *, reason: Reason | None, as_json: bool) -> None:
    """List masked messages to learn from, the newest first.

    They were unclear, corrected by who wrote them, or relabelled by an officer.
    """
    if context.invoked_subcommand is not None:
        return
    app = open_app_with_data()
    with reading(app.engine) as connection:
        entries = nlu_review.latest(connection, reason=reason)
        texts, labelled = nlu_review.count(connection)
    for one in entries:
        click.echo(orjson.dumps(_shown(one)).decode() if as_json else _line(one))
    if not as_json:
        click.echo(f"{texts} texts in the queue, {labelled} of them labelled.")


@review.command()
@click.argument("number", metavar="[ID", type=int, required=False)
@click.argument("topic", metavar="INTENT[/SUB]]", required=False)
def label(number: int | None, topic: str | None) -> None:
    """Say what the text of ID means; without ID, be asked for each that has no label."""
    app = open_app_with_data()
    if number is None:
        _ask_for_each(app)
    elif topic is None:
        raise click.UsageError("Say what it means: bot nlu review label ID INTENT[/SUB].")
    else:
        _label(app, number, topic)
        click.echo(f"{number} means {topic}.")


@review.command()
@click.argument("number", metavar="ID", type=int)
def drop(number: int) -> None:
    """Erase the text of ID: nothing can be learned from it, or it tells too much."""
    _drop(open_app_with_data(), number)
    click.echo(f"{number} is erased.")


@review.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option(
    "--tsv", is_flag=True, help="PATH is a folder: INTENT.tsv as in bot/nlu/data/intents."
)
def export(path: Path, *, tsv: bool) -> None:
    """Write the labelled texts to PATH as CSV: split,label,text, all for training."""
    app = open_app_with_data()
    with reading(app.engine) as connection:
        entries = nlu_review.latest(connection, labelled=True)
    written = _write_tables(path, entries) if tsv else _write_csv(path, entries)
    click.echo(f"{written} labelled texts are in {path}.")
    if written < len(entries):
        click.echo(f"{len(entries) - written} are left out: they have no sub-intent.", err=True)


def _ask_for_each(app: App) -> None:
    with reading(app.engine) as connection:
        entries = nlu_review.latest(connection, labelled=False)
    click.echo(f"INTENT[/SUB], «{_DROP}», «{_STOP}», or Enter to go on.")
    for one in entries:
        if not _ask(app, one):
            break


def _ask(app: App, one: Entry) -> bool:
    """Take an answer about one text, again while it is wrong; False where that was the last."""
    while True:
        try:
            said = click.prompt(f"{_line(one)}\n", default="", show_default=False).strip()
            if said == _DROP:
                _drop(app, one.id)
            elif said not in {"", _STOP}:
                _label(app, one.id, said)
        except UnknownTopic as wrong:
            click.echo(str(wrong), err=True)
        except click.Abort:
            return False
        else:
            return said != _STOP


def _label(app: App, number: int, topic: str) -> None:
    _check(topic)
    now = app.now()
    if not app.writer.run(lambda c: nlu_review.label(c, number, topic, now=now)):
        raise NoSuchText(f"There is no text {number} in the queue.")


def _drop(app: App, number: int) -> None:
    if not app.writer.run(lambda connection: nlu_review.drop(connection, number)):
        raise NoSuchText(f"There is no text {number} in the queue.")


def _check(topic: str) -> None:
    intent, slash, sub_intent = topic.partition("/")
    if intent not in INTENTS:
        raise UnknownTopic(f"«{intent}» is no intent. There is: {', '.join(INTENTS)}.")
    known = _sub_intents(intent)
    if slash and sub_intent not in known:
        raise UnknownTopic(f"«{sub_intent}» is nothing of {intent}. There is: {', '.join(known)}.")


def _sub_intents(intent: str) -> list[str]:
    """Return the sub-intents that the training lines of an intent know."""
    lines = read_lines(packaged("nlu"))
    return sorted({line.sub_intent for line in lines if line.intent == intent})


def _write_csv(path: Path, entries: Sequence[Entry]) -> int:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("split", "label", "text"))
        writer.writerows(("train", one.label, _one_line(one)) for one in entries)
    return len(entries)


def _write_tables(folder: Path, entries: Sequence[Entry]) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    tables: dict[str, list[str]] = {}
    for one in entries:
        intent, _, sub_intent = str(one.label).partition("/")
        if sub_intent:
            row = (_one_line(one), sub_intent, f"review{one.id}", "plain")
            tables.setdefault(intent, [HEADER]).append("\t".join(row))
    for intent, rows in tables.items():
        (folder / f"{intent}.tsv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return sum(len(rows) - 1 for rows in tables.values())


def _one_line(one: Entry) -> str:
    """Return the text on one line, without anything that a terminal might obey."""
    text = " ".join(one.lesson.text.split())
    return "".join(char for char in text if char.isprintable())


def _line(one: Entry) -> str:
    lesson = one.lesson
    day = one.at.astimezone(BANGKOK).date()
    second = f" or {lesson.second}" if lesson.second else ""
    became = f" -> {lesson.became}" if lesson.became else ""
    labelled = f" [{one.label}]" if one.label else ""
    taken = f"{lesson.guess} {lesson.confidence:.2f}{second}{became}{labelled}"
    return f"{one.id}  {day}  x{one.times}  {lesson.reason}  {taken}\n    {_one_line(one)}"


def _shown(one: Entry) -> dict[str, object]:
    lesson = one.lesson
    return {
        "id": one.id,
        "at": one.at,
        "times": one.times,
        "reason": lesson.reason,
        "text": lesson.text,
        "guess": lesson.guess,
        "confidence": lesson.confidence,
        "second": lesson.second,
        "corrected_to": lesson.became,
        "label": one.label,
        "labelled_at": one.labelled_at,
    }
