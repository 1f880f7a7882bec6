from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bot.learning import training
from bot.learning.fitting import CANDIDATES
from bot.learning.guessing import foreign, guesser
from bot.learning.lines import BadLines, Line
from bot.nlu import pipeline
from bot.nlu.features import Sight
from bot.nlu.intents import BadModel
from bot.nlu.pipeline import Understanding

THINGS = ("รถ", "บ้าน", "เรือ", "ข้าว", "ปลา", "ผ้า", "ไม้", "ทอง", "นม", "ชา", "เกลือ", "น้ำตาล")
BUY = [f"อยากซื้อ{thing}ค่ะ" for thing in THINGS]
SELL = [f"ขาย{thing}ให้หน่อย" for thing in THINGS]


@pytest.fixture(scope="module")
def sight() -> Sight:
    return training.sight(training.DATA)


@pytest.fixture(scope="module")
def ears() -> Understanding:
    return pipeline.load(training.DATA)


def lines(split: str = "") -> list[Line]:
    both = [*((text, "buy") for text in BUY), *((text, "sell") for text in SELL)]
    return [Line(text, label, "", text, (), split) for text, label in both]


def test_any_labels_can_be_taught_and_a_fifth_is_kept_to_choose_by(
    sight: Sight, ears: Understanding, tmp_path: Path
) -> None:
    model, trials = training.train_on(lines(), sight)
    path = tmp_path / "model"
    training.save(model, path)
    taught = ears.listening_with(path)

    guess = guesser(taught)

    assert foreign(taught)
    assert not foreign(ears)
    assert len(trials) == len(CANDIDATES)
    assert guess("อยากซื้อวัวค่ะ").intent == "buy"
    assert guess("ขายวัวให้หน่อย").intent == "sell"
    assert set(guess("ยกเลิก").scores) == {"buy", "sell"}  # no control word of the bot's
    assert guess("ขายวัวให้หน่อย").sub_intent is None


def test_where_there_is_a_dev_split_it_is_not_learned_from(sight: Sight) -> None:
    strange = [replace(line, split="dev", text=f"{line.text}กระเบื้อง") for line in lines()]

    model, _ = training.train_on([*lines("train"), *strange], sight)

    met = model.importance[sight.see("กระเบื้อง").buckets]
    assert np.mean(met > 0) < 0.5


def test_nothing_of_the_test_split_is_looked_at(sight: Sight) -> None:
    secret = [replace(line, split="test", intent="other") for line in lines()]

    model, _ = training.train_on([*lines("train"), *secret], sight)

    assert model.intents == ("buy", "sell")


def test_too_few_labels_and_unknown_ones_are_refused(sight: Sight) -> None:
    with pytest.raises(BadLines, match="Two labels"):
        training.train_on([line for line in lines() if line.intent == "buy"], sight)
    with pytest.raises(BadLines, match="other"):
        training.train_on([*lines("train"), Line("x", "other", "", "0", (), "dev")], sight)


def test_a_broken_file_and_another_lexicon_are_no_model(
    ears: Understanding, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.npz"
    broken.write_bytes(b"no model")
    stranger = tmp_path / "stranger.npz"
    training.save(replace(ears.model, eyes=ears.model.eyes ^ 1), stranger)

    with pytest.raises(BadModel, match="no model"):
        ears.listening_with(broken)
    with pytest.raises(BadModel, match="another lexicon"):
        ears.listening_with(stranger)


def test_the_own_model_guesses_with_all_of_the_understanding(ears: Understanding) -> None:
    guess = guesser(ears)

    assert guess("ยกเลิก").confidence == pytest.approx(0.99)
    assert guess("อยากได้เงินกู้มาหมุนในร้าน").sub_intent == "fin.working"
