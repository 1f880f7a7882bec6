"""What was measured, on what: `bench/results/<name>.json`; documents and plots are made of it."""

from __future__ import annotations

import json
import os
import platform
import sqlite3
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "results"


def write(name: str, figures: Mapping[str, Any]) -> None:
    """Keep what was measured, with the machine it was measured on."""
    FOLDER.mkdir(exist_ok=True)
    whole = {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": _words(["git", "rev-parse", "--short", "HEAD"]),
        "machine": machine(),
        **figures,
    }
    path = FOLDER / f"{name}.json"
    path.write_text(json.dumps(whole, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def read(name: str) -> dict[str, Any] | None:
    """Return what was measured last; None when nothing was."""
    path = FOLDER / f"{name}.json"
    if not path.is_file():
        return None
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def medians(rounds: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    """Return the median of every figure over the rounds."""
    return {
        name: statistics.median(one[name] for one in rounds)
        for name, value in rounds[0].items()
        if isinstance(value, int | float)
    }


def machine() -> dict[str, Any]:
    """Describe the machine, how busy it is, and how long its disk takes to be sure."""
    return {
        "processor": _field("/proc/cpuinfo", "model name"),
        "cores": os.cpu_count(),
        "memory_gb": round(int(_field("/proc/meminfo", "MemTotal").split()[0]) / 1_048_576),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "postgresql": _words(["psql", "--version"]).rpartition("(PostgreSQL) ")[2],
        "redis": _words(["redis-server", "--version"]).partition("v=")[2].partition(" ")[0],
        "load_average": round(os.getloadavg()[0], 1),
        "fdatasync_ms": round(fdatasync_ms(), 2),
    }


def fdatasync_ms() -> float:
    """Return the median time of an fdatasync after 4 KiB, where temporary files are."""
    with tempfile.NamedTemporaryFile() as file:
        times = []
        for _ in range(50):
            os.write(file.fileno(), b"x" * 4096)
            started = time.perf_counter()
            os.fdatasync(file.fileno())
            times.append(time.perf_counter() - started)
    return statistics.median(times) * 1000


def _field(path: str, name: str) -> str:
    lines: Iterable[str] = Path(path).read_text(encoding="ascii").splitlines()
    return next((one.partition(":")[2].strip() for one in lines if one.startswith(name)), "?")


def _words(command: Sequence[str]) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return "?"
    return done.stdout.strip()
