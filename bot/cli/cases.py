"""`bot cases`: the register of cases, for spreadsheets and other systems."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import BinaryIO, get_args

import click

from bot.cases.export import Format, write
from bot.cli.opening import open_app_with_data
from bot.storage import cases as stored
from bot.storage.db import reading


@click.group()
def cases() -> None:
    """Look at cases."""


@cases.command()
@click.option(
    "--format", "form", type=click.Choice(get_args(Format)), default="jsonl", show_default=True
)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Default: stdout."
)
def export(form: Format, output: Path | None) -> None:
    """Write all cases, oldest first: one JSON object per line, a CSV that Excel opens, or XLSX."""
    if output is None:
        _write(sys.stdout.buffer, form)
        return
    # Beside the target and then in its place, so that a failure leaves no half of a file.
    half = output.with_name(f"{output.name}.part")
    try:
        with half.open("wb") as stream:
            count = _write(stream, form)
        half.replace(output)
    except OSError as error:
        raise click.ClickException(f"{output} cannot be written: {error.strerror}.") from None
    finally:
        half.unlink(missing_ok=True)
    click.echo(f"{count} cases are in {output}.", err=True)


def _write(stream: BinaryIO, form: Format) -> int:
    app = open_app_with_data()
    with reading(app.engine) as connection:
        return write(stored.records(connection), stream, form)
