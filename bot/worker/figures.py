"""Keeping the gauges true: what the database holds, and what LINE says of the month's quota."""

from __future__ import annotations

import threading
from contextlib import suppress
from datetime import datetime

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot import metrics
from bot.app import App
from bot.line.client import LineRefused
from bot.storage import figures, switches
from bot.storage.db import reading
from bot.storage.quota import Count
from bot.storage.quota import note as note_quota

_log = structlog.get_logger()

REFRESH_SECONDS = 5.0
QUOTA_SECONDS = 600.0


class Gauges:
    """Looks every few seconds, in the sweeper's thread, so that being scraped costs nothing."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._looked_at: float | None = None
        self._asked_at: float | None = None

    def refresh(self) -> None:
        """Look again when it is time."""
        if not self._is_time(self._looked_at, REFRESH_SECONDS):
            return
        self._looked_at = self._app.ticks()
        with reading(self._app.engine) as connection:
            found = figures.look(connection)
        show(found, now=self._app.now())

    def ask_quota(self) -> None:
        """Ask LINE for the quota when it is time, without waiting for the answer."""
        if self._is_time(self._asked_at, QUOTA_SECONDS):
            self._asked_at = self._app.ticks()
            threading.Thread(target=self.learn_quota, name="quota", daemon=True).start()

    def learn_quota(self) -> None:
        """Ask LINE for the quota; no answer changes nothing."""
        try:
            quota = self._app.line.quota()
        except LineRefused as refused:
            _log.warning("quota_unknown", why=refused.refused.failure.value)
            return
        metrics.QUOTA.labels("used").set(quota.used)
        if quota.limit is not None:
            metrics.QUOTA.labels("limit").set(quota.limit)
            metrics.QUOTA.labels("left").set(max(quota.limit - quota.used, 0))
        count, now = Count(quota.used, quota.limit), self._app.now()
        with suppress(SQLAlchemyError):  # the database is down: it is asked for again
            self._app.writer.run(lambda connection: note_quota(connection, count, now=now))

    def forget_quota(self) -> None:
        """Show no quota: another process asks LINE from now on."""
        if self._asked_at is not None:
            self._asked_at = None
            metrics.QUOTA.clear()

    def _is_time(self, last: float | None, seconds: float) -> bool:
        return last is None or self._app.ticks() - last >= seconds


def show(found: figures.Figures, *, now: datetime) -> None:
    """Set the gauges."""
    metrics.INBOX_WAITING.set(found.inbox.count)
    metrics.OLDEST_INBOX.set(_age(found.inbox.oldest, now))
    metrics.OLDEST_CONTENT.set(_age(found.oldest_file, now))
    for lane, queue in found.outbox.items():
        metrics.OUTBOX_WAITING.labels(lane).set(queue.count)
        metrics.OLDEST_OUTBOX.labels(lane).set(_age(queue.oldest, now))
    for status, count in found.letters.items():
        metrics.LETTERS.labels(status).set(count)
    metrics.PROCESSES.set(found.processes)
    metrics.OUTAGES.set(found.outages)
    metrics.LAST_OUTAGE.set(found.last_outage.timestamp() if found.last_outage else 0)
    for name in switches.NAMES:
        metrics.SWITCH_ON.labels(name).set(name in found.switched_on)


def _age(since: datetime | None, now: datetime) -> float:
    return max((now - since).total_seconds(), 0.0) if since else 0.0
