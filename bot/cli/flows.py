"""`bot flows`: checking, drawing and rehearsing the conversations before anybody meets them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import click

from bot.app import flows_text
from bot.cli import fuzzing
from bot.cli.opening import open_app_with_data
from bot.cli.rehearsing import rehearse
from bot.config import read_settings
from bot.flows import loader
from bot.flows.book import Book, Flow
from bot.flows.graph import mermaid
from bot.flows.picture import svg
from bot.flows.schema import schema as json_schema
from bot.flows.sheet import did_you_mean
from bot.model.thai import BANGKOK
from bot.storage import revisions
from bot.storage.db import reading, transaction
from bot.storage.revisions import Revision

_DATE = "%Y-%m-%d %H:%M"
_FILE = click.argument("file", required=False, type=click.Path(path_type=Path))


@click.group()
def flows() -> None:
    """Check, draw and rehearse the conversations of flows.yaml."""


@flows.command()
@_FILE
def check(file: Path | None) -> None:
    """Read FILE (default: the conversations in force) and list every mistake with its line."""
    book = _book(file)
    click.echo(f"{book.name} is in order: {len(book.flows)} conversations.")


@flows.command()
@_FILE
@click.option(
    "--svg", "folder", type=click.Path(path_type=Path), help="Write a picture of each flow here."
)
@click.option("--only", "names", multiple=True, help="This flow alone; may be said several times.")
def graph(file: Path | None, folder: Path | None, names: tuple[str, ...]) -> None:
    """Print the conversations as a Mermaid diagram, or write them as SVG pictures."""
    book = _book(file)
    chosen = _chosen(book, names)
    if folder is None:
        click.echo(mermaid(replace(book, flows=chosen)))
        return
    folder.mkdir(parents=True, exist_ok=True)
    for flow in chosen.values():
        (folder / f"{flow.name}.svg").write_text(svg(flow), encoding="utf-8")
    click.echo(f"{len(chosen)} pictures are in {folder}.")


def _chosen(book: Book, names: tuple[str, ...]) -> Mapping[str, Flow]:
    for name in names:
        if name not in book.flows:
            raise click.UsageError(f"There is no flow '{name}'. {did_you_mean(name, book.flows)}")
    return {name: book.flows[name] for name in names} or book.flows


@flows.command()
def schema() -> None:
    """Print the JSON Schema of flows.yaml, by which editors complete and underline."""
    click.echo(json.dumps(json_schema(), ensure_ascii=False, indent=1))


@flows.command()
@click.argument("where", required=False, type=click.Path(path_type=Path, exists=True))
@click.option("--flows", "file", type=click.Path(path_type=Path), help="Another flows.yaml.")
@click.option("--write", is_flag=True, help="Write what the bot does now into the dialogues.")
def test(where: Path | None, file: Path | None, *, write: bool) -> None:
    """Play the golden dialogues of WHERE: a folder, or one file (default: the project's own).

    Tells each line that is answered differently than written, and, for a folder, which steps no
    dialogue reaches. Exits with 1 unless all is as written and every step is reached. New lines
    of a dialogue need no answers: --write adds them, and what was understood.
    """
    rehearse(_book(file), where, write=write)


@flows.command()
@click.option("--turns", default=100_000, show_default=True, help="How many turns to take.")
@click.option("--seed", default=1, show_default=True, help="The same seed gives the same talks.")
@click.option("--first", default=0, show_default=True, help="The number of the first talk.")
@click.option("--flows", "file", type=click.Path(path_type=Path), help="Another flows.yaml.")
def fuzz(turns: int, seed: int, first: int, file: Path | None) -> None:
    """Play random talks, and see after every turn that no promise is broken.

    Words, buttons old and foreign, stickers, files, places, timers, officers, closed cases: no
    exception, no silence, no dead end, no lost draft, nothing LINE would refuse. What fails is
    told as the shortest talk found that does. Exits with 1 on any failure.
    """
    fuzzing.run(_book(file), turns=turns, seed=seed, first=first)


@flows.command(name="revisions")
def list_revisions() -> None:
    """List the files that have been in force, and how many people stand in the midst of each."""
    app = open_app_with_data()
    with reading(app.engine) as connection:
        found = revisions.listed(connection)
    for one in found:
        since = one.kept_at.astimezone(BANGKOK).strftime(_DATE)
        click.echo(f"{one.revision}  since {since}  {one.waiting:>7,} waiting  {_standing(one)}")
    if not found:
        click.echo("No file is kept yet; the service keeps it when it starts.")


@flows.command()
@click.argument("revision")
def retire(revision: str) -> None:
    """Have nobody asked by REVISION any more, as where a text in it is wrong; «all» are all others.

    Whoever stands in its midst goes on by the file in force, with all that they have told.
    """
    app = open_app_with_data()
    one = None if revision == "all" else revision
    with transaction(app.engine) as connection:
        count = revisions.retire(connection, one, now=app.now())
    if one and not count:
        raise click.UsageError(
            f"'{revision}' is none that can be retired: the file in force never is. "
            "`bot flows revisions` lists them."
        )
    click.echo(f"{one or count} retired; every process obeys within two seconds.")


def _standing(one: Revision) -> str:
    if one.retired_at is not None:
        return "retired"
    return "in force" if one.superseded_at is None else "finishing"


def _book(file: Path | None) -> Book:
    text, name = flows_text(file or read_settings().flows_file)
    return loader.load(text, name=name)
