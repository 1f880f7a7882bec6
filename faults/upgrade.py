"""The release before and this one side by side, while the database is migrated under them."""

from __future__ import annotations

import io
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from faults.people import Crowd
from faults.programs import PROJECT, Bot, Program, pause, running
from faults.record import Outcome
from faults.servers import Redis, missing, postgres
from faults.stage import Plan, settings, stage, verdict

BEFORE = "96b1681"
"""The release before, as long as no release is tagged."""


def rolling(plan: Plan) -> Outcome:
    """Run old and new web and workers on one database, migrated as they run; then only the new."""
    old_tree = _release_before()
    why = missing() or (None if old_tree else f"this clone's history lacks {BEFORE}")
    if why or old_tree is None:
        return Outcome(skipped=why)
    with stage() as (folder, line), ExitStack() as ending:
        cluster = ending.enter_context(postgres(folder / "postgres"))
        cache = Redis(folder)
        ending.enter_context(running(cache))
        shared = settings(line, DATABASE_URL=cluster.url, REDIS_URL=cache.url)
        old = Bot(folder, shared, tree=_unpacked(old_tree, folder / "old"))
        new = Bot(folder, shared, tree=plan.tree)
        old.run("migrate")
        urls: list[str] = []
        crowd = Crowd(line, lambda: urls, plan.seed, plan.people)
        ending.enter_context(_deployed(plan, old, new, crowd, urls))
        return verdict(line, cluster.url, filed=crowd.filed)


@contextmanager
def _deployed(plan: Plan, old: Bot, new: Bot, crowd: Crowd, urls: list[str]) -> Iterator[None]:
    """Do what an operator does: migrate, start the new beside the old, stop the old, migrate."""
    old_web, new_web = old.serve("old-web"), new.serve("new-web")
    before: list[Program] = [old_web, old.worker("old-worker")]
    after: list[Program] = [new_web, new.worker("new-worker")]
    blow = crowd.line.ledger.note_kill
    with ExitStack() as ending:
        ending.enter_context(running(*before))
        urls.append(old_web.url)
        with crowd:
            pause(plan.seconds)
            blow()
            new.run("migrate", "--rolling")
            pause(plan.seconds)
            ending.enter_context(running(*after))
            urls.append(new_web.url)
            pause(plan.seconds)
            urls.pop(0)
            blow()
            for program in before:
                program.stop()
            blow()
            new.run("migrate")
            pause(plan.seconds)
        yield


def _unpacked(tree: bytes, folder: Path) -> Path:
    folder.mkdir()
    with tarfile.open(fileobj=io.BytesIO(tree)) as archive:
        archive.extractall(folder, filter="data")
    return folder


def _release_before() -> bytes | None:
    """Return the newest tagged release's tree, else that of `BEFORE`, as a tar file."""
    tag = _git("describe", "--tags", "--abbrev=0")
    name = tag.decode().strip() if tag else BEFORE
    return _git("archive", "--format=tar", name)


def _git(*command: str) -> bytes | None:
    done = subprocess.run(["git", *command], cwd=PROJECT, capture_output=True, check=False)
    return done.stdout if done.returncode == 0 else None
