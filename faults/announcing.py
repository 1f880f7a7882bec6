"""Kill -9 of whoever sends an announcement to 100,000, while LINE misbehaves: each gets it once."""

from __future__ import annotations

import random
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import create_engine, text
from typing_extensions import override

from bot.emulator.ledger import Call
from bot.emulator.ledger import Ledger as CallBook
from faults.judge import Broken, read_books
from faults.line import Line
from faults.points import ANNOUNCING, places
from faults.programs import Bot, DidNotStart, Program, until
from faults.record import Outcome
from faults.servers import missing, postgres
from faults.stage import Plan, bot, sqlite_url, stage

_PEOPLE = 1_000
"""So many friends for each of the plan's `people`."""
_AT_ONCE = 10_000
_PATIENCE = 180.0
_MOST_A_SECOND = 200
_TRIES = 4
_LIVES = 60
"""More runs than these are never needed for an announcement to be sent."""
_FILE = """
title: ทดสอบ
message: ประกาศทดสอบ
source: กรมส่งเสริมอุตสาหกรรม
closes: 2099-12-31
"""


def killed(plan: Plan) -> Outcome:
    """Kill -9 of whoever sends an announcement; even seeds SQLite, odd ones PostgreSQL."""
    if plan.seed % 2 and (why := missing()):
        return Outcome(skipped=why)
    dice = random.Random(plan.seed)
    with stage() as (folder, line), _database(plan, folder) as url:
        book = _Book()
        line.emulator.platform.ledger = book
        it = bot(plan, folder, line, DATABASE_URL=url if plan.seed % 2 else "")
        people = plan.people * _PEOPLE
        number = _approved(it, folder, url, people)
        _make_trouble(line, plan.seed)
        sender = Program(
            "send",
            [sys.executable, "-m", "bot", "broadcast", "send", number, "--now"],
            log=folder / "send.log",
            ready=lambda: True,
            environment=it.settings,
            folder=it.tree,
        )
        on = _Sending(it, number, sender, book)
        kills, unreached = _kill_again_and_again(plan, dice, on)
        line.emulator.heal()
        ended = _send_the_rest(on)
        broken = [Broken("unsound", f"{place} was never passed") for place in unreached]
        broken += [] if ended else [Broken("unfinished", "it was never sent whole")]
        broken += _judged(url, book, people)
        return Outcome(
            kills=kills,
            events=people,
            answers=sum(book.heard.values()),
            broken=broken,
            measures={
                "chunks": float(book.accepted),
                "calls": float(len(book.times)),
                "most calls in a second": float(book.most_in_a_second()),
            },
        )


@dataclass
class _Book(CallBook):
    """What LINE was asked for by multicast, and to whom it took it."""

    heard: Counter[str] = field(default_factory=Counter)
    accepted: int = 0
    times: list[float] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        super().__init__()

    @override
    def add(self, call: Call) -> None:
        if call.endpoint != "multicast" or not isinstance(call.body, Mapping):
            return
        with self.lock:
            self.times.append(time.monotonic())
            if call.accepted and call.status != 409:
                self.accepted += 1
                self.heard.update(call.body["to"])

    def most_in_a_second(self) -> int:
        """Return the most calls that came within any second."""
        times, first, most = sorted(self.times), 0, 0
        for place, moment in enumerate(times):
            while moment - times[first] > 1.0:
                first += 1
            most = max(most, place - first + 1)
        return most


@contextmanager
def _database(plan: Plan, folder: Path) -> Iterator[str]:
    if not plan.seed % 2:
        yield sqlite_url(folder)
        return
    with postgres(folder / "postgres") as cluster:
        yield cluster.url


def _approved(it: Bot, folder: Path, url: str, people: int) -> str:
    """Make friends and officers, and have an announcement approved; return its number."""
    it.run("migrate")
    _befriend(url, people)
    for name in ("ann", "bob", "cat"):
        password = ["--password", "four random words"]
        it.run("staff", "add", name, "--role", "broadcast", *password)
    file = folder / "news.yaml"
    file.write_text(_FILE, encoding="utf-8")
    number = it.run("broadcast", "create", str(file), "--as", "ann").strip()
    it.run("broadcast", "approve", number, "--as", "bob")
    it.run("broadcast", "approve", number, "--as", "cat")
    return number


def _befriend(url: str, people: int) -> None:
    engine = create_engine(url)
    friend = text(
        "INSERT INTO conversation"
        " (person, version, state, held_by_staff, following, news, created_at, updated_at)"
        " VALUES (:person, 1, '', false, true, true, '2026-01-01 00:00:00', '2026-01-01 00:00:00')"
    )
    with engine.begin() as connection:
        for first in range(0, people, _AT_ONCE):
            some = range(first, min(first + _AT_ONCE, people))
            connection.execute(friend, [{"person": _someone(one)} for one in some])
    engine.dispose()


def _someone(number: int) -> str:
    return f"U{number:032x}"


def _make_trouble(line: Line, seed: int) -> None:
    """Have LINE's usual troubles, and now and then the word that the month is used up."""
    line.make_trouble(seed)
    line.emulator.fault(
        "multicast",
        "status",
        times=None,
        probability=0.01,
        seed=seed,
        status=429,
        message="You have reached your monthly limit.",
    )


@dataclass(frozen=True, slots=True)
class _Sending:
    """An announcement that is on its way, and who sends it."""

    it: Bot
    number: str
    sender: Program
    book: _Book

    def go_on(self, crash_at: str = "") -> None:
        """Send on, from where it stands; resumed, where LINE's word has held it."""
        with suppress(DidNotStart):  # it is not held
            self.it.run("broadcast", "resume", self.number, "--as", "bob")
        self.sender.environment.pop("CRASH_AT", None)
        if crash_at:
            self.sender.environment["CRASH_AT"] = crash_at
        self.sender.begin()

    def wait(self, calls: int | None = None) -> None:
        """Wait until the sender is dead, or until LINE was called so often."""
        book, sender = self.book, self.sender
        until(
            lambda: not sender.running or (calls is not None and len(book.times) > calls), _PATIENCE
        )


def _kill_again_and_again(plan: Plan, dice: random.Random, on: _Sending) -> tuple[int, list[str]]:
    """Kill at every named place once, and as often as was asked for at any moment.

    Returns how many were killed, and the places that were never passed.
    """
    named = [place for place in places(plan.tree) if place.startswith(ANNOUNCING)]
    orders = [plan.only] if plan.only else [*named, *[""] * plan.kills]
    dice.shuffle(orders)
    kills, unreached = 0, []
    for order in orders:
        # LINE's word that the month is used up may end a life before it passes the place.
        for _ in range(_TRIES if order else 1):
            killed, passed = _one_life(dice, on, order)
            kills += int(killed)
            if passed:
                break
        else:
            unreached.append(order)
    return kills, unreached


def _one_life(dice: random.Random, on: _Sending, order: str) -> tuple[bool, bool]:
    """Have it sent until it is killed; return whether it was, and by the order it was given."""
    before = len(on.book.times)
    on.go_on(f"{order}:{dice.randint(1, 4)}" if order else "")
    on.wait(None if order else before + dice.randint(0, 6))
    died = on.sender.status == -signal.SIGKILL
    killed = died or on.sender.running
    on.sender.kill()
    return killed, died or not order


def _send_the_rest(on: _Sending) -> bool:
    for _ in range(_LIVES):
        on.go_on()
        on.wait()
        if on.sender.status == 0:
            return True
        on.sender.kill()
    return False


def _judged(url: str, book: _Book, people: int) -> list[Broken]:
    broken = [
        Broken("lost", f"{_someone(one)} never got it")
        for one in range(people)
        if not book.heard[_someone(one)]
    ]
    broken += [
        Broken("doubled", f"{person} got it {times} times")
        for person, times in book.heard.items()
        if times > 1
    ]
    if book.most_in_a_second() > _MOST_A_SECOND:
        broken.append(Broken("unsound", f"{book.most_in_a_second()} calls in one second"))
    return broken + [Broken("unsound", one) for one in read_books(url).unsound]
