"""`bot serve` as a process of its own: started, stopped, killed, started again."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from threading import Event

import pytest

from bot.emulator import Emulator
from tests.journeys.servers import follow_the_desk, free_port, wait_until_ready

Start = Callable[..., "subprocess.Popen[bytes]"]
SETTINGS = {"LINE_CHANNEL_SECRET": "secret", "LINE_CHANNEL_ACCESS_TOKEN": "token"}


@pytest.fixture
def line_with_redelivery() -> Iterator[Emulator]:
    with Emulator(
        channel_secret="secret",
        access_token="token",
        redelivery=True,
        redelivery_after=(0.5, 1, 2, 4, 8, 16),  # for as long as a busy machine needs to start
    ) as line:
        yield line


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def start(line_with_redelivery: Emulator, port: int, tmp_path: Path) -> Iterator[Start]:
    """Start a server on the same data each time, and wait until it is ready."""
    running: list[subprocess.Popen[bytes]] = []

    def begin(**settings: str) -> subprocess.Popen[bytes]:
        environment = {
            **os.environ,
            **SETTINGS,
            "LINE_API_BASE_URL": line_with_redelivery.base_url,
            "DATA_DIR": str(tmp_path / "data"),
            "BURST_WINDOW_SECONDS": "0",
            **settings,
        }
        command = [sys.executable, "-m", "bot", "serve", "--port", str(port)]
        process = subprocess.Popen(command, env=environment, start_new_session=True)  # noqa: S603
        running.append(process)
        wait_until_ready(port, process)
        return process

    line_with_redelivery.webhook_url = f"http://127.0.0.1:{port}/line/webhook"
    yield begin
    for process in running:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def test_a_server_told_to_stop_ends_within_ten_seconds(start: Start) -> None:
    process = start()

    process.send_signal(signal.SIGTERM)

    assert process.wait(timeout=10) == 0


@pytest.mark.parametrize("send", [os.kill, os.killpg], ids=["process", "group"])
def test_two_signals_at_the_same_instant_stop_it_too(
    start: Start, send: Callable[[int, int], None]
) -> None:
    process = start()

    send(process.pid, signal.SIGTERM)
    send(process.pid, signal.SIGINT)

    assert process.wait(timeout=10) == 0


def test_open_pages_hold_up_neither_the_stop_nor_the_webhook(
    start: Start, port: int, line_with_redelivery: Emulator, tmp_path: Path
) -> None:
    process = start(CONSOLE_OVER_HTTP="true", CONSOLE_STREAMS="20")
    pages = follow_the_desk(port, tmp_path / "data", pages=20)
    person = line_with_redelivery.person("ป้าแดง")
    line_with_redelivery.send_text(person, "สวัสดีค่ะ")
    line_with_redelivery.wait_for_messages(person, timeout=20)

    process.send_signal(signal.SIGTERM)

    assert process.wait(timeout=10) == 0
    for page in pages:
        page.close()


def test_a_server_told_to_stop_leaves_its_house_in_order(start: Start, tmp_path: Path) -> None:
    process = start()

    process.send_signal(signal.SIGTERM)
    process.wait(timeout=10)

    with closing(sqlite3.connect(tmp_path / "data" / "frontdoor.db")) as database:
        assert database.execute("SELECT count(*) FROM process").fetchone() == (0,)


def test_a_worker_that_dies_is_started_anew(start: Start, line_with_redelivery: Emulator) -> None:
    process = start()

    os.kill(_child(process), signal.SIGKILL)

    port = int(str(line_with_redelivery.webhook_url).split("/")[2].split(":")[1])
    wait_until_ready(port, process)
    assert process.poll() is None


@pytest.mark.skipif(
    sys.platform != "linux" or len(os.sched_getaffinity(0)) < 2,
    reason="this machine keeps nobody to a core, or has but one",
)
def test_all_threads_of_a_server_keep_to_one_core_unless_told_otherwise(start: Start) -> None:
    kept = start()
    child = _child(kept)

    assert any(len(_cores_of_threads(child)) == 1 for _ in _moments(20))

    kept.terminate()
    kept.wait(timeout=10)
    free = start(KEEP_TO_ONE_CORE="false")
    child = _child(free)
    assert all(len(_cores_of_threads(child)) > 1 for _ in _moments(2))


def _child(server: subprocess.Popen[bytes]) -> int:
    """Return the process of a server that does the work."""
    (child,) = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
    return int(child)


def _cores_of_threads(process: int) -> set[int]:
    cores: set[int] = set()
    for thread in Path(f"/proc/{process}/task").iterdir():
        with suppress(ProcessLookupError):  # it has just ended
            cores |= os.sched_getaffinity(int(thread.name))
    return cores


def _moments(seconds: float) -> Iterator[None]:
    pause = Event()
    for _ in range(int(seconds * 10)):
        pause.wait(0.1)
        yield


def test_a_server_killed_in_the_middle_loses_and_doubles_nothing(
    start: Start, line_with_redelivery: Emulator
) -> None:
    line = line_with_redelivery
    people = [line.person(f"person {n}") for n in range(20)]
    process = start()
    for person in people:
        line.send_text(person, "สวัสดีค่ะ")
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()

    start()

    for person in people:
        line.wait_for_messages(person, timeout=20)
        assert len(line.ledger(chat=person)) <= 1
    assert {call.endpoint for call in line.ledger()} <= {"reply", "push"}


def test_a_body_of_two_megabytes_is_answered_and_not_just_cut_off(
    start: Start, line_with_redelivery: Emulator
) -> None:
    start()
    url = str(line_with_redelivery.webhook_url)
    request = urllib.request.Request(url, data=b"x" * 2_000_000)  # noqa: S310 -- our own address

    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=10)  # noqa: S310

    assert refused.value.code == 413
    refused.value.close()


def test_a_server_whose_first_process_is_killed_leaves_no_orphan(
    start: Start, line_with_redelivery: Emulator
) -> None:
    process = start()
    where = str(line_with_redelivery.webhook_url).split("/")[2]

    process.kill()
    process.wait()

    pause = Event()
    for _ in range(100):
        try:
            urllib.request.urlopen(f"http://{where}/healthz", timeout=1).close()
        except OSError:
            return
        pause.wait(0.1)
    pytest.fail("the port is still answered")


def test_wrong_settings_are_told_all_at_once(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "PORT": "many",
        "DATABASE_URL": "mysql://x",
        "DATA_DIR": str(tmp_path),
    }
    for name in SETTINGS:
        environment.pop(name, None)

    done = subprocess.run(
        [sys.executable, "-m", "bot", "serve"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 2
    for name in (*SETTINGS, "PORT", "DATABASE_URL"):
        assert name in done.stderr


@pytest.mark.parametrize(
    ("wrong", "code", "words"),
    [
        ({"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}, 3, "DATABASE_URL is right"),
        ({"FLOWS_FILE": "no-such-flows.yaml"}, 2, "There is no file no-such-flows.yaml"),
    ],
)
def test_what_is_wrong_beside_the_settings_is_told_and_ends_the_server(
    tmp_path: Path, wrong: dict[str, str], code: int, words: str
) -> None:
    environment = {**os.environ, **SETTINGS, "DATA_DIR": str(tmp_path), **wrong}

    done = subprocess.run(  # noqa: S603 -- our own command
        [sys.executable, "-m", "bot", "serve", "--port", str(free_port())],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert done.returncode == code
    assert words in done.stderr
    assert "Traceback" not in done.stderr
