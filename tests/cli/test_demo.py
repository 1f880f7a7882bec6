"""`bot demo` ended from outside takes the bot it started along."""

from __future__ import annotations

import signal
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.journeys.browsing import Demo, running_demo


def test_a_demo_that_is_terminated_leaves_no_bot_behind_on_its_port() -> None:
    with running_demo(ended_by=signal.SIGTERM) as demo:
        pass

    bot = urlsplit(demo.console_url)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((bot.hostname or "", bot.port or 0), timeout=5)


def test_changed_conversations_are_read_anew_and_mistakes_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flows = tmp_path / "flows.yaml"
    shipped = Path("flows.yaml").read_text(encoding="utf-8")
    flows.write_text(shipped, encoding="utf-8")
    monkeypatch.setenv("FLOWS_FILE", str(flows))
    with running_demo() as demo:
        flows.write_text(shipped.replace("go: summary", "go: nowhere", 1), encoding="utf-8")
        told = [*until(demo, "go on as they were")]
        assert any("nowhere" in line for line in told)

        flows.write_text(shipped.replace("เล่าเรื่องที่อยากให้ช่วย", "เล่ามาได้เลย"), encoding="utf-8")
        assert "read anew" in [*until(demo, "read anew")][-1]


def until(demo: Demo, words: str) -> Iterator[str]:
    """Return what the demo says, as far as the line with these words."""
    for line in iter(demo.said.readline, ""):
        yield line
        if words in line:
            return
