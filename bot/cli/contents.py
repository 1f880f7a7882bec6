"""`bot contents`: the files people sent, and what became of them."""

from __future__ import annotations

from pathlib import Path

import click
import orjson

from bot.cli.opening import open_app_with_data
from bot.files.local import writing_private
from bot.storage import contents as stored
from bot.storage.contents import Standing
from bot.storage.db import reading

_STATUSES = ("waiting", "fetching", "kept", "refused", "lost", "unwanted")
_WORTH_A_LOOK = ("waiting", "fetching", "refused", "lost")


@click.group()
def contents() -> None:
    """Look at the files people sent; fetch again what was lost or refused."""


@contents.command(name="list")
@click.option("--status", type=click.Choice(_STATUSES), multiple=True, help="May be repeated.")
@click.option("--person", help="Only those of this user id.")
@click.option("--limit", default=100, show_default=True, help="The newest so many.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on each line.")
def list_contents(
    *, status: tuple[str, ...], person: str | None, limit: int, as_json: bool
) -> None:
    """Show files that are not kept, or those with a status or of a person; the newest first."""
    wanted = status or (() if person else _WORTH_A_LOOK)
    app = open_app_with_data()
    with reading(app.engine) as connection:
        found = stored.standings(connection, person=person, statuses=wanted, limit=limit)
    for one in found:
        click.echo(orjson.dumps(_shown(one)).decode() if as_json else _line(one))


@contents.command()
@click.argument("message_id")
def retry(message_id: str) -> None:
    """Fetch the file of MESSAGE_ID again. Exit code 1 when there is nothing to fetch."""
    app = open_app_with_data()
    if not app.writer.run(lambda c: stored.retry(c, message_id, now=app.now())):
        raise click.ClickException(f"No file of message {message_id} is lost, refused or waiting.")
    click.echo("It will be fetched again.")


@contents.command()
@click.argument("message_id")
@click.argument("to", type=click.Path(path_type=Path, dir_okay=False))
def save(message_id: str, to: Path) -> None:
    """Write the file of MESSAGE_ID into a new file TO that only you can read."""
    app = open_app_with_data()
    with reading(app.engine) as connection:
        one = stored.find(connection, message_id)
    if one is None or one.place is None:
        raise click.ClickException(f"No file of message {message_id} is kept.")
    try:
        with writing_private(to) as file:
            app.storage.read(one.place, file)
    except FileExistsError:
        raise click.ClickException(f"{to} exists already; name a new file.") from None
    click.echo(str(to))


def _line(one: Standing) -> str:
    told = one.error or (f"{one.kept.content_type}, {one.kept.size:,} bytes" if one.kept else "")
    sent = one.created_at.isoformat(timespec="seconds")
    return f"{one.message_id}  {sent}  {one.kind}  {one.status}  {told}".rstrip()


def _shown(one: Standing) -> dict[str, object]:
    return {
        "message_id": one.message_id,
        "person": one.person,
        "kind": one.kind,
        "file_name": one.file_name,
        "status": one.status,
        "content_type": one.kept.content_type if one.kept else None,
        "bytes": one.kept.size if one.kept else None,
        "sha256": one.kept.sha256 if one.kept else None,
        "attempts": one.attempts,
        "sent_at": one.created_at,
        "error": one.error,
    }
