from __future__ import annotations

import os
import subprocess
import sys

from bench import processes

BUSY = """
import subprocess, sys, time
until = time.process_time() + 0.3
while time.process_time() < until: pass
if len(sys.argv) > 1:
    child = subprocess.Popen([sys.executable, "-c", sys.argv[1]], stdin=subprocess.DEVNULL)
    child.wait()
print("done", flush=True)
sys.stdin.read()
"""


def test_cpu_of_a_process_includes_what_it_started_and_buried() -> None:
    command = [sys.executable, "-c", BUSY, BUSY]
    with subprocess.Popen(  # noqa: S603 -- our own words
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as busy:
        assert busy.stdout is not None
        busy.stdout.readline()
        busy.stdout.readline()
        taken = processes.cpu_seconds([busy.pid])
        held = processes.memory([busy.pid])
        busy.communicate()

    assert 0.55 <= taken < 5
    assert 1 < held.pss_mb <= held.rss_mb


def test_a_process_that_has_ended_costs_nothing() -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()

    assert processes.cpu_seconds([gone.pid]) == 0
    assert processes.memory([gone.pid]).rss_mb == 0


def test_a_tree_holds_the_children_of_children() -> None:
    with subprocess.Popen([sys.executable, "-c", BUSY], stdin=subprocess.PIPE) as child:  # noqa: S603
        tree = processes.tree([os.getpid()])
        child.kill()

    assert child.pid in tree
