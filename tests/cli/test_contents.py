from __future__ import annotations

import io
import json
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.app import App
from bot.config import read_settings
from bot.model.contents import WhyRefused
from bot.storage import contents, migrate
from bot.storage.contents import Kept, NewContent
from bot.storage.db import transaction
from tests.cli.conftest import Ran
from tests.world import WEDNESDAY_MORNING

Bot = Callable[..., Ran]
NOW = WEDNESDAY_MORNING


@pytest.fixture
def app() -> App:
    """An installation with one file kept («1») and one refused («2»)."""
    app = App(read_settings())
    migrate.upgrade(app.engine)
    app.storage.keep("aa/one", io.BytesIO(b"%PDF-1.7"))
    for name, place in (("1", "aa/one"), ("2", "aa/two")):
        new = NewContent(name, "file", f"ไฟล์ {name}.pdf", NOW)
        with transaction(app.engine) as connection:
            contents.expect(connection, "Uanna", [new], now=NOW)
            parcel = contents.claim_next(connection, holder="me", now=NOW, fresh_place=place)
            assert parcel is not None
            if name == "1":
                contents.keep(connection, parcel, Kept("application/pdf", 8, "ab"), now=NOW)
            else:
                why = WhyRefused.WRONG_KIND
                contents.refuse(connection, parcel, why, "an archive", now=NOW)
    app.engine.dispose()
    return app


@pytest.mark.usefixtures("app")
def test_what_is_not_kept_is_listed_with_its_reason(bot: Bot) -> None:
    out = bot("contents", "list").out

    assert out.splitlines() == [
        "2  2026-11-25T03:00:00+00:00  file  refused  wrong_kind: an archive"
    ]
    assert "ไฟล์" not in out, "names tell about people; they are in the JSON"


@pytest.mark.usefixtures("app")
def test_those_of_a_status_or_a_person_are_listed(bot: Bot) -> None:
    kept = bot("contents", "list", "--status", "kept").out
    hers = [
        json.loads(line)
        for line in bot("contents", "list", "--person", "Uanna", "--json").out.splitlines()
    ]

    assert kept.endswith("kept  application/pdf, 8 bytes\n")
    assert {one["message_id"]: one["file_name"] for one in hers} == {
        "1": "ไฟล์ 1.pdf",
        "2": "ไฟล์ 2.pdf",
    }
    assert bot("contents", "list", "--person", "Ubee").out == ""


@pytest.mark.usefixtures("app")
def test_what_was_refused_is_fetched_again_and_what_is_kept_is_not(bot: Bot) -> None:
    assert bot("contents", "retry", "2").code == 0
    assert "waiting" in bot("contents", "list").out
    assert bot("contents", "retry", "1").code == 1


@pytest.mark.usefixtures("app")
def test_a_file_is_saved_for_its_reader_alone(bot: Bot, tmp_path: Path) -> None:
    to = tmp_path / "one.pdf"

    assert bot("contents", "save", "1", str(to)).code == 0

    assert to.read_bytes() == b"%PDF-1.7"
    assert stat.S_IMODE(to.stat().st_mode) == 0o600
    assert bot("contents", "save", "1", str(to)).code == 1, "nothing is overwritten"
    assert bot("contents", "save", "2", str(tmp_path / "two")).code == 1


def test_the_doctor_tries_where_files_go(bot: Bot, tmp_path: Path) -> None:
    assert "ok    Files that people send can be kept in" in bot("doctor").out
    (tmp_path / "data" / "files").rename(tmp_path / "moved")
    (tmp_path / "data" / "files").write_text("a file in the way")

    assert "BAD   Could not keep a file" in bot("doctor").out


def test_the_doctor_tells_of_a_bucket_that_cannot_be_reached(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONTENT_S3_BUCKET", "files")
    monkeypatch.setenv("CONTENT_S3_ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setenv("CONTENT_S3_ACCESS_KEY", "thekey")
    monkeypatch.setenv("CONTENT_S3_SECRET_KEY", "thesecret")

    out = bot("doctor").out

    assert "BAD   The store did not keep a file" in out
    assert "thesecret" not in out
