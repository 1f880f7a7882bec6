"""What the web server loads in its worker process: the application and what runs beside it."""

from __future__ import annotations

import atexit

from flask import Flask

from bot.app import App
from bot.config import read_settings
from bot.logs import configure
from bot.web import create_app
from bot.worker.runtime import Runtime


def application() -> Flask:
    """Build the WSGI application from the environment; a Granian or gunicorn factory."""
    settings = read_settings(serving=True)
    configure(settings.log_level)
    app = App(settings)
    runtime = Runtime.start(app, working=settings.embedded)
    atexit.register(runtime.stop)
    return create_app(app, runtime.engine.wake)
