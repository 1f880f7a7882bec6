"""Is a message as cheap in a full database as in an empty one?

Three databases each on SQLite and PostgreSQL: empty, small, and full (a million people with ten
messages and a case each, their events and calls in the archives). New people talk with the bot on
the empty and the full one; on the small and the full one every second talker is one of those who
have been here before, each a different one. Interleaved rounds; the bot is one process.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bench import filling, results
from bench.serving import Store, postgres, serving_bot
from bench.whole_path import crowd

FULL = 1_000_000
SMALL = 5_000
PEOPLE = 16
"""How many talk at once: enough that the bot never waits for them."""
WARM_SECONDS = 4.0
_KNOWN_EACH_TIME = 600
"""Known people set aside for one measurement; more never come in that time."""


@dataclass(frozen=True, slots=True)
class _Filled:
    """A database, and how many known people it holds."""

    store: Store
    folder: Path
    known: int


def report(*, rounds: int, seconds: float, scale: float = 1.0) -> None:
    """Fill the databases, measure, and tell medians and ratios."""
    full = max(SMALL, int(FULL * scale))
    print(f"Scale: {full:,} people against none and {SMALL:,}; {rounds} rounds of {seconds:g} s")
    told = {
        kind: measured
        for kind in ("SQLite FULL", "PostgreSQL")
        if (measured := _measure(kind, full, rounds=rounds, seconds=seconds)) is not None
    }
    results.write(
        "scale",
        {"rounds": rounds, "seconds": seconds, "full": full, "small": SMALL, "databases": told},
    )


def _measure(kind: str, full: int, *, rounds: int, seconds: float) -> dict[str, Any] | None:
    with ExitStack() as stack:
        filled = stack.enter_context(_databases(kind, full))
        if filled is None:
            return None
        figures: dict[str, list[dict[str, Any]]] = {}
        for turn in range(rounds):
            for name, size, returning in (
                ("empty, new people", "empty", False),
                ("full, new people", "full", False),
                ("small, new and known", "small", True),
                ("full, new and known", "full", True),
            ):
                measured = _talk(filled[size], turn, returning=returning, seconds=seconds)
                figures.setdefault(name, []).append(measured)
        told: dict[str, Any] = {name: results.medians(one) for name, one in figures.items()}
        rows = filling.counts(filled["full"].store.database_url)
        megabytes = filling.size_mb(filled["full"].store.database_url)
    told["ratios"] = {
        "new people": _ratio(told, "new people", "empty"),
        "new and known": _ratio(told, "new and known", "small"),
    }
    _tell(kind, told, megabytes)
    return told | {"rows": rows, "size_mb": megabytes, "all_rounds": figures}


def _ratio(told: dict[str, Any], who: str, other: str) -> dict[str, float]:
    """Return how many times as much a message takes in the full database."""
    full, small = told[f"full, {who}"], told[f"{other}, {who}"]
    return {
        "time": small["per_second"] / full["per_second"],
        "cpu": (full["cpu_us"] + full["database_cpu_us"])
        / (small["cpu_us"] + small["database_cpu_us"]),
        "p50": full["p50_ms"] / small["p50_ms"],
    }


def _talk(filled: _Filled, turn: int, *, returning: bool, seconds: float) -> dict[str, Any]:
    store = replace(filled.store, redis_url="")
    with serving_bot(filled.folder, store) as bot:
        return crowd(
            bot,
            store,
            people=PEOPLE,
            warm=WARM_SECONDS,
            seconds=seconds,
            run=2 * turn + returning,
            known=filled.known if returning else 0,
            known_from=turn * _KNOWN_EACH_TIME,
        )


@contextmanager
def _databases(kind: str, full: int) -> Iterator[dict[str, _Filled] | None]:
    with ExitStack() as stack:
        made: dict[str, _Filled] = {}
        for size, people in (("empty", 0), ("small", SMALL), ("full", full)):
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            store: Store | None = Store(f"sqlite:///{folder}/bench.db")
            if kind == "PostgreSQL":
                store = stack.enter_context(postgres(size))
            if store is None:
                yield None
                return
            if people:
                began = time.perf_counter()
                filling.fill(folder, store, people)
                filling.count_as_followed(store.database_url)
                print(f"  {kind}: {people:,} people in {time.perf_counter() - began:.0f} s")
            made[size] = _Filled(store, folder, people)
        yield made


def _tell(kind: str, told: dict[str, Any], size: float) -> None:
    for name, one in told.items():
        if name != "ratios":
            print(
                f"  {kind + ', ' + name:<44} {one['per_second']:6.0f} /s"
                f"  p50 {one['p50_ms']:6.1f} ms  p99 {one['p99_ms']:6.1f} ms"
                f"  CPU {one['cpu_us']:.0f} + {one['database_cpu_us']:.0f} us"
            )
    for who, ratio in told["ratios"].items():
        print(
            f"  {kind}, {size:,.0f} MB: {who}: time {ratio['time']:.2f} x,"
            f" CPU {ratio['cpu']:.2f} x, p50 {ratio['p50']:.2f} x"
        )
