"""A PostgreSQL cluster and a Redis of a campaign's own, to be treated as badly as it likes."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import DBAPIError

from faults.programs import DidNotStart, Program, free_port

_WHERE = sorted(Path("/usr/lib/postgresql").glob("*/bin"))


def missing() -> str | None:
    """Return what this machine lacks for the scaled form, or None."""
    if not _WHERE:
        return "PostgreSQL's programs are not under /usr/lib/postgresql"
    return None if shutil.which("redis-server") else "redis-server is not installed"


class Postgres:
    """A cluster in a folder of its own; it survives its restarts."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/postgres"
        self._user = "postgres" if os.geteuid() == 0 else None  # root may not run it
        self.engine: Engine = create_engine(
            self.url, isolation_level="AUTOCOMMIT", pool_pre_ping=True
        )

    def make(self) -> None:
        """Make the cluster's files."""
        self.folder.mkdir(parents=True)
        for folder in (self.folder, *self.folder.parents):
            if folder.stat().st_uid == os.geteuid() and folder.stat().st_mode & 0o077 == 0:
                folder.chmod(0o711)  # its user must be able to walk in
        if self._user:
            shutil.chown(self.folder, self._user)
        self._run("initdb", "--auth=trust", "--username=postgres", "--encoding=UTF8", "--no-locale")

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -k {self.folder}"
        log = str(self.folder / "log")
        self._run("pg_ctl", "-w", "-t", "60", "-l", log, "-o", options, "start")

    def stop_hard(self) -> None:
        """Stop it as a power cut would: no checkpoint, all connections gone."""
        self._run("pg_ctl", "-w", "-m", "immediate", "stop")

    def cut_connections(self, *, but: int = 0) -> int:
        """End the backends that are in the middle of a transaction or statement; how many.

        `but` is the process id of a backend to be spared.
        """
        query = text(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE state <> 'idle'"
            " AND backend_type = 'client backend' AND pid NOT IN (pg_backend_pid(), :but)"
        )
        try:
            with self.engine.connect() as connection:
                return int(connection.execute(query, {"but": but}).scalar_one())
        except DBAPIError:
            return 0

    def _run(self, program: str, *options: str) -> None:
        command = [str(_WHERE[-1] / program), "-D", str(self.folder), *options]
        done = subprocess.run(
            command,
            user=self._user,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,  # a pipe would be kept open by the server
            stderr=subprocess.DEVNULL,
            timeout=120,
            check=False,
        )
        if done.returncode != 0:
            log = self.folder / "log"
            words = log.read_text()[-2000:] if log.exists() else ""
            raise DidNotStart(f"{' '.join(command)} failed.\n{words}")


@contextmanager
def postgres(folder: Path) -> Iterator[Postgres]:
    """Have a fresh cluster that runs; stopped and forgotten at the end."""
    cluster = Postgres(folder)
    cluster.make()
    cluster.start()
    try:
        yield cluster
    finally:
        cluster.engine.dispose()
        cluster.stop_hard()


class Redis(Program):
    """A Redis that keeps nothing on disk."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.client = redis.Redis(port=self.port, socket_timeout=5, socket_connect_timeout=1)
        listen = ["--port", str(self.port), "--bind", "127.0.0.1"]
        forget = ["--save", "", "--appendonly", "no", "--dir", str(folder)]
        super().__init__(
            "redis",
            ["redis-server", *listen, *forget],
            log=folder / "redis.log",
            ready=self._answers,
        )

    def _answers(self) -> bool:
        try:
            return bool(self.client.ping())
        except redis.RedisError:
            return False
