"""Our webhook as it is served, with what drains the inbox left to another process."""

from __future__ import annotations

from flask import Flask

from bot.app import App
from bot.config import read_settings
from bot.logs import configure
from bot.storage import migrate
from bot.web import create_app
from bot.worker.runtime import Runtime


def application() -> Flask:
    """Build the web application alone, as a scaled installation runs it beside its workers."""
    settings = read_settings(serving=True)
    configure("ERROR")
    app = App(settings)
    migrate.upgrade(app.engine)
    return create_app(app, Runtime.start(app, working=False).engine.wake)
