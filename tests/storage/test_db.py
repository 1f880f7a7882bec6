from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, make_url, text
from sqlalchemy.exc import OperationalError

from bot.storage import migrate
from bot.storage.db import (
    DatabaseUnusable,
    check_usable,
    forget_for_good,
    open_database,
    reading,
    transaction,
)
from bot.storage.tables import metadata


def is_compared(_object: object, name: str | None, *_more: object) -> bool:
    """SQLite keeps full text in tables of its own, which SQLAlchemy does not know."""
    return not (name or "").startswith(("case_words", "ix_case_search_words"))


def test_the_migrations_lead_to_the_tables_of_the_code(engine: Engine) -> None:
    with reading(engine) as connection:
        opts = {"compare_type": True, "include_object": is_compared}
        context = MigrationContext.configure(connection, opts=opts)
        assert compare_metadata(context, metadata) == []
    assert migrate.is_current(engine)


def test_the_names_of_the_steps_tell_what_they_hold() -> None:
    steps = list(ScriptDirectory.from_config(migrate.config(None)).walk_revisions())

    for step in steps:
        number, when, _ = Path(step.path).stem.split("_", 2)
        assert step.revision == number
        assert when in {"pre", "post"}
    assert [step.revision for step in steps] == sorted((s.revision for s in steps), reverse=True)


def _steps() -> list[Path]:
    return [
        Path(step.path)
        for step in ScriptDirectory.from_config(migrate.config(None)).walk_revisions()
    ]


def test_migrating_twice_changes_nothing(engine: Engine) -> None:
    migrate.upgrade(engine)

    assert migrate.is_current(engine)


def test_what_tidies_up_may_wait_for_the_end_of_the_roll_out(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'rolling.db'}")

    migrate.upgrade(engine, post=False)

    assert migrate.is_current(engine)
    newest = max(path.stem for path in _steps())
    assert migrate.is_tidied(engine) is ("_pre_" in newest)
    migrate.upgrade(engine)
    assert migrate.is_current(engine)
    assert migrate.is_tidied(engine)


def test_wiped_words_are_found_nowhere_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "wipe.db"
    engine = open_database(f"sqlite:///{path}")
    with transaction(engine) as connection:
        connection.execute(text("CREATE TABLE words (word TEXT)"))
        connection.execute(text("INSERT INTO words VALUES ('ความลับของป้า')"))
        connection.execute(text("INSERT INTO words VALUES ('อยู่ต่อ')"))
    with transaction(engine) as connection:
        connection.execute(text("DELETE FROM words WHERE word LIKE 'ความลับ%'"))

    forget_for_good(engine)

    on_disk = b"".join(file.read_bytes() for file in tmp_path.glob("wipe.db*"))
    assert "อยู่ต่อ".encode() in on_disk
    assert "ความลับของป้า".encode() not in on_disk


def test_a_database_that_cannot_be_opened_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "a folder").mkdir()

    with pytest.raises(DatabaseUnusable, match="right to write"):
        check_usable(open_database(f"sqlite:///{tmp_path / 'a folder'}"))


def test_a_server_that_is_not_there_says_what_to_do() -> None:
    engine = open_database("postgresql+psycopg://nobody@127.0.0.1:1/nothing")

    with pytest.raises(DatabaseUnusable, match="DATABASE_URL"):
        check_usable(engine)


def test_what_the_url_says_of_a_session_goes_before_ours(postgres_url: str) -> None:
    ours = make_url(postgres_url).difference_update_query(["options"])
    for url, limit in (
        (ours.render_as_string(hide_password=False), "1500ms"),
        (postgres_url, "30s"),
    ):
        engine = open_database(url)
        with reading(engine) as connection:
            told = connection.scalar(text("SHOW idle_in_transaction_session_timeout"))
        engine.dispose()
        assert told == limit


def test_a_connection_cut_in_a_transaction_raises_what_cut_it(postgres_url: str) -> None:
    engine, other = open_database(postgres_url), open_database(postgres_url)

    def cut_off() -> None:
        with transaction(engine) as connection, reading(other) as beside:
            backend = connection.scalar(text("SELECT pg_backend_pid()"))
            beside.execute(text("SELECT pg_terminate_backend(:backend)"), {"backend": backend})
            connection.execute(text("SELECT 1"))

    with pytest.raises(OperationalError, match="terminating connection"):
        cut_off()
    engine.dispose()
    other.dispose()


def test_a_failed_transaction_leaves_nothing_behind(engine: Engine) -> None:
    def fail_midway() -> None:
        with transaction(engine) as connection:
            connection.execute(text("INSERT INTO case_counter (series, last) VALUES ('x', 1)"))
            raise ValueError("midway")

    with pytest.raises(ValueError, match="midway"):
        fail_midway()

    with reading(engine) as connection:
        assert connection.execute(text("SELECT count(*) FROM case_counter")).scalar_one() == 0
