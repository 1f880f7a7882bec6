"""The whole service in this process, joined to the stand-in for LINE by HTTP on loopback."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page
from werkzeug.serving import make_server

from bot.app import App
from bot.config import read_settings
from bot.emulator import Emulator
from bot.storage import migrate
from bot.web import create_app
from bot.worker.runtime import Runtime
from tests.journeys.browsing import SIZES, Demo, browser_page, running_demo


@dataclass
class Service:
    """What a story needs: LINE on one side, our installation on the other."""

    line: Emulator
    app: App
    runtime: Runtime


@pytest.fixture
def line() -> Iterator[Emulator]:
    with Emulator(channel_secret="secret", access_token="token") as line:
        yield line


@pytest.fixture
def demo() -> Iterator[Demo]:
    with running_demo() as demo:
        yield demo


@pytest.fixture(params=[*SIZES])
def page(request: pytest.FixtureRequest, chromium: str) -> Iterator[Page]:
    with browser_page(chromium, request.param) as page:
        yield page


@pytest.fixture
def service(line: Emulator, database_url: str, tmp_path: Path) -> Iterator[Service]:
    settings = read_settings(
        line_channel_secret="secret",
        line_channel_access_token="token",
        line_api_base_url=line.base_url,
        database_url=database_url,
        data_dir=tmp_path / "data",
        burst_window_seconds=0,
        sqlite_synchronous="NORMAL",
        worker_threads=2,
        keep_to_one_core=False,
    )
    app = App(settings)
    migrate.upgrade(app.engine)
    runtime = Runtime.start(app, working=True)
    server = make_server("127.0.0.1", 0, create_app(app, runtime.engine.wake), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    line.webhook_url = f"http://127.0.0.1:{server.server_port}/line/webhook"
    yield Service(line, app, runtime)
    server.shutdown()
    thread.join()
    server.server_close()
    runtime.stop()
