"""Does the suite notice? A safeguard is taken out of a copy of the source, and harm must show."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from faults import paused, points
from faults.judge import Broken
from faults.people import Crowd, Habits
from faults.programs import pause, running
from faults.record import Outcome
from faults.stage import Plan, bot, sqlite_url, stage, verdict


class NoLongerFits(Exception):
    """A mutation's patch does not fit the source any more: write it anew."""


@dataclass(frozen=True, slots=True)
class Patch:
    """One change of one file."""

    path: str
    pattern: str
    by: str

    def apply(self, tree: Path) -> None:
        """Change the file; raises NoLongerFits unless there is exactly one place for it."""
        file = tree / self.path
        changed, places = re.subn(self.pattern, self.by, file.read_text(encoding="utf-8"))
        if places != 1:
            raise NoLongerFits(f"{self.pattern!r} is {places} times in {self.path}, not once")
        file.write_text(changed, encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Mutation:
    """A safeguard that is taken away, and the trouble in which it would be missed."""

    patches: Sequence[Patch]
    trouble: Callable[[Plan], Outcome]


def _doubles(plan: Plan) -> Outcome:
    """Deliver half of all events twice."""
    with stage() as (folder, line):
        serve = bot(plan, folder, line).serve()
        habits = Habits(again=0.5, twins=0.2)
        with running(serve):
            with Crowd(line, lambda: [serve.url], plan.seed, 20, habits) as crowd:
                pause(10.0)
            return verdict(line, sqlite_url(folder), filed=crowd.filed, quiet=20)


def _dies_after_the_call(plan: Plan) -> Outcome:
    return points.killed(replace(plan, seed=0, only="send.after_call", people=20))


def _stopped_in_its_turn(plan: Plan) -> Outcome:
    return paused.worker(replace(plan, kills=8, seconds=3.0, people=40), Habits(hasty=1.0))


MUTATIONS: Mapping[str, Mutation] = {
    "unique event id": Mutation(
        [
            Patch(
                "bot/storage/migrations/versions/0001_pre_first_tables.py",
                r"""\n *sa\.UniqueConstraint\("event_id", name=op\.f\("uq_inbox_event_id"\)\),""",
                "",
            )
        ],
        _doubles,
    ),
    "compare-and-set": Mutation(
        [
            Patch(
                "bot/storage/conversations.py",
                r"""conversation\.c\.version == (bindparam\("read"\)|read\.version)""",
                r"conversation.c.version >= \1",
            )
        ],
        _stopped_in_its_turn,
    ),
    "mark before sending": Mutation(
        [
            Patch("bot/storage/outbox.py", r'"sending" if at_once else "due"', '"due"'),
            Patch("bot/storage/outbox.py", r'"attempts": int\(at_once\)', '"attempts": 0'),
        ],
        _dies_after_the_call,
    ),
    "doubt after a death": Mutation(
        [
            Patch(
                "bot/storage/outbox.py",
                r"""(row\["unknown_attempts"\]) \+ int\(dead_sender\)""",
                r"\1",
            )
        ],
        _dies_after_the_call,
    ),
}


def noticed(plan: Plan) -> Outcome:
    """Take out the unique index, the compare-and-set, the mark before sending: harm must show."""
    found = Outcome()
    for name, mutation in MUTATIONS.items():
        if plan.only in {None, name}:
            _try(name, mutation, plan, found)
    return found


def _try(name: str, mutation: Mutation, plan: Plan, found: Outcome) -> None:
    with TemporaryDirectory(prefix="faults-mutant-") as folder:
        tree = Path(folder) / "tree"
        copy_source(plan.tree, tree)
        for patch in mutation.patches:
            patch.apply(tree)
        harmed = mutation.trouble(replace(plan, tree=tree, only=None))
    found.kills += harmed.kills
    found.events += harmed.events
    found.answers += harmed.answers
    doubled = [one for one in harmed.broken if one.kind == "doubled"]  # what they all prevent
    found.measures[f"least doubled without the {name}"] = float(len(doubled))
    if harmed.skipped:
        found.skipped = harmed.skipped
    elif not doubled:
        found.broken.append(Broken("unsound", f"nobody notices that the {name} is gone"))


def copy_source(source: Path, target: Path) -> None:
    """Copy what a service needs to run."""
    target.mkdir()
    shutil.copytree(source / "bot", target / "bot", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(source / "flows.yaml", target / "flows.yaml")
