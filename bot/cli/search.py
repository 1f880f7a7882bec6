"""`bot search`: the index in which officers find cases by their words."""

from __future__ import annotations

import click

from bot.cli.opening import open_app_with_data
from bot.storage import finding
from bot.storage.db import reading
from bot.worker import indexing


@click.group()
def search() -> None:
    """Look after the index in which cases are found by their words."""


@search.command()
def status() -> None:
    """Tell how many cases the index knows, and how many are still to be read."""
    app = open_app_with_data()
    with reading(app.engine) as connection:
        known, due = finding.count(connection)
    click.echo(f"{known} cases are in the index; {due} of them are to be read anew.")


@search.command()
def rebuild() -> None:
    """Read all cases anew; the service may run meanwhile, and may be searched.

    Worth doing after the words of the trade have changed with a release, and on a database that
    was filled by other hands. The service does the same by itself, only slowly.
    """
    app = open_app_with_data()
    with reading(app.engine) as connection:
        cases = finding.count_cases(connection)
    with click.progressbar(length=cases, label="Reading cases") as progress:
        read = indexing.read_all(app, progress.update)
    click.echo(f"{read} cases are in the index.")
