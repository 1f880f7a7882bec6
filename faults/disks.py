"""The file system full, read-only, slow: a small one of the campaign's own, in memory."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from faults.judge import Broken
from faults.ledger import Ledger, percentile
from faults.people import Crowd
from faults.programs import DidNotStart, pause, running, until
from faults.record import Outcome
from faults.stage import Plan, bot, sqlite_url, stage, verdict

_RECOVERS_IN = 15.0
_SYNC_SECONDS = 0.2


def full(plan: Plan) -> Outcome:
    """Fill the file system: nothing is acknowledged that is not stored; recovers alone."""
    if why := _may_not_mount():
        return Outcome(skipped=why)
    with stage() as (folder, line), _small_disk(folder / "data", megabytes=48):
        serve = bot(plan, folder, line).serve()
        with running(serve), Crowd(line, lambda: [serve.url], plan.seed, plan.people) as crowd:
            strange = []
            for _ in range(plan.kills):
                pause(3.0)
                line.ledger.note_kill()
                ballast = _fill(folder / "data" / "ballast")
                pause(plan.seconds)
                ballast.unlink()
                if not _goes_on(line.ledger):
                    strange.append(Broken("unfinished", "no event is taken after space was freed"))
            crowd.leave()
            found = verdict(line, sqlite_url(folder), filed=crowd.filed)
        found.broken += strange
        return found


def read_only(plan: Plan) -> Outcome:
    """Bring the file system back read-only: nothing is acknowledged until it can be written."""
    if why := _may_not_mount():
        return Outcome(skipped=why)
    with stage() as (folder, line), _small_disk(folder / "data", megabytes=48):
        serve = bot(plan, folder, line).serve()
        with running(serve), Crowd(line, lambda: [serve.url], plan.seed, plan.people) as crowd:
            strange = []
            for _ in range(plan.kills):
                pause(3.0)
                line.ledger.note_kill()
                serve.kill()  # a file system that writers hold open cannot be made read-only
                _remount(folder / "data", "ro")
                before = len(line.ledger.acked())
                with suppress(DidNotStart):
                    serve.begin()
                pause(plan.seconds)
                if len(line.ledger.acked()) > before:
                    strange.append(Broken("unsound", "acknowledged on a read-only disk"))
                _remount(folder / "data", "rw")
                if not serve.running:  # it said why, and ended; its supervisor starts it again
                    serve.begin()
                if not _goes_on(line.ledger, within=60):
                    strange.append(Broken("unfinished", "no event is taken after it is writable"))
            crowd.leave()
            found = verdict(line, sqlite_url(folder), filed=crowd.filed)
        found.broken += strange
        return found


def slow(plan: Plan) -> Outcome:
    """Let the disk take a fifth of a second for every sync."""
    compiler = shutil.which("cc")
    if compiler is None:
        return Outcome(skipped="no C compiler to slow the disk down with")
    with stage() as (folder, line):
        shim = _slow_sync(compiler, folder)
        serve = bot(plan, folder, line, LD_PRELOAD=str(shim)).serve()
        with running(serve):
            with Crowd(line, lambda: [serve.url], plan.seed, plan.people) as crowd:
                pause(plan.seconds)
            found = verdict(line, sqlite_url(folder), filed=crowd.filed)
        tries = [seconds * 1000 for said in line.ledger.acked() for _, seconds in said.tries]
        found.measures = {
            "each sync (ms)": _SYNC_SECONDS * 1000,
            "webhook p50 (ms)": percentile(tries, 0.5),
            "webhook p99 (ms)": percentile(tries, 0.99),
        }
        return found


def _may_not_mount() -> str | None:
    return None if os.geteuid() == 0 else "only root may mount a small file system"


@contextmanager
def _small_disk(where: Path, *, megabytes: int) -> Iterator[None]:
    where.mkdir(parents=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(where)]
    subprocess.run(mount, check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(where)], check=False)


def _remount(where: Path, mode: str) -> None:
    """Change how it is mounted, as soon as the dead have let go of it."""
    command = ["mount", "-o", f"remount,{mode}", str(where)]
    tried = until(lambda: subprocess.run(command, check=False).returncode == 0, 10, every=0.5)
    assert tried, "the file system stayed busy"


def _fill(path: Path) -> Path:
    """Fill the disk to its last byte."""
    with path.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(b"\0" * 4096)
    return path


def _goes_on(ledger: Ledger, *, within: float = _RECOVERS_IN) -> bool:
    """Tell whether events are acknowledged again, without anybody's help."""
    since = time.monotonic()
    return until(lambda: any((one.acked_at or 0) > since for one in ledger.acked()), within)


_SHIM = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <time.h>
static void wait_a_little(void) {
    struct timespec t = {0, %d};
    nanosleep(&t, 0);
}
int fdatasync(int fd) {
    wait_a_little();
    return ((int (*)(int))dlsym(RTLD_NEXT, "fdatasync"))(fd);
}
int fsync(int fd) {
    wait_a_little();
    return ((int (*)(int))dlsym(RTLD_NEXT, "fsync"))(fd);
}
"""


def _slow_sync(compiler: str, folder: Path) -> Path:
    source, shim = folder / "slow.c", folder / "slow.so"
    source.write_text(_SHIM % int(_SYNC_SECONDS * 1e9))
    command = [compiler, "-shared", "-fPIC", "-o", str(shim), str(source), "-ldl"]
    subprocess.run(command, check=True)
    return shim
