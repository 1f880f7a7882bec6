"""Servers that a journey starts as a user would: where they may listen, and when they are ready."""

from __future__ import annotations

import socket
import subprocess
import urllib.error
import urllib.request
from contextlib import suppress
from threading import Event

import pytest

_LOOKS = 300


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until_ready(port: int, server: subprocess.Popen[bytes]) -> None:
    """Wait for /readyz; fail when the server ends, or takes half a minute."""
    pause = Event()
    for _ in range(_LOOKS):
        assert server.poll() is None, "the server ended instead of getting ready"
        with suppress(urllib.error.URLError, OSError):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=1).close()
            return
        pause.wait(0.1)
    pytest.fail("the server did not get ready")
