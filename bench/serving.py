"""Servers to be measured: started as an operator starts them, waited for, stopped."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event

import redis
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import OperationalError

from bench.line_sink import ACCESS_TOKEN

SECRET = "bench"
POSTGRES = os.environ.get("TEST_DATABASE_URL", "postgresql://postgres@127.0.0.1:5432/postgres")
REDIS = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/9")
_REDIS_DATABASES = range(10, 16)
"""One of them that is empty is used, and emptied afterwards; the tests have another."""
_LAST_WORDS = 3_000
BOT = [sys.executable, "-m", "bot"]


@dataclass(frozen=True, slots=True)
class Store:
    """Where the bot keeps things, and which processes beside it work for that."""

    database_url: str
    redis_url: str = ""
    processes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Bot:
    """A running bot."""

    port: int
    line_port: int
    processes: tuple[int, ...]


@contextmanager
def serving_bot(folder: Path, store: Store, *, workers: int = 0) -> Iterator[Bot]:
    """Run `bot serve`, and workers beside it, against LINE on a port that nobody serves yet."""
    port, line_port = free_port(), free_port()
    environment = bot_environment(folder, store, line_port=line_port, port=port)
    with ExitStack() as running:
        if store.database_url.startswith("postgresql"):
            subprocess.run(
                [*BOT, "migrate"], check=True, env=environment, stdout=subprocess.DEVNULL
            )
        server = running.enter_context(run([*BOT, "serve"], environment))
        pids = [server.pid]
        pids += [
            running.enter_context(run([*BOT, "worker"], environment)).pid for _ in range(workers)
        ]
        wait_until_it_answers(port, server)
        yield Bot(port, line_port, tuple(pids))


def bot_environment(folder: Path, store: Store, *, line_port: int, port: int) -> dict[str, str]:
    """Return the settings of a bot that is measured: no waiting for fragments, few words."""
    return {
        **os.environ,
        "LINE_CHANNEL_SECRET": SECRET,
        "LINE_CHANNEL_ACCESS_TOKEN": ACCESS_TOKEN,
        "LINE_API_BASE_URL": f"http://127.0.0.1:{line_port}",
        "DATA_DIR": str(folder),
        "DATABASE_URL": store.database_url,
        "REDIS_URL": store.redis_url,
        "PORT": str(port),
        "BURST_WINDOW_SECONDS": "0",
        "LOG_LEVEL": "ERROR",
    }


@contextmanager
def run(
    command: Sequence[str], environment: Mapping[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server; end it kindly, or after fifteen seconds at all.

    What it says is shown, its end at least, only when the measurement fails.
    """
    with (
        tempfile.TemporaryFile() as words,
        subprocess.Popen(command, env=environment, stderr=words) as server,
    ):
        try:
            yield server
        except BaseException:
            words.seek(max(0, words.seek(0, os.SEEK_END) - _LAST_WORDS))
            print(words.read().decode(errors="replace"), file=sys.stderr)
            raise
        finally:
            _stop(server)


def _stop(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    try:
        server.wait(timeout=15)
    except subprocess.TimeoutExpired:
        server.kill()


def wait_until_it_answers(port: int, server: subprocess.Popen[bytes]) -> None:
    """Wait for the first HTTP answer, of whatever status."""
    pause = Event()
    for _ in range(2_400):
        if server.poll() is not None:
            raise SystemExit("a server did not start; see its words above")
        with suppress(OSError):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5)
            except urllib.error.HTTPError:
                return  # 404 is an answer too
        pause.wait(0.05)
    raise SystemExit("a server did not answer in time")


@contextmanager
def postgres(name: str = "main") -> Iterator[Store | None]:
    """Make an empty database, with Redis where one answers; None without PostgreSQL."""
    name = f"frontdoor_bench_{os.getpid()}_{name}"
    admin_url = make_url(POSTGRES).set(drivername="postgresql+psycopg")
    admin = create_engine(admin_url, isolation_level="AUTOCOMMIT")
    try:
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
            connection.execute(text(f"CREATE DATABASE {name}"))
            backend = int(connection.execute(text("SELECT pg_backend_pid()")).scalar_one())
            postmaster = parent_of(backend)
    except OperationalError:
        print(f"  (no PostgreSQL answers at {admin_url.render_as_string()}: left out)")
        yield None
        return
    url = admin_url.set(database=name).render_as_string(hide_password=False)
    store = Store(url, redis_url(), (postmaster,) if postmaster else ())
    try:
        yield store
    finally:
        if store.redis_url:
            redis.Redis.from_url(store.redis_url, socket_timeout=2).flushdb()
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        admin.dispose()


def redis_url() -> str:
    """Return an empty database of the Redis that answers, or nothing."""
    for database in _REDIS_DATABASES:
        url = make_url(REDIS).set(database=str(database)).render_as_string(hide_password=False)
        client = redis.Redis.from_url(url, socket_timeout=2, socket_connect_timeout=2)
        try:
            if client.dbsize() == 0:
                return url
        except redis.RedisError:
            break
    print(f"  (no Redis with an empty database answers at {REDIS}: left out)")
    return ""


def parent_of(pid: int) -> int | None:
    """Return the parent of a process of this machine; None when it runs elsewhere."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except OSError:
        return None
    return int(fields[1])


def free_port() -> int:
    """Return a port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
