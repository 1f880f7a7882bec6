"""`bot backup` and `bot restore`: an installation on SQLite, whole, in a folder.

The database is copied by SQLite's own online backup (https://www.sqlite.org/backup.html), so the
service may run meanwhile. PostgreSQL has tools of its own.
"""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path

import click

from bot.app import App
from bot.cli.opening import open_app, open_app_with_data
from bot.cli.switches import operator
from bot.errors import BotError
from bot.storage import switches
from bot.storage.switches import STOP_SENDS

_DATABASE = "frontdoor.db"
_FOLDERS = ("keys", "files", "nlu")
_folder = click.argument("folder", type=click.Path(path_type=Path, file_okay=False))


class NotPossible(BotError):
    """A backup or a restore that would help nobody; nothing was written."""

    exit_code = 2


@click.command()
@_folder
def backup(folder: Path) -> None:
    """Copy database, keys, files and promoted models to FOLDER, also while the service runs."""
    app = open_app()
    source = _database(app)
    if not source.is_file():
        raise NotPossible(f"There is no database at {source} yet.")
    if folder.exists() and any(folder.iterdir()):
        raise NotPossible(f"{folder} is not empty; name a new folder.")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (
        closing(sqlite3.connect(source)) as live,
        closing(sqlite3.connect(folder / _DATABASE)) as copy,
    ):
        live.backup(copy)
    cases = _check(folder / _DATABASE)
    for name in _FOLDERS:
        _copy(app.settings.data_dir / name, folder / name)
    click.echo(f"{folder} holds {cases:,} cases, checked. It is personal data: encrypt it.")


@click.command()
@_folder
def restore(folder: Path) -> None:
    """Put a backup in FOLDER in the place of a database that is gone; sends stay stopped."""
    copy = folder / _DATABASE
    if not copy.is_file():
        raise NotPossible(f"There is no {_DATABASE} in {folder}; name a folder of `bot backup`.")
    app = open_app()
    target = _database(app)
    # SQLite would read a journal that was left behind into the database that comes back.
    for left in (target.with_name(target.name + end) for end in ("", "-wal", "-journal")):
        if left.exists():
            raise NotPossible(f"There is a database at {left}. Stop the service and move it away.")
    cases = _check(copy)
    target.parent.mkdir(parents=True, exist_ok=True)
    halfway = target.with_suffix(".restoring")
    shutil.copyfile(copy, halfway)
    for name in _FOLDERS:
        _copy(folder / name, app.settings.data_dir / name)
    halfway.replace(target)
    _stop_sends(f"restored from {folder}")
    click.echo(
        f"{cases:,} cases are back. Sends are stopped, because what waited to be sent then was sent"
        " since:\nstart the service, look at `bot outbox list --status due`, drop what was sent,"
        " then `bot switch off stop_sends`."
    )


def _database(app: App) -> Path:
    if app.engine.dialect.name != "sqlite":
        raise NotPossible("The database is PostgreSQL: use `pg_dump -Fc` and `pg_restore`.")
    return Path(app.engine.url.database or "")


def _check(copy: Path) -> int:
    """Return how many cases a copy holds; raises NotPossible for one that is broken."""
    try:
        with closing(sqlite3.connect(f"file:{copy}?mode=ro", uri=True)) as database:
            if database.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                raise NotPossible(f"{copy} is damaged.")
            found: int = database.execute("SELECT count(*) FROM case_record").fetchone()[0]
            return found
    except sqlite3.DatabaseError as error:
        raise NotPossible(f"{copy} is no database of ours: {error}.") from error


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        # What is on its way into the storage is fetched again.
        shutil.copytree(source, target, dirs_exist_ok=True, ignore=shutil.ignore_patterns("spool"))


def _stop_sends(note: str) -> None:
    app = open_app_with_data()
    turn = partial(switches.turn_on, name=STOP_SENDS, by=operator(), note=note, now=app.now())
    app.writer.run(turn)
    app.writer.stop()
