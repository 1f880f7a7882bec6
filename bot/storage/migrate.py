"""Bringing a database to the schema of this release."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from bot.storage.db import DatabaseUnusable, explain, reading, transaction

_FOLDER = Path(__file__).parent / "migrations"
_LOCK = 7_701


def upgrade(engine: Engine, *, post: bool = True) -> None:
    """Bring the schema up to date; safe to call from several processes at once.

    Steps named «pre» only add, so that the release before can run on beside this one; steps named
    «post» tidy up once it is gone. Without `post` the newest of those waits.
    """
    target = "head" if post else _newest_pre()
    try:
        with transaction(engine) as connection:
            if engine.dialect.name == "postgresql":
                connection.execute(text("SET LOCAL statement_timeout = 0"))  # big tables take long
                connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": _LOCK})
            command.upgrade(config(connection), target)
    except DBAPIError as error:
        raise DatabaseUnusable(explain(engine, error)) from error


def is_current(engine: Engine) -> bool:
    """Tell whether the schema is one that this release can work with."""
    with reading(engine) as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    return found in _steps_from(_newest_pre())


def is_tidied(engine: Engine) -> bool:
    """Tell whether the steps for after the roll-out have been taken too."""
    with reading(engine) as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    return found == _scripts().get_current_head()


def _newest_pre() -> str:
    return next(step.revision for step in _scripts().walk_revisions() if "_pre_" in step.path)


def _steps_from(oldest: str) -> set[str]:
    return {step.revision for step in _scripts().iterate_revisions("head", oldest)} | {oldest}


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(config(None))


def config(connection: Connection | None) -> Config:
    """Return Alembic's configuration, without any file of its own."""
    settings = Config()
    settings.set_main_option("script_location", str(_FOLDER))
    settings.attributes["connection"] = connection
    return settings
