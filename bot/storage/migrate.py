"""Bringing a database to the schema of this release.

Alembic takes half a second to load. So whether there is anything to do is read without it: the
steps are told by the names of their files, «0002_pre_…», the database's own by Alembic's table.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import DBAPIError

from bot.storage.db import DatabaseUnusable, begun, explain, reading

if TYPE_CHECKING:
    from alembic.config import Config

_FOLDER = Path(__file__).parent / "migrations"
_LOCK = 7_701


def upgrade(engine: Engine, *, post: bool = True) -> None:
    """Bring the schema up to date; safe to call from several processes at once.

    Steps named «pre» only add, so that the release before can run on beside this one; steps named
    «post» tidy up once it is gone. Without `post` the newest of those waits.
    """
    try:
        if not (is_tidied(engine) if post else is_current(engine)):
            _take_steps(engine, "head" if post else _current()[0])
    except DBAPIError as error:
        raise DatabaseUnusable(explain(engine, error)) from error


def is_current(engine: Engine) -> bool:
    """Tell whether the schema is one that this release can work with."""
    return _taken(engine) in _current()


def is_tidied(engine: Engine) -> bool:
    """Tell whether the steps for after the roll-out have been taken too."""
    return _taken(engine) == _current()[-1]


def config(connection: Connection | None) -> Config:
    """Return Alembic's configuration, without any file of its own."""
    from alembic.config import Config  # noqa: PLC0415 -- see above

    settings = Config()
    settings.set_main_option("script_location", str(_FOLDER))
    settings.attributes["connection"] = connection
    return settings


def _take_steps(engine: Engine, target: str) -> None:
    from alembic import command  # noqa: PLC0415 -- see above

    # Alembic commits by itself on a connection that SQLAlchemy thinks in no transaction.
    with engine.begin() as connection, begun(connection):
        if engine.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL statement_timeout = 0"))  # big tables take long
            connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": _LOCK})
        command.upgrade(config(connection), target)


def _taken(engine: Engine) -> str | None:
    """Return the step that the database is at; None when it is at none of Alembic's."""
    with reading(engine) as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        taken: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return taken


def _current() -> list[str]:
    """Return the steps that this release can work at: the newest «pre», and all after it."""
    names = sorted(path.stem for path in (_FOLDER / "versions").glob("[0-9]*.py"))
    newest_pre = max(place for place, name in enumerate(names) if "_pre_" in name)
    return [name.partition("_")[0] for name in names[newest_pre:]]
