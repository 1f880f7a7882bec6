"""Menus that are due, brought to LINE in a thread of their own: the sweeper waits for no answer."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress

from sqlalchemy.exc import SQLAlchemyError

from bot import metrics
from bot.app import App
from bot.delivery.bucket import Bucket
from bot.delivery.gate import Gate
from bot.delivery.menus import ENDPOINT, MenusDue
from bot.storage import menus
from bot.storage.db import reading
from bot.storage.switches import STOP_SENDS


def make_menus(
    app: App, bucket: Bucket, *, stopping: Callable[[], bool] = lambda: False
) -> MenusDue:
    """Return what brings menus; its gate is its own, as messages may pass when menus fail."""
    return MenusDue(
        engine=app.engine,
        writer=app.writer,
        line=app.line.rich_menus,
        gate=Gate(
            bucket,
            app.ticks,
            stopped=lambda: stopping() or STOP_SENDS in app.switches.latest(),
            answers=app.line.answers,
        ),
        now=app.now,
        ticks=app.ticks,
        count=lambda outcome: metrics.LINE_CALLS.labels(ENDPOINT, outcome).inc(),
    )


class MenuRounds:
    """Rounds over the people whose menu is due, one at a time."""

    def __init__(self, app: App, bucket: Bucket) -> None:
        self._app = app
        self._stopping = False
        self._menus = make_menus(app, bucket, stopping=lambda: self._stopping)
        self._thread: threading.Thread | None = None

    def begin(self) -> None:
        """Begin a round, unless one is under way or there is nothing to do."""
        if self._thread is not None and self._thread.is_alive():
            return
        with reading(self._app.engine) as connection:
            if not menus.anything_due(connection, now=self._app.now()):
                return
        self._thread = threading.Thread(target=self._round, name="menus", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the round that is under way after its next answer; what it leaves stays due."""
        self._stopping = True
        if self._thread is not None:
            self._thread.join(timeout=5)

    def _round(self) -> None:
        with suppress(SQLAlchemyError):  # the sweeper itself tells that the database is down
            self._menus.bring()
