from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from tests.cli.conftest import Ran

Bot = Callable[..., Ran]
COMMANDS = (
    ["serve"],
    ["worker"],
    ["migrate"],
    ["demo"],
    ["doctor"],
    ["flows", "check"],
    ["flows", "graph"],
    ["flows", "test"],
    ["flows", "schema"],
    ["nlu", "predict"],
    ["nlu", "train"],
    ["nlu", "evaluate"],
    ["nlu", "promote"],
    ["nlu", "rollback"],
    ["nlu", "models"],
    ["play"],
    ["cases", "export"],
    ["centres", "check"],
    ["centres", "list"],
    ["centres", "unconfirmed"],
    ["centres", "of"],
    ["centres", "copy"],
    ["conversations", "show"],
    ["seed"],
    ["backup"],
    ["restore"],
    ["search", "status"],
    ["search", "rebuild"],
    ["switch", "list"],
    ["switch", "on"],
    ["switch", "off"],
    ["outbox", "list"],
    ["outbox", "retry"],
    ["outbox", "drop"],
)


@pytest.fixture
def seeded(bot: Bot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bot:
    """A database with invented people in it."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'seeded.db'}")
    ran = bot("seed", "--friends", "20", "--cases", "25", "--messages", "60", "--seed", "7")
    assert ran.code == 0, ran.err
    return bot


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_explains_itself(bot: Bot, words: list[str]) -> None:
    ran = bot(*words, "--help")

    assert ran.code == 0
    assert "Usage: bot" in ran.out


def test_help_lists_the_commands_and_what_exit_codes_mean(bot: Bot) -> None:
    ran = bot("--help")

    assert {words[0] for words in COMMANDS} <= set(ran.out.split())
    assert "Exit codes" in ran.out


def test_an_unknown_command_is_wrong_usage(bot: Bot) -> None:
    assert bot("dance").code == 2


def test_predict_gives_one_object_per_line_in_the_public_form(bot: Bot) -> None:
    lines = [
        "อยากกู้เงินมาซื้อเครื่องจักรค่ะ อยู่โคราช 5 แสน โทร 081-234-5678",
        json.dumps({"text": "เลย", "asking": "province"}),
        "{broken",
        json.dumps({"text": 3}),
    ]

    ran = bot("nlu", "predict", stdin="\n".join(lines) + "\n")

    first, second, *broken = [json.loads(line) for line in ran.out.splitlines()]
    assert list(first) == [
        "text",
        "intent",
        "sub_intent",
        "confidence",
        "alternatives",
        "scores",
        "signals",
        "entities",
    ]
    assert first["intent"] == "financing"
    assert first["entities"] == {
        "province": "TH-30",
        "district": None,
        "amount_baht": {"min": 500_000, "max": 500_000},
        "phone": "0812345678",
        "juristic_id": None,
        "email": None,
    }
    assert sum(first["scores"].values()) == pytest.approx(1)
    assert len(first["scores"]) == 10
    confidences = [guess["confidence"] for guess in first["alternatives"]]
    assert len(confidences) == 9
    assert confidences == sorted(confidences, reverse=True)
    assert second["entities"]["province"] == "TH-42"
    assert all("error" in answer for answer in broken)


def test_five_mistakes_in_the_conversations_are_told_at_once_with_their_lines(
    bot: Bot, tmp_path: Path
) -> None:
    good = Path("flows.yaml").read_text(encoding="utf-8")
    bad = (
        good.replace(
            "go: province\n        give_up: province", "go: provinz\n        give_up: nowhere", 1
        )
        .replace("open_case: financing", "open_case: fiancing", 1)
        .replace("ask: amount_baht", "ask: amont_baht", 1)
        .replace("    title: เงินทุนและสินเชื่อ\n", "    title: เงินทุนและสินเชื่อ\n    tilte: x\n", 1)
    )
    file = tmp_path / "bad.yaml"
    file.write_text(bad, encoding="utf-8")

    ran = bot("flows", "check", str(file))

    assert ran.code == 1
    told = [line for line in ran.err.splitlines() if "bad.yaml:" in line]
    assert len(told) >= 5
    for wrong in ("provinz", "nowhere", "fiancing", "amont_baht", "tilte"):
        assert wrong in ran.err


def test_a_file_that_is_not_there_is_wrong_usage(bot: Bot, tmp_path: Path) -> None:
    ran = bot("flows", "check", str(tmp_path / "none.yaml"))

    assert ran.code == 2
    assert "none.yaml" in ran.err


def test_cases_leave_as_json_lines(seeded: Bot) -> None:
    ran = seeded("cases", "export", "--format", "jsonl")

    cases = [json.loads(line) for line in ran.out.splitlines()]
    assert len(cases) == 25
    opened = [case["opened_at"] for case in cases]
    assert opened == sorted(opened)
    assert all(moment.endswith("+07:00") for moment in opened)
    assert all(case["history"][0]["what"] == "opened" for case in cases)
    assert all(case["centre"]["name_th"] for case in cases)


def test_cases_leave_as_a_table_that_thai_excel_opens(seeded: Bot, tmp_path: Path) -> None:
    file = tmp_path / "cases.csv"

    ran = seeded("cases", "export", "--format", "csv", "-o", str(file))

    assert ran.code == 0
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig"))))
    assert len(rows) == 25
    assert {"centre.code", "contact.phone", "details.amount_baht.max"} <= set(rows[0])


def test_cases_leave_as_a_workbook(seeded: Bot, tmp_path: Path) -> None:
    file = tmp_path / "cases.xlsx"

    seeded("cases", "export", "--format", "xlsx", "-o", str(file))

    sheet = openpyxl.load_workbook(file).worksheets[0]
    assert sheet.max_row == 26


def test_a_place_that_cannot_be_written_is_told_and_leaves_no_half_file(
    seeded: Bot, tmp_path: Path
) -> None:
    ran = seeded("cases", "export", "-o", str(tmp_path / "no folder" / "cases.jsonl"))

    assert ran.code == 1
    assert "cannot be written" in ran.err
    assert not (tmp_path / "no folder").exists()


def test_the_same_seed_makes_the_same_people(
    bot: Bot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    exports = []
    for name in ("one", "two"):
        monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / name}.db")
        bot("seed", "--friends", "5", "--cases", "8", "--messages", "9", "--seed", "3")
        exports.append(bot("cases", "export").out)

    assert exports[0] == exports[1]
    assert exports[0]


def test_a_conversation_is_shown_in_the_form_of_play(seeded: Bot) -> None:
    case = json.loads(seeded("cases", "export").out.splitlines()[0])

    shown = json.loads(seeded("conversations", "show", case["line_user_id"], "--json").out)

    assert list(shown) == ["flow", "step", "asking", "slots", "held_by_staff"]
    assert seeded("conversations", "show", case["line_user_id"]).out.startswith("flow: ")
    assert seeded("conversations", "show", "Unobody").code == 1


def test_the_map_of_offices_answers_for_a_province(bot: Bot, tmp_path: Path) -> None:
    assert bot("centres", "check").code == 0
    assert "SSRC-30   " in bot("centres", "list").out
    assert "SSRC-30" in bot("centres", "of", "TH-30").out
    assert "HQ-BKK" in bot("centres", "of", "TH-10").out
    assert bot("centres", "of", "TH-99").code == 2
    assert "โปรดยืนยัน" in bot("centres", "unconfirmed").out
    assert bot("centres", "copy", str(tmp_path / "map")).code == 0
    assert (tmp_path / "map" / "centres.csv").is_file()
    assert bot("centres", "copy", str(tmp_path / "map")).code == 2


def test_migrate_says_what_it_did(bot: Bot) -> None:
    ran = bot("migrate")

    assert ran.code == 0
    assert "schema" in ran.out


def test_a_database_that_does_not_answer_is_unreachable(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")

    ran = bot("cases", "export")

    assert ran.code == 3
    assert "DATABASE_URL" in ran.err


def test_a_worker_without_redis_is_sent_to_serve(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINE_CHANNEL_SECRET", "s")
    monkeypatch.setenv("LINE_CHANNEL_ACCESS_TOKEN", "t")

    ran = bot("worker")

    assert ran.code == 2
    assert "bot serve" in ran.err
