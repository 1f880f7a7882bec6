"""The database: engine, transactions, and what SQLite needs to be trusted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import Connection as SqliteConnection

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import DBAPIError, OperationalError

from bot.errors import BotError
from bot.storage import news
from bot.storage.news import News
from bot.storage.prepared import Prepared

# A process that is stopped in the middle of a transaction must not hold its locks: the server
# ends such a session. No statement of ours takes long, and `bot.storage.archive` counts on it.
_POSTGRESQL = {
    "connect_timeout": 5,
    "options": "-c idle_in_transaction_session_timeout=1500 -c statement_timeout=20000",
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}


# A deferred transaction of SQLite's that turns from reading to writing fails at once when another
# writes; taking the write lock at the start makes it wait its turn instead.
_BEGIN = {"sqlite": Prepared(text("BEGIN IMMEDIATE")), "postgresql": Prepared(text("BEGIN"))}
_COMMIT = Prepared(text("COMMIT"))
_ROLLBACK = Prepared(text("ROLLBACK"))


class DatabaseUnusable(BotError):
    """The database cannot be reached or cannot be written; nothing was lost on our side."""

    exit_code = 3


def open_database(url: str, *, synchronous: str = "FULL") -> Engine:
    """Return an engine for the URL; a SQLite file's folder is made when missing.

    Its connections are in no transaction until `begun` says so. Errors show SQL without its
    values, so that no personal data reaches a log.
    """
    if not url.startswith("sqlite"):
        return create_engine(
            url,
            hide_parameters=True,
            isolation_level="AUTOCOMMIT",
            pool_size=40,
            connect_args=_POSTGRESQL | _named_in(url),
        )
    engine = create_engine(
        url,
        hide_parameters=True,
        isolation_level="AUTOCOMMIT",
        connect_args={"timeout": 10, "check_same_thread": False},
    )
    _make_folder(engine.url.database)
    event.listen(engine, "connect", _sqlite_connection(synchronous))
    return engine


def _named_in(url: str) -> dict[str, str]:
    """Return what the URL itself says of these, which goes before ours: libpq's `?options=-c…`."""
    named = make_url(url).query
    return {key: str(named[key]) for key in _POSTGRESQL if key in named}


@contextmanager
def transaction(engine: Engine) -> Iterator[Connection]:
    """Run one transaction: all of it is saved, or none."""
    with engine.connect() as connection, begun(connection):
        yield connection


@contextmanager
def begun(connection: Connection) -> Iterator[None]:
    """Run one transaction on this connection, which is in none.

    The database is told so itself: SQLAlchemy's own way takes longer than SQLite's work in between.
    """
    _BEGIN[connection.dialect.name].run(connection)
    try:
        yield
        _COMMIT.run(connection)
    except BaseException:
        if not connection.invalidated:  # else what was noted is gone with it
            news.take_noted(connection)
        _roll_back(connection)
        raise
    if noted := news.take_noted(connection):
        _tell(connection, noted)


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Look at committed data without holding a transaction; each statement commits by itself."""
    with engine.connect() as connection:
        yield connection


def check_usable(engine: Engine) -> None:
    """Raise DatabaseUnusable, with a sentence, unless the database answers."""
    try:
        with reading(engine) as connection:
            connection.execute(text("SELECT 1"))
    except (DBAPIError, OSError) as error:
        raise DatabaseUnusable(explain(engine, error)) from error


def explain(engine: Engine, error: Exception) -> str:
    """Say in words what is wrong with the database and what to do."""
    where = engine.url.render_as_string(hide_password=True)
    cause = str(getattr(error, "orig", error)).strip().splitlines()[0]
    if "readonly" in cause or "unable to open" in cause:
        return f"{where}: {cause}. Give this user the right to write the file and its folder."
    if "full" in cause:
        return f"{where}: {cause}. Free some space; the service goes on by itself."
    return f"{where}: {cause}. See that the server runs and that DATABASE_URL is right."


def forget_for_good(engine: Engine) -> None:
    """Let wiped words leave SQLite's journal too; elsewhere nothing is to be done.

    A busy database refuses politely; the next wipe or the next checkpoint takes care of it.
    """
    if engine.dialect.name != "sqlite":
        return
    try:
        with reading(engine) as connection:
            connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    except OperationalError:
        return


def _tell(connection: Connection, noted: set[str]) -> None:
    told: News | None = connection.get_execution_options().get("news")
    if told is not None:
        told.tell(noted)


def _make_folder(database: str | None) -> None:
    if database and database != ":memory:":
        Path(database).parent.mkdir(parents=True, exist_ok=True)


def _sqlite_connection(synchronous: str) -> Callable[[SqliteConnection, object], None]:
    def prepare(connection: SqliteConnection, _record: object) -> None:
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            f"synchronous={synchronous}",
            "foreign_keys=ON",
            "secure_delete=ON",  # a wiped word must not be found in a free page
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    return prepare


def _roll_back(connection: Connection) -> None:
    # A full disk ends SQLite's transaction by itself; PostgreSQL does not mind being told twice.
    if connection.invalidated or not getattr(_driver(connection), "in_transaction", True):
        return
    try:
        _ROLLBACK.run(connection)
    except DBAPIError as error:
        connection.invalidate(error)


def _driver(connection: Connection) -> object:
    return connection.connection.driver_connection
