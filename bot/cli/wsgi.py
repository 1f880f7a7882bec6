"""What the web server loads in its worker process: the application and what runs beside it."""

from __future__ import annotations

import atexit
import os
import threading

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
    threading.Thread(target=_end_with_parent, name="parent", daemon=True).start()
    return create_app(app, runtime.engine.wake)


def _end_with_parent() -> None:
    """End when the process that started this one is killed: no orphan may hold port and inbox.

    At once and without ceremony, as any kill: what was under way is in the database.
    """
    parent, pause = os.getppid(), threading.Event()
    while os.getppid() == parent:
        pause.wait(0.5)
    os._exit(1)
