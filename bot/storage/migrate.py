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


def upgrade(engine: Engine) -> None:
    """Bring the schema up to date; safe to call from several processes at once."""
    try:
        with transaction(engine) as connection:
            if engine.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": _LOCK})
            command.upgrade(config(connection), "head")
    except DBAPIError as error:
        raise DatabaseUnusable(explain(engine, error)) from error


def is_current(engine: Engine) -> bool:
    """Tell whether the schema is the one this release expects."""
    with reading(engine) as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    return found == ScriptDirectory.from_config(config(None)).get_current_head()


def config(connection: Connection | None) -> Config:
    """Return Alembic's configuration, without any file of its own."""
    settings = Config()
    settings.set_main_option("script_location", str(_FOLDER))
    settings.attributes["connection"] = connection
    return settings
