"""From the start of `bot serve` to the first answer, and the memory it holds after a while."""

from __future__ import annotations

import socket
import tempfile
import time
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from threading import Event
from typing import Any

from bench import processes, results
from bench.crowd import Crowd, Orders
from bench.serving import BOT, Bot, Store, bot_environment, free_port, run
from bench.whole_path import crowd

MESSAGES = 1_000
_PATIENCE_SECONDS = 60


def report(*, rounds: int) -> None:
    """Start an empty installation and one that has served before, and let people talk."""
    print(f"Footprint: {rounds} starts; memory after {MESSAGES} messages; medians")
    measured = [_measure(turn) for turn in range(rounds)]
    told = results.medians(measured)
    results.write("footprint", {"rounds": rounds, "medians": told, "all_rounds": measured})
    for name, value in told.items():
        print(f"  {name:<32} {value:7.2f}")


def _measure(turn: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        first = _serve(Path(folder), run_number=2 * turn, messages=MESSAGES)
        again = _serve(Path(folder), run_number=2 * turn + 1, messages=0)
    return {
        "first_start_seconds": first["seconds_to_first_answer"],
        "later_start_seconds": again["seconds_to_first_answer"],
        "later_start_cpu_seconds": again["cpu_seconds_to_first_answer"],
        "rss_mb_at_start": first["at_start"]["rss_mb"],
        "pss_mb_at_start": first["at_start"]["pss_mb"],
        "rss_mb": first["later"]["rss_mb"],
        "pss_mb": first["later"]["pss_mb"],
    }


def _serve(folder: Path, *, run_number: int, messages: int) -> dict[str, Any]:
    store = Store(f"sqlite:///{folder}/bench.db")
    port, line_port = free_port(), free_port()
    environment = bot_environment(folder, store, line_port=line_port, port=port)
    began = time.perf_counter()
    with run([*BOT, "serve"], environment) as server:
        _wait_for_port(port)
        orders = Orders(webhook=port, line=line_port, people=1, run=run_number + 500)
        first = Crowd(orders)
        first.say_one_thing()
        figures: dict[str, Any] = {
            "seconds_to_first_answer": time.perf_counter() - began,
            "cpu_seconds_to_first_answer": processes.cpu_seconds([server.pid]),
            "at_start": asdict(processes.memory([server.pid])),
        }
        first.close()
        if messages:
            bot = Bot(port, line_port, (server.pid,))
            crowd(bot, store, people=16, messages=messages, run=run_number)
            figures["later"] = asdict(processes.memory([server.pid]))
    return figures


def _wait_for_port(port: int) -> None:
    """Wait until somebody listens: what comes earlier LINE would have to deliver again."""
    pause = Event()
    until = time.perf_counter() + _PATIENCE_SECONDS
    while time.perf_counter() < until:
        with closing(socket.socket()) as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        pause.wait(0.01)
    raise SystemExit("the bot did not start in a minute")
