"""What every command starts with: settings, logs on stderr, and the parts of the installation."""

from __future__ import annotations

from bot.app import App
from bot.config import read_settings
from bot.logs import configure
from bot.storage import migrate
from bot.storage.db import check_usable


def open_app(*, serving: bool = False, **given: object) -> App:
    """Read the settings and return the installation."""
    settings = read_settings(serving=serving, **given)
    configure(settings.log_level)
    return App(settings)


def open_app_with_data(*, serving: bool = False, **given: object) -> App:
    """Return the installation with its database at hand; a SQLite file migrates itself."""
    app = open_app(serving=serving, **given)
    if app.engine.dialect.name == "sqlite":
        migrate.upgrade(app.engine)
    check_usable(app.engine)
    return app
