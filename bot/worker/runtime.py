"""Everything that runs in a process beside its web server, started and stopped together."""

from __future__ import annotations

from dataclasses import dataclass, field

import dramatiq

from bot.app import App
from bot.storage import migrate
from bot.worker.engine import Engine, make_broker
from bot.worker.pulse import Pulse
from bot.worker.sweeper import Sweeper, notice_outage

_MOMENT_TO_FINISH_MS = 5000


@dataclass(slots=True)
class Runtime:
    """The engine of one process; with workers it also drains and sends, and sweeps."""

    app: App
    engine: Engine
    pulse: Pulse
    sweeper: Sweeper
    workers: list[dramatiq.Worker] = field(default_factory=list)

    @classmethod
    def start(cls, app: App, *, working: bool) -> Runtime:
        """Bring up what this process needs; the conversations and the language are read here.

        A SQLite database is brought to this release's schema; others by `bot migrate`.
        """
        if app.engine.dialect.name == "sqlite":
            migrate.upgrade(app.engine)
        engine = Engine(app, make_broker(app.settings.redis_url))
        sweeper = Sweeper(app, engine)
        pulse = Pulse(app, on_death=sweeper.soon, at_work=engine.longest_at_work)
        runtime = cls(app, engine, pulse, sweeper)
        if working:
            _ = app.deps  # read before the first person waits
            app.keep_book()
            app.line.make_ready()
        notice_outage(app)
        pulse.start()
        if working:
            runtime.workers = engine.start_workers()
            sweeper.start()
        return runtime

    def stop(self) -> None:
        """Finish what is under way, take nothing new, and close."""
        self.app.news.stop()
        self.sweeper.stop()
        for worker in self.workers:  # one by one: gunicorn calls this when no thread may begin
            worker.stop(timeout=_MOMENT_TO_FINISH_MS // len(self.workers))
        self.pulse.stop()
        self.app.writer.stop()
        self.app.engine.dispose()
