"""What `bot demo` sets up beside the bot it runs: an officer, the menus, changed conversations."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from bot.app import App
from bot.cli import richmenu
from bot.cli.opening import open_app_with_data
from bot.cli.staff import let_in
from bot.cli.watching import WatchedFlows
from bot.handlers import signing_in
from bot.model.staff import Role
from bot.storage import revisions
from bot.storage.staff import NewAccount

__all__ = ["OFFICER", "WatchedFlows", "furnish", "turn_over"]

OFFICER = "somchai"


def furnish(settings: Mapping[str, str]) -> str:
    """Let an officer of นครราชสีมา into the console, hang the menus; return the password."""
    password = secrets.token_hex(8)
    hashed = signing_in.hash_password(password)
    with _beside(settings) as app:
        let_in(app, NewAccount(OFFICER, "สมชาย", Role.OFFICER, "SSRC-30", hashed))
        richmenu.bring(app)
    return password


def turn_over(settings: Mapping[str, str]) -> None:
    """Have everybody asked by the changed conversations, and hang their menus."""
    with _beside(settings) as app:
        app.writer.run(lambda connection: revisions.retire(connection, None, now=app.now()))
        richmenu.bring(app)


@contextmanager
def _beside(settings: Mapping[str, str]) -> Iterator[App]:
    """Open the bot's installation in this process, as an operator's command does."""
    app = open_app_with_data(serving=True, **settings)
    try:
        yield app
    finally:
        app.writer.stop()
        app.engine.dispose()
