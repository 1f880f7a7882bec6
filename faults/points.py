"""Kill -9 at every named place in the service (`bot/crashpoint.py`), one place after the other."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import create_engine, text

from faults import files
from faults.judge import Broken
from faults.line import Line
from faults.people import LOAN, Crowd, Habits
from faults.programs import Program, pause, running, until
from faults.record import Outcome
from faults.scaled import fleet
from faults.servers import missing
from faults.stage import Plan, bot, recovery, sqlite_url, stage, verdict

_CALL = re.compile(r"""crashpoint\(\s*"([a-z_.]+)"\s*\)""")
ANNOUNCING = "chunk."
"""Places that only an announcement passes; `faults.announcing` has them."""
_PATIENCE = 90.0
_LATEST_PASSING = 8


def places(tree: Path) -> list[str]:
    """Return every place that the source names."""
    found: set[str] = set()
    for path in (tree / "bot").rglob("*.py"):
        found.update(_CALL.findall(path.read_text(encoding="utf-8")))
    return sorted(found)


def killed(plan: Plan) -> Outcome:
    """Kill -9 at every named crash point; even seeds embedded, odd ones PostgreSQL and Redis."""
    passed = [one for one in places(plan.tree) if not one.startswith(ANNOUNCING)]
    named = [plan.only] if plan.only else passed
    if not named:
        return Outcome(skipped="this tree names no crash points")
    if plan.seed % 2 and (why := missing()):
        return Outcome(skipped=why)
    dice = random.Random(plan.seed)
    dice.shuffle(named)
    habits = Habits(messages=(3, 8), pictures=0.3)
    with stage() as (folder, line), _installation(plan, folder, line) as it:
        line.make_trouble(plan.seed)
        unreached = []
        with Crowd(line, lambda: it.urls, plan.seed, plan.people, habits) as crowd:
            silent = {one: _silent(crowd, one) for one in named if one.startswith("job.")}
            for place in named:
                order = f"{place}:{dice.randint(1, _LATEST_PASSING)}"
                due = silent.get(place, [])
                if not _dies_at(order, it.programs, lambda due=due: _fall_due(it.database, due)):  # type: ignore[misc]
                    unreached.append(place)
                line.ledger.note_kill()
                _start_anew(it.programs)
                _recovers(line, dice)
        found = verdict(line, it.database, filed=crowd.filed, measures=recovery(line.ledger))
        found.broken += [Broken("unsound", f"{place} was never passed") for place in unreached]
        found.broken += files.broken(line.ledger, it.database, folder)
        found.broken += _told_once(line, [user for users in silent.values() for user in users])
        found.measures["crash points"] = float(len(named))
        return found


@dataclass(frozen=True, slots=True)
class _Installation:
    programs: list[Program]
    urls: list[str]
    database: str


@contextmanager
def _installation(plan: Plan, folder: Path, line: Line) -> Iterator[_Installation]:
    if plan.seed % 2:
        with fleet(plan, folder, line, webs=1, workers=2) as it:
            yield _Installation(it.programs, it.urls(), it.postgres.url)
        return
    serve = bot(plan, folder, line).serve()
    with running(serve):
        yield _Installation([serve], [serve.url], sqlite_url(folder))


def _start_anew(programs: list[Program]) -> None:
    """Start all processes without any order, as a supervisor would."""
    for program in programs:
        program.kill()
        program.environment.pop("CRASH_AT", None)
        program.begin()
    for program in programs:
        program.await_ready()


def _recovers(line: Line, dice: random.Random) -> None:
    """Let it live until answers go out again, and a little longer."""
    told = line.ledger.count_heard()
    until(lambda: line.ledger.count_heard() > told, _PATIENCE)
    pause(dice.uniform(1.0, 3.0))


def _silent(crowd: Crowd, place: str) -> list[str]:
    """Have people who write once and never answer the privacy notice: a job waits for each."""
    line = crowd.line
    said = [line.text(line.person(f"{place} {n}"), LOAN) for n in range(_LATEST_PASSING)]
    until(lambda: line.deliver(crowd.urls()[0], *said), _PATIENCE)
    until(lambda: all(line.ledger.heard.get(one.person) for one in said), _PATIENCE)
    return [one.person for one in said]


def _fall_due(database: str, people: list[str]) -> None:
    """Let the time of these people's jobs come, as a day's waiting would."""
    if not people:
        return
    engine = create_engine(database)
    past = "UPDATE scheduled_job SET due_at = '2026-01-01 00:00:00.000000' WHERE person = :person"
    with engine.begin() as connection:
        connection.execute(text(past), [{"person": person} for person in people])
    engine.dispose()


def _told_once(line: Line, silent: list[str]) -> Iterator[Broken]:
    for person in silent:
        told = len(line.ledger.heard[person]) - 1
        if told != 1:
            what = f"the job of {person} spoke {told} times"
            yield Broken("doubled" if told > 0 else "lost", what)


def _dies_at(order: str, programs: list[Program], begun: Callable[[], None]) -> bool:
    """Start all processes with this order; False when none of them dies of it in time."""
    for program in programs:
        program.kill()
        program.environment["CRASH_AT"] = order
        program.begin()
    begun()
    seen: set[int] = set()

    def one_died() -> bool:
        living = {pid for program in programs for pid in program.at_work()}
        died = not seen <= living
        seen.update(living)
        return died

    return until(one_died, _PATIENCE, every=0.02)
