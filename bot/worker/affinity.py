"""CPU affinity: a process that answers people keeps its threads on one core of its own.

Python lets one thread run at a time. Left to the kernel those threads are spread over the cores,
and whenever one hands over to another, some seventy times a message, a core must be woken and finds
its caches cold: a third of what a message costs (docs/decisions/0010-one-core-for-python.md).

Two such processes on one core would be slower than if neither kept to any. So cores are claimed
by leases in the database, where containers on one machine find each other too.
"""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import structlog

from bot.app import App
from bot.config import Settings
from bot.storage import leases
from bot.worker.chance import jitter

_log = structlog.get_logger()

_LOOK_EVERY_SECONDS = 10.0
_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_THREADS = Path("/proc/self/task")

Cores = frozenset[int]


class Affinity:
    """The core that this process has to itself, as long as there is one for it."""

    def __init__(self, app: App, cores: Cores, keep_to: Callable[[Cores], None]) -> None:
        """Take the cores to choose from, and what has all threads keep to some of them."""
        self._app = app
        self._all = cores
        self._keep_to = keep_to
        self._machine = machine()
        self._mine: int | None = None
        self._looked_at = app.ticks() - _LOOK_EVERY_SECONDS

    def look_after(self) -> None:
        """Now and then claim a core, or renew the claim: who was taken for dead has lost it."""
        if len(self._all) < 2 or self._app.ticks() - self._looked_at < _LOOK_EVERY_SECONDS:
            return
        self._looked_at = self._app.ticks()
        had, self._mine = self._mine, self._claim()
        if self._mine is not None:
            self._keep(Cores({self._mine}))  # again, for threads begun in the meantime
        elif had is not None:
            self._keep(self._all)

    def let_go(self) -> None:
        """Let the threads run anywhere; the claim ends when this process leaves the living."""
        if self._mine is not None:
            self._mine = None
            self._keep(self._all)

    def _keep(self, cores: Cores) -> None:
        try:
            self._keep_to(cores)
        except OSError as error:  # a sandbox forbids it, or the machine took cores away
            _log.warning("core_refused", error=type(error).__name__)
            self._all, self._mine = Cores(), None  # it is not asked again

    def _claim(self) -> int | None:
        """Return a core that no other living process of ours has: the same as before if possible.

        Among the others chance decides: another service on this machine knows nothing of ours.
        """
        in_turn = sorted(self._all, key=lambda core: (core != self._mine, jitter()))
        return next(filter(self._holds, in_turn), None)

    def _holds(self, core: int) -> bool:
        name, holder, now = f"core {self._machine} {core}", self._app.process, self._app.now()
        return self._app.writer.run(
            lambda connection: leases.hold(connection, name, holder=holder, now=now)
        )


def cores_to_choose_from(settings: Settings) -> Cores:
    """Return the cores this process may run on; none where it is to keep to none of them."""
    if not settings.keep_to_one_core or sys.platform != "linux":
        return Cores()
    return frozenset(os.sched_getaffinity(0))


def keep_threads_to(cores: Cores) -> None:
    """Have every thread of this process, and those they will begin, run on these cores only.

    Raises OSError where that is forbidden, or none of them can be used.
    """
    if sys.platform != "linux":
        return
    for thread in _THREADS.iterdir():
        with suppress(ProcessLookupError):  # it has just ended
            os.sched_setaffinity(int(thread.name), cores)


def machine(boot_id: Path = _BOOT_ID) -> str:
    """Return what tells this machine from all others, also from within a container."""
    try:
        return boot_id.read_text(encoding="ascii").strip()[:18]
    except OSError:  # a sandbox hides it
        return platform.node()[:18]
