"""`bot flows`: checking, drawing and rehearsing the conversations before anybody meets them."""

from __future__ import annotations

import json
from pathlib import Path

import click

from bot.app import flows_text
from bot.cli.rehearsing import rehearse
from bot.config import read_settings
from bot.flows import loader
from bot.flows.book import Book
from bot.flows.graph import mermaid
from bot.flows.schema import schema as json_schema

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
def graph(file: Path | None) -> None:
    """Print the conversations as a Mermaid diagram."""
    click.echo(mermaid(_book(file)))


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


def _book(file: Path | None) -> Book:
    text, name = flows_text(file or read_settings().flows_file)
    return loader.load(text, name=name)
