"""The same code with PostgreSQL and Redis, web and worker apart; and with Redis gone."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from werkzeug.serving import make_server

from bot.app import App
from bot.config import read_settings
from bot.emulator import Emulator
from bot.storage import migrate
from bot.web import create_app
from bot.worker.runtime import Runtime

Scaled = Callable[[str], Emulator]


@pytest.fixture
def scaled(line: Emulator, database_url: str, tmp_path: Path) -> Iterator[Scaled]:
    """Start one web process and one worker, each with its own parts, joined by this Redis."""
    ending = ExitStack()

    def begin(redis_url: str) -> Emulator:
        apps = [
            App(
                read_settings(
                    line_channel_secret="secret",
                    line_channel_access_token="token",
                    line_api_base_url=line.base_url,
                    database_url=database_url,
                    redis_url=redis_url,
                    data_dir=tmp_path,
                    burst_window_seconds=0,
                    worker_threads=2,
                    keep_to_one_core=False,
                )
            )
            for _ in range(2)
        ]
        migrate.upgrade(apps[0].engine)
        web = Runtime.start(apps[0], working=False)
        worker = Runtime.start(apps[1], working=True)
        server = make_server("127.0.0.1", 0, create_app(apps[0], web.engine.wake), threaded=True)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        for stop in (web.stop, worker.stop, server.server_close, thread.join, server.shutdown):
            ending.callback(stop)
        line.webhook_url = f"http://127.0.0.1:{server.server_port}/line/webhook"
        return line

    yield begin
    ending.close()


@pytest.mark.redis
def test_web_and_worker_share_the_work_through_redis(scaled: Scaled, redis_url: str) -> None:
    line = scaled(redis_url)
    people = [line.person(f"{uuid.uuid4()}") for _ in range(5)]

    for person in people:
        line.send_text(person, "สวัสดีค่ะ")

    for person in people:
        assert line.wait_for_messages(person, timeout=10)


def test_without_redis_files_are_fetched_all_the_same(scaled: Scaled) -> None:
    line = scaled("redis://127.0.0.1:1/0")
    anna = line.person("anna")
    for words in ("อยากกู้เงินมาซื้อเครื่องซีลทำน้ำพริกค่ะ อยู่โคราช", "ยินยอม"):
        line.send_text(anna, words)
        assert line.wait_for_messages(anna, timeout=20)

    line.send_message(anna, {"type": "image"})

    calls = line.platform.ledger
    with line.platform.lock:
        assert line.platform.lock.wait_for(
            lambda: bool(calls.calls(accepted=None, endpoint="content")), 20
        )


def test_without_redis_answers_come_all_the_same_by_the_sweeper(scaled: Scaled) -> None:
    line = scaled("redis://127.0.0.1:1/0")
    anna = line.person("anna")

    line.send_text(anna, "สวัสดีค่ะ")

    assert line.wait_for_messages(anna, timeout=20)
