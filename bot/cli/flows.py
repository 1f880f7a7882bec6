"""`bot flows`: checking the conversations before anybody meets them."""

from __future__ import annotations

from pathlib import Path

import click

from bot.app import flows_text
from bot.config import read_settings
from bot.flows import loader
from bot.flows.graph import mermaid

_FILE = click.argument("file", required=False, type=click.Path(path_type=Path))


@click.group()
def flows() -> None:
    """Check and draw the conversations of flows.yaml."""


@flows.command()
@_FILE
def check(file: Path | None) -> None:
    """Read FILE (default: the conversations in force) and list every mistake with its line."""
    text, name = flows_text(file or read_settings().flows_file)
    book = loader.load(text, name=name)
    click.echo(f"{name} is in order: {len(book.flows)} conversations.")


@flows.command()
@_FILE
def graph(file: Path | None) -> None:
    """Print the conversations as a Mermaid diagram."""
    text, name = flows_text(file or read_settings().flows_file)
    click.echo(mermaid(loader.load(text, name=name)))
