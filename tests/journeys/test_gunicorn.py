"""The gunicorn command of the documentation, run as it stands there."""

from __future__ import annotations

import os
import re
import shlex
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from bot.emulator import Emulator
from tests.journeys.servers import follow_the_desk, free_port, wait_until_ready

DOCUMENT = Path(__file__).parents[2] / "docs" / "how-to" / "serve-with-gunicorn.md"


def documented(port: int) -> list[str]:
    (command,) = re.findall(r"^gunicorn .*$", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE)
    return [sys.executable, "-m", *shlex.split(command.replace(":8000", f":{port}"))]


def test_the_documented_command_answers_people_and_stops_in_order(
    line: Emulator, tmp_path: Path
) -> None:
    port = free_port()
    line.webhook_url = f"http://127.0.0.1:{port}/line/webhook"
    environment = {
        **os.environ,
        "LINE_CHANNEL_SECRET": "secret",
        "LINE_CHANNEL_ACCESS_TOKEN": "token",
        "LINE_API_BASE_URL": line.base_url,
        "DATA_DIR": str(tmp_path),
        "BURST_WINDOW_SECONDS": "0",
        "CONSOLE_OVER_HTTP": "true",
    }
    person = line.person("ป้าแดง")

    with subprocess.Popen(documented(port), env=environment) as server:  # noqa: S603 -- our own words
        try:
            wait_until_ready(port, server)
            line.send_text(person, "สวัสดีค่ะ")
            line.wait_for_messages(person, timeout=20)
            pages = follow_the_desk(port, tmp_path, pages=20)
            server.send_signal(signal.SIGTERM)
            assert server.wait(timeout=9) == 0  # before it is killed with what it holds
            for page in pages:
                page.close()
        finally:
            server.kill()

    with closing(sqlite3.connect(tmp_path / "frontdoor.db")) as database:
        assert database.execute("SELECT count(*) FROM process").fetchone() == (0,)
