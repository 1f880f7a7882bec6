"""Programs of their own that a campaign starts, kills, stops in their tracks and starts again."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event

PROJECT = Path(__file__).parent.parent
_START_SECONDS = 60.0
_STOP_SECONDS = 20.0
_PAUSE = Event()


class DidNotStart(Exception):
    """A program ended, or took too long, before it was ready; its log's end is told."""


def pause(seconds: float) -> None:
    """Let so many seconds pass."""
    _PAUSE.wait(seconds)


def until(true: Callable[[], bool], timeout: float, *, every: float = 0.05) -> bool:
    """Look again and again until something is true; False when it takes too long."""
    end = time.monotonic() + timeout
    while not true():
        if time.monotonic() > end:
            return False
        pause(every)
    return True


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Program:
    """One program in a process group of its own; its words go to a log."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        log: Path,
        ready: Callable[[], bool],
        environment: Mapping[str, str] | None = None,
        folder: Path = PROJECT,
        user: str | None = None,
    ) -> None:
        self.name = name
        self.log = log
        self.environment = dict(environment or {})
        self._command = list(command)
        self._ready = ready
        self._folder = folder
        self._user = user
        self._process: subprocess.Popen[bytes] | None = None
        self._log_from = 0

    @property
    def pid(self) -> int:
        """The process that was started."""
        assert self._process is not None, f"{self.name} was never started"
        return self._process.pid

    @property
    def running(self) -> bool:
        """Whether the process that was started still runs."""
        return self._process is not None and self._process.poll() is None

    @property
    def status(self) -> int | None:
        """How it ended: 0 well, minus the signal that killed it; None while it runs."""
        return self._process.poll() if self._process else None

    def begin(self) -> None:
        """Start it, without waiting for it to be ready."""
        self._log_from = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                env={**os.environ, **self.environment},
                cwd=self._folder,
                user=self._user,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def start(self) -> None:
        """Start it and wait until it is ready."""
        self.begin()
        self.await_ready()

    def await_ready(self) -> None:
        """Wait until it is ready; raises DidNotStart."""
        if not until(lambda: self._ready() or not self.running, _START_SECONDS):
            raise DidNotStart(f"{self.name} was not ready in time.\n{self.last_words()}")
        if not self.running:
            raise DidNotStart(f"{self.name} ended at once.\n{self.last_words()}")

    def kill(self) -> None:
        """Kill -9 it with all its children, and wait until they are gone."""
        if self._process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self._process.wait()

    def kill_child(self) -> bool:
        """Kill -9 only the child that serves; False when there is none."""
        children = self.at_work()[1:]
        with suppress(ProcessLookupError):
            if children:
                os.kill(children[0], signal.SIGKILL)
                return True
        return False

    def at_work(self) -> list[int]:
        """Return it and its children that serve; one of a server's only tracks resources."""
        if not self.running:
            return []
        children = descendants(self.pid)
        return [self.pid, *(pid for pid in children if b"resource_tracker" not in _command(pid))]

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to it and its children."""
        with suppress(ProcessLookupError):
            os.killpg(self.pid, number)

    def stop(self) -> int | None:
        """Ask it to end and wait; returns its exit status, None when it had to be killed."""
        if self._process is None or not self.running:
            return self._process.poll() if self._process else 0
        self._process.terminate()
        try:
            return self._process.wait(timeout=_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
            return None

    def said(self, words: str) -> bool:
        """Tell whether these words are in its log since it was last started."""
        with self.log.open("rb") as log:
            log.seek(self._log_from)
            return words.encode() in log.read()

    def last_words(self) -> str:
        """Return the end of its log."""
        return self.log.read_text(encoding="utf-8", errors="replace")[-2000:]

    def memory(self) -> int:
        """Return the resident memory of it and its children, in bytes."""
        return sum(map(_resident, [self.pid, *descendants(self.pid)])) if self.running else 0


def descendants(pid: int) -> list[int]:
    """Return the children of a process and theirs, oldest first."""
    found: list[int] = []
    with suppress(OSError):
        for task in sorted(Path(f"/proc/{pid}/task").iterdir()):
            children = (task / "children").read_text().split()
            found += [int(child) for child in children]
    for child in list(found):
        found += descendants(child)
    return found


def _command(pid: int) -> bytes:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    return b""


def _resident(pid: int) -> int:
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024
    return 0


class Bot:
    """How the service is started: from which tree, with which settings."""

    def __init__(self, folder: Path, settings: Mapping[str, str], *, tree: Path = PROJECT) -> None:
        self.folder = folder
        self.tree = tree
        self.settings = {"DATA_DIR": str(folder / "data"), **settings, "PYTHONPATH": str(tree)}

    def serve(self, name: str = "serve", **settings: str) -> Web:
        """Return the web process (embedded: the only one) on a port of its own."""
        return Web(self, name, settings)

    def worker(self, name: str = "worker") -> Program:
        """Return a worker process."""
        worker = Program(
            name,
            [sys.executable, "-m", "bot", "worker"],
            log=self.folder / f"{name}.log",
            ready=lambda: worker.said("worker_started"),
            environment=self.settings,
            folder=self.tree,
        )
        return worker

    def run(self, *command: str) -> str:
        """Run one of its commands to the end and return what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "bot", *command],
            env={**os.environ, **self.settings},
            cwd=self.tree,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        if done.returncode != 0:
            raise DidNotStart(f"bot {' '.join(command)} failed: {done.stderr[-2000:]}")
        return done.stdout


class Web(Program):
    """A web process."""

    def __init__(
        self,
        bot: Bot,
        name: str,
        settings: Mapping[str, str],
        command: Sequence[str] = ("-m", "bot", "serve", "--port", "{port}"),
    ) -> None:
        self.port = free_port()
        self.base_url = f"http://127.0.0.1:{self.port}"
        self.url = f"{self.base_url}/line/webhook"
        super().__init__(
            name,
            [sys.executable, *(part.replace("{port}", str(self.port)) for part in command)],
            log=bot.folder / f"{name}.log",
            ready=self.answers,
            environment={**bot.settings, **settings},
            folder=bot.tree,
        )

    def answers(self) -> bool:
        """Tell whether it says that it is ready to serve."""
        with suppress(OSError):
            urllib.request.urlopen(f"{self.base_url}/readyz", timeout=2).close()
            return True
        return False


@contextmanager
def running(*programs: Program) -> Iterator[None]:
    """Have these programs started, ready; killed at the end, whatever happens."""
    try:
        for program in programs:
            program.begin()
        for program in programs:
            program.await_ready()
        yield
    finally:
        for program in programs:
            program.kill()
