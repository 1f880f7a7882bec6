"""`bot worker`, `bot migrate`: what stands beside the web server."""

from __future__ import annotations

import signal
import threading

import click
import structlog
from prometheus_client import start_http_server

from bot.cli.opening import open_app
from bot.storage import migrate as schema
from bot.worker.runtime import Runtime

_log = structlog.get_logger()


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
