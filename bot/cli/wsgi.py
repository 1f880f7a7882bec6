"""What the web server loads in its worker process: the application and what runs beside it."""

from __future__ import annotations

import os
import threading
from multiprocessing.util import Finalize

from flask import Flask

from bot.app import App
from bot.config import read_settings
from bot.logs import configure
from bot.storage.db import check_usable
from bot.web import create_app
from bot.worker.runtime import Runtime


def application() -> Flask:
    """Build the WSGI application from the environment; a Granian or gunicorn factory.

    Raises what is wrong with settings, database and data files, each with all its mistakes.
    """
    settings = read_settings(serving=True)
    configure(settings.log_level)
    app = App(settings)
    check_usable(app.engine)
    _ = app.book, app.offices
    runtime = Runtime.start(app, working=settings.embedded)
    # Also at the end of a process that was forked by `multiprocessing`, where `atexit` is silent.
    Finalize(None, runtime.stop, exitpriority=1)
    threading.Thread(target=_end_with_parent, name="parent", daemon=True).start()
    engine = runtime.engine
    return create_app(app, engine.wake, engine.wake_sender, engine.show_typing)


def _end_with_parent() -> None:
    """End when the process that started this one is killed: no orphan may hold port and inbox.

    At once and without ceremony, as any kill: what was under way is in the database.
    """
    parent, pause = os.getppid(), threading.Event()
    while os.getppid() == parent:
        pause.wait(0.5)
    os._exit(1)
