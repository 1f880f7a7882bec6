"""`bot conversations`: where one person's conversation stands."""

from __future__ import annotations

import click
import orjson

from bot.cli.opening import open_app_with_data
from bot.handlers.inspection import conversation_view
from bot.storage import conversations as stored
from bot.storage.db import reading


@click.group()
def conversations() -> None:
    """Look at conversations."""


@conversations.command()
@click.argument("user_id")
@click.option("--json", "as_json", is_flag=True, help="One JSON object, as `bot play --json`.")
def show(user_id: str, *, as_json: bool) -> None:
    """Show where the conversation of USER_ID stands. Exit code 1 when there is none."""
    app = open_app_with_data()
    with reading(app.engine) as connection:
        conversation = stored.find(connection, user_id)
    if conversation.version == 0:
        raise click.ClickException(f"There is no conversation of {user_id}.")
    view = conversation_view(app.deps, conversation)
    if as_json:
        click.echo(orjson.dumps(view).decode())
        return
    for name, value in view.items():
        click.echo(f"{name}: {orjson.dumps(value).decode()}")
