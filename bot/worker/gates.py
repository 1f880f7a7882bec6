"""The gate before LINE, put together from one installation's parts."""

from __future__ import annotations

from bot.app import App
from bot.delivery import bucket
from bot.delivery.bucket import Bucket, LocalBucket, SharedBucket
from bot.delivery.gate import Gate
from bot.storage.switches import STOP_SENDS


def make_gate(app: App) -> Gate:
    """Return the gate of this process."""
    return Gate(
        _bucket(app),
        app.ticks,
        stopped=lambda: STOP_SENDS in app.switches.latest(),
        answers=app.line.answers,
    )


def _bucket(app: App) -> Bucket:
    limits = bucket.limits(app.settings.line_calls_per_second)
    if app.redis is None:
        return LocalBucket(limits, app.ticks)
    return SharedBucket(app.redis, limits, app.ticks)
