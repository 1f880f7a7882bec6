"""What fetching files needs, put together from one installation's parts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from bot import metrics
from bot.app import App
from bot.delivery.bucket import Bucket
from bot.delivery.fetching import Fetcher
from bot.delivery.gate import Gate
from bot.handlers import files
from bot.model.contents import Refusal
from bot.worker.chance import jitter

_MB = 1_000_000


def make_fetcher(app: App, bucket: Bucket) -> Fetcher:
    """Return this process's fetcher; its gate is its own, as messages may pass when files fail."""

    def tell(connection: Connection, refusal: Refusal, now: datetime) -> None:
        files.tell_refused(connection, app.deps, refusal, now)

    chosen = app.settings
    return Fetcher(
        writer=app.writer,
        line=app.line,
        gate=Gate(bucket, app.ticks),
        spool=app.spool,
        storage=app.storage,
        largest={
            "image": chosen.content_max_image_mb * _MB,
            "file": chosen.content_max_file_mb * _MB,
            "audio": chosen.content_max_media_mb * _MB,
            "video": chosen.content_max_media_mb * _MB,
        },
        holder=app.process,
        now=app.now,
        ticks=app.ticks,
        jitter=jitter,
        new_key=app.new_key,
        tell=tell,
        count=lambda outcome: metrics.CONTENTS.labels(outcome).inc(),
    )
