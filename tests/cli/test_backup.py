"""A backup is taken while somebody writes, and put back where everything was lost."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import Ran

Bot = Callable[..., Ran]


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bot: Bot) -> Path:
    """An installation with invented people, a key and a file."""
    folder = tmp_path / "data"
    monkeypatch.setenv("DATA_DIR", str(folder))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    ran = bot("seed", "--friends", "20", "--cases", "25", "--messages", "60", "--seed", "7")
    assert ran.code == 0, ran.err
    for name in ("keys/signing.key", "files/ab/picture", "files/spool/half", "nlu/current"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(name.encode())
    return folder


def test_all_that_was_committed_comes_back_and_nothing_is_sent_unasked(
    bot: Bot, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = bot("cases", "export").out
    with closing(sqlite3.connect(data / "frontdoor.db")) as writing:
        writing.execute("BEGIN IMMEDIATE")
        writing.execute("UPDATE case_record SET summary = 'half'")
        taken = bot("backup", str(tmp_path / "copy"))
        writing.rollback()
    assert taken.code == 0, taken.err
    assert "25 cases" in taken.out

    monkeypatch.setenv("DATA_DIR", str(tmp_path / "elsewhere"))
    back = bot("restore", str(tmp_path / "copy"))
    assert back.code == 0, back.err
    assert bot("cases", "export").out == before
    assert "stop_sends" in bot("switch", "list").out
    assert '"on":true' in bot("switch", "list", "--json").out
    assert (tmp_path / "elsewhere/keys/signing.key").read_bytes() == b"keys/signing.key"
    assert (tmp_path / "elsewhere/files/ab/picture").exists()
    assert (tmp_path / "elsewhere/nlu/current").exists()
    assert not (tmp_path / "elsewhere/files/spool").exists()


def test_nothing_that_is_there_is_written_over(bot: Bot, data: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    assert bot("backup", str(copy)).code == 0
    assert bot("backup", str(copy)).code == 2
    told = bot("restore", str(copy))
    assert told.code == 2
    assert str(data) in told.err


def test_a_journal_that_was_left_behind_is_told_of(bot: Bot, data: Path, tmp_path: Path) -> None:
    assert bot("backup", str(tmp_path / "copy")).code == 0
    for one in data.glob("frontdoor.db*"):
        one.unlink()
    (data / "frontdoor.db-wal").write_bytes(b"left behind")
    told = bot("restore", str(tmp_path / "copy"))
    assert told.code == 2
    assert "frontdoor.db-wal" in told.err
    assert not (data / "frontdoor.db").exists()


def test_a_damaged_or_missing_copy_is_told_before_anything_is_put_back(
    bot: Bot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert bot("backup", str(tmp_path / "copy")).code == 2, "there is nothing to keep"
    (tmp_path / "broken").mkdir()
    assert "frontdoor.db" in bot("restore", str(tmp_path / "broken")).err
    (tmp_path / "broken" / "frontdoor.db").write_bytes(b"no database" * 500)
    told = bot("restore", str(tmp_path / "broken"))
    assert told.code == 2
    assert "no database of ours" in told.err
    assert not (tmp_path / "data" / "frontdoor.db").exists()


def test_postgresql_is_left_to_its_own_tools(
    bot: Bot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql+psycopg://nobody@127.0.0.1:9/none")
    told = bot("backup", str(tmp_path / "copy"))
    assert told.code == 2
    assert "pg_dump" in told.err
