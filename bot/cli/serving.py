"""`bot serve`: the web server.

Its first process stays small. It reads the settings, listens, starts the process that does the
work (`bot.cli.wsgi`), and starts that anew should it die. So nothing heavy may be loaded here.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from functools import partial
from threading import Thread
from typing import TYPE_CHECKING

import click

from bot.config import Settings, read_settings
from bot.errors import BotError

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.sharedctypes import Synchronized

    from flask import Flask

STOPS = {signal.SIGTERM, signal.SIGINT}
THREADS = 16
"""For all that is answered at once; each page that is told of changes takes one more."""


@click.command()
@click.option("--host", help="Address to listen on; default HOST, or 127.0.0.1.")
@click.option("--port", type=int, help="Port to listen on; default PORT, or 8000.")
def serve(host: str | None, port: int | None) -> None:
    """Serve LINE's webhook; with REDIS_URL empty this process also does the worker's job."""
    settings = read_settings(serving=True)
    address, number = host or settings.host, settings.port if port is None else port
    sys.exit(run(settings, address, number))


def run(settings: Settings, address: str, port: int) -> int:
    """Serve until told to stop, and return the exit code.

    What is under way then has ten seconds to finish.
    """
    from granian import Granian  # noqa: PLC0415 -- only where a server is wanted
    from granian.constants import Interfaces  # noqa: PLC0415
    from granian.log import LogLevels  # noqa: PLC0415

    exit_code: Synchronized[int] = multiprocessing.Value("i", 0)
    server = Granian(
        "bot.cli.wsgi",
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS + settings.console_streams,
        backpressure=256,
        workers_kill_timeout=10,
        respawn_failed_workers=True,
        log_access=False,
        log_level=LogLevels.error,
    )
    where = f"http://{server.bind_addr}:{server.bind_port}"
    signal.pthread_sigmask(signal.SIG_BLOCK, STOPS)
    Thread(target=_await_stop, args=(server.signal_handler_interrupt,), daemon=True).start()
    server.serve(target_loader=partial(_load, where, settings, exit_code), wrap_loader=False)
    return exit_code.value


def _await_stop(stop: Callable[[], None]) -> None:
    """Wait for signals in a thread of their own.

    A handler is run by Python's main thread alone, which the kernel need not wake: of two signals
    at the same instant both may go to another thread. And a second one may find the handler of
    the first holding the lock it needs.
    """
    while True:
        signal.sigwait(STOPS)
        stop()


def _load(where: str, settings: Settings, exit_code: Synchronized[int]) -> Flask:
    """Build the application, in the process that does the work.

    What is wrong with the database or the data files is told, and ends the first process too: to
    start this one anew would not mend it.
    """
    # The first process tells this one when to stop, by one signal; that of a terminal stays held.
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
    import structlog  # noqa: PLC0415 -- the first process does without

    from bot.cli import wsgi  # noqa: PLC0415

    try:
        application = wsgi.application()
    except BotError as error:
        click.echo(str(error), err=True)
        exit_code.value = error.exit_code
        os.kill(os.getppid(), signal.SIGTERM)
        sys.exit(error.exit_code)
    log = structlog.get_logger()
    log.info("serving", webhook=f"{where}/line/webhook", embedded_worker=settings.embedded)
    return application
