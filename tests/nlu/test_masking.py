"""What operators read to teach the bot tells nobody who wrote it, and still says what is meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.app import packaged
from bot.learning.lines import read_lines
from bot.nlu import pipeline
from bot.nlu.masking import says_something

UNDERSTANDING = pipeline.load(packaged("nlu"))
CASES = [
    line.split("\t")
    for line in (Path(__file__).parent / "masking.tsv").read_text(encoding="utf-8").splitlines()
]


@pytest.mark.parametrize(("said", "shown"), CASES)
def test_nobody_is_known_by_what_is_left(said: str, shown: str) -> None:
    assert UNDERSTANDING.masked(said) == shown


@pytest.mark.parametrize("shown", [shown for _, shown in CASES])
def test_what_is_masked_stays_as_it_is(shown: str) -> None:
    assert UNDERSTANDING.masked(shown) == shown


def test_hardly_anything_that_names_nobody_is_masked() -> None:
    lines = [line.text for line in read_lines(packaged("nlu"))]
    masked = [text for text in lines if "•" in UNDERSTANDING.masked(text)]

    assert len(masked) < 0.02 * len(lines)


@pytest.mark.parametrize(
    ("masked", "something"), [("•••", False), ("คะ", False), ("••• 12", False), ("กู้ค่ะ", True)]
)
def test_words_have_to_be_left_to_learn_from(masked: str, *, something: bool) -> None:
    assert says_something(masked) is something
