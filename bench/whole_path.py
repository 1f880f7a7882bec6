"""The whole path: webhook, signature, understanding, dialogue, case, outbox, LINE; and back.

Measured twice for each form of the service: what it sustains while many talk at once (everybody
writes again as soon as they are answered), and how long one person waits while nobody else writes.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Any

from bench import processes, results
from bench.serving import Bot, Store, postgres, serving_bot

PEOPLE = 64
WARM_SECONDS = 3.0
ALONE_MESSAGES = 300
ALONE_PAUSE = 0.05
"""Seconds between an answer and the next message while one person talks alone."""
_SETTLE_SECONDS = 3.0
_IDLE_SECONDS = 5.0
_FAULTS = ("unanswered", "wrong_answers", "pushes", "refused_by_line", "refused_by_bot")


@dataclass(frozen=True, slots=True)
class Form:
    """One form of the service."""

    name: str
    workers: int
    sqlite: bool


FORMS = (
    Form("SQLite FULL, one process", 0, sqlite=True),
    Form("PostgreSQL + Redis, web + 2 workers", 2, sqlite=False),
)


class WrongAnswers(SystemExit):
    """The bot lost, doubled or changed an answer: then its speed is worth nothing."""


def report(*, rounds: int, seconds: float) -> None:
    """Measure all forms in interleaved rounds; tell medians."""
    print(f"Whole path: {rounds} rounds of {seconds:g} s, {PEOPLE} people at once; then one alone")
    figures: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for turn in range(rounds):
        for form in FORMS:
            with running(form) as pair:
                if pair is None:
                    continue
                kept = figures.setdefault(form.name, {"idle": [], "crowd": [], "alone": []})
                kept["idle"].append({"cpu_percent": idle_percent(pair[0])})
                kept["crowd"].append(
                    crowd(*pair, people=PEOPLE, warm=WARM_SECONDS, seconds=seconds, run=2 * turn)
                )
                kept["alone"].append(
                    crowd(
                        *pair,
                        people=1,
                        messages=ALONE_MESSAGES,
                        pause=ALONE_PAUSE,
                        run=2 * turn + 1,
                    )
                )
    told = {
        name: {kind: results.medians(measured) for kind, measured in kinds.items()}
        for name, kinds in figures.items()
    }
    results.write(
        "whole_path",
        {"rounds": rounds, "seconds": seconds, "people": PEOPLE, "forms": told, "all": figures},
    )
    _tell(told)


@contextmanager
def running(form: Form) -> Iterator[tuple[Bot, Store] | None]:
    """Run a form of the service on an empty database; None when the machine lacks a part."""
    with tempfile.TemporaryDirectory() as folder:
        if form.sqlite:
            store = Store(f"sqlite:///{folder}/bench.db")
            with serving_bot(Path(folder), store) as bot:
                yield bot, store
            return
        with postgres() as found:
            if found is None or not found.redis_url:
                yield None
                return
            with serving_bot(Path(folder), found, workers=form.workers) as bot:
                yield bot, found


def crowd(
    bot: Bot,
    store: Store,
    *,
    beside: AbstractContextManager[object] | None = None,
    **orders: object,
) -> dict[str, Any]:
    """Let people talk with the bot as `bench.crowd` is ordered; return its figures.

    What is to happen `beside` begins when they have warmed up, and is measured from then on.
    Raises WrongAnswers unless every message was answered once, by a reply, as in rehearsal.
    """
    whole = {
        "webhook": bot.port,
        "line": bot.line_port,
        "processes": bot.processes,
        "database_processes": store.processes,
        "waits": beside is not None,
        **orders,
    }
    command = [sys.executable, "-m", "bench.crowd", json.dumps(whole)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as talk:
        if beside is not None and talk.stdout is not None:
            talk.stdout.readline()
        with beside or nullcontext():
            told, _ = talk.communicate("go\n")
    if talk.returncode != 0:
        raise WrongAnswers("the people could not talk with the bot; see above")
    figures: dict[str, Any] = json.loads(told)
    if faults := {name: figures[name] for name in _FAULTS if figures[name]}:
        raise WrongAnswers(f"the bot did not answer as it should: {faults}")
    return figures


def idle_percent(bot: Bot) -> float:
    """Return how much of one core the bot takes while nobody writes."""
    Event().wait(_SETTLE_SECONDS)
    before = processes.cpu_seconds(bot.processes)
    Event().wait(_IDLE_SECONDS)
    return (processes.cpu_seconds(bot.processes) - before) / _IDLE_SECONDS * 100


def _tell(told: dict[str, dict[str, dict[str, float]]]) -> None:
    head = ("", "/s", "p50 ms", "p99 ms", "CPU us", "db us", "cards")
    print("  {:<44} {:>6} {:>7} {:>7} {:>7} {:>6} {:>6}".format(*head))
    for name, kinds in told.items():
        print(f"  {name + ', idle':<44} {kinds['idle']['cpu_percent']:.1f} % of a core")
        for kind in ("crowd", "alone"):
            one = kinds[kind]
            print(
                f"  {name + ', ' + kind:<44} {one['per_second']:6.0f} {one['p50_ms']:7.1f}"
                f" {one['p99_ms']:7.1f} {one['cpu_us']:7.0f} {one['database_cpu_us']:6.0f}"
                f" {one['cards']:6.3f}"
            )
