"""The web server, as `bot serve` goes on once it has checked everything.

Its first process stays small: it loads the server only, starts the one that does the work
(`bot.cli.wsgi`) and starts that anew should it die.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

if TYPE_CHECKING:
    from flask import Flask

THREADS = 16
"""Most of them wait for a commit, which then is one for all of them."""


def run(address: str, port: int) -> None:
    """Serve until told to stop; what is under way then has ten seconds to finish."""
    server = Granian(
        "bot.cli.wsgi",
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        backpressure=256,
        workers_kill_timeout=10,
        respawn_failed_workers=True,
        log_access=False,
        log_level=LogLevels.error,
    )
    server.serve(target_loader=_application, wrap_loader=False)


def _application() -> Flask:
    from bot.cli.wsgi import application  # noqa: PLC0415 -- the first process does without

    return application()


if __name__ == "__main__":
    run(sys.argv[1], int(sys.argv[2]))
