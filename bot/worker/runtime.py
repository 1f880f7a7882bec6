"""Everything that runs in a process beside its web server, started and stopped together."""

from __future__ import annotations

from dataclasses import dataclass

import dramatiq

from bot.app import App
from bot.storage import migrate
from bot.worker.engine import Engine, make_broker
from bot.worker.sweeper import Sweeper


@dataclass(slots=True)
class Runtime:
    """The engine of one process; with `worker` it also drains and sends, and sweeps."""

    app: App
    engine: Engine
    worker: dramatiq.Worker | None = None
    sweeper: Sweeper | None = None

    @classmethod
    def start(cls, app: App, *, working: bool) -> Runtime:
        """Bring up what this process needs; the conversations and the language are read here.

        A SQLite database is brought to this release's schema; others by `bot migrate`.
        """
        if app.engine.dialect.name == "sqlite":
            migrate.upgrade(app.engine)
        runtime = cls(app, Engine(app, make_broker(app.settings.redis_url)))
        if working:
            _ = app.deps  # read before the first person waits
            runtime.worker = runtime.engine.start_worker()
            runtime.sweeper = Sweeper(app, runtime.engine)
            runtime.sweeper.start()
        return runtime

    def stop(self) -> None:
        """Finish what is under way, take nothing new, and close."""
        if self.sweeper is not None:
            self.sweeper.stop()
        if self.worker is not None:
            self.worker.stop(timeout=8000)
        self.app.inbox_writer.stop()
        self.app.engine.dispose()
