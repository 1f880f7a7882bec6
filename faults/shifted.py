"""The service with a clock that can be put forward and back while it runs.

A module for Granian to load in place of `bot.cli.wsgi`: it puts another `now` into `bot.clock`
before anything asks for it. By how many seconds it is off stands in the file CLOCK_FILE names.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bot import clock

if TYPE_CHECKING:
    from flask import Flask

_FILE = Path(os.environ["CLOCK_FILE"])


def _shifted() -> datetime:
    return datetime.now(UTC) + timedelta(seconds=float(_FILE.read_text() or 0))


clock.now = _shifted


def application() -> Flask:
    """Build the application as `bot serve` has it built."""
    from bot.cli import wsgi  # noqa: PLC0415 -- not before the clock is in place

    return wsgi.application()
