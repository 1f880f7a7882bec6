"""CPU time and memory of processes with all their descendants, from /proc."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")
_OWN, _CHILDREN = (11, 12), (13, 14)  # places behind the name in /proc/PID/stat: utime, stime, …


@dataclass(frozen=True, slots=True)
class Memory:
    """Megabytes: resident (shared pages counted in each process), and proportional."""

    rss_mb: float
    pss_mb: float


def cpu_seconds(roots: Iterable[int]) -> float:
    """Return the CPU time of the processes, of those below them, and of those they have buried."""
    return sum(_cpu(pid) for pid in tree(roots))


def memory(roots: Iterable[int]) -> Memory:
    """Return the memory of the processes and of those below them."""
    rss = pss = 0
    for pid in tree(roots):
        for line in _read(f"/proc/{pid}/smaps_rollup").splitlines():
            if line.startswith("Rss:"):
                rss += int(line.split()[1])
            elif line.startswith("Pss:"):
                pss += int(line.split()[1])
    return Memory(rss / 1024, pss / 1024)


def tree(roots: Iterable[int]) -> list[int]:
    """Return the processes and their descendants that live now."""
    found = list(roots)
    for pid in found:  # grows while it is walked
        for children in Path(f"/proc/{pid}/task").glob("*/children"):
            found.extend(int(child) for child in _read(str(children)).split())
    return found


def _cpu(pid: int) -> float:
    fields = _read(f"/proc/{pid}/stat").rpartition(")")[2].split()
    if not fields:
        return 0.0
    return sum(int(fields[place]) for place in (*_OWN, *_CHILDREN)) / _TICK


def _read(path: str) -> str:
    try:
        return Path(path).read_text(encoding="ascii", errors="replace")
    except OSError:  # it has just ended
        return ""
