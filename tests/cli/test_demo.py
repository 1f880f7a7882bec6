"""`bot demo` ended from outside takes the bot it started along."""

from __future__ import annotations

import signal
import socket
from urllib.parse import urlsplit

import pytest

from tests.journeys.browsing import running_demo


def test_a_demo_that_is_terminated_leaves_no_bot_behind_on_its_port() -> None:
    with running_demo(ended_by=signal.SIGTERM) as demo:
        pass

    bot = urlsplit(demo.console_url)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((bot.hostname or "", bot.port or 0), timeout=5)
