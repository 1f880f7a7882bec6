from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bot.learning import training
from bot.nlu import intents
from tests.cli.conftest import Ran

Bot = Callable[..., Ran]
OTHERS = "split,label,text\n" + "".join(
    f"{split},{label},{text.format(thing)}\n"
    for split, things in (("train", "รถ บ้าน เรือ ข้าว ปลา ผ้า ไม้ ทอง"), ("test", "นม ชา"))
    for label, text in (("buy", "อยากซื้อ{}ค่ะ"), ("sell", "ขาย{}ให้หน่อย"))
    for thing in things.split()
)
OURS = (
    "text\tintent\ttags\n"
    "อยากกู้เงินมาหมุนในร้าน\tfinancing\tplain\n"
    "ขายไม่ออกเลย อยากหาตลาดใหม่\tmarket\tplain\n"
    "เครื่องจักรเสียบ่อยมาก ซ่อมแล้วก็ยังรั่ว\ttechnology\tlong\n"
)
SHIPPED = training.DATA / "intents.npz"


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "data"


@pytest.fixture
def others(bot: Bot, tmp_path: Path) -> tuple[Path, Path]:
    """A file of other labels, and the model taught by it."""
    data, model = tmp_path / "others.csv", tmp_path / "others.npz"
    data.write_text(OTHERS, encoding="utf-8")
    ran = bot("nlu", "train", "--data", str(data), "--out", str(model))
    assert ran.code == 0, ran.err
    assert "2 labels" in ran.out
    return data, model


def test_any_labelled_file_is_trained_predicted_and_measured(
    bot: Bot, others: tuple[Path, Path], tmp_path: Path
) -> None:
    data, model = map(str, others)

    predicted = bot("nlu", "predict", data, "--model", model)
    asked = bot("nlu", "predict", "--model", model, stdin="อยากซื้อวัวค่ะ\n")
    measured = bot("nlu", "evaluate", data, "--model", model, "--out", str(tmp_path / "out"))

    rows = [json.loads(line) for line in predicted.out.splitlines()]
    assert [row["label"] for row in rows] == ["buy", "buy", "sell", "sell"]
    assert [row["intent"] for row in rows] == ["buy", "buy", "sell", "sell"]
    assert json.loads(asked.out)["intent"] == "buy"
    assert measured.out.startswith("4 lines\ntop 1        1.000")
    assert (tmp_path / "out" / "report.html").is_file()
    assert (tmp_path / "out" / "reliability.png").is_file()


def test_our_own_lines_are_measured_with_the_model_that_serves(bot: Bot, tmp_path: Path) -> None:
    data = tmp_path / "ours.tsv"
    data.write_text(OURS, encoding="utf-8")

    ran = bot("nlu", "evaluate", str(data))

    assert ran.out.startswith("3 lines\n")
    assert "tagged plain" in ran.out
    assert (tmp_path / "nlu-report" / "report.html").is_file()


def test_a_file_predicted_with_our_model_tells_entities_too(bot: Bot, tmp_path: Path) -> None:
    data = tmp_path / "ours.tsv"
    data.write_text(OURS, encoding="utf-8")

    ran = bot("nlu", "predict", str(data))

    first = json.loads(ran.out.splitlines()[0])
    assert first["label"] == first["intent"] == "financing"
    assert "entities" in first


def test_a_split_that_is_not_there_is_named(bot: Bot, others: tuple[Path, Path]) -> None:
    ran = bot("nlu", "predict", str(others[0]), "--model", str(others[1]), "--split", "dev")

    assert ran.code == 2
    assert "test, train" in ran.err


def test_training_on_a_file_wants_to_know_where_the_model_goes(bot: Bot, tmp_path: Path) -> None:
    data = tmp_path / "others.csv"
    data.write_text(OTHERS, encoding="utf-8")

    ran = bot("nlu", "train", "--data", str(data))

    assert ran.code == 2
    assert "--out" in ran.err


def test_a_model_that_is_no_worse_serves_and_can_be_taken_back(bot: Bot, tmp_path: Path) -> None:
    with SHIPPED.open("rb") as file:
        model = intents.load(file)
    warmer = replace(model, temperature=model.temperature * 1.01)
    candidate = tmp_path / "candidate.npz"
    training.save(warmer, candidate)

    promoted = bot("nlu", "promote", str(candidate))

    assert promoted.code == 0, promoted.err
    assert "0 lost" in promoted.out
    assert len(bot("nlu", "models").out.split()) == 2
    assert bot("nlu", "rollback").out.startswith("shipped serves")
    assert bot("nlu", "models").out.split() == ["shipped"]
    assert bot("nlu", "rollback").code == 1


def test_a_worse_model_is_refused_and_nothing_changes(bot: Bot, tmp_path: Path) -> None:
    with SHIPPED.open("rb") as file:
        model = intents.load(file)
    blind = tmp_path / "blind.npz"
    training.save(replace(model, weights=model.weights * np.int8(0)), blind)

    refused = bot("nlu", "promote", str(blind))

    assert refused.code == 1
    assert "worse" in refused.err
    assert bot("nlu", "models").out.split() == ["shipped"]


def test_a_promoted_model_that_has_gone_is_a_warning_and_the_shipped_one_serves(
    bot: Bot, data_dir: Path
) -> None:
    (data_dir / "nlu").mkdir(parents=True)
    (data_dir / "nlu" / "current").write_text("shipped\nintents-gone.npz\n", encoding="utf-8")

    ran = bot("nlu", "predict", stdin="อยากกู้เงินมาหมุนในร้าน\n")

    assert json.loads(ran.out)["intent"] == "financing"
    assert "promoted_model_not_used" in ran.err
