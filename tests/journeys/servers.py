"""Servers that a journey starts as a user would: where they may listen, and when they are ready."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path
from threading import Event

import pytest
import requests

_LOOKS = 900
_PASSWORD = "four random words here"


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until_ready(port: int, server: subprocess.Popen[bytes]) -> None:
    """Wait for /readyz; fail when the server ends, or takes a minute and a half."""
    pause = Event()
    for _ in range(_LOOKS):
        assert server.poll() is None, "the server ended instead of getting ready"
        with suppress(urllib.error.URLError, OSError):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=1).close()
            return
        pause.wait(0.1)
    pytest.fail("the server did not get ready")


def follow_the_desk(port: int, data: Path, *, pages: int) -> list[requests.Response]:
    """Sign an officer in and leave their desk open in so many pages, each with its stream."""
    account = ["staff", "add", "ann", "--role", "officer", "--unit", "SSRC-30"]
    environment = {**os.environ, "DATA_DIR": str(data)}
    command = [sys.executable, "-m", "bot", *account, "--password", _PASSWORD]
    subprocess.run(command, env=environment, check=True)  # noqa: S603
    console, browser = f"http://127.0.0.1:{port}/console", requests.Session()
    form = browser.get(f"{console}/sign-in", timeout=5).text
    (token,) = re.findall(r'name="csrf_token" value="([^"]+)"', form)
    fields = {"csrf_token": token, "name": "ann", "password": _PASSWORD}
    browser.post(f"{console}/sign-in", data=fields, timeout=5).raise_for_status()
    opened = [browser.get(f"{console}/live", stream=True, timeout=30) for _ in range(pages)]
    assert {one.headers["Content-Type"].split(";")[0] for one in opened} == {"text/event-stream"}
    return opened
