"""The golden dialogues once more, over HTTP: webhook, inbox, worker, outbox, LINE, phone."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.serving import make_server

from bot.config import read_settings
from bot.emulator import Emulator
from bot.rehearsal import dialogue
from bot.web import create_app
from bot.worker.runtime import Runtime
from tests.journeys.golden_phone import GoldenApp, Phone
from tests.world import HandClock

GOLDEN = sorted(Path("tests/golden").glob("*.yaml"))
NOT_OVER_HTTP: dict[str, str] = {
    "english_status": "the office's English name is made from its Thai one, which is not the same",
}
"""Dialogues that cannot be had over HTTP, each with the reason."""


@pytest.fixture(scope="module")
def phone(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Iterator[Phone]:
    """One service and one LINE for all dialogues; each of them happens to somebody else."""
    folder, clock = tmp_path_factory.mktemp("golden"), HandClock()
    shutil.copy(migrated_file, folder / "frontdoor.db")
    with Emulator(channel_secret="secret", access_token="token", now=clock.now) as line:
        settings = read_settings(
            line_channel_secret="secret",
            line_channel_access_token="token",
            line_api_base_url=line.base_url,
            database_url=f"sqlite:///{folder / 'frontdoor.db'}",
            redis_url="",
            data_dir=folder,
            burst_window_seconds=0,
            sqlite_synchronous="NORMAL",
            worker_threads=2,
            keep_to_one_core=False,
        )
        app = GoldenApp(settings, now=clock.now)
        runtime = Runtime.start(app, working=True)
        runtime.sweeper.stop()  # timers fire where a dialogue says so
        server = make_server("127.0.0.1", 0, create_app(app, runtime.engine.wake), threaded=True)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        line.webhook_url = f"http://127.0.0.1:{server.server_port}/line/webhook"
        yield Phone(line, app, runtime, clock)
        server.shutdown()
        thread.join()
        server.server_close()
        runtime.stop()


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_the_phone_shows_what_the_golden_dialogue_says(phone: Phone, path: Path) -> None:
    if path.stem in NOT_OVER_HTTP:
        pytest.skip(NOT_OVER_HTTP[path.stem])
    script = dialogue.read(path.read_text(encoding="utf-8"), name=path.stem)
    one = Phone(phone.line, phone.app, phone.runtime, phone.clock)

    assert "\n".join(one.play(script)) == ""


def test_nearly_all_dialogues_go_over_http() -> None:
    assert NOT_OVER_HTTP.keys() <= {path.stem for path in GOLDEN}
    assert len(NOT_OVER_HTTP) <= 5
