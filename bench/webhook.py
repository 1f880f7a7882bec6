"""Webhook throughput: durable, on Granian, beside the SDK's echo example that stores nothing."""

from __future__ import annotations

import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import OperationalError

SECRET = "bench"
POSTGRES = os.environ.get("TEST_DATABASE_URL", "postgresql://postgres@127.0.0.1:5432/postgres")
GRANIAN = [
    *(sys.executable, "-m", "granian", "--interface", "wsgi", "--factory", "--workers", "1"),
    *("--blocking-threads", "8", "--no-access-log", "--log-level", "error"),
]
GUNICORN = [sys.executable, "-m", "gunicorn", "--log-level", "error", "--keep-alive", "60"]


@dataclass(frozen=True)
class Subject:
    """One server to be measured."""

    name: str
    command: list[str]
    database_url: str | None = None


def report(*, rounds: int, seconds: float) -> None:
    """Measure all subjects in interleaved rounds and print medians and ratios to the first."""
    print(
        f"Webhook: {rounds} rounds of {seconds:g} s, 16 connections, one event a request; medians"
    )
    with tempfile.TemporaryDirectory() as folder, _postgres() as postgres_url:
        subjects = list(_subjects(Path(folder), postgres_url))
        figures: dict[str, list[dict[str, float]]] = {subject.name: [] for subject in subjects}
        for turn in range(rounds):
            for subject in subjects:
                with _serving(subject, Path(folder)) as port:
                    figures[subject.name].append(_measure(port, turn, seconds))
    floor = _median(figures[subjects[0].name], "per_second")
    for name, measured in figures.items():
        speed = _median(measured, "per_second")
        p50, p99 = _median(measured, "p50_ms"), _median(measured, "p99_ms")
        rate = f"{speed:7.0f} /s  {speed / floor:4.2f} x"
        print(f"  {name:<52} {rate}  p50 {p50:5.1f} ms  p99 {p99:6.1f} ms")


def _subjects(folder: Path, postgres_url: str | None) -> Iterator[Subject]:
    port = ["--bind", "127.0.0.1:{port}"]
    yield Subject(
        "SDK echo example, gunicorn sync, stores nothing",
        [*GUNICORN, "--workers", "1", *port, "bench.echo:app"],
    )
    yield Subject(
        "SDK echo example, gunicorn gthread, stores nothing",
        [*GUNICORN, "--worker-class", "gthread", "--threads", "8", *port, "bench.echo:app"],
    )
    ours = [*GRANIAN, "--port", "{port}", "bench.durable:application"]
    yield Subject("Front Door, SQLite FULL, committed before 200", ours, f"sqlite:///{folder}/b.db")
    if postgres_url:
        yield Subject("Front Door, PostgreSQL, committed before 200", ours, postgres_url)


@contextmanager
def _serving(subject: Subject, folder: Path) -> Iterator[int]:
    port = _free_port()
    command = [part.replace("{port}", str(port)) for part in subject.command]
    environment = {
        **os.environ,
        "LINE_CHANNEL_SECRET": SECRET,
        "LINE_CHANNEL_ACCESS_TOKEN": "bench",
        "DATA_DIR": str(folder),
        "DATABASE_URL": subject.database_url or "",
        "REDIS_URL": "",
    }
    with subprocess.Popen(command, env=environment) as server:
        try:
            _wait_until_it_answers(port, server)
            yield port
        finally:
            _stop(server)


def _measure(port: int, turn: int, seconds: float) -> dict[str, float]:
    run = f"{turn:02d}{port:06d}"
    command = [sys.executable, "-m", "bench.load", str(port), SECRET, run, str(seconds)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def _wait_until_it_answers(port: int, server: subprocess.Popen[bytes]) -> None:
    pause = Event()
    for _ in range(300):
        if server.poll() is not None:
            raise SystemExit("a server did not start; see its words above")
        with suppress(OSError):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=2)
            except urllib.error.HTTPError:
                return  # 404 is an answer too
        pause.wait(0.1)
    raise SystemExit("a server did not answer in time")


def _stop(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    try:
        server.wait(timeout=5)
    except subprocess.TimeoutExpired:
        server.kill()


@contextmanager
def _postgres() -> Iterator[str | None]:
    admin_url = make_url(POSTGRES).set(drivername="postgresql+psycopg")
    admin = create_engine(admin_url, isolation_level="AUTOCOMMIT")
    try:
        with admin.connect() as connection:
            connection.execute(text("DROP DATABASE IF EXISTS frontdoor_bench WITH (FORCE)"))
            connection.execute(text("CREATE DATABASE frontdoor_bench"))
    except OperationalError:
        print(f"  (no PostgreSQL answers at {admin_url.render_as_string()}: left out)")
        yield None
        return
    yield admin_url.set(database="frontdoor_bench").render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(text("DROP DATABASE frontdoor_bench WITH (FORCE)"))
    admin.dispose()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _median(measured: list[dict[str, float]], figure: str) -> float:
    return statistics.median(one[figure] for one in measured)
