"""What all tests share: no stray environment, real databases, a clock that is set by hand."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path, PurePath
from typing import Any

import hypothesis
import pytest
import redis
from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.exc import DBAPIError, OperationalError
from typing_extensions import override
from xdist.scheduler import LoadScopeScheduling

from bot.app import App
from bot.config import Settings, read_settings
from bot.storage import migrate
from bot.storage.db import forget_for_good, open_database
from bot.storage.tables import metadata
from tests.world import CHROMIUM, POSTGRES, REDIS, HandClock, skip

hypothesis.settings.register_profile(
    "house", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("house")


_FIRST, _LAST = "journeys", "faults"
"""Tests that start whole services: one at a time, the shorter folder when all else is done."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest, and end with what disturbs others most."""
    folders = {item: item.path.parent.name for item in items}
    items.sort(key=lambda item: (folders[item] != _FIRST, folders[item] == _LAST))


class Shares(LoadScopeScheduling):  # type: ignore[misc]
    """Which tests stay together where several processes share them: a file, or a whole folder."""

    @override
    def _split_scope(self, nodeid: str) -> str:
        file = PurePath(nodeid.partition("::")[0])
        return file.parent.name if file.parent.name in {_FIRST, _LAST} else str(file)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Shares:  # noqa: ANN401
    """Share the tests so."""
    return Shares(config, log)


@pytest.fixture(autouse=True)
def _no_stray_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL database of this session's own."""
    admin_url = make_url(POSTGRES).set(drivername="postgresql+psycopg")
    admin = create_engine(admin_url, isolation_level="AUTOCOMMIT")
    name = f"frontdoor_{uuid.uuid4().hex[:12]}"
    try:
        with admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
    except OperationalError:
        skip(f"no PostgreSQL answers at {admin_url.render_as_string()} (TEST_DATABASE_URL)")
    # A crowded machine may keep a test waiting in a transaction for longer than a service should.
    patient = {"options": "-c idle_in_transaction_session_timeout=30000"}
    url = admin_url.set(database=name).update_query_dict(patient)
    yield url.render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite database at this release's schema, to be copied."""
    path = tmp_path_factory.mktemp("template") / "frontdoor.db"
    engine = open_database(f"sqlite:///{path}")
    migrate.upgrade(engine)
    forget_for_good(engine)
    engine.dispose()
    return path


@pytest.fixture(
    params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)],
)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Each kind of database in turn, empty."""
    if request.param == "sqlite":
        template: Path = request.getfixturevalue("migrated_file")
        shutil.copy(template, tmp_path / "frontdoor.db")
        return f"sqlite:///{tmp_path / 'frontdoor.db'}"
    url: str = request.getfixturevalue("postgres_url")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    if not (migrate.is_current(engine) and _emptied(engine)):
        with engine.connect() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()
    return url


def _emptied(engine: Engine) -> bool:
    """Empty all tables; False where a test has broken one on purpose.

    TRUNCATE would make every table a new file, which takes a busy disk seconds.
    """
    emptied = "; ".join(f'DELETE FROM "{table.name}"' for table in reversed(metadata.sorted_tables))  # noqa: S608
    try:
        with engine.connect() as connection:
            connection.execute(text(emptied))
    except DBAPIError:
        return False
    return True


@pytest.fixture
def app(database_url: str, tmp_path: Path, clock: HandClock) -> Iterator[App]:
    """One installation on an empty database, its clock in the test's hand."""
    settings = read_settings(
        database_url=database_url,
        data_dir=tmp_path / "data",
        line_channel_secret="secret",
        line_channel_access_token="token",
        keep_to_one_core=False,
    )
    app = App(settings, now=clock.now, new_key=clock.new_key, ticks=clock.ticks)
    if not migrate.is_current(app.engine):
        migrate.upgrade(app.engine)
    yield app
    app.writer.stop()
    app.engine.dispose()


@pytest.fixture
def engine(app: App) -> Engine:
    return app.engine


@pytest.fixture(scope="session")
def redis_url() -> str:
    client = redis.Redis.from_url(REDIS, socket_connect_timeout=1)
    try:
        client.ping()
    except redis.ConnectionError:
        skip(f"no Redis answers at {REDIS} (TEST_REDIS_URL)")
    finally:
        client.close()
    return REDIS


@pytest.fixture(scope="session")
def chromium() -> str:
    if not Path(CHROMIUM).exists() and shutil.which("chromium") is None:
        skip("Debian's chromium is not installed")
    return shutil.which("chromium") or CHROMIUM
