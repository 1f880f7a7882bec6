"""`bot serve`, `bot worker`, `bot migrate`: the service itself."""

from __future__ import annotations

import os
import signal
import sys
import threading
from typing import NoReturn

import click
import structlog
from prometheus_client import start_http_server

from bot.cli.opening import open_app
from bot.config import environment_with
from bot.storage import migrate as schema
from bot.storage.db import check_usable
from bot.worker.runtime import Runtime

_log = structlog.get_logger()


@click.command()
@click.option("--host", help="Address to listen on; default HOST, or 127.0.0.1.")
@click.option("--port", type=int, help="Port to listen on; default PORT, or 8000.")
def serve(host: str | None, port: int | None) -> None:
    """Serve LINE's webhook; with REDIS_URL empty this process also does the worker's job."""
    app = open_app(serving=True)
    check_usable(app.engine)
    _ = app.book, app.map  # every mistake in the data files is told before the server starts
    app.engine.dispose()
    address, number = host or app.settings.host, app.settings.port if port is None else port
    webhook = f"http://{address}:{number}/line/webhook"
    _log.info("serving", webhook=webhook, embedded_worker=app.settings.embedded)
    _become_server(address, number)


def _become_server(address: str, port: int) -> NoReturn:
    """Go on as the web server, and so let go of all that was loaded for these checks.

    The server looks for modules where this process does, so that it finds the same program.
    """
    sys.stderr.flush()
    command = [sys.executable, "-P", "-m", "bot.cli.server", address, str(port)]
    path = os.pathsep.join(os.path.abspath(folder) for folder in sys.path)  # noqa: PTH100 -- "" is here
    os.execve(sys.executable, command, environment_with(pythonpath=path))  # noqa: S606 -- no shell is wanted


@click.command()
def worker() -> None:
    """Drain conversations and send answers, beside any number of other workers (REDIS_URL)."""
    app = open_app(serving=True)
    if app.settings.embedded:
        raise click.UsageError("REDIS_URL is empty: `bot serve` does the worker's job by itself.")
    if app.settings.metrics_port:
        start_http_server(app.settings.metrics_port, addr=app.settings.host)
    runtime = Runtime.start(app, working=True)
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    _log.info("worker_started", threads=app.settings.worker_threads)
    stopping.wait()
    runtime.stop()


@click.command()
@click.option(
    "--rolling",
    is_flag=True,
    help="Leave out what the release before could not bear; run again without once it is gone.",
)
def migrate(*, rolling: bool) -> None:
    """Bring the database to this release's schema; safe to run again and from several places."""
    app = open_app()
    schema.upgrade(app.engine, post=not rolling)
    where = app.engine.url.render_as_string(hide_password=True)
    click.echo(f"{where} is at this release's schema.")
