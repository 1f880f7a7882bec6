"""Webhook throughput: durable, on Granian, beside the SDK's echo example that stores nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import processes, results
from bench.serving import (
    Store,
    bot_environment,
    free_port,
    postgres,
    run,
    wait_until_it_answers,
)
from bot.cli import serving

GRANIAN = [
    *(sys.executable, "-m", "granian", "--interface", "wsgi", "--factory", "--workers", "1"),
    *("--blocking-threads", "{threads}", "--backpressure", "256"),
    *("--no-access-log", "--log-level", "error", "--port", "{port}"),
]
GUNICORN = [
    *(sys.executable, "-m", "gunicorn", "--log-level", "error", "--keep-alive", "60"),
    *("--bind", "127.0.0.1:{port}", "--workers", "1"),
]
BLOCKING_THREADS = str(serving.THREADS)
"""As `bot serve` runs Granian."""


@dataclass(frozen=True)
class Subject:
    """One server to be measured."""

    name: str
    command: list[str]
    store: Store


def report(*, rounds: int, seconds: float) -> None:
    """Measure all subjects in interleaved rounds; tell medians, and ratios to the first."""
    print(f"Webhook: {rounds} rounds of {seconds:g} s, 16 connections, one event a request")
    with tempfile.TemporaryDirectory() as folder, postgres() as store:
        subjects = list(_subjects(Path(folder), store))
        figures: dict[str, list[dict[str, float]]] = {subject.name: [] for subject in subjects}
        for turn in range(rounds):
            for subject in subjects:
                with _serving(subject, Path(folder)) as (port, server):
                    figures[subject.name].append(_measure(subject, port, server, turn, seconds))
    told = {name: results.medians(measured) for name, measured in figures.items()}
    floor = told[subjects[0].name]
    for measured in told.values():
        measured["times_the_floor"] = measured["per_second"] / floor["per_second"]
    results.write(
        "webhook",
        {"rounds": rounds, "seconds": seconds, "subjects": told, "all_rounds": figures},
    )
    _tell(told)


def _tell(told: dict[str, dict[str, float]]) -> None:
    print(
        f"  {'':<44} {'/s':>6} {'floor':>6} {'p50 ms':>7} {'p99 ms':>7} {'CPU us':>7} {'db us':>6}"
    )
    for name, one in told.items():
        print(
            f"  {name:<44} {one['per_second']:6.0f} {one['times_the_floor']:5.2f}x"
            f" {one['p50_ms']:7.1f} {one['p99_ms']:7.1f} {one['cpu_us']:7.0f}"
            f" {one['database_cpu_us']:6.0f}"
        )


def _subjects(folder: Path, store: Store | None) -> Iterator[Subject]:
    nothing = Store("")
    yield Subject("SDK echo, gunicorn sync, stores nothing", [*GUNICORN, "bench.echo:app"], nothing)
    gthread = [*GUNICORN, "--worker-class", "gthread", "--threads", "8", "bench.echo:app"]
    yield Subject("SDK echo, gunicorn gthread, stores nothing", gthread, nothing)
    ours = [*GRANIAN, "bench.durable:application"]
    yield Subject("Front Door, SQLite FULL", ours, Store(f"sqlite:///{folder}/bench.db"))
    if store is not None:
        name = "Front Door, PostgreSQL + Redis" if store.redis_url else "Front Door, PostgreSQL"
        yield Subject(name, ours, store)


@contextmanager
def _serving(subject: Subject, folder: Path) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    port = free_port()
    command = [
        part.replace("{port}", str(port)).replace("{threads}", BLOCKING_THREADS)
        for part in subject.command
    ]
    environment = bot_environment(folder, subject.store, line_port=9, port=port)
    with run(command, environment) as server:
        wait_until_it_answers(port, server)
        yield port, server


def _measure(
    subject: Subject, port: int, server: subprocess.Popen[bytes], turn: int, seconds: float
) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.load", str(port), f"{turn:02d}{port:06d}", str(seconds)]
    cpu = processes.cpu_seconds([server.pid])
    database = processes.cpu_seconds(subject.store.processes)
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=os.environ)
    figures: dict[str, Any] = json.loads(done.stdout)
    share = 1e6 / figures["requests"]
    figures["cpu_us"] = (processes.cpu_seconds([server.pid]) - cpu) * share
    figures["database_cpu_us"] = (processes.cpu_seconds(subject.store.processes) - database) * share
    return figures
