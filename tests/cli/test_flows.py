"""`bot flows test`: the golden dialogues, as an officer runs them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.app import App
from bot.config import read_settings
from tests.cli.conftest import Ran

Bot = Callable[..., Ran]
GOLDEN = Path("tests/golden")


def test_the_golden_dialogues_of_the_project_go_as_written_and_reach_every_step(bot: Bot) -> None:
    ran = bot("flows", "test")

    assert ran.code == 0, ran.out
    assert "steps are reached (100 %)." in ran.out
    assert ran.err == ""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with two of the dialogues."""
    for name in ("status_none.yaml", "cannot_skip.yaml"):
        shutil.copy(GOLDEN / name, tmp_path)
    return tmp_path


def test_steps_in_no_dialogue_are_named_and_fail(bot: Bot, folder: Path) -> None:
    ran = bot("flows", "test", str(folder))

    assert ran.code == 1
    assert "cancel_check        0/3  not reached: ask, drop, done" in ran.out
    assert "steps are in no dialogue: write one that comes there." in ran.err


def test_one_dialogue_alone_need_not_reach_every_step(bot: Bot, folder: Path) -> None:
    ran = bot("flows", "test", str(folder / "cannot_skip.yaml"))

    assert ran.code == 0, ran.err
    assert ran.out == "1 of 1 dialogues go as written.\n"


def test_another_answer_is_told_as_a_difference_and_fails(bot: Bot, folder: Path) -> None:
    path = folder / "cannot_skip.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("ข้อนี้ข้ามไม่ได้ค่ะ", "ข้ามไม่ได้"), encoding="utf-8"
    )

    ran = bot("flows", "test", str(path))

    assert ran.code == 1
    assert "cannot_skip.yaml: ขอข้ามข้อที่ข้ามไม่ได้" in ran.out
    assert "    - say: ข้ามไม่ได้ ตอบสั้น ๆ" in ran.out
    assert "    + say: ข้อนี้ข้ามไม่ได้ค่ะ ตอบสั้น ๆ" in ran.out
    assert "1 went another way" in ran.err


def test_a_new_dialogue_is_understood_and_written_out(bot: Bot, tmp_path: Path) -> None:
    path = tmp_path / "new.yaml"
    path.write_text("about: ใหม่\ntalk:\n- person: สวัสดีค่ะ\n", encoding="utf-8")

    before = bot("flows", "test", str(path))
    written = bot("flows", "test", "--write", str(path))
    after = bot("flows", "test", str(path))

    assert (before.code, written.code, after.code) == (1, 0, 0)
    text = path.read_text(encoding="utf-8")
    assert "heard: {intent: smalltalk," in text
    assert "say: สวัสดีค่ะ เล่าเรื่อง" in text


def test_a_button_that_is_not_there_fails_even_where_answers_are_written(
    bot: Bot, tmp_path: Path
) -> None:
    path = tmp_path / "new.yaml"
    path.write_text("about: ใหม่\ntalk:\n- press: ตกลง\n", encoding="utf-8")

    ran = bot("flows", "test", "--write", str(path))

    assert ran.code == 1
    assert "There is no button «ตกลง» here." in ran.out


def test_a_dialogue_that_cannot_be_read_is_told_and_the_others_are_played(
    bot: Bot, folder: Path
) -> None:
    (folder / "bad.yaml").write_text("about: ก\ntalk:\n- said: ข\n", encoding="utf-8")

    ran = bot("flows", "test", str(folder))

    assert ran.code == 1
    assert "bad.yaml:3: talk.0:" in ran.out
    assert "2 of 3 dialogues go as written." in ran.out
    assert "1 cannot be read" in ran.err


def test_a_folder_without_dialogues_is_a_wrong_use(bot: Bot, tmp_path: Path) -> None:
    ran = bot("flows", "test", str(tmp_path))

    assert ran.code == 2
    assert "There are no dialogues (*.yaml)" in ran.err


def test_another_flows_yaml_may_be_rehearsed(bot: Bot, folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other-flows.yaml"
    text = Path("flows.yaml").read_text(encoding="utf-8")
    other.write_text(text.replace("ข้อนี้ข้ามไม่ได้ค่ะ", "ข้อนี้ต้องตอบค่ะ"), encoding="utf-8")

    ran = bot("flows", "test", "--flows", str(other), str(folder / "cannot_skip.yaml"))

    assert ran.code == 1
    assert "+ say: ข้อนี้ต้องตอบค่ะ" in ran.out


def test_pictures_of_the_flows_are_written_into_a_folder(bot: Bot, tmp_path: Path) -> None:
    ran = bot(
        "flows", "graph", "--svg", str(tmp_path / "drawn"), "--only", "fees", "--only", "hours"
    )

    assert ran.code == 0, ran.err
    assert {path.name for path in (tmp_path / "drawn").iterdir()} == {"fees.svg", "hours.svg"}


def test_without_a_folder_the_flows_come_as_mermaid(bot: Bot) -> None:
    ran = bot("flows", "graph", "--only", "fees")

    assert ran.out.startswith("flowchart TD\n  subgraph fees")
    assert "hours" not in ran.out


def test_a_flow_that_is_not_there_cannot_be_drawn(bot: Bot) -> None:
    ran = bot("flows", "graph", "--only", "fee")

    assert ran.code == 2
    assert "Did you mean 'fees'?" in ran.err


def test_the_schema_is_printed(bot: Bot) -> None:
    ran = bot("flows", "schema")

    assert ran.out == Path("flows.schema.json").read_text(encoding="utf-8")


def test_the_conversations_of_the_project_are_in_order(bot: Bot) -> None:
    assert bot("flows", "check").out.startswith("flows.yaml is in order: ")


def test_a_file_that_is_no_utf8_is_told_with_its_line(bot: Bot, tmp_path: Path) -> None:
    path = tmp_path / "flows.yaml"
    path.write_bytes(b"version: 1\nnotice_version: \xe9\n")

    ran = bot("flows", "check", str(path))

    assert ran.code == 1
    assert f"{path}:2: This is no UTF-8 text. Save the file as UTF-8." in ran.err


def test_files_that_were_in_force_are_listed_and_can_be_retired(
    bot: Bot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert "No file is kept yet" in bot("flows", "revisions").out
    first = kept(tmp_path / "flows.yaml", "version: 1  # the first", monkeypatch)
    second = kept(tmp_path / "flows.yaml", "version: 1  # the second", monkeypatch)

    lines = {line.split()[0]: line for line in bot("flows", "revisions").out.splitlines()}
    assert lines[first].endswith("0 waiting  finishing")
    assert lines[second].endswith("0 waiting  in force")

    assert "retired" in bot("flows", "retire", first).out
    assert "retired" in bot("flows", "revisions").out
    refused = bot("flows", "retire", second)
    assert refused.code == 2
    assert "the file in force never is" in refused.err


def kept(file: Path, begins: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Have a service start with another flows.yaml; return its revision."""
    shipped = Path("flows.yaml").read_text(encoding="utf-8")
    file.write_text(shipped.replace("version: 1", begins, 1), encoding="utf-8")
    monkeypatch.setenv("FLOWS_FILE", str(file))
    app = App(read_settings())
    app.keep_book()
    app.writer.stop()
    app.engine.dispose()
    return app.book.revision
