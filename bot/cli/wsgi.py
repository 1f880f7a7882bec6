"""What the web server loads in its worker process: the application and what runs beside it."""

from __future__ import annotations

import os
import signal
import socket
import threading
from collections.abc import Callable
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
    _on_stop(app.news.stop)
    threading.Thread(target=_end_with_parent, name="parent", daemon=True).start()
    engine = runtime.engine
    return create_app(app, engine.wake, engine.wake_sender, engine.show_typing)


def _on_stop(do: Callable[[], None]) -> None:
    """Do something at once when told to stop, beside what the server does about the signal.

    The server waits for every page that follows the news; it is to find none.
    """
    reader, writer = socket.socketpair()
    writer.settimeout(0)
    before = signal.set_wakeup_fd(writer.fileno(), warn_on_full_buffer=False)

    def listen() -> None:
        with writer, reader:
            while True:
                number = reader.recv(1)
                if before != -1:
                    os.write(before, number)
                if number[0] in (signal.SIGTERM, signal.SIGINT):
                    do()

    threading.Thread(target=listen, name="stop", daemon=True).start()


def _end_with_parent() -> None:
    """End when the process that started this one is killed: no orphan may hold port and inbox.

    At once and without ceremony, as any kill: what was under way is in the database.
    """
    parent, pause = os.getppid(), threading.Event()
    while os.getppid() == parent:
        pause.wait(0.5)
    os._exit(1)
