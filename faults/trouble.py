"""LINE itself in trouble for long: down, slow, refusing the token, the month used up, too busy."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping

from faults.judge import Demands
from faults.ledger import Said, percentile
from faults.line import Line
from faults.people import LOAN, Crowd
from faults.programs import pause, running, until
from faults.record import Outcome
from faults.stage import Plan, bot, sqlite_url, stage, verdict

BUCKET = 200
"""Calls a second that the service is told to keep to."""
UNDER_WAY = 20
"""So many answers may be on their way when LINE breaks off, for longer than their tokens live;
nobody can know of them. All others must wait."""

_BACKLOG_A_SECOND = 10
_MOST_BACKLOG = 6000
_IN_A_BODY = 100


def _down(line: Line) -> None:
    line.emulator.fault("*", "close", times=None)


def _broken(line: Line) -> None:
    line.emulator.fault("*", "status", times=None, status=503)


def _slow(line: Line) -> None:
    line.emulator.fault("*", "delay", times=None, seconds=3.0)


def _unauthorised(line: Line) -> None:
    line.emulator.fault("*", "status", times=None, status=401)


def _month_used_up(line: Line) -> None:
    line.emulator.set_quota(0)


def _storm(line: Line) -> None:
    line.emulator.fault("*", "rate", times=None)


_KINDS: Mapping[str, Callable[[Line], None]] = {
    "down": _down,
    "broken": _broken,
    "slow": _slow,
    "unauthorised": _unauthorised,
    "month used up": _month_used_up,
    "storm": _storm,
}


def line_down(plan: Plan) -> Outcome:
    """Let LINE be down, slow, 401, out of quota, too busy: answers wait, none twice, all drain."""
    name = plan.only or list(_KINDS)[plan.seed % len(_KINDS)]
    with stage() as (folder, line):
        serve = bot(plan, folder, line, LINE_CALLS_PER_SECOND=str(BUCKET)).serve()
        with running(serve):
            with Crowd(line, lambda: [serve.url], plan.seed, plan.people) as crowd:
                pause(5.0)
                _KINDS[name](line)
                size = min(_MOST_BACKLOG, max(300, int(plan.seconds * _BACKLOG_A_SECOND)))
                backlog = _crowd_in(line, serve.url, size, plan)
                line.ledger.note_kill()
                line.emulator.heal()
                line.emulator.set_quota(None)
                rate = _drained(line, backlog)
            found = verdict(
                line,
                sqlite_url(folder),
                filed=crowd.filed,
                demands=Demands(may_give_up=True),  # by the rules of bot/delivery/retry.py
                quiet=300,
            )
        presumed = [one for one in found.broken if one.kind == "missed"]
        if len(presumed) <= UNDER_WAY:
            found.broken = [one for one in found.broken if one.kind != "missed"]
        waited = [seconds for said, seconds in line.ledger.answered_in() if said.number]
        found.measures = {
            f"backlog ({name})": float(len(backlog)),
            f"least drained a second ({name})": rate,
            f"presumed, not there ({name})": float(len(presumed)),
            "longest wait (s)": percentile(waited, 1.0),
        }
        return found


def _crowd_in(line: Line, url: str, size: int, plan: Plan) -> list[Said]:
    """Let many people write once each, spread over the time that the trouble lasts."""
    dice = random.Random(plan.seed)
    said = [line.text(line.person(f"q{n}"), LOAN) for n in range(size)]
    end = time.monotonic() + plan.seconds
    for first in range(0, size, _IN_A_BODY):
        while not line.deliver(url, *said[first : first + _IN_A_BODY]):
            pause(0.5)
        pause(max(0.0, dice.random() * 2 * (end - time.monotonic()) * _IN_A_BODY / size))
    pause(end - time.monotonic())
    return said


def _drained(line: Line, backlog: list[Said]) -> float | None:
    """Return how many of the backlog were answered a second, from the first to nine in ten."""
    waiting = {one.person for one in backlog if not line.ledger.heard.get(one.person)}
    if len(waiting) < BUCKET:
        return None
    wanted = len(waiting) * 9 // 10

    def answered() -> int:
        return sum(bool(line.ledger.heard.get(person)) for person in waiting)

    if not until(lambda: answered() > 0, 120):
        return 0.0
    first, began = answered(), time.monotonic()
    if not until(lambda: answered() >= wanted, 600):
        return 0.0
    return round((answered() - first) / (time.monotonic() - began), 1)
