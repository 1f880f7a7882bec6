"""An announcement to a million friends, and what answers cost while it goes out.

One process sends (`bot broadcast send --now`), against LINE's stand-in of the measurements, which
takes LINE's own 200 multicast requests a second and refuses more. Its memory is looked at all the
while. Then one person talks with the service, with and without an announcement going out beside.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text

from bench import processes, results
from bench.line_sink import ACCESS_TOKEN, LineSink, Loop
from bench.serving import BOT, Bot, Store, bot_environment, free_port, postgres, run, serving_bot
from bench.whole_path import ALONE_PAUSE, crowd
from bot.app import App
from bot.broadcasts.budget import Budget, Kept
from bot.broadcasts.draft import load
from bot.config import read_settings
from bot.handlers import broadcasts
from bot.model.staff import Officer, Role
from bot.storage import migrate
from bot.storage.db import reading, transaction
from bot.worker import announcing

FRIENDS = 1_000_000
_AT_ONCE = 50_000
_MESSAGES = 40
"""So few that the announcement goes on for longer."""
_LOOK_SECONDS = 0.25
_WARM = 0.1
"""Memory is compared with what it was when so much of it had gone out."""
_NO_LIMIT = Budget(None, 0, 0, Kept(0))
_OFFICERS = tuple(Officer(n, name, name, Role.BROADCAST, None) for n, name in enumerate("abc"))
_NEWS = """
title: ประกาศทดสอบความเร็ว
message: เปิดรับสมัครร้านค้าออกบูธ 40 ร้าน ไม่มีค่าใช้จ่าย
source: กรมส่งเสริมอุตสาหกรรม
closes: 2099-12-31
topic: market
buttons: [{label: สนใจ, flow: market}]
"""
# Each stands in a province; their LINE ids lie as LINE's do, in no order.
_FRIENDS = {
    "sqlite": (
        "WITH RECURSIVE n(i) AS (SELECT :first UNION ALL SELECT i + 1 FROM n WHERE i < :last)"
        " SELECT i, 'U' || printf('%016x', i * 7919 % 999983) || printf('%016x', i) AS person"
        " FROM n"
    ),
    "postgresql": (
        "SELECT i, 'U' || lpad(to_hex(i * 7919 % 999983), 16, '0') || lpad(to_hex(i), 16, '0')"
        " AS person"
        " FROM generate_series(CAST(:first AS bigint), CAST(:last AS bigint)) AS n(i)"
    ),
}
_CONVERSATION = """
    INSERT INTO conversation
      (person, version, state, held_by_staff, following, news, created_at, updated_at)
    SELECT person, 1, :state, false, true, true, :now, :now FROM ({friends}) AS f
"""
_FRIEND = """
    INSERT INTO friend (person, province, needs)
    SELECT person, 'TH-' || CAST(10 + i % 77 AS TEXT), 1 + i % 15 FROM ({friends}) AS f
"""


def report(*, rounds: int, scale: float = 1.0) -> None:
    """Announce to everybody on both databases, and let somebody talk beside it."""
    friends = int(FRIENDS * scale)
    print(f"Announcing: {friends:,} friends, from one process; then one person talks beside it")
    told = {}
    for name, sqlite in (("SQLite FULL", True), ("PostgreSQL", False)):
        with tempfile.TemporaryDirectory() as folder, _store(folder, sqlite=sqlite) as store:
            if store is None:
                continue
            told[name] = _to_everybody(Path(folder), store, friends)
            _tell(name, told[name])
            beside = _beside(Path(folder), store, rounds)
            _tell(name, beside)
            told[name] |= beside
    results.write("announcing", {"rounds": rounds, "friends": friends, "databases": told})


def _tell(name: str, figures: Mapping[str, float]) -> None:
    print(f"  {name}: " + ", ".join(f"{k} {v:,.2f}" for k, v in figures.items()))


@contextmanager
def _store(folder: str, *, sqlite: bool) -> Iterator[Store | None]:
    if sqlite:
        yield Store(f"sqlite:///{folder}/bench.db")
        return
    with postgres("announcing") as found:
        # Without Redis: one process is measured.
        yield Store(found.database_url, "", found.processes) if found else None


def _to_everybody(folder: Path, store: Store, friends: int) -> dict[str, float]:
    app = _app(folder, store)
    migrate.upgrade(app.engine)
    _befriend(app, friends)
    began = time.perf_counter()
    number = _approved(app)
    frozen = time.perf_counter() - began
    with _line() as (port, sink):
        environment = bot_environment(folder, store, line_port=port, port=free_port())
        command = [*BOT, "broadcast", "send", str(number), "--now"]
        began = time.perf_counter()
        with run(command, environment) as sender:
            memory = _watch(sender, sink, friends)
            whole = time.perf_counter() - began
            if sender.wait() != 0:
                raise SystemExit("the announcement was not sent; see above")
    seconds = _seconds(app, number)
    if sink.people != friends:
        raise SystemExit(f"LINE took it for {sink.people:,} people instead of {friends:,}")
    app.engine.dispose()
    return {
        "freeze_seconds": frozen,
        "send_seconds": seconds,
        "command_seconds": whole,
        "requests_per_second": sink.multicasts / seconds,
        "people_per_second": friends / seconds,
        "refused_by_line": float(sink.refused),
        **memory,
    }


def _app(folder: Path, store: Store) -> App:
    return App(
        read_settings(
            database_url=store.database_url,
            redis_url="",
            data_dir=folder,
            line_channel_secret="bench",
            line_channel_access_token=ACCESS_TOKEN,
        )
    )


def _befriend(app: App, friends: int) -> None:
    listed = _FRIENDS[app.engine.dialect.name]
    state = json.dumps({"v": 1, "slots": {"consent": True}})
    for first in range(1, friends + 1, _AT_ONCE):
        part = {"first": first, "last": min(first + _AT_ONCE - 1, friends)}
        with transaction(app.engine) as connection:
            _fill(connection, _CONVERSATION.format(friends=listed), part, state, app)
            _fill(connection, _FRIEND.format(friends=listed), part, None, app)
    with reading(app.engine) as connection:
        connection.execute(text("ANALYZE"))


def _fill(
    connection: Connection, query: str, part: dict[str, int], state: str | None, app: App
) -> None:
    values: dict[str, object] = dict(part)
    if state is not None:
        values |= {"state": state, "now": app.now().replace(tzinfo=None)}
    connection.execute(text(query), values)


def _approved(app: App) -> int:
    """Have an announcement written, approved, and its recipients frozen; return its number."""
    now = app.now()
    known = broadcasts.known(app.staff_deps, app.programmes.latest(), now)
    draft = load(_NEWS, "news.yaml", known=known, today=now.date())
    deps, (author, *others) = app.staff_deps, _OFFICERS
    number = app.writer.run(
        partial(broadcasts.create, deps=deps, officer=author, draft=draft, now=now)
    )
    with reading(app.engine) as connection:
        counted = broadcasts.reach_at_most(connection, deps, number, now)
    for officer in others:
        app.writer.run(
            partial(
                broadcasts.approve,
                officer=officer,
                number=number,
                counted=counted,
                budget=_NO_LIMIT,
                now=now,
            )
        )
    announcing.freeze(app, number)
    return number


@contextmanager
def _line() -> Iterator[tuple[int, LineSink]]:
    """Have LINE's side of the measurements in a thread."""
    loop, port, ended = Loop(), free_port(), threading.Event()
    sink = LineSink(loop, port, lambda *_: False)

    def work() -> None:
        while not ended.is_set():
            loop.turn(0.1)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        yield port, sink
    finally:
        ended.set()
        thread.join()
        loop.close()


def _watch(sender: subprocess.Popen[bytes], sink: LineSink, friends: int) -> dict[str, float]:
    """Look at the sender's memory while it sends; in MB."""
    early, most = 0.0, 0.0
    pause = threading.Event()
    while sender.poll() is None:
        resident = processes.memory([sender.pid]).rss_mb
        if sink.people <= friends * _WARM:
            early = max(early, resident)
        most = max(most, resident)
        pause.wait(_LOOK_SECONDS)
    return {"early_mb": early, "most_mb": most}


def _seconds(app: App, number: int) -> float:
    with reading(app.engine) as connection:
        one = broadcasts.find(connection, number)
    assert one.started_at, "it was begun"
    assert one.finished_at, "it was finished"
    return (one.finished_at - one.started_at).total_seconds()


def _beside(folder: Path, store: Store, rounds: int) -> dict[str, float]:
    """Let one person talk, with and without an announcement going out, in turns."""
    quiet, busy = [], []
    with serving_bot(folder, store) as bot:
        for turn in range(rounds):
            quiet.append(_alone(bot, store, 2 * turn))
            busy.append(_alone(bot, store, 2 * turn + 1, beside=_announcing(folder, store)))
    without, beside = results.medians(quiet), results.medians(busy)
    return {
        "alone_p50_ms": without["p50_ms"],
        "beside_p50_ms": beside["p50_ms"],
        "ratio_p50": beside["p50_ms"] / without["p50_ms"],
        "alone_p99_ms": without["p99_ms"],
        "beside_p99_ms": beside["p99_ms"],
    }


def _alone(
    bot: Bot, store: Store, turn: int, *, beside: AbstractContextManager[None] | None = None
) -> dict[str, Any]:
    orders = {"people": 1, "messages": _MESSAGES, "pause": ALONE_PAUSE, "run": 900 + turn}
    return crowd(bot, store, beside=beside, **orders)


@contextmanager
def _announcing(folder: Path, store: Store) -> Iterator[None]:
    """Have an announcement go out to everybody meanwhile, by a LINE of its own."""
    app = _app(folder, store)
    number = _approved(app)
    with _line() as (port, sink):
        environment = bot_environment(folder, store, line_port=port, port=free_port())
        with run([*BOT, "broadcast", "send", str(number), "--now"], environment) as sender:
            pause = threading.Event()
            while not sink.people:
                pause.wait(_LOOK_SECONDS)
            yield
            if sender.poll() is not None:
                raise SystemExit("the announcement was over before the talk beside it was")
            now = app.now()
            app.writer.run(partial(broadcasts.stop, officer=_OFFICERS[0], number=number, now=now))
            sender.wait()
    app.engine.dispose()
