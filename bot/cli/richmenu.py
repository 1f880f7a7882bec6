"""`bot richmenu`: the menu below the chat, drawn from flows.yaml and given to LINE."""

from __future__ import annotations

from pathlib import Path

import click

from bot.app import App, read_book
from bot.cli.opening import open_app_with_data
from bot.config import read_settings
from bot.drawing.rich_menu import drawn
from bot.flows import Book
from bot.line.publishing import MAIN, WHILE_OPEN, Published, Wanted, publish
from bot.render.rich_menu import Tile, rich_menu
from bot.storage import menus


@click.group()
def richmenu() -> None:
    """Draw and publish the menu below the chat."""


@richmenu.command("publish")
def publish_menus() -> None:
    """Bring both menus to LINE, the main one for everybody, the other for open cases.

    Run it after a change of `menu`, `menu_while_open` or `menu_bar` in flows.yaml; run again, it
    makes nothing. Menus that were made elsewhere stay. The service links who has an open case.
    """
    done, people = bring(open_app_with_data(serving=True))
    made = ", ".join(done.made) or "nothing, they are there already"
    click.echo(f"Made: {made}. Deleted: {done.deleted} old. Everybody sees {MAIN}.")
    click.echo(f"With an open case: {people}; the service brings them {WHILE_OPEN}.")


def bring(app: App) -> tuple[Published, int]:
    """Bring both menus to LINE; return what was done, and how many people have an open case."""
    done = publish(app.line.rich_menus, wanted(app.book))
    # Afterwards: LINE has taken the menus that were deleted from whoever saw them.
    return done, app.writer.run(lambda connection: menus.note_all_open(connection, now=app.now()))


@richmenu.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def draw(folder: Path) -> None:
    """Write the pictures of both menus into FOLDER, to look at before they are published."""
    folder.mkdir(parents=True, exist_ok=True)
    for one in wanted(read_book(read_settings())):
        (folder / f"{one.alias}.png").write_bytes(one.picture)
    click.echo(f"Two pictures are in {folder}.")


def wanted(book: Book) -> list[Wanted]:
    """Return the menus as the conversations say them, the one for everybody first."""
    menus = {MAIN: book.menu, WHILE_OPEN: book.menu_while_open}
    bar = book.phrases["menu_bar"]
    tiles = {
        alias: [Tile(option.label, option.value) for option in options]
        for alias, options in menus.items()
    }
    return [
        Wanted(alias, rich_menu(alias, bar, found), drawn(found)) for alias, found in tiles.items()
    ]
